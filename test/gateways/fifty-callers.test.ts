import request from 'supertest'
import { CENTRE, hex, ok, type Act, type Actor, type Result } from '../../src/base'
import {
  acknowledgeHotlist,
  closingOfCard,
  correctClosings,
  findCard,
  giveBackStoppedTaps,
  reportLoss,
} from '../../src/card-care'
import { concessionAtIssue, personStanding } from '../../src/citizens'
import { drainNotedCards } from '../../src/clearing'
import { cardCareRoutes } from '../../src/gateways/http/routes/card-care'
import { cardRoutes } from '../../src/gateways/http/routes/cards'
import { decisions } from '../../src/gateways/http/routes/decisions'
import { loadRoutes } from '../../src/gateways/http/routes/loads'
import { disputeRoutes } from '../../src/gateways/http/routes/disputes'
import { ownRoutes } from '../../src/gateways/http/routes/own'
import { tillRoutes } from '../../src/gateways/http/routes/tills'
import { movementKinds } from '../../src/ledger'
import { makeHotlist } from '../../src/registry'
import { SUPERVISOR } from '../support/act'
import { BUS, cardNumber, samNumber } from '../support/clearing-city'
import { counterCity, type CounterCity } from '../support/counter-city'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'
import { NOON } from '../support/loads-city'
import { staffed } from '../support/staffed'
import { enterAgent, enterPerson, mergePersons, personNamed } from '../support/parties'

/*
 * One request that fifty callers repeat at once acts once, whatever moves money at a counter. The table below has to
 * name every kind of movement a counter makes; the rest are made by clearing and settlement, which have tests of their
 * own for whole batches and days.
 */

const CALLERS = 50
const LI = personNamed('li')
const MING = personNamed('ming')

type Header = Record<string, string>
let it: CounterCity
let frame: TestFrame
/** Who has the till of the city, and the cards in hand. */
const CLERK = as('counter-clerk', { id: 'staff_clerk' })
const APPROVER = as(['counter-supervisor', 'finance-checker'], { id: 'staff_second' })
let other: Header
let finance: Header

beforeAll(async () => {
  it = await counterCity(8)
  for (const card of it.ready) it.freshChip(card)
  const { database } = it.city.store
  for (const person of [LI, MING]) await enterPerson(database, person)
  await enterAgent(database, 'agent_1')
  it.city.clock.set(NOON)
  frame = testFrame(
    database,
    [
      ...loadRoutes,
      ...cardCareRoutes,
      ...tillRoutes,
      ...cardRoutes,
      ...ownRoutes,
      ...disputeRoutes,
      ...decisions,
    ],
    {
      clock: it.city.clock,
      desks: {
        loads: it.counter.desk,
        works: it.works,
        care: { vault: it.city.vault },
        citizens: { database, vault: it.city.vault },
        issuing: {
          vault: it.city.vault,
          personStanding,
          concessionAtIssue: (act, given) => concessionAtIssue(act, it.city.vault, given),
        },
      },
    },
  )
  other = await staffed(frame, database, 'counter-clerk')
  finance = await staffed(frame, database, 'finance-maker')
})
afterAll(() => it.close())

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** The same request, under one key, by all callers at once; they are told the same. */
async function fifty(path: string, body: object, who: Header, callers = CALLERS): Promise<Answer> {
  const key = newKey()
  const answers = await Promise.all(
    Array.from({ length: callers }, () =>
      request(frame.app)
        .post(path)
        .set({ ...who, ...key })
        .send(body),
    ),
  )
  // A problem names the request it is the answer to.
  const told = answers.map(({ status, body: said }) => {
    const { requestId: _, ...rest } = said as Record<string, unknown>
    return { status, body: rest }
  })
  expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1)
  return told[0] as Answer
}

/** As `fifty`; an act of two people is agreed to by fifty callers at once, too. */
async function agreed(path: string, body: object, who: Header): Promise<unknown> {
  const asked = await fifty(path, body, who)
  if (asked.status !== 202) return asked
  const approval = String(asked.body['approval'])
  const decision = { decision: 'approved' }
  return fifty(`/v1/approvals/${approval}/decision`, decision, APPROVER)
}

/** Relays a card session; every reply is brought by so many callers at once. */
async function relayed(
  opened: Answer,
  index: number,
  { callers = CALLERS, leaves = 0 }: { callers?: number; leaves?: number } = {},
): Promise<string> {
  expect(opened).toMatchObject({ status: 201 })
  let now = opened.body
  for (let exchange = 1; now['state'] === 'open'; exchange++) {
    const turn = now['turn']
    const session = `/v1/card-sessions/${String(now['session'])}`
    if (exchange === leaves) {
      const gone = await fifty(`${session}/interruptions`, { turn }, CLERK, callers)
      return String(gone.body['state'])
    }
    const reply = it
      .chip(index)
      .transmit(hex(String(now['apdu'])))
      .toString('hex')
    now = (await fifty(`${session}/replies`, { turn, reply }, CLERK, callers)).body
  }
  return String(now['state'])
}

