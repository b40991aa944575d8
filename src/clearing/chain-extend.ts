import type { Chain } from './chain'
import { purseOf, type Purse, type Tap } from './tap'
import { allRows, inCardOrder, TapTable, type TapRows } from './tap-table'

/** What is kept of a purse between batches: enough to go on without reading its history again. */
export interface Shadow {
  readonly card: bigint
  readonly purse: Purse
  readonly nextCounter: number
  readonly balanceFen: bigint
  /** Local time of the last tap or noted load, YYYYMMDDHHMMSS; empty before the first. */
  readonly lastAt: string
  readonly paidFen: bigint
  readonly heldFen: bigint
  readonly tapCount: number
  readonly gapCount: number
  readonly breakCount: number
  readonly forkCount: number
  /** Claims beside the taps (other contents, unconfirmed), or a card that was ever stopped: no short way. */
  readonly hasClaims: boolean
}

/** The shadow of a purse that has been loaded but not used yet. */
export const freshShadow = (purse: {
  readonly card: bigint
  readonly purse: Purse
  readonly openingCounter: number
  readonly loadedFen: bigint
  /** Local time of the last load. */
  readonly loadedAt: string
}): Shadow => ({
  card: purse.card,
  purse: purse.purse,
  nextCounter: purse.openingCounter,
  balanceFen: purse.loadedFen,
  lastAt: purse.loadedAt,
  paidFen: 0n,
  heldFen: 0n,
  tapCount: 0,
  gapCount: 0,
  breakCount: 0,
  forkCount: 0,
  hasClaims: false,
})

/** What the taps of one purse say together, when each follows from the one before. */
export interface PurseRun {
  readonly purse: Purse
  readonly firstCounter: number
  readonly tapCount: number
  readonly balanceBeforeFen: bigint
  readonly paidFen: bigint
  /** Local times, YYYYMMDDHHMMSS as numbers. */
  readonly firstAt: number
  readonly lastAt: number
  /** A row of the purse's card. */
  readonly row: number
}

/**
 * The taps of a purse, in order of their counters, as one run: each one's counter and balance follow from
 * the one before, as nearly all do. Undefined where one does not.
 *
 * Money is compared as it stands in the columns, where whole fen have 32 bits without a sign. A balance goes on
 * to the next tap only if it equals one of these, so that no number here ever leaves −2^32 … 2^32; what a run
 * says is whole fen as everywhere.
 *
 * @param rows the places `from` … `to` (excluded) of a list of rows, at least one
 */
export function runOf({ table, rows }: TapRows, from: number, to: number): PurseRun | undefined {
  const first = rows[from] as number
  const firstCounter = table.counter[first] as number
  const balanceBefore = table.balanceBefore[first] as number
  const firstAt = atNumber(table, first)
  let [counter, balance, lastAt] = [firstCounter, balanceBefore, firstAt]
  for (let index = from; index < to; index++) {
    const row = rows[index] as number
    const at = atNumber(table, row)
    const follows =
      table.counter[row] === counter && table.balanceBefore[row] === balance && at >= lastAt
    if (!follows) return undefined
    counter++
    balance -= table.amount[row] as number
    lastAt = at
  }
  return {
    purse: purseOf(table.type[first] as number),
    firstCounter,
    tapCount: to - from,
    balanceBeforeFen: BigInt(balanceBefore),
    paidFen: BigInt(balanceBefore) - BigInt(balance),
    firstAt,
    lastAt,
    row: first,
  }
}

const atNumber = ({ day, time }: TapTable, row: number): number =>
  (day[row] as number) * 1_000_000 + (time[row] as number)

/**
 * The rows of a table, purse by purse in the order of the cards, each in the order of its counters. Answers where
 * each purse begins in them, and after the last one where it ends.
 */
export function byPurse(table: TapTable, count: number): { rows: Int32Array; begins: number[] } {
  const rows = inCardOrder({ table, rows: allRows(count) })
  const begins: number[] = []
  for (let from = 0; from < count;) {
    let to = from + 1
    while (to < count && table.sameCard(rows[from] as number, rows[to] as number)) to++
    if (to - from > 1) sortCard(table, rows.subarray(from, to))
    for (let index = from; index < to; index++) {
      if (index === from || purseAt(table, rows, index) !== purseAt(table, rows, index - 1)) {
        begins.push(index)
      }
    }
    from = to
  }
  begins.push(count)
  return { rows, begins }
}

const purseAt = (table: TapTable, rows: Int32Array, index: number): Purse =>
  purseOf(table.type[rows[index] as number] as number)

function sortCard(table: TapTable, rows: Int32Array): void {
  const keyOf = (row: number): number =>
    purseOf(table.type[row] as number) * 0x1_0000 + (table.counter[row] as number)
  rows.sort((left, right) => keyOf(left) - keyOf(right))
}

/**
 * The short way, as the store goes it for ten thousand purses in one statement: a shadow from which a run
 * follows moves on. Undefined when anything is unusual; then the whole history is resolved.
 */
export function extendShadow(shadow: Shadow, taps: readonly Tap[]): Shadow | undefined {
  if (taps.length === 0) return shadow.hasClaims ? undefined : shadow
  const table = new TapTable(taps.length)
  taps.forEach((tap, row) => table.put(row, tap))
  const run = runOf({ table, rows: allRows(taps.length) }, 0, taps.length)
  const follows =
    run !== undefined &&
    !shadow.hasClaims &&
    run.firstCounter === shadow.nextCounter &&
    run.balanceBeforeFen === shadow.balanceFen &&
    run.firstAt >= Number(shadow.lastAt)
  if (!follows) return undefined
  return {
    ...shadow,
    nextCounter: shadow.nextCounter + run.tapCount,
    balanceFen: shadow.balanceFen - run.paidFen,
    lastAt: String(run.lastAt),
    paidFen: shadow.paidFen + run.paidFen,
    tapCount: shadow.tapCount + run.tapCount,
  }
}

export const shadowOf = (
  purse: { readonly card: bigint; readonly purse: Purse; readonly hasClaims: boolean },
  chain: Chain,
): Shadow => ({
  ...purse,
  nextCounter: chain.nextCounter,
  balanceFen: chain.balanceFen,
  lastAt: chain.lastAt,
  paidFen: chain.paidFen,
  heldFen: chain.heldFen,
  tapCount: chain.tapCount,
  gapCount: chain.gaps.length,
  breakCount: chain.breaks.length,
  forkCount: chain.forks.length,
})
