import { sqlArray, sqlFenArray } from '../../src/base'
import { runOf } from '../../src/clearing/chain-extend'
import { allRows, TapTable } from '../../src/clearing/tap-table'

const LARGEST = 0xffff_ffff

/** Taps of one purse, each of an amount, from a balance on. */
function run(balance: number, amounts: readonly number[]): ReturnType<typeof runOf> {
  const table = new TapTable(amounts.length)
  let left = balance
  amounts.forEach((amount, row) => {
    table.type[row] = 9
    table.counter[row] = row
    table.balanceBefore[row] = left
    table.amount[row] = amount
    left -= amount
  })
  return runOf({ table, rows: allRows(amounts.length) }, 0, amounts.length)
}

test('a run over the largest amounts that columns hold is exact to the fen', () => {
  expect(run(LARGEST, [LARGEST - 1, 1])).toMatchObject({
    balanceBeforeFen: 4_294_967_295n,
    paidFen: 4_294_967_295n,
  })
})

test('a last tap that takes more than there is counts in full', () => {
  expect(run(0, [LARGEST])).toMatchObject({ balanceBeforeFen: 0n, paidFen: 4_294_967_295n })
})

test('a balance that went below zero is none that a next tap could begin with', () => {
  expect(run(1, [2, 3])).toBeUndefined()
})

test('money goes to the database as all whole numbers do, beyond what a double holds', () => {
  expect(sqlFenArray(3, (index) => [0n, 170n, -1n][index] as bigint)).toEqual(
    sqlArray('int8', 3, (index) => [0, 170, -1][index] as number),
  )
  const largest = sqlFenArray(1, () => 9_223_372_036_854_775_807n)
  expect(largest.readBigInt64BE(largest.length - 8)).toBe(9_223_372_036_854_775_807n)
})
