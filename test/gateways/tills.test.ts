import request from 'supertest'
import { ruleRoutes } from '../../src/gateways/http/routes/rules'
import { tillRoutes } from '../../src/gateways/http/routes/tills'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'

const PERSON = 'person_0a1b'
let store: FreshDatabase
let frame: TestFrame

beforeAll(async () => {
  store = await freshDatabase()
  frame = testFrame(store.database, [...tillRoutes, ...ruleRoutes])
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
  const other = as('citizen', { person: 'person_other' })
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
