import { fen, hex, type Actor, type SamNumber } from '../../src/base'
import {
  balanceOf,
  cashAt,
  CARDHOLDER_VALUE,
  inTransit,
  LOADS_IN_DOUBT,
  onlineAccount,
} from '../../src/ledger'
import {
  beginLoad,
  beginLook,
  beginUnload,
  beginVoid,
  correctLoad,
  giveUpSilent,
  handOver,
  ordersOf,
  placeAutoLoad,
  beginAutoLoad,
  type LoadAsked,
} from '../../src/loads'
import { changeCardState, giveCardTo } from '../../src/registry'
import { replyToTurn } from '../../src/remote-reader'
import { changeRule, ruleAt } from '../../src/rules'
import { agentStanding, closeTill, openTill, prepayAgent, topUpOnline } from '../../src/tills'
import { leavingAt } from '../terminals/city'
import { CLERK, expectDone, SUPERVISOR } from '../support/act'
import { BUS, cardNumber } from '../support/clearing-city'
import { enterAgent, enterPerson, personNamed } from '../support/parties'
import { loadsCity, NOON, surely, type LoadsCity } from '../support/loads-city'

let it: LoadsCity
beforeAll(async () => {
  it = await loadsCity({ cards: 90 })
  const { database } = it.city.store
  for (const name of ['payer', 'friend', 'auto', 'other']) {
    await enterPerson(database, personNamed(name))
  }
  for (const agent of ['agent_kiosk', 'agent_busy']) await enterAgent(database, agent)
})
afterAll(() => it.close())
afterEach(async () => {
  it.at = NOON
  expect(await it.unsound()).toEqual([])
})

let card = 0
const nextCard = (): number => ++card
const cash = (index: number, amountFen = 5_000): LoadAsked => ({
  card: cardNumber(index),
  amountFen: fen(amountFen),
  funding: { kind: 'cash', till: it.till },
})
const loading = (asked: LoadAsked) => (act: Parameters<typeof beginLoad>[0]) =>
  beginLoad(act, it.counter, asked)
const fenOf = async (account: Parameters<typeof balanceOf>[1]): Promise<bigint> =>
  (await balanceOf(it.city.store.database, account)).balanceFen

test('a load becomes value on the card when the card proves that it took it', async () => {
  const index = nextCard()
  const before = await fenOf(CARDHOLDER_VALUE)
  const { order, end } = await it.through(loading(cash(index)), it.chip(index))
  expect(end).toMatchObject({ state: 'done', answer: { state: 'confirmed', balanceFen: 15_000 } })
  expect(order).toMatchObject({ state: 'confirmed', evidence: 'answer', settledAt: null })
  expect(it.chip(index).memory.ep.balanceFen).toBe(15_000)
  expect((await fenOf(CARDHOLDER_VALUE)) - before).toBe(5_000n)
})

describe('a card that was overdrawn pays that back first', () => {
  const OVERDRAWN_FEN = 500
  const overdrawn = async (): Promise<number> => {
    const index = nextCard()
    const amount = BigInt(10_000 + OVERDRAWN_FEN)
    const ride = { of: index, counter: 0, termSeq: 7_000 + index, amount, listFare: amount }
    await it.city.upload(BUS, 7_000 + index, [it.city.tap(ride)])
    it.overdraw(index, OVERDRAWN_FEN)
    return index
  }

  test('as its own code proves, and is told', async () => {
    const index = await overdrawn()
    const { order, end } = await it.through(loading(cash(index)), it.chip(index))
    expect(it.chip(index).memory.ep).toMatchObject({ balanceFen: 4_500, overdraftUsedFen: 0 })
    expect(order).toMatchObject({ state: 'confirmed', evidence: 'answer', overdraftFen: 500n })
    expect(end).toMatchObject({ answer: { balanceFen: 4_500, overdraftFen: 500 } })
  })

  test('also when it was pulled, by its proof', async () => {
    const index = await overdrawn()
    const chip = it.chip(index)
    chip.tearAtNextWrite('after-write')
    await it.through(loading(cash(index)), chip)
    const look = await it.through(
      (act) => beginLook(act, it.counter, { card: cardNumber(index) }),
      chip,
    )
    expect(look.order).toMatchObject({ state: 'confirmed', evidence: 'proof', overdraftFen: 500n })
  })
})

