import { SetClock } from '../../src/base'
import { blockCard, keepCare, lossesOf, reportLoss, unblockCard } from '../../src/card-care'
import { drainNotedCards } from '../../src/clearing'
import { cardFacts, cardKey, giveCardTo, hotlistLines, stopsOfCards } from '../../src/registry'
import { actOf } from '../../src/oversight'
import { acting, CLERK, expectDone, SUPERVISOR } from '../support/act'
import { cardNumber, clearingCity, type ClearingCity } from '../support/clearing-city'

const PERSON = 'person_li'
const [first, second] = [cardNumber(1), cardNumber(2)]
const at = (local: string): Date => new Date(`${local}+08:00`)

let city: ClearingCity
let clock: SetClock
beforeEach(async () => {
  city = await clearingCity({ cards: 3 })
  clock = new SetClock(at('2026-03-02T08:00:00'))
})
afterEach(() => city.close())

const keep = () => keepCare({ database: city.store.database, clock, actOf })
const stateOf = async (card = first): Promise<string | undefined> =>
  (await cardFacts(city.store.database, [cardKey(card)])).get(cardKey(card))?.state

test('a report by phone lapses when its hours are over, and the hotlist follows', async () => {
  const { database } = city.store
  expectDone(
    await acting(database, (act) => giveCardTo(act, { card: first, person: PERSON }), {
      at: at('2026-01-01T00:00:00'),
    }),
  )
  const report = { card: first, kind: 'oral', person: PERSON, reason: 'lost' } as const
  expectDone(await acting(database, (act) => reportLoss(act, report), { at: clock.now() }))
  expect(await keep()).toMatchObject({ hotlist: 1n, lapsed: 0 })
  expect(await hotlistLines(database, { version: 1n, since: 0n })).toEqual([
    { card: first, listed: true, cause: 'lost' },
  ])

  clock.set(at('2026-03-05T07:59:59'))
  expect(await keep()).toMatchObject({ lapsed: 0 })
  expect(await stateOf()).toBe('lost-oral')
  clock.set(at('2026-03-05T08:30:00'))
  const kept = await keep()
  expect(kept.lapsed).toBe(1)
  expect(await stateOf()).toBe('active')
  expect(await lossesOf(database, first)).toMatchObject([{ endedHow: 'lapsed' }])
  expect((await stopsOfCards(database, [cardKey(first)])).get(cardKey(first))).toMatchObject([
    { liftedAt: at('2026-03-05T08:30:00') },
  ])
  expect(await hotlistLines(database, { version: kept.hotlist ?? 0n, since: 1n })).toEqual([
    { card: first, listed: false, cause: 'lifted' },
  ])
  expect(await hotlistLines(database, { version: kept.hotlist ?? 0n, since: 0n })).toEqual([])
  await drainNotedCards(city.desk)
  expect(await keep()).toMatchObject({ lapsed: 0, settled: 0, corrected: 0, hotlist: undefined })
})

test('a whole list each day at its hour, changes every half hour if there are any', async () => {
  const { database } = city.store
  expect(await keep()).toMatchObject({ hotlist: 1n })
  const blocked = { card: second, reason: 'misuse' } as const
  expectDone(await acting(database, (act) => blockCard(act, blocked), { at: clock.now() }))
  clock.set(at('2026-03-02T08:29:00'))
  expect(await keep()).toMatchObject({ hotlist: undefined })
  clock.set(at('2026-03-02T08:30:00'))
  expect(await keep()).toMatchObject({ hotlist: 2n })
  clock.set(at('2026-03-02T09:30:00'))
  expect(await keep()).toMatchObject({ hotlist: undefined })
  clock.set(at('2026-03-03T02:59:00'))
  expect(await keep()).toMatchObject({ hotlist: undefined })
  clock.set(at('2026-03-03T03:00:00'))
  expect(await keep()).toMatchObject({ hotlist: 3n })
})

test('cards pass their dates, and what is on them stays owed', async () => {
  await keep()
  clock.set(at('2036-01-01T12:00:00'))
  expect(await keep()).toMatchObject({ expired: 0 })
  clock.set(at('2036-01-02T03:00:00'))
  expect(await keep()).toMatchObject({ expired: 3 })
  expect(await stateOf()).toBe('expired')
})

test('nobody unblocks a card alone, nor with oneself', async () => {
  const { database } = city.store
  const block = { card: second, reason: 'misuse' } as const
  expectDone(await acting(database, (act) => blockCard(act, block)))
  const unblock = { card: second, reason: 'cleared' } as const
  const alone = await acting(database, (act) => unblockCard(act, unblock))
  expect(alone).toMatchObject({ refused: 'second-person-needed' })
  const same = await acting(database, (act) => unblockCard(act, unblock), { approvedBy: CLERK })
  expect(same).toMatchObject({ refused: 'second-person-needed' })
  expectDone(await acting(database, (act) => unblockCard(act, unblock), { approvedBy: SUPERVISOR }))
  expect(await stateOf(second)).toBe('active')
})
