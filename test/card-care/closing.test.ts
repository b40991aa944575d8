import fc from 'fast-check'
import {
  correctionOf,
  dueFor,
  refundCosts,
  type Booked,
  type Open,
} from '../../src/card-care/closing'

const NOTHING_OPEN: Open = { payableFen: 0n, receivableFen: 0n }
const given = (purseFen: bigint, shortageFen = 0n): Booked => ({
  purseFen,
  shortageFen,
  receivableFen: 0n,
  payableFen: purseFen + shortageFen,
})

test('a card is worth what its chip holds and what others have to bear', () => {
  const standing = { mirrorFen: 5_000n, hotlistedFen: 300n, centreFen: 200n }
  expect(dueFor(standing, false)).toEqual({ purseFen: 5_300n, shortageFen: 200n })
  expect(dueFor(standing, true)).toEqual({ purseFen: 300n, shortageFen: 200n })
})

test('no record came: nothing to correct', () => {
  expect(correctionOf({ purseFen: 5_000n, shortageFen: 0n }, given(5_000n), NOTHING_OPEN)).toBe(
    undefined,
  )
})

test.each<[story: string, due: [bigint, bigint], open: Partial<Open>, Booked]>([
  [
    'a tap of the holder’s after the value was fetched is a debt of the holder',
    [4_800n, 0n],
    {},
    { purseFen: -200n, shortageFen: 0n, receivableFen: 200n, payableFen: 0n },
  ],
  [
    'what was not fetched yet becomes less',
    [4_800n, 0n],
    { payableFen: 5_000n },
    { purseFen: -200n, shortageFen: 0n, receivableFen: 0n, payableFen: -200n },
  ],
  [
    'part fetched: the rest is a debt',
    [4_800n, 0n],
    { payableFen: 50n },
    { purseFen: -200n, shortageFen: 0n, receivableFen: 150n, payableFen: -50n },
  ],
  [
    'a tap the centre bears costs the holder nothing',
    [4_800n, 200n],
    {},
    { purseFen: -200n, shortageFen: 200n, receivableFen: 0n, payableFen: 0n },
  ],
  [
    'a tap that was taken back pays a debt first and is owed otherwise',
    [5_200n, 0n],
    { receivableFen: 50n },
    { purseFen: 200n, shortageFen: 0n, receivableFen: -50n, payableFen: 150n },
  ],
])('%s', (_story, [purseFen, shortageFen], open, correction) => {
  expect(
    correctionOf({ purseFen, shortageFen }, given(5_000n), { ...NOTHING_OPEN, ...open }),
  ).toEqual(correction)
})

test('every correction balances, and afterwards the holder has what is due', () => {
  const amount = fc.bigInt({ min: 0n, max: 10_000n })
  fc.assert(
    fc.property(
      amount,
      fc.array(fc.record({ purse: amount, shortage: amount, fetched: fc.boolean() })),
      (first, records) => {
        let booked = given(first)
        let open: Open = { payableFen: first, receivableFen: 0n }
        let fetched = 0n
        for (const { purse, shortage, fetched: now } of records) {
          if (now) {
            fetched += open.payableFen
            open = { ...open, payableFen: 0n }
          }
          const due = { purseFen: purse, shortageFen: shortage }
          const more = correctionOf(due, booked, open)
          if (more === undefined) continue
          expect(more.purseFen + more.shortageFen + more.receivableFen).toBe(more.payableFen)
          booked = {
            purseFen: booked.purseFen + more.purseFen,
            shortageFen: booked.shortageFen + more.shortageFen,
            receivableFen: booked.receivableFen + more.receivableFen,
            payableFen: booked.payableFen + more.payableFen,
          }
          open = {
            payableFen: open.payableFen + more.payableFen,
            receivableFen: open.receivableFen + more.receivableFen,
          }
          expect(open.payableFen >= 0n && open.receivableFen >= 0n).toBe(true)
          expect(fetched + open.payableFen - open.receivableFen).toBe(purse + shortage)
        }
      },
    ),
  )
})

test.each([
  ['lost', false, true],
  ['expired', true, true],
  ['fault', true, true],
  ['fault', false, false],
  ['generation', true, false],
] as const)('money for a card replaced as %s, emptied %s, costs: %s', (cause, emptied, costs) => {
  expect(refundCosts({ cause, emptied })).toBe(costs)
})