describe('a card pulled during a load', () => {
  const moments = [1, 2, 3].flatMap((at) => [['before', at] as const, ['after', at] as const])
  test.each(moments)('%s exchange %i loses nothing', async (when, at) => {
    const index = nextCard()
    const chip = it.chip(index)
    const held = await fenOf(LOADS_IN_DOUBT)
    const { order } = await it.through(loading(cash(index)), leavingAt(chip, at, when))
    expect(order.state).toBe(at === 3 ? 'unknown' : 'dropped')
    expect((await fenOf(LOADS_IN_DOUBT)) - held).toBe(at === 3 ? 5_000n : 0n)
    if (at < 3) return
    const took = when === 'after'
    expect(chip.memory.ep.balanceFen).toBe(took ? 15_000 : 10_000)
    const look = await it.through(
      (act) => beginLook(act, it.counter, { card: cardNumber(index) }),
      chip,
    )
    expect(look.order).toMatchObject({
      load: order.load,
      state: took ? 'confirmed' : 'not-done',
      evidence: took ? 'proof' : 'counter',
      settledAt: null,
    })
    if (took) return
    const paid = await it.ask((act) =>
      handOver(act, { load: order.load, payTo: { kind: 'cash', till: it.till } }),
    )
    expect(paid.ok).toBe(true)
    expect(
      await it.ask((act) =>
        handOver(act, { load: order.load, payTo: { kind: 'cash', till: it.till } }),
      ),
    ).toMatchObject({ refused: 'nothing-owed' })
    expect(await fenOf(LOADS_IN_DOUBT)).toBe(held)
  })

  test.each(['before-write', 'after-write'] as const)(
    '%s: the money is handed back or found on the card by the next load itself',
    async (tear) => {
      const index = nextCard()
      const chip = it.chip(index)
      chip.tearAtNextWrite(tear)
      const torn = await it.through(loading(cash(index)), chip)
      expect(torn.order.state).toBe('unknown')
      const next = await it.through(loading(cash(index)), chip)
      expect(next.order).toMatchObject({ state: 'confirmed', evidence: 'answer' })
      const found = await it.order(torn.order.load)
      expect([found.state, found.evidence]).toEqual(
        tear === 'after-write' ? ['confirmed', 'proof'] : ['not-done', 'counter'],
      )
    },
  )

  test('shown at a counter, a load not done is paid back in the same act', async () => {
    const index = nextCard()
    it.chip(index).tearAtNextWrite('before-write')
    const torn = await it.through(loading(cash(index)), it.chip(index))
    const look = await it.through(
      (act) =>
        beginLook(act, it.counter, {
          card: cardNumber(index),
          handTo: { kind: 'cash', till: it.till },
        }),
      it.chip(index),
    )
    expect(look.order).toMatchObject({
      load: torn.order.load,
      state: 'not-done',
      evidence: 'refund',
      settledAccount: cashAt('desk-1'),
    })
  })
})

test('a status word of the card is no evidence: what it says not to have done, it may have done', async () => {
  const index = nextCard()
  const chip = it.chip(index)
  let said = 0
  // A dishonest reader: the card takes the money, the centre is told that it refused.
  const liar = {
    transmit: (apdu: Buffer) => {
      const reply = chip.transmit(apdu)
      return ++said === 3 ? hex('9302') : reply
    },
  }
  const { order } = await it.through(loading(cash(index)), liar)
  expect(order).toMatchObject({ state: 'confirmed' })
  expect(chip.memory.ep.balanceFen).toBe(15_000)
})

