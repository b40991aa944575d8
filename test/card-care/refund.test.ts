import { fen, type Act } from '../../src/base'
import {
  blockCard,
  closingOfCard,
  closingStands,
  handBackCard,
  payOutClosing,
  replaceCard,
  reportLoss,
} from '../../src/card-care'
import { cashAt, balanceOf, HANDLING_FEES } from '../../src/ledger'
import { beginLoad, beginUnload, type UnloadAsked } from '../../src/loads'
import { loadedSince } from '../../src/loads/store'
import { changeCardState, giveCardTo } from '../../src/registry'
import { expectDone, SUPERVISOR } from '../support/act'
import { cardNumber } from '../support/clearing-city'
import { loadsCity, NOON, type LoadsCity } from '../support/loads-city'
import { enterPerson, personNamed } from '../support/parties'

/*
 * The fee on a refund (domain 2.3: a tenth from 100 yuan on) is the same by whatever way value leaves a card as money.
 * Every card of this city holds 100 yuan.
 */

const PERSON = personNamed('li')
const DAY = 86_400_000

let it: LoadsCity
let last = 0
beforeAll(async () => {
  it = await loadsCity({ cards: 20 })
  await enterPerson(it.city.store.database, PERSON)
})
afterAll(() => it.close())
beforeEach(() => {
  it.at = NOON
})
afterEach(async () => expect(await it.unsound()).toEqual([]))

const ownCard = async (): Promise<number> => {
  const index = ++last
  it.at = new Date(NOON.getTime() - DAY)
  expectDone(await it.ask((act) => giveCardTo(act, { card: cardNumber(index), person: PERSON })))
  it.at = NOON
  return index
}
const cash = () => ({ kind: 'cash', till: it.till }) as const
const bank = (act: Act) => ({ kind: 'bank', channel: 'ccb', payment: act.reference }) as const
const into = (index: number) =>
  ({ kind: 'closed-card', closing: closingOfCard(cardNumber(index)) }) as const
const unloading =
  (index: number, more: Partial<UnloadAsked> = {}) =>
  (act: Act) =>
    beginUnload(act, it.counter, { card: cardNumber(index), payTo: bank(act), ...more })
const unloaded = (index: number, more: Partial<UnloadAsked> = {}) =>
  it.through(unloading(index, more), it.chip(index))
const returned = { reason: 'holder', person: PERSON, emptied: true } as const
const back = (index: number) =>
  it.ask((act) => handBackCard(act, { ...returned, card: cardNumber(index) }))
const kept = async (): Promise<bigint> =>
  (await balanceOf(it.city.store.database, HANDLING_FEES)).balanceFen

describe('a tenth of 100 yuan is kept', () => {
  test('of a purse unloaded in cash, told with its arithmetic; the return afterwards asks no more', async () => {
    const index = await ownCard()
    const before = await kept()
    last++
    await it.through(
      (act) =>
        beginLoad(act, it.counter, {
          card: cardNumber(last),
          amountFen: fen(20_000),
          funding: cash(),
        }),
      it.chip(last),
    )
    const drawer = async () =>
      (await balanceOf(it.city.store.database, cashAt('desk-1'))).balanceFen
    const lay = await drawer()
    const { order, end } = await unloaded(index, { payTo: cash() })
    expect(order).toMatchObject({ state: 'confirmed', amountFen: 10_000n, feeFen: 1_000n })
    expect(end).toMatchObject({ answer: { feeFen: 1_000, paidFen: 9_000 } })
    expect(order.feeWhy?.en).toContain('from 100.00 yuan on 10 % is kept')
    expect(lay - (await drawer())).toBe(9_000n)
    expect((await kept()) - before).toBe(1_000n)
    expect(expectDone(await back(index))).toMatchObject({ refundedFen: 0n, feeFen: 0n })
    expect((await kept()) - before).toBe(1_000n)
  })

  test('of a purse unloaded in parts, as soon as they come to 100 yuan', async () => {
    const index = await ownCard()
    const part = { amountFen: fen(6_000) }
    expect((await unloaded(index, part)).order.feeFen).toBe(0n)
    expect((await unloaded(index)).order.feeFen).toBe(1_000n)
    // Whoever waits out the window has used the card meanwhile.
    const patient = await ownCard()
    expect((await unloaded(patient, part)).order.feeFen).toBe(0n)
    it.at = new Date(NOON.getTime() + 31 * DAY)
    expect((await unloaded(patient)).order.feeFen).toBe(0n)
  })

  test('of a part in money and the rest with the card', async () => {
    const index = await ownCard()
    await unloaded(index, { amountFen: fen(6_000) })
    await unloaded(index, { payTo: into(index) })
    const closing = expectDone(await back(index))
    expect(closing).toMatchObject({ refundedFen: 4_000n, feeFen: 1_000n })
    expect(closing.feeWhy?.zh).toContain('连同近 30 天已退 60.00 元共 100.00 元')
    const paid = await it.ask((act) =>
      payOutClosing(act, { closing: closing.closing, to: bank(act) }),
    )
    expect(paid).toMatchObject({ value: { paidFen: 3_000n, feeFen: 0n } })
  })

  test('of a card replaced for no new one, when its value is paid out', async () => {
    const index = await ownCard()
    await unloaded(index, { payTo: into(index) })
    const replaced = { card: cardNumber(index), reason: 'expired', emptied: true } as const
    const { closing } = expectDone(
      await it.ask((act) => replaceCard(act, { ...replaced, person: PERSON })),
    )
    const paid = await it.ask((act) => payOutClosing(act, { closing, to: bank(act) }))
    expect(paid).toMatchObject({ value: { paidFen: 9_000n, feeFen: 1_000n } })
  })
})

