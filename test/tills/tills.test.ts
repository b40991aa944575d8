import { fen, parseOperatorId, type Actor } from '../../src/base'
import {
  auditLedger,
  balanceOf,
  cashAt,
  inTransit,
  SHORTAGE,
  SURPLUS,
  trialBalance,
} from '../../src/ledger'
import {
  agentStanding,
  bankCash,
  cashExpected,
  closeTill,
  countTill,
  fetchCash,
  onlineHistory,
  onlineStanding,
  openTill,
  openTillOf,
  paidAccount,
  payingAccount,
  payOnline,
  prepayAgent,
  SAFE,
  topUpOnline,
  withdrawOnline,
} from '../../src/tills'
import { ActsOf } from '../support/act'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { enterAgent, enterOperator, enterPerson, personNamed } from '../support/parties'

const LI: Actor = { id: 'staff_li', kind: 'staff', roles: ['counter-clerk'] }
const WANG: Actor = { id: 'staff_wang', kind: 'staff', roles: ['counter-clerk'] }
const CHEN: Actor = { id: 'staff_chen', kind: 'staff', roles: ['counter-supervisor'] }
const PERSON = personNamed('1')
const OTHER = personNamed('2')

const forNobody = (amount: bigint) => ({ amount: fen(amount), person: undefined })

let store: FreshDatabase
let acts: ActsOf
let till: string

beforeAll(async () => {
  store = await freshDatabase()
  acts = new ActsOf(store.database, LI)
  for (const person of [PERSON, OTHER]) await enterPerson(store.database, person)
  await enterAgent(store.database, 'agent_1')
  await enterOperator(store.database, 'op_bus')
})
afterAll(async () => {
  const findings = await store.database.transaction((tx) => auditLedger(tx), {
    isolation: 'repeatable read',
    readOnly: true,
  })
  expect(findings.filter(({ ok }) => !ok)).toEqual([])
  expect((await trialBalance(store.database)).balanced).toBe(true)
  await store.drop()
})

