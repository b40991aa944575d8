import { addDays, type BusinessDate } from '../../src/base'
import { auditClearing } from '../../src/clearing'
import { auditLedger, sealPosted } from '../../src/ledger'
import type { TapRecord } from '../../src/messages'
import { auditSettlement, closeDay, settlementOf, statementOf } from '../../src/settlement'
import { BUS, DAY, METRO, clearingCity, type ClearingCity } from '../support/clearing-city'

let city: ClearingCity
beforeEach(async () => {
  city = await clearingCity({ cards: 60 })
})
afterEach(() => city.close())

async function nothingIsWrong(): Promise<void> {
  const { database } = city.store
  await sealPosted(database)
  const findings = [
    ...(await auditLedger(database)),
    ...(await auditClearing(database)),
    ...(await auditSettlement(database)),
  ]
  expect(findings.filter(({ ok }) => !ok)).toEqual([])
}

const ride = (of: number, counter: number, samIndex: number): TapRecord =>
  city.tap({
    of,
    counter,
    samIndex,
    termSeq: of * 10 + counter,
    balanceBefore: 10_000n - 160n * BigInt(counter),
    amount: 160n,
    listFare: 200n,
    discount: 1,
    time: `08${String(counter).padStart(2, '0')}00`,
  })

test('from a tap to a statement: fees by contract, the odd fen carried, an empty day closed too', async () => {
  await city.upload(BUS, 1, [ride(1, 0, 1), ride(2, 0, 1), ride(3, 0, 1)])
  await city.upload(METRO, 1, [
    city.tap({
      of: 1,
      counter: 1,
      samIndex: 5,
      balanceBefore: 9_840n,
      amount: 0n,
      listFare: 0n,
      time: '090000',
    }),
  ])
  const closed = await closeDay(city.settlement)
  expect(closed).toMatchObject({
    value: { day: DAY, taps: 4n, chargedFen: 480n, feeFen: 2n, netFen: 478n },
  })
  expect(
    await statementOf(city.store.database, { operator: BUS, date: DAY as BusinessDate }),
  ).toMatchObject({
    value: {
      taps: 3n,
      listFen: 600n,
      chargedFen: 480n,
      cardDiscountFen: 120n,
      feeFen: 2n,
      feeCarryMicroFen: 400_000n,
    },
  })
  // 480 + 480 fen at 0.5 % make 4.8 fen: two days of 2.4 come to 4, not to 2 + 2 with 0.8 lost.
  await city.upload(BUS, 2, [ride(4, 0, 1), ride(5, 0, 1), ride(6, 0, 1)])
  city.clock.set(new Date('2026-03-03T22:00:00+08:00'))
  const next = await closeDay(city.settlement)
  expect(next).toMatchObject({ value: { day: '2026-03-03', taps: 3n, feeFen: 2n } })
  expect(
    await statementOf(city.store.database, { operator: BUS, date: '2026-03-03' as BusinessDate }),
  ).toMatchObject({
    value: { feeCarryMicroFen: 800_000n },
  })
  expect(await closeDay(city.settlement, '2026-03-04' as BusinessDate)).toMatchObject({
    ok: false,
    refused: 'day-not-begun',
  })
  city.clock.set(new Date('2026-03-05T12:00:00+08:00'))
  expect(await closeDay(city.settlement)).toMatchObject({
    value: { day: '2026-03-04', taps: 0n, netFen: 0n },
  })
  await nothingIsWrong()
})

test('uploads go on while the day is closed by two at once; every tap is settled exactly once', async () => {
  city.clock.set(new Date('2026-03-03T01:00:00+08:00'))
  let sent = 0
  const uploads = Array.from({ length: 24 }, async (_, index) => {
    const operator = index % 2 === 0 ? BUS : METRO
    const samIndex = index % 2 === 0 ? 1 : 5
    const cards = [1, 2].map((one) => index * 2 + one)
    await new Promise((resolve) => setTimeout(resolve, index * 8))
    sent += cards.length
    return city.upload(
      operator,
      100 + index,
      cards.map((of) => ride(of, 0, samIndex)),
    )
  })
  await new Promise((resolve) => setTimeout(resolve, 60))
  const [first, second] = await Promise.all([
    closeDay(city.settlement, DAY as BusinessDate),
    closeDay(city.settlement, DAY as BusinessDate),
  ])
  expect(first.ok && second.ok && first.value.digest.equals(second.value.digest)).toBe(true)
  const receipts = await Promise.all(uploads)
  expect(receipts.every(({ verdicts }) => verdicts.accepted === 2)).toBe(true)
  const last = await closeDay(city.settlement, addDays(DAY as BusinessDate, 1))
  expect(last.ok).toBe(true)
  const settled = await settlementOf(city.store.database)
  expect(settled.ok && settled.value.total.taps).toBe(BigInt(sent))
  expect(settled.ok && settled.value.total.chargedFen).toBe(BigInt(sent) * 160n)
  await nothingIsWrong()
})

test('a clone found after the close is taken back in the next day; the closed day does not change', async () => {
  const clone = city.tap({ of: 1, time: '093000', samIndex: 5, amount: 500n, listFare: 500n })
  await city.upload(METRO, 1, [clone])
  const closed = await closeDay(city.settlement)
  expect(closed).toMatchObject({ value: { chargedFen: 500n } })
  await city.upload(BUS, 1, [city.tap({ of: 1, time: '080000' })])
  city.clock.set(new Date('2026-03-04T01:00:00+08:00'))
  const next = await closeDay(city.settlement)
  expect(next).toMatchObject({ value: { day: '2026-03-03', taps: 0n, chargedFen: -300n } })
  expect(await closeDay(city.settlement, DAY as BusinessDate)).toEqual(closed)
  const both = await settlementOf(city.store.database)
  expect(
    both.ok && both.value.operators.map(({ operator, chargedFen }) => [operator, chargedFen]),
  ).toEqual([
    ['op_bus', 200n],
    ['op_metro', 0n],
  ])
  await nothingIsWrong()
})

test('a ruling on a tap of the new day is booked in the new day, though the old one is still closing', async () => {
  await city.upload(BUS, 1, [ride(1, 0, 1)])
  const { drainChains } = city.settlement
  const closing = await closeDay({
    ...city.settlement,
    drainChains: async (day) => {
      const clone = city.tap({ of: 2, time: '093000', samIndex: 5, amount: 500n, listFare: 500n })
      await city.upload(METRO, 1, [clone])
      await city.upload(BUS, 2, [city.tap({ of: 2, time: '080000', termSeq: 50 })])
      await drainChains(day)
    },
  })
  expect(closing).toMatchObject({ value: { day: DAY, taps: 1n, chargedFen: 160n } })
  const next = await statementOf(city.store.database, {
    operator: METRO,
    date: '2026-03-03' as BusinessDate,
  })
  expect(next).toMatchObject({ value: { taps: 0n, chargedFen: 0n } })
  await nothingIsWrong()
})

test('asked again on the same day without a date, the close answers what it closed', async () => {
  city.clock.set(new Date('2026-03-03T00:05:00+08:00'))
  await city.upload(BUS, 1, [ride(1, 0, 1)])
  const first = await closeDay(city.settlement)
  expect(first).toMatchObject({ value: { day: DAY } })
  expect(await closeDay(city.settlement)).toEqual(first)
  expect(await closeDay(city.settlement, '2026-03-03' as BusinessDate)).toMatchObject({ ok: true })
})