test('an opening recorded before a load does not bring its money back afterwards', async () => {
  const index = nextCard()
  const chip = it.chip(index)
  const recorded: Buffer[] = []
  const torn = await it.through(loading(cash(index)), leavingAt(chip, 3, 'after'))
  expect(torn.order.state).toBe('unknown')
  const begun = expectDone(
    await it.ask((act) => beginLook(act, it.counter, { card: cardNumber(index) })),
  )
  // The thief hides the proof and shows an opening that was made under another terminal number.
  let exchange = 0
  const thief = {
    transmit: (apdu: Buffer) => {
      exchange++
      if (exchange === 1) return chip.transmit(apdu)
      if (exchange === 2) return hex('9406')
      if (recorded.length === 0) {
        const other = Buffer.from(apdu)
        other[15] = (other[15] as number) ^ 1
        recorded.push(chip.transmit(other))
      }
      return recorded[0] as Buffer
    },
  }
  expect(await it.relay(begun.turn, thief)).toMatchObject({
    state: 'refused',
    refused: 'load-in-doubt',
  })
  expect((await it.order(torn.order.load)).state).toBe('unknown')
  const honest = await it.through(
    (act) => beginLook(act, it.counter, { card: cardNumber(index) }),
    chip,
  )
  expect(honest.order).toMatchObject({ state: 'confirmed', evidence: 'proof' })
})

test('an opening shown to a look before a load does not bring the money of that load back', async () => {
  const index = nextCard()
  const chip = it.chip(index)
  const torn = await it.through(loading(cash(index)), leavingAt(chip, 3, 'before'))
  expect(torn.order.state).toBe('unknown')
  // The reader of a thief: it keeps what the card said to the look for the old load, lets the card take the new
  // one, hides its receipt and its proof, and shows the old answer to the look for the new one.
  const looks: { readonly asked: Buffer; readonly answer: Buffer }[] = []
  let took = false
  const thief = {
    transmit: (apdu: Buffer) => {
      const isLook = apdu[1] === 0x50 && apdu.readUInt32BE(6) === 1
      const [kept] = looks
      if (took && isLook && kept !== undefined) return kept.answer
      if (took) return hex('9406')
      const answer = chip.transmit(apdu)
      if (isLook) looks.push({ asked: apdu, answer })
      took = apdu[1] === 0x52
      return took ? hex('9302') : answer
    },
  }
  const begun = expectDone(await it.ask(loading(cash(index))))
  expect(await it.relay(begun.turn, thief)).toMatchObject({ refused: 'load-in-doubt' })
  expect((await it.order(torn.order.load)).state).toBe('not-done')
  expect((await it.order(begun.load)).state).toBe('unknown')
  expect(chip.memory.ep.balanceFen).toBe(15_000)
  const honest = await it.through(
    (act) => beginLook(act, it.counter, { card: cardNumber(index) }),
    chip,
  )
  expect(honest.order).toMatchObject({ load: begun.load, state: 'confirmed', evidence: 'proof' })
})

describe('a centre that is killed', () => {
  test.each([0, 1, 2, 3])(
    'after %i replies leaves either nothing given or a visible order',
    async (replies) => {
      const index = nextCard()
      const chip = it.chip(index)
      const begun = expectDone(await it.ask(loading(cash(index))))
      let now = begun.turn
      for (let turn = 1; turn <= replies && now.state === 'open'; turn++) {
        const reply = chip.transmit(hex(now.apdu))
        // The last reply reaches the centre, and the centre dies before it commits.
        if (turn === replies) break
        const { session } = now
        now = expectDone(
          await it.ask((act) => replyToTurn(act, it.works, { session, turn, reply })),
        )
      }
      it.at = new Date(NOON.getTime() + 20 * 60_000)
      await it.ask((act) => surely(giveUpSilent(act, it.works, 100)))
      const order = await it.order(begun.load)
      expect(order.state).toBe(replies < 3 ? 'dropped' : 'unknown')
      expect(chip.memory.ep.balanceFen).toBe(replies < 3 ? 10_000 : 15_000)
      if (replies < 3) return
      const look = await it.through(
        (act) => beginLook(act, it.counter, { card: cardNumber(index) }),
        chip,
      )
      expect(look.order).toMatchObject({ state: 'confirmed', evidence: 'proof' })
    },
  )
})

