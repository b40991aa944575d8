import { fen, hex, type Act, type Result } from '../../src/base'
import { holdSync, profiles } from '../../src/card'
import {
  beginRenewal,
  giveUpRenewal,
  renewalOf,
  sessionOfRenewal,
  type Renewal,
} from '../../src/issuing'
import { balanceOf, cashAt, HANDLING_FEES } from '../../src/ledger'
import { cardFacts, cardKey, changeCardState, giveCardTo } from '../../src/registry'
import { meetCard, openSession, type TurnOrEnd } from '../../src/remote-reader'
import { changeRule } from '../../src/rules'
import { leavingAt } from '../terminals/city'
import { acting, expectDone, SUPERVISOR } from '../support/act'
import { cardNumber } from '../support/clearing-city'
import { loadsCity, type LoadsCity } from '../support/loads-city'
import { enterPerson, mergePersons, personNamed } from '../support/parties'

const FEE_FEN = 500
const OLD = '20360101'
const NEW = '20360301'

let it: LoadsCity
let last = 0
beforeAll(async () => {
  it = await loadsCity({ cards: 24 })
  const rules = [
    ['renewal-fee-fen', BigInt(FEE_FEN)],
    // Cards of this city are ten years old only in ten years.
    ['renewal-before-days', 3_650n],
  ] as const
  for (const [rule, value] of rules) {
    const change = { rule, value, validFrom: '2026-03-01', today: '2026-03-01', reason: 'a test' }
    expectDone(
      await acting(it.city.store.database, (act) => changeRule(act, change), {
        approvedBy: SUPERVISOR,
      }),
    )
  }
})
afterAll(() => it.close())
afterEach(async () => expect(await it.unsound()).toEqual([]))

const cash = () => ({ kind: 'cash', till: it.till }) as const
const begin = (index: number) =>
  it.ask((act) => beginRenewal(act, { card: cardNumber(index), feeFrom: cash() }))
const expire = async (index: number): Promise<void> => {
  const step = { card: cardNumber(index), act: 'expire', reason: 'dates-passed' } as const
  expectDone(await it.ask((act) => changeCardState(act, step)))
}
/** Opens a session of the renewal and leads it to its end. */
async function shown(
  { renewal }: Renewal,
  chip: Parameters<LoadsCity['relay']>[1],
): Promise<TurnOrEnd> {
  const turn = await it.ask(async (act: Act): Promise<Result<TurnOrEnd, string>> => {
    const order = await sessionOfRenewal(act, renewal)
    return order.ok ? { ok: true, value: await openSession(act, it.works, order.value) } : order
  })
  return it.relay(expectDone(turn), chip)
}
const chipSays = (index: number): string => {
  const met = holdSync(meetCard(profiles.tunion), (question) => {
    if (question.to !== 'card') throw new Error('a card is only read here')
    return it.chip(index).transmit(question.apdu)
  })
  return met.ok ? met.value.expiry : met.refused
}
const registrySays = async (index: number): Promise<string> => {
  const key = cardKey(cardNumber(index))
  const facts = (await cardFacts(it.city.store.database, [key])).get(key)
  return `${facts?.state ?? ''} to ${facts?.validTo.replaceAll('-', '') ?? ''}`
}
const kept = async (): Promise<bigint> =>
  (await balanceOf(it.city.store.database, HANDLING_FEES)).balanceFen
const drawer = async (): Promise<bigint> =>
  (await balanceOf(it.city.store.database, cashAt('desk-1'))).balanceFen
const stateOf = async ({ renewal }: Renewal): Promise<string> =>
  expectDone(await renewalOf(it.city.store.database, renewal)).state

test('an expired card is in use again for ten years, on its own chip', async () => {
  const index = ++last
  await expire(index)
  const fees = await kept()
  const renewal = expectDone(await begin(index))
  expect(renewal).toMatchObject({ validTo: '2036-01-01', extendTo: '2036-03-01', state: 'open' })
  // Begun again it is the same one, and costs nothing more.
  expect(expectDone(await begin(index)).renewal).toBe(renewal.renewal)
  expect(await shown(renewal, it.chip(index))).toMatchObject({
    state: 'done',
    answer: { state: 'done', validTo: '2036-03-01' },
  })
  expect([chipSays(index), await registrySays(index)]).toEqual([NEW, `active to ${NEW}`])
  expect((await kept()) - fees).toBe(BigInt(FEE_FEN))
  const again = await it.ask((act) => giveUpRenewal(act, { renewal: renewal.renewal }))
  expect(again).toMatchObject({ refused: 'renewal-ended' })
})