const one = (nth: number) => cardNumber(it.ready[nth] as number)
const cash = () => ({ kind: 'cash', till: it.till })
const bank = (payment: string) => ({ kind: 'bank', channel: 'ccb', payment })
const opened = (body: object, callers = CALLERS) => fifty('/v1/card-sessions', body, CLERK, callers)
const loading = (nth: number, amountFen: number) => ({
  kind: 'load',
  card: one(nth),
  amountFen,
  funding: cash(),
})
/** Set up by one caller. */
const issued = async (nth: number, person?: string): Promise<void> => {
  const body = { funding: cash(), ...(person === undefined ? {} : { person }) }
  expect((await fifty(`/v1/cards/${one(nth)}/issue`, body, CLERK, 1)).status).toBe(201)
}
const loaded = async (nth: number, amountFen: number): Promise<string> => {
  const session = await opened(loading(nth, amountFen), 1)
  expect(await relayed(session, it.ready[nth] as number, { callers: 1 })).toBe('done')
  return String(session.body['load'])
}
const done = (answer: Answer): Answer => {
  expect(answer).toMatchObject({ status: 201 })
  return answer
}
const asCentre = async <Value>(work: (act: Act) => Promise<Value>): Promise<void> => {
  const answer: Result<Value, string> = await it.ask(async (act) => ok(await work(act)), CENTRE)
  expect(answer.ok).toBe(true)
}

let till2 = ''
let lastLoad = ''
let fileNo = 0
const tapped = (nth: number, counter: number, balance: bigint, time: string, samIndex = 3) =>
  it.city.upload(BUS, ++fileNo, [
    it.city.tap({
      of: it.ready[nth] as number,
      counter,
      samIndex,
      balanceBefore: balance,
      termSeq: fileNo,
      time,
    }),
  ])

type Kind = keyof typeof movementKinds
type Row = readonly [act: string, moves: Partial<Record<Kind, number>>, run: () => Promise<unknown>]