test('a bank payment whose card was never told is booked and goes back', async () => {
  const index = nextCard()
  const funding = { kind: 'bank', channel: 'ccb', payment: 'p-1' } as const
  const asked = { ...cash(index), funding }
  const before = await fenOf(inTransit('ccb'))
  const { order } = await it.through(loading(asked), leavingAt(it.chip(index), 1, 'before'))
  expect(order).toMatchObject({ state: 'not-done', evidence: 'never-opened' })
  expect(order.settledAccount).toBe('1012.in-transit:ccb')
  expect(await fenOf(inTransit('ccb'))).toBe(before)
})

describe('an agent', () => {
  const agent: Actor = { id: 'staff_agent', kind: 'staff', roles: ['agent'], agent: 'agent_kiosk' }

  test('never goes below zero, however many cards are loaded at once', async () => {
    await it.ask((act) =>
      prepayAgent(act, {
        agent: 'agent_kiosk',
        paidInFen: fen(20_000),
        bank: 'icbc',
        payment: 'pre-1',
      }),
    )
    const crowd = Array.from({ length: 12 }, nextCard)
    const tried = await Promise.all(
      crowd.map(async (index) => {
        const begun = await it.ask(
          loading({ ...cash(index, 3_000), funding: { kind: 'agent', agent: 'agent_kiosk' } }),
          agent,
        )
        if (!begun.ok) return begun.refused
        const chip = index % 2 === 0 ? it.chip(index) : leavingAt(it.chip(index), 3, 'after')
        await it.relay(begun.value.turn, chip, agent)
        return (await it.order(begun.value.load)).state
      }),
    )
    expect(tried.filter((state) => state === 'funds-not-enough').length).toBe(6)
    expect(tried.filter((state) => state === 'confirmed' || state === 'unknown').length).toBe(6)
    const standing = await agentStanding(it.city.store.database, 'agent_kiosk')
    expect(standing.availableFen).toBe(2_040n)
    expect(standing.heldFen).toBe(0n)
  })
})

test('several loads at once do not pass the limit of an agent for a day together', async () => {
  const busy: Actor = { id: 'staff_busy', kind: 'staff', roles: ['agent'], agent: 'agent_busy' }
  const FINANCE: Actor = { id: 'staff_finance', kind: 'staff', roles: ['finance-maker'] }
  expectDone(
    await it.ask(
      (act) =>
        changeRule(
          { ...act, approvedBy: SUPERVISOR },
          {
            rule: 'agent-load-daily-max-fen',
            value: 9_000n,
            validFrom: '2026-03-04',
            today: '2026-03-02',
            reason: 'a new agent',
          },
        ),
      FINANCE,
    ),
  )
  it.at = new Date(NOON.getTime() + 3 * 86_400_000)
  const prepaid = { agent: 'agent_busy', paidInFen: fen(90_000), bank: 'icbc', payment: 'pre-2' }
  expectDone(await it.ask((act) => prepayAgent(act, prepaid)))
  const asked = { funding: { kind: 'agent', agent: 'agent_busy' } } as const
  const begun = await Promise.all(
    Array.from({ length: 8 }, nextCard).map((index) =>
      it.ask(loading({ ...cash(index, 3_000), ...asked }), busy),
    ),
  )
  expect(begun.map((one) => (one.ok ? 'begun' : one.refused)).sort()).toEqual([
    ...Array.from({ length: 5 }, () => 'agent-limit-reached'),
    ...Array.from({ length: 3 }, () => 'begun'),
  ])
})

test('a card takes so much a day, less what was taken back', async () => {
  expectDone(
    await it.ask((act) =>
      changeRule(
        { ...act, approvedBy: SUPERVISOR },
        {
          rule: 'load-daily-max-fen',
          value: 6_000n,
          validFrom: '2026-03-06',
          today: '2026-03-02',
          reason: 'a test',
        },
      ),
    ),
  )
  it.at = new Date(NOON.getTime() + 5 * 86_400_000)
  const index = nextCard()
  const loaded = () => it.through(loading(cash(index, 3_000)), it.chip(index))
  const first = await loaded()
  await loaded()
  const full = { refused: 'day-limit-reached', field: 'amountFen' }
  expect(await it.ask(loading(cash(index, 3_000)))).toMatchObject(full)
  await it.through((act) => beginVoid(act, it.counter, { load: first.order.load }), it.chip(index))
  expect((await loaded()).order.state).toBe('confirmed')
  expect(await it.ask(loading(cash(index, 3_000)))).toMatchObject(full)
})

