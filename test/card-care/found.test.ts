import { CENTRE, ok, type Act, type Result } from '../../src/base'
import {
  acknowledgeHotlist,
  borneOf,
  closingOfCard,
  closingStands,
  correctClosings,
  findCard,
  giveBackStoppedTaps,
  replaceCard,
  reportLoss,
  settleDueClosings,
} from '../../src/card-care'
import { auditClearing, drainNotedCards } from '../../src/clearing'
import { auditLedger, trialBalance } from '../../src/ledger'
import { giveCardTo, hotlistLines, makeHotlist } from '../../src/registry'
import { changeRule } from '../../src/rules'
import { onlineStanding } from '../../src/tills'
import { acting, expectDone, SUPERVISOR } from '../support/act'
import { BUS, cardNumber, clearingCity, type ClearingCity } from '../support/clearing-city'
import { enterPerson, personNamed } from '../support/parties'

const CARD = cardNumber(1)
const PERSON = personNamed('li')
const at = (time: string): Date => new Date(`2026-03-02T${time}+08:00`)

let city: ClearingCity
beforeEach(async () => {
  city = await clearingCity({ cards: 2 })
  const { database } = city.store
  await enterPerson(database, PERSON)
  expectDone(
    await acting(
      database,
      (act) =>
        changeRule(act, {
          rule: 'loss-liability-hours',
          value: 2n,
          validFrom: '2026-03-01',
          today: '2026-03-01',
          reason: 'a short day',
        }),
      { approvedBy: SUPERVISOR },
    ),
  )
  const given = { card: CARD, person: PERSON }
  expectDone(await acting(database, (act) => giveCardTo(act, given), { at: at('00:00:00') }))
})
afterEach(() => city.close())

const done = async <Value>(
  time: string,
  work: (act: Act) => Promise<Result<Value, string>>,
): Promise<Value> => expectDone(await acting(city.store.database, work, { at: at(time) }))

/** A fare of 2 yuan by its counter; bus 2 has the hotlist since 09:00, bus 3 never. */
const tapped = (counter: number, time: string, samIndex: number): Promise<unknown> =>
  city.upload(BUS, counter + 1, [
    city.tap({
      of: 1,
      time,
      samIndex,
      counter,
      termSeq: counter + 1,
      balanceBefore: 10_000n - 200n * BigInt(counter),
    }),
  ])

const giveBack = async (): Promise<number> => {
  await drainNotedCards(city.desk)
  const turn = await acting(
    city.store.database,
    async (act) => ok(await giveBackStoppedTaps(act)),
    { actor: CENTRE },
  )
  return expectDone(turn).given
}
const online = async (): Promise<bigint> =>
  (await onlineStanding(city.store.database, PERSON)).balanceFen

async function lostAndFound(): Promise<void> {
  await done('08:30:00', (act) =>
    reportLoss(act, { card: CARD, kind: 'formal', person: PERSON, reason: 'lost' }),
  )
  await done('08:45:00', async (act) => ok(await makeHotlist(act, 'incremental')))
  await done('09:00:00', (act) => acknowledgeHotlist(act, { terminal: 'term_2', version: 1n }))
  await tapped(0, '084000', 2)
  await tapped(1, '091000', 2)
  await tapped(2, '110000', 3)
  await drainNotedCards(city.desk)
}
const found = () =>
  done('12:00:00', (act) => findCard(act, { card: CARD, person: PERSON, reason: 'found' }))

test('found again: what others bear comes back, the charges stay, and later taps are as ever', async () => {
  await lostAndFound()
  // While it is lost, its closing would give it.
  expect(await giveBack()).toBe(0)
  const { borne } = await found()
  expect(borne).toMatchObject({ holderFen: 200n, operatorFen: 200n, centreFen: 200n })
  const list = await done('12:15:00', async (act) => ok(await makeHotlist(act, 'incremental')))
  const delta = await hotlistLines(city.store.database, { version: list?.version ?? 0n, since: 1n })
  expect(delta).toMatchObject([{ card: CARD, listed: false }])

  expect(await giveBack()).toBe(1)
  expect(await online()).toBe(400n)
  expect(await giveBack()).toBe(0)
  // Bus 2 still has the old list, and takes the card: it is in order, and its holder pays.
  await tapped(3, '130000', 2)
  // A record of the stopped time comes late.
  await tapped(4, '113000', 3)
  expect(await giveBack()).toBe(1)
  expect(await online()).toBe(600n)
  expect(await borneOf(city.store.database, CARD)).toMatchObject({
    holderFen: 200n,
    operatorFen: 200n,
    centreFen: 400n,
    givenBackFen: 600n,
  })
  await audited({ purses: 10_000n + 9_000n })
})

test('what was given back is not given again when the card is closed', async () => {
  await lostAndFound()
  await found()
  await giveBack()
  const { database } = city.store
  const closed = await done('14:00:00', (act) =>
    replaceCard(act, { card: CARD, reason: 'fault', person: PERSON, emptied: false }),
  )
  const due = new Date(`${closed.dueOn}T10:00:00+08:00`)
  // Another tap of the stopped time comes when the card is closed: the closing gives it.
  await tapped(3, '113000', 3)
  await drainNotedCards(city.desk)
  const later = { at: due, actor: CENTRE }
  expectDone(await acting(database, async (act) => ok(await settleDueClosings(act)), later))
  expectDone(await acting(database, async (act) => ok(await correctClosings(act)), later))
  const stands = expectDone(await closingStands(database, closingOfCard(CARD)))
  // 100 yuan less four fares: 92 on the chip; two of them were given back before, one is the holder's.
  expect(stands).toMatchObject({ owedFen: 9_400n, receivableFen: 0n })
  expect(await online()).toBe(400n)
  await audited({ purses: 10_000n })
})

async function audited({ purses }: { readonly purses: bigint }): Promise<void> {
  const { database } = city.store
  const findings = [...(await auditClearing(database)), ...(await auditLedger(database))]
  expect(findings.filter((one) => !one.ok)).toEqual([])
  const { lines } = await trialBalance(database)
  const value = lines.find(({ account }) => String(account) === '2001.cardholder-value')
  expect(value?.balanceFen).toBe(purses)
}