const table: readonly Row[] = [
  [
    'change is fetched from the bank',
    { 'cash-handed-over': 1 },
    () => agreed('/v1/cash/fetched', { bank: 'icbc', amountFen: 50_000 }, finance),
  ],
  [
    'a drawer is opened',
    { 'cash-handed-over': 1 },
    async () => {
      const open = await fifty('/v1/tills', { desk: 'desk-2', floatFen: 20_000 }, other)
      till2 = String(done(open).body['till'])
    },
  ],
  [
    'an online account is topped up',
    { 'online-top-up': 1 },
    async () =>
      done(
        await fifty(
          `/v1/online-accounts/${LI}/top-ups`,
          { amountFen: 9_000, funding: bank('t1') },
          CLERK,
        ),
      ),
  ],
  [
    'its holder pays',
    { 'online-payment': 1 },
    async () =>
      done(
        await fifty(
          `/v1/online-accounts/${LI}/payments`,
          { amountFen: 700, operator: BUS },
          as('citizen', { person: LI }),
        ),
      ),
  ],
  [
    'money is paid out of it',
    { 'online-withdrawal': 1 },
    () =>
      agreed(`/v1/online-accounts/${LI}/withdrawals`, { amountFen: 500, to: bank('w1') }, other),
  ],
  [
    'the accounts of two entries become one, and are topped up',
    { 'online-withdrawal': 1, 'online-top-up': 1 },
    async () => {
      const path = `/v1/online-accounts/${MING}/top-ups`
      await fifty(path, { amountFen: 300, funding: bank('m1') }, CLERK, 1)
      await mergePersons(it.city.store.database, { kept: LI, gone: MING })
      moved = await counted()
      done(await fifty(path, { amountFen: 200, funding: bank('m2') }, CLERK))
    },
  ],
  [
    'an agent’s prepayment is entered',
    { 'agent-prepayment': 1 },
    () =>
      agreed(
        '/v1/agents/agent_1/prepayments',
        { paidInFen: 10_000, bank: 'icbc', payment: 'p1' },
        finance,
      ),
  ],
  [
    'a card is issued with its deposit',
    { 'deposit-taken': 1 },
    async () =>
      done(await fifty(`/v1/cards/${one(0)}/issue`, { person: LI, funding: cash() }, CLERK)),
  ],
  [
    'a card is loaded',
    { 'load-authorised': 1, load: 1 },
    async () => {
      const session = await opened(loading(0, 8_000))
      expect(await relayed(session, it.ready[0] as number)).toBe('done')
      lastLoad = String(session.body['load'])
    },
  ],
  [
    'what was taken for it is corrected',
    { adjustment: 1 },
    () =>
      agreed(
        `/v1/loads/${lastLoad}/corrections`,
        {
          amountFen: 100,
          what: 'taken-too-little',
          reason: 'counted twice',
          evidence: '07'.repeat(32),
        },
        finance,
      ),
  ],
  [
    'a load is taken back',
    { unload: 1, 'unload-paid': 1 },
    async () => {
      const load = await loaded(0, 1_000)
      moved = await counted()
      const session = await opened({ kind: 'void-load', load })
      expect(await relayed(session, it.ready[0] as number)).toBe('done')
    },
  ],
  [
    'value is unloaded',
    { unload: 1, 'unload-paid': 1 },
    async () => {
      const session = await opened({
        kind: 'unload',
        card: one(0),
        amountFen: 1_000,
        payTo: bank('u1'),
      })
      expect(await relayed(session, it.ready[0] as number)).toBe('done')
    },
  ],
  [
    'a card is pulled, looked at, and its money handed over',
    { 'load-authorised': 1, 'load-refunded': 1 },
    async () => {
      const index = it.ready[0] as number
      const load = await opened(loading(0, 1_000))
      expect(await relayed(load, index, { leaves: 3 })).toBe('interrupted')
      await relayed(await opened({ kind: 'look-again', card: one(0) }), index)
      const path = `/v1/loads/${String(load.body['load'])}/hand-over`
      done(await fifty(path, { payTo: cash() }, CLERK))
    },
  ],
  [
    'a wish is placed and carried out',
    { 'load-authorised': 1, load: 1 },
    async () => {
      const citizen = as('citizen', { person: LI })
      const wish = { card: one(0), amountFen: 2_000 }
      done(await fifty('/v1/own/auto-loads', wish, citizen))
      const session = await opened({ kind: 'auto-load', card: one(0) })
      expect(await relayed(session, it.ready[0] as number)).toBe('done')
    },
  ],
  [
    'a card is emptied into its closing and handed back',
    { unload: 1, 'unload-paid': 1, 'handling-fee': 1, 'deposit-returned': 1 },
    async () => {
      const payTo = { kind: 'closed-card', closing: closingOfCard(one(0)) }
      const session = await opened({ kind: 'unload', card: one(0), payTo })
      expect(await relayed(session, it.ready[0] as number)).toBe('done')
      const back = { reason: 'holder', person: LI, emptied: true }
      done(await fifty(`/v1/cards/${one(0)}/returns`, back, CLERK))
    },
  ],
  [
    'what is owed for it is paid out',
    { 'closed-card-paid-out': 1 },
    async () => {
      const path = `/v1/closings/${closingOfCard(one(0))}/pay-outs`
      done(await fifty(path, { to: bank('c1') }, CLERK))
    },
  ],
  [
    'a spoiled card is replaced: its deposit pays for it, its value is given, its fee is paid',
    { 'deposit-kept': 1, 'card-closed': 1, 'handling-fee': 1 },
    async () => {
      await issued(1, LI)
      await loaded(1, 12_000)
      await drainNotedCards(it.city.desk)
      moved = await counted()
      const body = { reason: 'damaged-by-holder', person: LI, emptied: false, feeFrom: bank('f1') }
      done(await fifty(`/v1/cards/${one(1)}/replacements`, body, CLERK))
    },
  ],
  [
    'its value is paid out and not loaded: that is a refund',
    { 'handling-fee': 1, 'closed-card-paid-out': 1 },
    async () => {
      const path = `/v1/closings/${closingOfCard(one(1))}/pay-outs`
      expect(done(await fifty(path, { to: bank('c2') }, CLERK)).body).toMatchObject({
        paidFen: 10_800,
        feeFen: 1_200,
      })
    },
  ],
  [
    'a tap that came later is corrected by many keepers at once, and repaid',
    { takings: 1, 'card-closing-corrected': 1, 'holder-repaid': 1 },
    async () => {
      await tapped(1, 0, 12_000n, '120500')
      await drainNotedCards(it.city.desk)
      await Promise.all(
        Array.from({ length: CALLERS }, () => asCentre((act) => correctClosings(act))),
      )
      const path = `/v1/closings/${closingOfCard(one(1))}/repayments`
      done(await fifty(path, { amountFen: 200, funding: bank('r1') }, CLERK))
    },
  ],
  [
    'a card found again gets back what others bear, from many keepers at once',
    { 'stopped-taps-given-back': 1 },
    async () => {
      await issued(2, LI)
      await loaded(2, 5_000)
      const lost = { card: one(2), kind: 'formal', person: LI, reason: 'lost' } as const
      const at = (time: string): Date => new Date(`2026-03-02T${time}+08:00`)
      const act = async (time: string, work: Parameters<CounterCity['ask']>[0], who?: Actor) => {
        it.at = at(time)
        it.city.clock.set(it.at)
        expect((await it.ask(work, who)).ok).toBe(true)
      }
      await act('12:30:00', (doing) => reportLoss(doing, lost))
      await act(
        '12:31:00',
        async (doing) => ok(await makeHotlist(doing, 'incremental')),
        SUPERVISOR,
      )
      await act('12:32:00', (doing) =>
        acknowledgeHotlist(doing, { terminal: 'term_2', version: 2n }),
      )
      await tapped(2, 0, 5_000n, '124000', 2)
      await act('12:50:00', (doing) => findCard(doing, { ...lost, reason: 'found' }))
      await drainNotedCards(it.city.desk)
      moved = await counted()
      await Promise.all(
        Array.from({ length: CALLERS }, () => asCentre((doing) => giveBackStoppedTaps(doing))),
      )
    },
  ],
  [
    'a dispute is upheld with money',
    { 'dispute-remedied': 1 },
    async () => {
      await issued(3, LI)
      await loaded(3, 5_000)
      await tapped(3, 0, 5_000n, '125500')
      const citizen = as('citizen', { person: LI })
      const subject = `tap:2026-03-02.${samNumber(3)}.${fileNo}`
      const wrong = { card: one(3), subject, statement: '没有坐过这趟车' }
      const { dispute } = done(await fifty('/v1/own/disputes', wrong, citizen)).body
      const path = `/v1/disputes/${String(dispute)}/steps`
      await fifty(path, { step: 'take' }, { ...finance, 'if-match': '"v1"' })
      moved = await counted()
      const remedy = { fen: 200, cause: 'charged-wrongly' }
      const upheld = { step: 'uphold', answer: '终端故障', remedy }
      expect(await agreed(path, upheld, { ...finance, 'if-match': '"v2"' })).toMatchObject({
        body: { outcome: { status: 200, answer: { state: 'upheld', given: { fen: 200 } } } },
      })
    },
  ],
  [
    'a drawer that differs is closed',
    { shortage: 1, 'cash-handed-over': 1 },
    async () => done(await fifty(`/v1/tills/${till2}/closing`, { countedFen: 19_500 }, other)),
  ],
  [
    'another that has too much',
    { surplus: 1, 'cash-handed-over': 1 },
    async () => {
      const open = await fifty('/v1/tills', { desk: 'desk-3', floatFen: 0 }, other, 1)
      const path = `/v1/tills/${String(open.body['till'])}/closing`
      done(await fifty(path, { countedFen: 100 }, other))
    },
  ],
  [
    'cash is brought to the bank',
    { 'money-banked': 1 },
    async () => done(await fifty('/v1/cash/banked', { bank: 'icbc', amountFen: 1_000 }, finance)),
  ],
]

