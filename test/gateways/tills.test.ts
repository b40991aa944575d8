import request from 'supertest'
import { ruleRoutes } from '../../src/gateways/http/routes/rules'
import { tillRoutes } from '../../src/gateways/http/routes/tills'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'
import { enterAgent, enterOperator, enterPerson, mergePersons } from '../support/parties'

const PERSON = 'person_0a1b2c3d4e5f60718293'
const OTHER = 'person_ffffffffffffffffffff'
const NOBODY = 'person_00000000000000000000'
let store: FreshDatabase
let frame: TestFrame

beforeAll(async () => {
  store = await freshDatabase()
  frame = testFrame(store.database, [...tillRoutes, ...ruleRoutes])
  const { database } = store
  for (const person of [PERSON, OTHER]) await enterPerson(database, person)
  await enterAgent(database, 'agent_1')
  await enterAgent(database, 'agent_ended', '2026-02-01')
  await enterOperator(database, 'op_bus')
  await enterOperator(database, 'op_ended', '2026-02-01')
})
afterAll(() => store.drop())

const post = (path: string, who: Record<string, string>, body: object) =>
  request(frame.app)
    .post(path)
    .set({ ...who, ...newKey() })
    .send(body)

const CLERK = as('counter-clerk')

test('a drawer is opened, used, counted and closed over the API', async () => {
  const opened = await post('/v1/tills', CLERK, { desk: 'desk-1', floatFen: 0 })
  expect(opened.status).toBe(201)
  const { till } = opened.body as { till: string }
  const own = await request(frame.app).get('/v1/tills/own').set(CLERK)
  expect(own.body).toMatchObject({ till, desk: 'desk-1' })
  expect(own.body).not.toHaveProperty('expectedFen')

  const cash = { kind: 'cash', till }
  const paid = await post(`/v1/online-accounts/${PERSON}/top-ups`, CLERK, {
    amountFen: 5_000,
    funding: cash,
  })
  expect(paid.body).toEqual({ person: PERSON, balanceFen: 5_000, heldFen: 0 })

  const counted = await post(`/v1/tills/${till}/counts`, CLERK, { countedFen: 5_000 })
  expect(counted.body).toMatchObject({ expectedFen: 5_000, differenceFen: 0 })

  const short = await post(`/v1/tills/${till}/closing`, CLERK, { countedFen: 3_000 })
  expect(short.status).toBe(202)
  expect(short.body).toMatchObject({ because: 'the drawer differs by more than 1000 fen' })

  const closed = await post(`/v1/tills/${till}/closing`, CLERK, { countedFen: 4_500 })
  expect(closed.status).toBe(201)
  expect(closed.body).toMatchObject({ differenceFen: -500 })
  expect((await request(frame.app).get('/v1/tills/own').set(CLERK)).status).toBe(404)
})

test('a large amount waits for a second person', async () => {
  const asked = await post(`/v1/online-accounts/${PERSON}/top-ups`, CLERK, {
    amountFen: 100_000,
    funding: { kind: 'bank', channel: 'unionpay', payment: 'P1' },
  })
  expect(asked.status).toBe(202)
})

test('a citizen sees and spends the own account only', async () => {
  const own = as('citizen', { person: PERSON })
  const other = as('citizen', { person: OTHER })
  const path = `/v1/online-accounts/${PERSON}`
  expect((await request(frame.app).get(path).set(own)).status).toBe(200)
  expect((await request(frame.app).get(path).set(other)).status).toBe(404)
  const pay = { amountFen: 100, operator: 'op_bus' }
  expect((await post(`${path}/payments`, own, pay)).status).toBe(201)
  expect((await post(`${path}/payments`, other, pay)).status).toBe(404)
  const lines = await request(frame.app).get(`${path}/entries?limit=1`).set(own)
  expect(lines.body).toMatchObject({ items: [{ kind: 'online-payment', amountFen: -100 }] })
  const { nextCursor } = lines.body as { nextCursor: string }
  const more = await request(frame.app).get(`${path}/entries?cursor=${nextCursor}`).set(own)
  expect(more.body).toMatchObject({ items: [{ amountFen: 5_000 }], nextCursor: null })
})

test('an agent sees its own prepayment, and two people enter what it paid', async () => {
  const path = '/v1/agents/agent_1/account'
  expect(
    (
      await request(frame.app)
        .get(path)
        .set(as('agent', { agent: 'agent_1' }))
    ).status,
  ).toBe(200)
  expect(
    (
      await request(frame.app)
        .get(path)
        .set(as('agent', { agent: 'agent_2' }))
    ).status,
  ).toBe(404)
  const order = { paidInFen: 1_000_000, bank: 'icbc', payment: 'B1' }
  const entered = await post('/v1/agents/agent_1/prepayments', as('finance-maker'), order)
  expect(entered.status).toBe(202)
})