describe('a card pulled while it is renewed', () => {
  const moments = [1, 2, 3, 4, 5].flatMap((at) => [['before', at] as const, ['after', at] as const])
  test.each(moments)('%s exchange %i is as it was or renewed, and goes on', async (when, at) => {
    const index = ++last
    await expire(index)
    const renewal = expectDone(await begin(index))
    expect(await shown(renewal, leavingAt(it.chip(index), at, when))).toMatchObject({
      state: 'interrupted',
    })
    it.chip(index).powerCut()
    expect(await registrySays(index)).toBe(`expired to ${OLD}`)
    expect(await stateOf(renewal)).toBe(at < 4 ? 'open' : 'told')
    expect(chipSays(index)).toBe(at > 4 || (at === 4 && when === 'after') ? NEW : OLD)
    if (at >= 4) {
      const given = await it.ask((act) => giveUpRenewal(act, { renewal: renewal.renewal }))
      expect(given).toMatchObject({ refused: 'renewal-in-doubt' })
    }
    expect(await shown(renewal, it.chip(index))).toMatchObject({ state: 'done' })
    expect([chipSays(index), await registrySays(index)]).toEqual([NEW, `active to ${NEW}`])
  })
})

test.each(['before-write', 'after-write'] as const)(
  'power lost %s is found out by the next session',
  async (tear) => {
    const index = ++last
    const renewal = expectDone(await begin(index))
    it.chip(index).tearAtNextWrite(tear)
    expect(await shown(renewal, it.chip(index))).toMatchObject({ state: 'interrupted' })
    it.chip(index).powerCut()
    expect(await shown(renewal, it.chip(index))).toMatchObject({ state: 'done' })
    // It was in use all the time, and stays so.
    expect(await registrySays(index)).toBe(`active to ${NEW}`)
  },
)

test('a chip that was not written gives the fee back', async () => {
  const index = ++last
  await expire(index)
  const [fees, lay] = [await kept(), await drawer()]
  const renewal = expectDone(await begin(index))
  // A reader that keeps the command to itself and says that all is well.
  const chip = it.chip(index)
  const liar = {
    transmit: (apdu: Buffer) => (apdu[1] === 0xd6 ? hex('9000') : chip.transmit(apdu)),
  }
  expect(await shown(renewal, liar)).toMatchObject({ refused: 'renewal-not-written' })
  expect(await stateOf(renewal)).toBe('open')
  const given = await it.ask((act) => giveUpRenewal(act, { renewal: renewal.renewal }))
  expect(given).toMatchObject({ value: { state: 'given-up' } })
  expect([await kept(), await drawer()]).toEqual([fees, lay])
  expect(await registrySays(index)).toBe(`expired to ${OLD}`)
})

test('a card that is reported lost in the meantime gets no new date', async () => {
  const index = ++last
  const renewal = expectDone(await begin(index))
  const lost = { card: cardNumber(index), act: 'reportLost', reason: 'lost' } as const
  expectDone(await it.ask((act) => changeCardState(act, lost)))
  expect(await shown(renewal, it.chip(index))).toMatchObject({ refused: 'state-forbids' })
  expect(chipSays(index)).toBe(OLD)
  expect(await begin(index)).toMatchObject({ refused: 'state-forbids' })
})

test('only its holder has a card renewed, in time, and pays for it', async () => {
  const index = ++last
  const { database } = it.city.store
  const [li, ming] = [personNamed('li'), personNamed('ming')]
  for (const person of [li, ming]) await enterPerson(database, person)
  const card = cardNumber(index)
  expectDone(await it.ask((act) => giveCardTo(act, { card, person: li })))
  const asked = (person: string | undefined) =>
    it.ask((act) => beginRenewal(act, { card, person, feeFrom: cash() }))
  expect(await asked(undefined)).toMatchObject({ refused: 'holder-differs' })
  expect(await asked(ming)).toMatchObject({ refused: 'holder-differs' })
  expect(await it.ask((act) => beginRenewal(act, { card, person: li }))).toMatchObject({
    refused: 'funding-missing',
  })
  await mergePersons(database, { kept: ming, gone: li })
  expect(await asked(ming)).toMatchObject({ value: { feeFen: fen(FEE_FEN) } })
  const change = {
    rule: 'renewal-before-days',
    value: 90n,
    validFrom: '2026-03-02',
    today: '2026-03-02',
    reason: 'a test',
  }
  const set = (act: Act) => changeRule(act, change)
  expectDone(await acting(database, set, { approvedBy: SUPERVISOR, at: it.at }))
  expect(await begin(++last)).toMatchObject({ refused: 'renewal-too-early' })
})
