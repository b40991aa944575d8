import { auditClearing } from '../../src/clearing'
import { trialBalance } from '../../src/ledger'
import type { TapRecord } from '../../src/messages'
import { BUS, clearingCity, type ClearingCity } from '../support/clearing-city'

/** More than are worth copying in one stroke. */
const TAPS = 700

let city: ClearingCity
let records: TapRecord[]
beforeEach(async () => {
  city = await clearingCity({ cards: TAPS })
  records = Array.from({ length: TAPS }, (_, index) =>
    city.tap({ of: index + 1, termSeq: index + 1 }),
  )
})
afterEach(() => city.close())

const owedToBus = async (): Promise<bigint | undefined> =>
  (await trialBalance(city.store.database)).lines.find(
    ({ account }) => account === '2004.operator-payable:op_bus',
  )?.balanceFen

const auditsAreGood = async (): Promise<void> =>
  expect((await auditClearing(city.store.database)).filter(({ ok }) => !ok)).toEqual([])

test('taps that come by the thousand are paid once, also when they come again in another file', async () => {
  const first = await city.upload(BUS, 1, records)
  expect(first.reasons).toEqual({ paid: TAPS })
  const again = await city.upload(BUS, 2, records)
  expect(again.reasons).toEqual({ 'seen-before': TAPS })
  expect(await owedToBus()).toBe(BigInt(TAPS) * 200n)
  await auditsAreGood()
})

test('files that bring the same thousand at the same moment are paid as one', async () => {
  const receipts = await Promise.all([1, 2, 3].map((fileNo) => city.upload(BUS, fileNo, records)))
  const paid = receipts.reduce((sum, { verdicts }) => sum + verdicts.accepted, 0)
  const repeated = receipts.reduce((sum, { verdicts }) => sum + verdicts.duplicate, 0)
  expect({ paid, repeated }).toEqual({ paid: TAPS, repeated: 2 * TAPS })
  expect(await owedToBus()).toBe(BigInt(TAPS) * 200n)
  await auditsAreGood()
})

test('a tap that another file brought before is found among a thousand new ones', async () => {
  const [early] = records.splice(350, 1) as [TapRecord]
  await city.upload(BUS, 1, [early])
  records.push(early)
  const receipt = await city.upload(BUS, 2, records)
  expect(receipt.reasons).toEqual({ paid: TAPS - 1, 'seen-before': 1 })
  expect(await owedToBus()).toBe(BigInt(TAPS) * 200n)
  await auditsAreGood()
})