describe('a till', () => {
  test('is opened with a float out of the safe', async () => {
    const early = (act: Parameters<typeof openTill>[0]) =>
      openTill(act, { desk: 'desk-1', floatFen: fen(20_000n) })
    expect(await acts.run(early)).toMatchObject({ refused: 'till-short', field: 'floatFen' })
    await acts.done((act) => fetchCash(act, { bank: 'icbc', amountFen: fen(25_000n) }))
    ;({ till } = await acts.done((act) =>
      openTill(act, { desk: 'desk-1', floatFen: fen(20_000n) }),
    ))
    expect(await cashExpected(store.database, 'desk-1')).toBe(20_000n)
    expect(await cashExpected(store.database, SAFE)).toBe(5_000n)
    expect((await openTillOf(store.database, LI.id))?.till).toBe(till)
  })

  test('a clerk has one at a time, and a desk too', async () => {
    const twice = (act: Parameters<typeof openTill>[0]) =>
      openTill(act, { desk: 'desk-2', floatFen: fen(0n) })
    expect(await acts.run(twice)).toMatchObject({ refused: 'till-already-open' })
    const same = (act: Parameters<typeof openTill>[0]) =>
      openTill(act, { desk: 'desk-1', floatFen: fen(0n) })
    expect(await acts.run(same, { actor: WANG })).toMatchObject({ refused: 'till-already-open' })
  })

  test.each(['', 'Desk', 'desk 1', SAFE])('cannot stand at "%s"', async (desk) => {
    const asked = await acts.run((act) => openTill(act, { desk, floatFen: fen(0n) }), {
      actor: WANG,
    })
    expect(asked).toMatchObject({ refused: 'desk-malformed', field: 'desk' })
  })

  test('nobody works out of another one’s', async () => {
    const cash = { kind: 'cash', till } as const
    const asked = await acts.run((act) => payingAccount(act, cash, forNobody(1n)), { actor: WANG })
    expect(asked).toMatchObject({ refused: 'till-not-yours' })
  })

  test('never gives more than lies in it', async () => {
    const cash = { kind: 'cash', till } as const
    const asked = await acts.run((act) => paidAccount(act, cash, forNobody(20_001n)))
    expect(asked).toMatchObject({ refused: 'till-short', detail: 'the till holds 20000 fen' })
  })

  test('two acts that each take all of it: one is refused', async () => {
    const cash = { kind: 'cash', till } as const
    await acts.done((act) =>
      topUpOnline(act, { person: OTHER, amountFen: fen(30_000n), funding: cash }),
    )
    const all = { person: OTHER, amountFen: fen(30_000n), to: cash, shown: true } as const
    const both = await Promise.all([1, 2].map(() => acts.run((act) => withdrawOnline(act, all))))
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
  })

  test('counting books nothing', async () => {
    const count = await acts.done((act) => countTill(act, { till, countedFen: fen(19_950n) }))
    expect(count).toMatchObject({ expectedFen: 20_000n, differenceFen: -50n })
    expect((await balanceOf(store.database, SHORTAGE)).balanceFen).toBe(0n)
  })

  test('a large difference is closed by two people, and booked', async () => {
    const short = (act: Parameters<typeof closeTill>[0]) =>
      closeTill(act, { till, countedFen: fen(18_000n) })
    expect(await acts.run(short)).toMatchObject({ refused: 'second-person-needed' })
    await acts.done(short, { approvedBy: CHEN })
    expect((await balanceOf(store.database, SHORTAGE)).balanceFen).toBe(2_000n)
    expect(await cashExpected(store.database, 'desk-1')).toBe(0n)
    expect(await acts.run(short)).toMatchObject({ refused: 'till-not-open' })
    expect(acts.trail.at(-1)).toMatchObject({
      act: 'till.closed',
      detail: { differenceFen: -2_000 },
    })
  })

  test('too much in it is a surplus', async () => {
    const next = await acts.done((act) => openTill(act, { desk: 'desk-1', floatFen: fen(0n) }))
    await acts.done((act) => closeTill(act, { till: next.till, countedFen: fen(300n) }))
    expect((await balanceOf(store.database, SURPLUS)).balanceFen).toBe(300n)
  })

  test('the safe gives the bank no more than it holds', async () => {
    const asked = await acts.run((act) => bankCash(act, { bank: 'icbc', amountFen: fen(23_301n) }))
    expect(asked).toMatchObject({ refused: 'till-short', detail: 'the safe holds 23300 fen' })
    await acts.done((act) => bankCash(act, { bank: 'icbc', amountFen: fen(23_300n) }))
    expect(await cashExpected(store.database, SAFE)).toBe(0n)
  })
})