test.each(['agent_2', 'agent_ended'])('%s has no prepayment to enter', async (agent) => {
  const order = { paidInFen: 1_000_000, bank: 'icbc', payment: `B-${agent}` }
  const answer = await post(`/v1/agents/${agent}/prepayments`, as('finance-maker'), order)
  expect([answer.status, answer.body]).toMatchObject([
    404,
    { refused: 'agent-unknown', field: 'agent' },
  ])
})

test('an agent who has ended looks at what is left; of one who never was there is nothing', async () => {
  const look = (agent: string) =>
    request(frame.app).get(`/v1/agents/${agent}/account`).set(as('finance-maker'))
  expect((await look('agent_ended')).body).toMatchObject({ availableFen: 0 })
  expect((await look('agent_2')).body).toMatchObject({ refused: 'agent-unknown' })
})

describe('an account of nobody', () => {
  const path = `/v1/online-accounts/${NOBODY}`
  const bank = { kind: 'bank', channel: 'unionpay', payment: 'N1' }
  test.each([
    ['top-ups', { amountFen: 100, funding: bank }],
    ['withdrawals', { amountFen: 100, to: bank }],
    ['payments', { amountFen: 100, operator: 'op_bus' }],
  ])('takes and gives nothing: %s', async (what, body) => {
    const answer = await post(`${path}/${what}`, CLERK, body)
    expect([answer.status, answer.body]).toMatchObject([404, { refused: 'person-unknown' }])
  })
  test.each(['', '/entries'])('is not shown%s', async (what) => {
    expect((await request(frame.app).get(`${path}${what}`).set(CLERK)).status).toBe(404)
  })
})

test.each(['op_nobody', 'op_ended'])('%s is paid nothing', async (operator) => {
  const body = { amountFen: 100, operator }
  const answer = await post(`/v1/online-accounts/${PERSON}/payments`, CLERK, body)
  expect([answer.status, answer.body]).toMatchObject([404, { refused: 'operator-unknown' }])
})

test('two entries that turn out to be one person have one account', async () => {
  const bank = { kind: 'bank', channel: 'unionpay', payment: 'M1' }
  const top = { amountFen: 700, funding: bank }
  expect((await post(`/v1/online-accounts/${OTHER}/top-ups`, CLERK, top)).status).toBe(201)
  await mergePersons(store.database, { kept: PERSON, gone: OTHER })
  const whole = { person: PERSON, balanceFen: 5_600, heldFen: 0 }
  const look = (person: string, who: Record<string, string> = CLERK) =>
    request(frame.app).get(`/v1/online-accounts/${person}`).set(who)
  for (const person of [PERSON, OTHER]) expect((await look(person)).body).toEqual(whole)
  // Whoever signed in under the entry that went sees and spends the one account.
  const own = as('citizen', { person: OTHER })
  const pay = { amountFen: 5_500, operator: 'op_bus' }
  const paid = await post(`/v1/online-accounts/${OTHER}/payments`, own, pay)
  expect([paid.status, paid.body]).toEqual([201, { ...whole, balanceFen: 100 }])
  const lines = await request(frame.app).get(`/v1/online-accounts/${PERSON}/entries`).set(own)
  const { items } = lines.body as { items: { amountFen: number }[] }
  expect(items.map(({ amountFen }) => amountFen)).toEqual([-5_500, 700, -100, 5_000])
})

describe('rules', () => {
  test('are told with their limits and sources', async () => {
    const all = await request(frame.app).get('/v1/rules?date=2026-12-01').set(CLERK)
    const { rules } = all.body as { rules: { rule: string; value: number; source: string }[] }
    expect(rules.find(({ rule }) => rule === 'replacement-wait-days')).toMatchObject({
      value: 7,
      unit: 'working-days',
      source: 'domain 2.3, R7',
    })
  })

  test('a change waits for the second person', async () => {
    const change = { value: 5, validFrom: '2026-04-01', reason: 'the council decided' }
    const asked = await post('/v1/rules/replacement-wait-days/changes', as('administrator'), change)
    expect(asked.status).toBe(202)
    expect(asked.body).toMatchObject({ because: 'replacement-wait-days is a rule of the city' })
  })

  test('the calendar moves a working day', async () => {
    const admin = as('administrator')
    const path = '/v1/calendar-days/2026-04-03/working-day?after=1'
    expect((await request(frame.app).get(path).set(CLERK)).body).toEqual({ date: '2026-04-06' })
    const feast = { date: '2026-04-06', works: false, name: 'Qingming' }
    expect((await post('/v1/calendar-days', admin, feast)).status).toBe(201)
    expect((await request(frame.app).get(path).set(CLERK)).body).toEqual({ date: '2026-04-07' })
  })
})