describe('limits', () => {
  test.each<[string, number, string]>([
    ['a load is a whole step', 1_550, 'amount-not-a-step'],
    ['a load has a most', 101_000, 'amount-over-limit'],
  ])('%s', async (_story, amountFen, refused) => {
    expect(await it.ask(loading(cash(nextCard(), amountFen)))).toMatchObject({
      refused,
      field: 'amountFen',
    })
  })

  test('an anonymous card holds only so much, and says so before it is loaded', async () => {
    const index = nextCard()
    const { order, end } = await it.through(loading(cash(index, 100_000)), it.chip(index))
    expect(end).toMatchObject({ state: 'refused', refused: 'balance-over-limit' })
    expect(order.state).toBe('dropped')
    expect(it.chip(index).memory.ep.onlineCounter).toBe(1)
  })

  test('a drawer that was closed in between takes no money', async () => {
    const late: Actor = { ...CLERK, id: 'staff_late' }
    const index = nextCard()
    const { till } = expectDone(
      await it.ask((act) => openTill(act, { desk: 'desk-late', floatFen: fen(0) }), late),
    )
    const asked: LoadAsked = { ...cash(index), funding: { kind: 'cash', till } }
    const begun = expectDone(await it.ask(loading(asked), late))
    expectDone(await it.ask((act) => closeTill(act, { till, countedFen: fen(0) }), late))
    expect(await it.relay(begun.turn, it.chip(index), late)).toMatchObject({
      refused: 'till-not-open',
    })
    expect((await it.order(begun.load)).state).toBe('dropped')
    expect(await fenOf(cashAt('desk-late'))).toBe(0n)
  })

  test('a card reported lost while it lies on the reader gets no code', async () => {
    const index = nextCard()
    const chip = it.chip(index)
    const begun = expectDone(await it.ask(loading(cash(index))))
    let exchanges = 0
    const reported = {
      transmit: (apdu: Buffer) => {
        if (++exchanges > 2) throw new Error('the card was to be asked no more')
        return chip.transmit(apdu)
      },
    }
    const { session } = begun.turn
    const first = reported.transmit(hex((begun.turn as { apdu: string }).apdu))
    const now = expectDone(
      await it.ask((act) => replyToTurn(act, it.works, { session, turn: 1, reply: first })),
    )
    expectDone(
      await it.ask((act) =>
        changeCardState(act, {
          card: cardNumber(index),
          act: 'reportLost',
          reason: 'stolen',
        }),
      ),
    )
    expect(await it.relay(now, reported)).toMatchObject({ refused: 'card-not-active' })
    expect((await it.order(begun.load)).state).toBe('dropped')
  })

  test('a card that is not known, not in order or another one is not loaded', async () => {
    expect(await it.ask(loading(cash(999)))).toMatchObject({ refused: 'card-unknown' })
    const [one, other] = [nextCard(), nextCard()]
    const { order, end } = await it.through(loading(cash(one)), it.chip(other))
    expect(end).toMatchObject({ refused: 'card-is-another' })
    expect(order.state).toBe('dropped')
  })

  test('a copy that shows a used counter gets no code', async () => {
    const index = nextCard()
    const copy = it.chip(index).clone()
    await it.through(loading(cash(index)), it.chip(index))
    const { order, end } = await it.through(loading(cash(index)), copy)
    expect(end).toMatchObject({ state: 'refused', refused: 'card-counter-taken' })
    expect(order.state).toBe('dropped')
    expect(copy.memory.ep.balanceFen).toBe(10_000)
  })
})

