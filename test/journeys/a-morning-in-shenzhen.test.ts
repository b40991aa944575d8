import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { SHENZHEN_MORNING } from '../../src/simulation'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { played } from '../simulation/replay-in'

let books: FreshDatabase
beforeAll(async () => (books = await freshDatabase()))
afterAll(() => books.drop())

/** Counted from the file with nothing of ours: lines, commas and sums. */
function countedFromTheFile() {
  const [header = '', ...lines] = gunzipSync(readFileSync(SHENZHEN_MORNING))
    .toString('utf8')
    .trimEnd()
    .split('\n')
  const columns = header.replace('\uFEFF', '').trim().split(',')
  const sums = new Map<string, { taps: number; listFareFen: number; chargedFen: number }>()
  for (const line of new Set(lines)) {
    const fields = line.trim().split(',')
    const of = (column: string): string => fields[columns.indexOf(column)] ?? ''
    const sum = sums.get(of('company_name')) ?? { taps: 0, listFareFen: 0, chargedFen: 0 }
    sum.taps += 1
    sum.listFareFen += Number(of('deal_value'))
    sum.chargedFen += Number(of('deal_money'))
    sums.set(of('company_name'), sum)
  }
  return { rows: lines.length, sums }
}

test('a real morning, tap by tap, becomes the payout of ten operators that anyone can count', async () => {
  const { rows, sums } = countedFromTheFile()
  const result = await played(books.database, SHENZHEN_MORNING)

  expect(result.rows).toBe(rows)
  expect(result.skipped).toEqual([])
  expect(result.operators).toHaveLength(10)
  for (const { operator, taps, listFareFen, chargedFen } of result.operators) {
    expect({ operator, taps, listFareFen, chargedFen }).toEqual({ operator, ...sums.get(operator) })
  }
  expect(result.verdicts).toEqual({ accepted: 36_999, duplicate: 1, suspect: 0, rejected: 0 })
  expect(result.settledTaps).toBe(36_999)
  expect(result.audit.findings.filter(({ ok }) => !ok)).toEqual([])
  expect(result.ledger.balanced).toBe(true)
  expect(result.sound).toBe(true)

  // A second start finds the work done.
  expect(await played(books.database, SHENZHEN_MORNING)).toEqual(result)
}, 240_000)
