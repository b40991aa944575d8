import fc from 'fast-check'
import { fen, type Tx } from '../../src/base'
import {
  auditClearing,
  cardAccount,
  cardHistory,
  drainChains,
  noteCardsChanged,
  type CardEntry,
} from '../../src/clearing'
import { bankCustody, dayForPosting, movements, postLinked } from '../../src/ledger'
import { cardKey, registerIn } from '../../src/registry'
import { BUS, DAY, cardNumber, clearingCity, type ClearingCity } from '../support/clearing-city'

/** Value comes onto a card at an instant, or off it (below zero), in the books as well. */
async function credit(
  city: ClearingCity,
  of: { readonly card: number; readonly seq: number; readonly amount: bigint; readonly at: string },
): Promise<void> {
  const card = cardNumber(of.card)
  const loadedAt = new Date(`2026-03-02T${of.at}+08:00`)
  await city.store.database.transaction(async (tx: Tx) => {
    const entered = await registerIn(tx, {
      cardLoads: [{ card, onlineSeq: of.seq, amountFen: fen(of.amount), loadedAt }],
    })
    expect(entered.ok).toBe(true)
    const reference = `credit:${card}:${of.seq}`
    const act = { reference, at: loadedAt, amount: fen(of.amount < 0n ? -of.amount : of.amount) }
    const movement =
      of.amount > 0n
        ? movements.load({ ...act, funding: bankCustody('demo') })
        : movements.unload({ ...act, to: bankCustody('demo') })
    const day = await dayForPosting(tx, DAY as never)
    expect((await postLinked(tx, [movement], { day, at: loadedAt })).ok).toBe(true)
    await noteCardsChanged(tx, [cardKey(card)])
  })
}

const chains = (city: ClearingCity): Promise<void> => drainChains(city.desk, { settleDate: DAY })

const breaches = async (city: ClearingCity): Promise<unknown[]> =>
  (await auditClearing(city.store.database)).filter(({ ok }) => !ok)

test('a card that is loaded and unloaded has what its chip holds, before any tap and between taps', async () => {
  const city = await clearingCity()
  try {
    const card = cardKey(cardNumber(1))
    await credit(city, { card: 1, seq: 1, amount: 5_000n, at: '07:00:00' })
    expect(await breaches(city)).toEqual([])
    await chains(city)
    expect(await cardAccount(city.store.database, card)).toMatchObject([
      { purse: 2, balanceFen: 15_000n, tapCount: 0 },
    ])

    await city.upload(BUS, 1, [city.tap({ of: 1, time: '080000', balanceBefore: 15_000n })])
    await credit(city, { card: 1, seq: 2, amount: -14_000n, at: '09:00:00' })
    await city.upload(BUS, 2, [
      city.tap({ of: 1, time: '100000', termSeq: 2, counter: 1, balanceBefore: 800n }),
    ])
    await chains(city)
    expect(await cardAccount(city.store.database, card)).toMatchObject([
      { balanceFen: 600n, gapCount: 0, breakCount: 0, tapCount: 2 },
    ])
    expect(await breaches(city)).toEqual([])

    // One signed key under two counters: two records of one moment and one subject, of which no page loses one.
    const tap = city.tap({ of: 1, time: '110000', termSeq: 3, counter: 2, balanceBefore: 600n })
    await city.upload(BUS, 3, [tap, { ...tap, counter: 9 }])
    const whole = await cardHistory(city.store.database, card, { limit: 100 })
    const turned: CardEntry[] = []
    for (let last: CardEntry | undefined; ;) {
      const before =
        last === undefined
          ? undefined
          : ([last.at.toISOString(), last.subject, last.record ?? ''] as const)
      ;[last] = await cardHistory(city.store.database, card, { before, limit: 1 })
      if (last === undefined) break
      turned.push(last)
    }
    expect(whole.map(({ record }) => record)).toEqual([
      '3-2',
      '3-1',
      '2-1',
      null,
      '1-1',
      null,
      null,
    ])
    expect(turned).toEqual(whole)
  } finally {
    await city.close()
  }
})

test('whatever order taps, loads and unloads become known in: the same shadow, and the books agree', async () => {
  const events = [
    { what: 'tap', time: '080000', counter: 0, balanceBefore: 10_000n },
    { what: 'credit', seq: 1, amount: 5_000n, at: '08:30:00' },
    { what: 'tap', time: '090000', counter: 1, balanceBefore: 14_800n },
    { what: 'credit', seq: 2, amount: -14_600n, at: '09:30:00' },
    { what: 'credit', seq: 3, amount: 700n, at: '09:40:00' },
    { what: 'tap', time: '100000', counter: 2, balanceBefore: 700n },
  ] as const
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      async (order, chainedAfter) => {
        const city = await clearingCity({ cards: 1 })
        try {
          for (const [step, index] of order.entries()) {
            const event = events[index] as (typeof events)[number]
            if (event.what === 'tap') {
              const { time, counter, balanceBefore } = event
              const record = city.tap({ of: 1, time, counter, balanceBefore, termSeq: counter + 1 })
              await city.upload(BUS, counter + 1, [record])
            } else {
              await credit(city, { card: 1, ...event })
            }
            if (chainedAfter[step] === true) await chains(city)
            expect(await breaches(city)).toEqual([])
          }
          await chains(city)
          expect(await cardAccount(city.store.database, cardKey(cardNumber(1)))).toEqual([
            {
              purse: 2,
              nextCounter: 3,
              balanceFen: 500n,
              lastAt: 20260302100000n,
              paidFen: 600n,
              heldFen: 0n,
              tapCount: 3,
              gapCount: 0,
              breakCount: 0,
              forkCount: 0,
            },
          ])
          expect(await breaches(city)).toEqual([])
        } finally {
          await city.close()
        }
      },
    ),
    { numRuns: 20, endOnFailure: true },
  )
}, 240_000)