test('fifty callers with one reply book once', async () => {
  const index = nextCard()
  const chip = it.chip(index)
  const begun = expectDone(await it.ask(loading(cash(index))))
  let now = begun.turn
  for (let turn = 1; now.state === 'open'; turn++) {
    const reply = chip.transmit(hex(now.apdu))
    const { session } = now
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        it.ask((act) => replyToTurn(act, it.works, { session, turn, reply })),
      ),
    )
    for (const answer of answers) expect(answer).toEqual(answers[0])
    now = expectDone(answers[0] as (typeof answers)[number])
  }
  expect(now).toMatchObject({ state: 'done', answer: { state: 'confirmed' } })
})

describe('an unload', () => {
  const unloading =
    (index: number, amountFen?: number) => (act: Parameters<typeof beginUnload>[0]) =>
      beginUnload(act, it.counter, {
        card: cardNumber(index),
        payTo: { kind: 'cash', till: it.till },
        ...(amountFen === undefined ? {} : { amountFen: fen(amountFen) }),
      })

  test('pays out when the card proves that the money left it; all of it when no amount is named', async () => {
    const index = nextCard()
    const part = await it.through(unloading(index, 4_000), it.chip(index))
    expect(part.order).toMatchObject({
      state: 'confirmed',
      evidence: 'answer',
      settledAccount: cashAt('desk-1'),
    })
    const rest = await it.through(unloading(index), it.chip(index))
    expect(rest.order).toMatchObject({ state: 'confirmed', amountFen: 6_000n })
    expect(it.chip(index).memory.ep.balanceFen).toBe(0)
    expect((await it.through(unloading(index), it.chip(index))).end).toMatchObject({
      refused: 'purse-empty',
    })
  })

  test('of everything, when that is much, is asked for again with its amount: two people agree', async () => {
    const index = nextCard()
    const from = await ruleAt(it.city.store.database, 'second-person-from-fen', '2026-03-02')
    await it.through(loading(cash(index, Number(from) - 10_000)), it.chip(index))
    expect(it.chip(index).memory.ep.balanceFen).toBe(Number(from))
    const { order, end } = await it.through(unloading(index), it.chip(index))
    expect(end).toMatchObject({ state: 'refused', refused: 'second-person-needed' })
    expect(order.state).toBe('dropped')
    const payTo = { kind: 'bank', channel: 'ccb', payment: 'back-1' } as const
    const named = await it.through(
      (act) =>
        beginUnload(act, it.counter, { card: cardNumber(index), payTo, amountFen: fen(from) }),
      it.chip(index),
    )
    expect(named.order.state).toBe('confirmed')
  })

  const moments = [1, 2, 3].flatMap((at) => [['before', at] as const, ['after', at] as const])
  test.each(moments)('pulled %s exchange %i pays nothing and loses nothing', async (when, at) => {
    const index = nextCard()
    const chip = it.chip(index)
    const value = await fenOf(CARDHOLDER_VALUE)
    const { order } = await it.through(unloading(index, 4_000), leavingAt(chip, at, when))
    expect(order.state).toBe(at === 3 ? 'unknown' : 'dropped')
    expect(await fenOf(CARDHOLDER_VALUE)).toBe(value)
    if (at < 3) return
    const gave = when === 'after'
    const look = await it.through(
      (act) =>
        beginLook(act, it.counter, {
          card: cardNumber(index),
          handTo: { kind: 'cash', till: it.till },
        }),
      chip,
    )
    expect(look.order).toMatchObject({
      state: gave ? 'confirmed' : 'not-done',
      evidence: gave ? 'proof' : 'counter',
      settledAccount: gave ? cashAt('desk-1') : null,
    })
    expect(value - (await fenOf(CARDHOLDER_VALUE))).toBe(gave ? 4_000n : 0n)
  })
})