test('nothing is kept of value that moves to a new card, and of what is taken off that the same as ever', async () => {
  const [old, fresh] = [await ownCard(), await ownCard()]
  await unloaded(old, { payTo: into(old) })
  const moving = (act: Act) =>
    beginLoad(act, it.counter, {
      card: cardNumber(fresh),
      amountFen: fen(10_000),
      funding: into(old),
    })
  // Before the card is closed its closing pays nothing: the fee could not be known.
  expect(await it.ask(moving)).toMatchObject({ refused: 'closing-unknown' })
  const replaced = {
    card: cardNumber(old),
    reason: 'fault',
    emptied: true,
    person: PERSON,
  } as const
  expectDone(await it.ask((act) => replaceCard(act, replaced)))
  expect((await it.through(moving, it.chip(fresh))).order.state).toBe('confirmed')
  // It has been loaded before, onto the old card: the new one may be loaded as if nothing had been.
  const today = { card: BigInt(cardNumber(fresh)), since: it.at }
  expect(await loadedSince(it.city.store.database, today)).toBe(0n)
  expect((await unloaded(fresh)).order.feeFen).toBe(2_000n)
})

test('a card that waits for its value pays nothing before it is settled', async () => {
  const [old, fresh] = [await ownCard(), await ownCard()]
  const closed = await it.ask((act) =>
    handBackCard(act, { ...returned, card: cardNumber(old), emptied: false }),
  )
  expect(closed).toMatchObject({ value: { settledAt: null } })
  const load = { card: cardNumber(fresh), amountFen: fen(1_000), funding: into(old) }
  expect(await it.ask((act) => beginLoad(act, it.counter, load))).toMatchObject({
    refused: 'closing-not-settled',
  })
})

describe('value comes off a chip whose card is out of order', () => {
  const whole = (index: number) => ({ cause: 'return', payTo: into(index) }) as const

  test('expired: into its closing, all of it, and nowhere else', async () => {
    const index = await ownCard()
    const step = { card: cardNumber(index), act: 'expire', reason: 'dates-passed' } as const
    expectDone(await it.ask((act) => changeCardState(act, step)))
    expect(await it.ask(unloading(index))).toMatchObject({ refused: 'card-not-active' })
    const cause = 'return' as const
    for (const more of [{ cause }, { ...whole(index), amountFen: fen(100) }]) {
      expect(await it.ask(unloading(index, more))).toMatchObject({
        refused: 'return-needs-closing',
      })
    }
    expect((await unloaded(index, whole(index))).order.state).toBe('confirmed')
    expect(expectDone(await back(index))).toMatchObject({ refundedFen: 10_000n, feeFen: 1_000n })
  })

  test('blocked: by two people, and closed by two', async () => {
    const index = await ownCard()
    const card = cardNumber(index)
    expectDone(await it.ask((act) => blockCard(act, { card, reason: 'ledger-differs' })))
    const refused = { refused: 'second-person-needed' }
    expect(await it.ask(unloading(index, whole(index)))).toMatchObject(refused)
    const { order } = await it.through(
      (act) => unloading(index, whole(index))({ ...act, approvedBy: SUPERVISOR }),
      it.chip(index),
    )
    expect(order.state).toBe('confirmed')
    expect(await back(index)).toMatchObject(refused)
    const agreed = await it.ask((act) =>
      handBackCard({ ...act, approvedBy: SUPERVISOR }, { ...returned, card }),
    )
    expect(agreed.ok).toBe(true)
  })

  test('lost and found too late: what was on the chip is in the closing, and nothing is given twice', async () => {
    const index = await ownCard()
    const card = cardNumber(index)
    const lost = { card, kind: 'formal', person: PERSON, reason: 'lost' } as const
    expectDone(await it.ask((act) => reportLoss(act, lost)))
    it.at = new Date(NOON.getTime() + 20 * DAY)
    expect((await unloaded(index, whole(index))).order.state).toBe('confirmed')
    const closing = expectDone(
      await it.ask((act) =>
        replaceCard(act, {
          card,
          reason: 'lost',
          person: PERSON,
          emptied: true,
          feeFrom: bank(act),
        }),
      ),
    )
    expect(closing).toMatchObject({ emptied: true, givenFen: 0n })
    const stands = expectDone(await closingStands(it.city.store.database, closing.closing))
    expect(stands.owedFen).toBe(10_000n)
  })
})
