import { soakHolds, soakPos } from '../../src/simulation'
import { wholeCity, type WholeCity } from '../support/whole-city'

let whole: WholeCity

beforeAll(async () => {
  whole = await wholeCity()
})
afterAll(() => whole.close())

test('POS with cut lines, lost answers and power cuts: terminals, host and ledger agree', async () => {
  const report = await soakPos(whole.city, { seed: 5, terminals: 4, messages: 600 })
  expect(report.messages).toBeGreaterThanOrEqual(600)
  expect(report.faults.powerCut).toBeGreaterThan(0)
  expect(Object.values(report.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5)
  expect(report).toMatchObject({
    agree: { approvedNotBookedOnce: 0, bookedNotApproved: 0, reversalsNotHonoured: 0, doubts: 0 },
    batches: { uploaded: 0 },
    balanced: true,
    driftFen: 0n,
  })
  expect(soakHolds(report)).toBe(true)
}, 180_000)