describe('money goes back to where it came from', () => {
  const payer = personNamed('payer')
  const online = { kind: 'online', person: payer, shown: true } as const
  const elsewhere = [
    () => ({ kind: 'online', person: personNamed('friend') }) as const,
    () => ({ kind: 'cash', till: it.till }) as const,
    () => ({ kind: 'bank', channel: 'ccb', payment: 'p-else' }) as const,
  ]
  const refused = { refused: 'funding-not-yours' }

  beforeAll(async () => {
    const funding = { kind: 'cash', till: it.till } as const
    expectDone(
      await it.ask((act) => topUpOnline(act, { person: payer, amountFen: fen(20_000), funding })),
    )
  })

  test('an account that paid for a load not done gets it back, whatever a look asks for', async () => {
    const index = nextCard()
    const number = cardNumber(index)
    const before = await fenOf(onlineAccount(payer))
    it.chip(index).tearAtNextWrite('before-write')
    await it.through(loading({ ...cash(index), funding: online }), it.chip(index))
    for (const other of elsewhere) {
      const look = { card: number, handTo: other() }
      expect(await it.ask((act) => beginLook(act, it.counter, look))).toMatchObject(refused)
    }
    const { order } = await it.through(
      (act) => beginLook(act, it.counter, { card: number, handTo: online }),
      it.chip(index),
    )
    expect(order).toMatchObject({ state: 'not-done', settledAccount: onlineAccount(payer) })
    expect(await fenOf(onlineAccount(payer))).toBe(before)
  })

  test('a load that an account paid is taken back to that account only', async () => {
    const index = nextCard()
    const { load } = (
      await it.through(loading({ ...cash(index), funding: online }), it.chip(index))
    ).order
    for (const other of elsewhere) {
      const asked = { load, payTo: other() }
      expect(await it.ask((act) => beginVoid(act, it.counter, asked))).toMatchObject(refused)
    }
    const back = await it.through((act) => beginVoid(act, it.counter, { load }), it.chip(index))
    expect(back.order).toMatchObject({ settledAccount: onlineAccount(payer) })
  })

  test('cash goes back as cash', async () => {
    const index = nextCard()
    const number = cardNumber(index)
    it.chip(index).tearAtNextWrite('before-write')
    const { load } = (await it.through(loading(cash(index)), it.chip(index))).order
    const look = { card: number, handTo: online }
    expect(await it.ask((act) => beginLook(act, it.counter, look))).toMatchObject(refused)
    await it.through((act) => beginLook(act, it.counter, { card: number }), it.chip(index))
    expect(await it.ask((act) => handOver(act, { load, payTo: online }))).toMatchObject(refused)
    const again = (await it.through(loading(cash(index)), it.chip(index))).order
    const voided = { load: again.load, payTo: online }
    expect(await it.ask((act) => beginVoid(act, it.counter, voided))).toMatchObject(refused)
  })
})

describe('a load taken back', () => {
  test('on its day by who made it, once', async () => {
    const index = nextCard()
    const { order } = await it.through(loading(cash(index)), it.chip(index))
    const voiding = (act: Parameters<typeof beginVoid>[0]) =>
      beginVoid(act, it.counter, { load: order.load })
    expect(await it.ask(voiding, { ...CLERK, id: 'staff_else' })).toMatchObject({
      refused: 'void-not-yours',
    })
    it.at = new Date(NOON.getTime() + 86_400_000)
    expect(await it.ask(voiding)).toMatchObject({ refused: 'void-too-late' })
    it.at = NOON
    const back = await it.through(voiding, it.chip(index))
    expect(back.order).toMatchObject({ way: 'unload', state: 'confirmed', original: order.load })
    expect(it.chip(index).memory.ep.balanceFen).toBe(10_000)
    expect(await it.ask(voiding)).toMatchObject({ refused: 'load-already-voided' })
  })

  test('is corrected by two people, with the movement it corrects', async () => {
    const index = nextCard()
    const { order } = await it.through(loading(cash(index)), it.chip(index))
    const asked = {
      load: order.load,
      amountFen: fen(1_000),
      what: 'taken-too-little',
      reason: 'a note was counted twice',
      evidence: Buffer.alloc(32, 7),
    } as const
    expect(await it.ask((act) => correctLoad(act, asked))).toMatchObject({
      refused: 'second-person-needed',
    })
    expect(
      await it.ask((act) => correctLoad({ ...act, approvedBy: SUPERVISOR }, asked)),
    ).toMatchObject({ ok: true })
  })
})