type Counts = ReadonlyMap<string, number>
async function counted(): Promise<Counts> {
  const { rows } = await it.city.store.database.query<{ kind: string; count: bigint }>(
    'select kind, count(*) as count from ledger_movement_view group by kind',
  )
  return new Map(rows.map(({ kind, count }) => [kind, Number(count)]))
}
/** What had moved when the act of a row begins; a row that sets something up first counts again. */
let moved: Counts

test.each(table)('%s: once', async (_act, moves, run) => {
  moved = await counted()
  await run()
  const now = await counted()
  const made = [...now]
    .map(([kind, count]) => [kind, count - (moved.get(kind) ?? 0)] as const)
    .filter(([, count]) => count > 0)
  expect(Object.fromEntries(made)).toEqual(moves)
})

/** Made by files of taps, days and the city, or in the data of a demonstration. */
const ELSEWHERE: readonly Kind[] = [
  'takings-ruled',
  'commission',
  'pay-out',
  'pay-out-returned',
  'subsidy-received',
  'subsidy-due',
  'reversal',
  // POS terminals ask the host: test/acquiring has its own repeated messages.
  'pos-sale',
  'pos-sale-undone',
  'pos-refund',
  'pos-claim',
  'pos-claim-upheld',
  'pos-claim-rejected',
]

test('every kind of movement that a counter makes is in the table, and the books stand', async () => {
  const tried = new Set<string>(table.flatMap(([, moves]) => Object.keys(moves)))
  const kinds = Object.keys(movementKinds) as Kind[]
  expect(kinds.filter((kind) => !tried.has(kind) && !ELSEWHERE.includes(kind))).toEqual([])
  expect(await it.unsound()).toEqual([])
})