describe('an online account', () => {
  const bank = (payment: string) => ({ kind: 'bank', channel: 'unionpay', payment }) as const

  test('is topped up by a channel, whose payment counts once', async () => {
    const order = { person: PERSON, amountFen: fen(50_000n), funding: bank('P1') }
    const standing = await acts.done((act) => topUpOnline(act, order))
    expect(standing).toMatchObject({ balanceFen: 50_000n, heldFen: 0n })
    const again = await acts.run((act) => topUpOnline(act, order))
    expect(again).toMatchObject({ refused: 'payment-already-used' })
    expect((await balanceOf(store.database, inTransit('unionpay'))).balanceFen).toBe(50_000n)
  })

  test('holds no more than the rule for registered holders', async () => {
    const order = { person: PERSON, amountFen: fen(450_001n), funding: bank('P2') }
    const asked = await acts.run((act) => topUpOnline(act, order))
    expect(asked).toMatchObject({ refused: 'balance-over-limit' })
    expect((await onlineStanding(store.database, PERSON)).balanceFen).toBe(50_000n)
    // What was refused used nothing up.
    await acts.done((act) => topUpOnline(act, { ...order, amountFen: fen(1n) }))
  })

  test('never pays more than it has, however many ask at once', async () => {
    const operator = parseOperatorId('op_bus')
    if (!operator.ok) throw new Error('an operator')
    const order = { person: PERSON, amountFen: fen(10_000n), operator: operator.value, shown: true }
    const all = await Promise.all(
      Array.from({ length: 12 }, () => acts.run((a) => payOnline(a, order))),
    )
    expect(all.filter(({ ok }) => ok)).toHaveLength(5)
    expect(all.filter((one) => !one.ok).map((one) => !one.ok && one.refused)).toEqual(
      Array.from({ length: 7 }, () => 'funds-not-enough'),
    )
    expect((await onlineStanding(store.database, PERSON)).balanceFen).toBe(1n)
  })

  test('tells its history, newest first, in pages', async () => {
    const [newest, ...rest] = await onlineHistory(store.database, { person: PERSON, limit: 3 })
    expect(newest).toMatchObject({ kind: 'online-payment', amountFen: -10_000n })
    expect(rest).toHaveLength(2)
    const last = rest.at(-1)?.entry as bigint
    const page = await onlineHistory(store.database, { person: PERSON, limit: 10, before: last })
    expect(page.map(({ amountFen }) => amountFen)).toEqual([-10_000n, -10_000n, 1n, 50_000n])
  })

  test('a citizen pays with no other account', async () => {
    const citizen: Actor = { id: PERSON, kind: 'citizen', roles: ['citizen'], person: PERSON }
    const other = { kind: 'online', person: OTHER } as const
    const asked = await acts.run((act) => payingAccount(act, other, forNobody(1n)), {
      actor: citizen,
    })
    expect(asked).toMatchObject({ refused: 'person-unknown' })
  })

  describe('of somebody pays at a counter', () => {
    const online = { kind: 'online', person: PERSON } as const
    const pays = (funding: Parameters<typeof payingAccount>[1], person: string | undefined) =>
      [
        (act: Parameters<typeof payingAccount>[0]) =>
          payingAccount(act, funding, { amount: fen(1n), person }),
      ] as const
    const account = `2003.online-account:${PERSON}`

    test('for the own card', async () => {
      expect(await acts.done(...pays(online, PERSON))).toBe(account)
    })
    test.each([OTHER, undefined])('for nobody else (%s), unless', async (person) => {
      expect(await acts.run(...pays(online, person))).toMatchObject({ refused: 'holder-not-shown' })
      expect(await acts.done(...pays({ ...online, shown: true }, person))).toBe(account)
      expect(await acts.done(...pays(online, person), { approvedBy: CHEN })).toBe(account)
    })
    test('in cash to its holder, who shows a document', async () => {
      const to = bank('W1')
      const order = { person: PERSON, amountFen: fen(1n), to }
      expect(await acts.run((act) => withdrawOnline(act, order))).toMatchObject({
        refused: 'holder-not-shown',
      })
    })
  })

  test('takes the value of its own person’s cards only', async () => {
    const asked = (person: string | undefined) =>
      acts.run((act) =>
        paidAccount(act, { kind: 'online', person: PERSON }, { amount: fen(1n), person }),
      )
    expect(await asked(OTHER)).toMatchObject({ refused: 'not-your-account' })
    // Who brings a card in nobody's name says where its value goes.
    expect(await asked(undefined)).toMatchObject({ ok: true })
    expect(await asked(PERSON)).toMatchObject({ ok: true })
  })
})

test('an agent pays in once, and its commission comes on top', async () => {
  const order = { agent: 'agent_1', paidInFen: fen(1_000_999n), bank: 'icbc', payment: 'B1' }
  const standing = await acts.done((act) => prepayAgent(act, order))
  // 0.2 % of 1,000,999 fen is 2,001.998 fen: the fraction stays with the centre.
  expect(standing).toMatchObject({ commissionFen: 2_001n, availableFen: 1_003_000n })
  expect(await acts.run((act) => prepayAgent(act, order))).toMatchObject({
    refused: 'payment-already-used',
  })
  expect(await agentStanding(store.database, 'agent_1')).toMatchObject({ heldFen: 0n })
})

test('two desks that open at once do not take one safe twice', async () => {
  await acts.done((act) => fetchCash(act, { bank: 'icbc', amountFen: fen(1_000n) }))
  const opened = await Promise.all(
    ['desk-8', 'desk-9'].map((desk) =>
      acts.run((act) => openTill(act, { desk, floatFen: fen(1_000n) }), {
        actor: { ...LI, id: `staff_${desk}` },
      }),
    ),
  )
  expect(opened.filter(({ ok }) => ok)).toHaveLength(1)
})

test('a desk stands at zero while no till is open there', async () => {
  expect((await balanceOf(store.database, cashAt('desk-1'))).balanceFen).toBe(0n)
})