test('what a holder wished for is loaded from the online account at the next terminal, once', async () => {
  const index = nextCard()
  const number = cardNumber(index)
  const person = personNamed('auto')
  await it.ask((act) => giveCardTo(act, { card: number, person }))
  await it.ask((act) =>
    topUpOnline(act, {
      person,
      amountFen: fen(8_000),
      funding: { kind: 'cash', till: it.till },
    }),
  )
  const wish = { card: number, person, amountFen: fen(5_000) }
  expect(
    await it.ask((act) => placeAutoLoad(act, { ...wish, person: personNamed('other') })),
  ).toMatchObject({ refused: 'not-your-card' })
  expectDone(await it.ask((act) => placeAutoLoad(act, wish)))
  expect(await it.ask((act) => placeAutoLoad(act, wish))).toMatchObject({
    refused: 'auto-load-waiting',
  })
  const auto = (act: Parameters<typeof beginAutoLoad>[0]) =>
    beginAutoLoad(act, it.counter, { card: number, terminal: '900000000777' as SamNumber })
  const { order } = await it.through(auto, it.chip(index))
  expect(order).toMatchObject({ state: 'confirmed', cause: 'auto', amountFen: 5_000n })
  expect(await it.ask(auto)).toMatchObject({ refused: 'no-auto-load' })
})

test('orders are listed newest first, page by page', async () => {
  const sql = it.city.store.database
  const all = await ordersOf(sql, { limit: 200 })
  const first = await ordersOf(sql, { limit: 10 })
  const last = first.at(-1)
  if (last === undefined) throw new Error('there are orders')
  const rest = await ordersOf(sql, { limit: 190, after: last })
  expect([...first, ...rest].map(({ load }) => load)).toEqual(all.map(({ load }) => load))
  const owed = await ordersOf(sql, { owed: true, limit: 200 })
  expect(owed.every(({ settledAt }) => settledAt === null)).toBe(true)
})

describe('a drawer', () => {
  const OTHER: Actor = { ...CLERK, id: 'staff_drawer' }
  const desk = 'desk-9'
  const opened = async (floatFen: number): Promise<string> =>
    expectDone(await it.ask((act) => openTill(act, { desk, floatFen: fen(floatFen) }), OTHER)).till
  const closed = async (till: string): Promise<void> => {
    const countedFen = fen(await fenOf(cashAt(desk)))
    expectDone(await it.ask((act) => closeTill(act, { till, countedFen }), OTHER))
  }
  const emptying = (index: number, till: string) => (act: Parameters<typeof beginUnload>[0]) =>
    beginUnload(act, it.counter, { card: cardNumber(index), payTo: { kind: 'cash', till } })

  test('pays out no more than lies in it, though all of a card was asked for', async () => {
    const index = nextCard()
    const till = await opened(0)
    const { order, end } = await it.through(emptying(index, till), it.chip(index), OTHER)
    expect(end).toMatchObject({ state: 'refused', refused: 'till-short' })
    expect(order.state).toBe('dropped')
    expect(it.chip(index).memory.ep.balanceFen).toBe(10_000)
    await closed(till)
  })

  test('that was closed before the card proved its unload owes the money', async () => {
    const index = nextCard()
    const payer = nextCard()
    const till = await opened(0)
    const funding = { kind: 'cash', till } as const
    const filled = { ...cash(payer, 20_000), funding }
    await it.through(loading(filled), it.chip(payer), OTHER)
    const chip = it.chip(index)
    const begun = expectDone(await it.ask(emptying(index, till), OTHER))
    let now = begun.turn
    while (now.state === 'open') {
      const { session, turn, apdu } = now
      const reply = chip.transmit(hex(apdu))
      // The card has got its code, and done what it was told.
      if ((await it.order(begun.load)).state === 'authorised') await closed(till)
      now = expectDone(
        await it.ask((act) => replyToTurn(act, it.works, { session, turn, reply }), OTHER),
      )
    }
    expect(await it.order(begun.load)).toMatchObject({ state: 'confirmed', settledAt: null })
    expect(await fenOf(cashAt(desk))).toBe(0n)
  })
})
