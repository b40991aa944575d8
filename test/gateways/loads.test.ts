import request from 'supertest'
import { cardCareRoutes } from '../../src/gateways/http/routes/card-care'
import { loadRoutes } from '../../src/gateways/http/routes/loads'
import { allRoutes } from '../../src/gateways/http'
import { trail } from '../../src/gateways/http/routes/trail'
import { tillRoutes } from '../../src/gateways/http/routes/tills'
import { fen, hex } from '../../src/base'
import { closingOfCard } from '../../src/card-care'
import { giveCardTo } from '../../src/registry'
import { acting, expectDone } from '../support/act'
import { prepayAgent } from '../../src/tills'
import { readWork } from '../../src/remote-reader'
import { cardNumber } from '../support/clearing-city'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'
import { enterAgent, enterPerson, mergePersons } from '../support/parties'
import { loadsCity, type LoadsCity } from '../support/loads-city'

let it: LoadsCity
let frame: TestFrame
/** The clerk whose till the city has opened. */
const CLERK = as('counter-clerk', { id: 'staff_clerk' })

beforeAll(async () => {
  it = await loadsCity({ cards: 8 })
  frame = testFrame(
    it.city.store.database,
    [...loadRoutes, ...cardCareRoutes, ...tillRoutes, ...trail],
    {
      clock: it.city.clock,
      desks: { loads: it.counter.desk, works: { ...it.works, read: readWork } },
    },
  )
})
afterAll(() => it.close())

const post = (path: string, body: object, who = CLERK) =>
  request(frame.app)
    .post(path)
    .set({ ...who, ...newKey() })
    .send(body)

interface TurnBody {
  readonly session: string
  readonly state: string
  readonly turn: number
  readonly apdu: string
}

/** Relays over the API until the session is over. */
async function relayed(first: TurnBody, index: number, who = CLERK): Promise<TurnBody> {
  let now = first
  while (now.state === 'open') {
    const reply = it.chip(index).transmit(hex(now.apdu)).toString('hex').toUpperCase()
    const answer = { turn: now.turn, reply }
    const next = await post(`/v1/card-sessions/${now.session}/replies`, answer, who)
    expect(next.status).toBe(200)
    now = next.body as TurnBody
  }
  return now
}

const cashLoad = (index: number, amountFen = 5_000) => ({
  kind: 'load',
  card: cardNumber(index),
  amountFen,
  funding: { kind: 'cash', till: it.till },
})

test('a card is read and loaded over the API, and the load is shown with its evidence', async () => {
  const reading = await post('/v1/card-sessions', { kind: 'read' })
  expect(reading.status).toBe(201)
  expect(await relayed(reading.body as TurnBody, 1)).toMatchObject({
    state: 'done',
    answer: { card: cardNumber(1), balanceFen: 10_000 },
  })
  const loading = await post('/v1/card-sessions', cashLoad(1))
  expect(loading.status).toBe(201)
  const { load, ...first } = loading.body as TurnBody & { load: string }
  expect(await relayed(first, 1)).toMatchObject({
    state: 'done',
    answer: { load, state: 'confirmed', balanceFen: 15_000 },
  })
  const shown = await request(frame.app).get(`/v1/loads/${load}`).set(CLERK)
  expect(shown.body).toMatchObject({ state: 'confirmed', evidence: 'answer', owed: false })
  expect((shown.body as { steps: unknown[] }).steps).toHaveLength(3)
  const listed = await request(frame.app)
    .get(`/v1/loads?card=${cardNumber(1)}`)
    .set(CLERK)
  expect(listed.body).toMatchObject({ items: [{ load }], nextCursor: null })
  const own = await request(frame.app).get(`/v1/card-sessions/${first.session}`).set(CLERK)
  expect(own.body).toMatchObject({ state: 'done' })
})

test('a card pulled in the middle leaves a load in doubt, which a look resolves', async () => {
  const loading = await post('/v1/card-sessions', cashLoad(2))
  let now = loading.body as TurnBody & { load: string }
  const { load } = now
  while (now.turn < 3) {
    const reply = it.chip(2).transmit(hex(now.apdu)).toString('hex')
    const next = await post(`/v1/card-sessions/${now.session}/replies`, { turn: now.turn, reply })
    now = next.body as typeof now
  }
  it.chip(2).transmit(hex(now.apdu))
  const gone = await post(`/v1/card-sessions/${now.session}/interruptions`, { turn: 3 })
  expect(gone.body).toMatchObject({ state: 'interrupted' })
  const doubt = await request(frame.app).get('/v1/loads?state=unknown').set(CLERK)
  expect(doubt.body).toMatchObject({ items: [{ load, state: 'unknown' }] })
  const look = await post('/v1/card-sessions', { kind: 'look-again', card: cardNumber(2) })
  expect(await relayed(look.body as TurnBody, 2)).toMatchObject({
    answer: { state: 'confirmed', evidence: 'proof' },
  })
})

test('a card is not called emptied while its last unload left something on it', async () => {
  const card = cardNumber(4)
  const payTo = { kind: 'bank', channel: 'icbc', payment: 'back-1' }
  const unload = async (amount: object): Promise<void> => {
    const begun = await post('/v1/card-sessions', { kind: 'unload', card, payTo, ...amount })
    expect(await relayed(begun.body as TurnBody, 4)).toMatchObject({ state: 'done' })
  }
  const handBack = () => post(`/v1/cards/${card}/returns`, { reason: 'holder', emptied: true })
  await unload({ amountFen: 100 })
  const early = await handBack()
  expect([early.status, early.body]).toMatchObject([409, { refused: 'purse-not-unloaded' }])
  await unload({})
  expect((await handBack()).status).toBe(201)
})

test('what is owed for a closed card goes to its holder only', async () => {
  const { database } = it.city.store
  const [holder, other, same] = ['1', '2', '3'].map((digit) => `person_${digit.repeat(20)}`) as [
    string,
    string,
    string,
  ]
  for (const person of [holder, other, same]) await enterPerson(database, person)
  const from = new Date('2026-01-01T00:00:00+08:00')
  for (const [index, person] of [
    [5, holder],
    [6, other],
    [7, same],
  ] as const) {
    const given = { card: cardNumber(index), person }
    expectDone(await acting(database, (act) => giveCardTo(act, given), { at: from }))
  }
  const closing = closingOfCard(cardNumber(5))
  const owed = { kind: 'closed-card', closing }
  const refusedAs = async (path: string, body: object): Promise<unknown> =>
    ((await post(path, body)).body as { refused?: unknown }).refused
  const unload = (index: number, payTo: object) => ({
    kind: 'unload',
    card: cardNumber(index),
    payTo,
  })
  const load = (index: number, funding: object = owed) => ({
    kind: 'load',
    card: cardNumber(index),
    amountFen: 1_000,
    funding,
  })
  const sessions = '/v1/card-sessions'

  // Value taken off a card is owed under the closing of that card, and of no other.
  expect(await refusedAs(sessions, unload(6, owed))).toBe('not-your-account')
  const emptied = await post(sessions, unload(5, owed))
  expect(await relayed(emptied.body as TurnBody, 5)).toMatchObject({ state: 'done' })
  expect(await refusedAs(sessions, load(7))).toBe('closing-unknown')
  const back = { reason: 'holder', person: holder, emptied: true }
  expect((await post(`/v1/cards/${cardNumber(5)}/returns`, back)).status).toBe(201)

  expect(await refusedAs(sessions, load(6))).toBe('not-your-account')
  expect(await refusedAs(sessions, load(8))).toBe('not-your-account')
  expect(await refusedAs(sessions, load(7))).toBe('not-your-account')
  await mergePersons(database, { kept: same, gone: holder })
  const begun = await post(sessions, load(7))
  expect(await relayed(begun.body as TurnBody, 7)).toMatchObject({ state: 'done' })

  const topUp = { amountFen: 100, funding: owed }
  expect(await refusedAs(`/v1/online-accounts/${other}/top-ups`, topUp)).toBe('not-your-account')
  const payOuts = `/v1/closings/${closing}/pay-outs`
  await enterAgent(database, 'agent_friend')
  for (const to of [
    { kind: 'online', person: other },
    { kind: 'agent', agent: 'agent_friend' },
    { kind: 'closed-card', closing: closingOfCard(cardNumber(6)) },
  ]) {
    expect(await refusedAs(payOuts, { to })).toBe('not-your-account')
  }
  expect((await post(payOuts, { to: { kind: 'online', person: holder } })).status).toBe(201)
})

test('what the card is told, its codes among it, is not kept in clear', async () => {
  const { rows } = await it.city.store.database.query<{ answer: string | null }>(
    `select answer from http_idempotency where endpoint = 'card-sessions.reply'`,
  )
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter(({ answer }) => answer !== null)).toEqual([])
})

test('nobody is asked to agree to a load that is over the limit', async () => {
  const asked = await post('/v1/card-sessions', cashLoad(1, 9_999_000))
  expect(asked.body).toMatchObject({ refused: 'amount-over-limit', field: 'amountFen' })
})

test('a large load waits for a second person; an agent uses its own money only', async () => {
  const large = await post('/v1/card-sessions', cashLoad(3, 100_000))
  expect(large.status).toBe(202)
  const agent = as('agent', { agent: 'agent_kiosk' })
  const kiosk = { ...cashLoad(3), funding: { kind: 'agent', agent: 'agent_kiosk' } }
  expect((await post('/v1/card-sessions', kiosk, agent)).body).toMatchObject({
    refused: 'agent-unknown',
  })
  await enterAgent(it.city.store.database, 'agent_kiosk')
  const strange = await post('/v1/card-sessions', cashLoad(3), agent)
  expect(strange.body).toMatchObject({ refused: 'funding-not-yours' })
  const unload = await post(
    '/v1/card-sessions',
    { kind: 'unload', card: cardNumber(3), payTo: { kind: 'agent', agent: 'agent_kiosk' } },
    agent,
  )
  expect(unload.body).toMatchObject({ refused: 'session-kind-not-yours' })
  const poor = await post('/v1/card-sessions', kiosk, agent)
  expect([poor.status, poor.body]).toMatchObject([409, { refused: 'funds-not-enough' }])
})

describe('an agent', () => {
  const CORNER = as('agent', { id: 'staff_corner', agent: 'agent_corner' })
  const MARKET = as('agent', { id: 'staff_market', agent: 'agent_market' })
  const OWN = { kind: 'agent', agent: 'agent_corner' }
  const get = (path: string, who: typeof CORNER) => request(frame.app).get(path).set(who)
  const refusedTo = async (who: typeof CORNER, path: string, body?: object) => {
    const asked = body === undefined ? get(path, who) : post(path, body, who)
    const answer = await asked
    return [answer.status, (answer.body as { refused?: string }).refused]
  }
  const available = async (who: typeof CORNER, agent: string): Promise<number> =>
    ((await get(`/v1/agents/${agent}/account`, who)).body as { availableFen: number }).availableFen
  const agentLoad = (index: number, amountFen = 5_000) => ({
    ...cashLoad(index, amountFen),
    funding: OWN,
  })

  beforeAll(async () => {
    for (const agent of ['agent_corner', 'agent_market']) {
      await enterAgent(it.city.store.database, agent)
    }
    const paidIn = { agent: 'agent_corner', paidInFen: fen(200_000n), bank: 'icbc', payment: 'C-1' }
    expectDone(await it.ask((act) => prepayAgent(act, paidIn)))
  })

  test('may ask for these and nothing else', () => {
    const may = allRoutes
      .map(({ endpoint }) => endpoint)
      .filter((one) => Array.isArray(one.may) && (one.may as readonly string[]).includes('agent'))
    expect(may.map(({ name }) => name).sort()).toEqual([
      'agents.account',
      'agents.entries',
      'approvals.get',
      'approvals.list',
      'card-sessions.get',
      'card-sessions.interrupt',
      'card-sessions.open',
      'card-sessions.reply',
      'loads.get',
      'loads.list',
      'readers.get',
      'readers.hand-over',
      'readers.list',
      'readers.report',
      'readers.wish',
      'readers.work',
    ])
  })

  test('finds nothing of another agent’s conversations and loads', async () => {
    const begun = await post('/v1/card-sessions', agentLoad(7), CORNER)
    const { load, ...first } = begun.body as TurnBody & { load: string }
    const session = `/v1/card-sessions/${first.session}`
    const reply = { turn: first.turn, reply: '9000' }
    expect(await refusedTo(MARKET, session)).toEqual([404, 'session-unknown'])
    expect(await refusedTo(MARKET, `${session}/replies`, reply)).toEqual([404, 'session-not-yours'])
    expect(await refusedTo(MARKET, `${session}/interruptions`, { turn: 1 })).toEqual([
      ...[404, 'session-not-yours'],
    ])
    expect(await relayed(first, 7, CORNER)).toMatchObject({ answer: { load, state: 'confirmed' } })

    expect(await refusedTo(MARKET, `/v1/loads/${load}`)).toEqual([404, 'load-unknown'])
    const listed = async (who: typeof CORNER, of = '') =>
      ((await get(`/v1/loads${of}`, who)).body as { items: { load: string }[] }).items
    expect(await listed(MARKET)).toEqual([])
    expect(await listed(MARKET, `?card=${cardNumber(7)}`)).toEqual([])
    // Of its own it sees its own alone, the counter's loads not among them.
    const counters = await post('/v1/card-sessions', cashLoad(8))
    expect(counters.status).toBe(201)
    expect((await listed(CORNER)).map((one) => one.load)).toEqual([load])
    expect(await listed(CORNER, `?card=${cardNumber(8)}`)).toEqual([])
    const path = `/v1/loads/${(counters.body as { load: string }).load}`
    expect(await refusedTo(CORNER, path)).toEqual([404, 'load-unknown'])
  })

  test('neither sees nor spends another’s prepayment', async () => {
    for (const part of ['account', 'entries']) {
      const path = `/v1/agents/agent_corner/${part}`
      expect(await refusedTo(MARKET, path)).toEqual([404, 'agent-unknown'])
    }
    const before = await available(CORNER, 'agent_corner')
    const stolen = await refusedTo(MARKET, '/v1/card-sessions', agentLoad(6))
    expect(stolen).toEqual([404, 'not-your-account'])
    expect(await available(CORNER, 'agent_corner')).toBe(before)
  })

  test('who finds out what became of another’s load gets none of its money', async () => {
    const before = await available(CORNER, 'agent_corner')
    const begun = await post('/v1/card-sessions', agentLoad(6), CORNER)
    let now = begun.body as TurnBody
    while (now.turn < 3) {
      const reply = it.chip(6).transmit(hex(now.apdu)).toString('hex')
      const answer = { turn: now.turn, reply }
      now = (await post(`/v1/card-sessions/${now.session}/replies`, answer, CORNER))
        .body as TurnBody
    }
    // Pulled before it was told: the card has not taken it.
    await post(`/v1/card-sessions/${now.session}/interruptions`, { turn: 3 }, CORNER)
    expect(await available(CORNER, 'agent_corner')).toBe(before - 5_000)
    const look = { kind: 'look-again', card: cardNumber(6) }
    const hand = { ...look, handTo: { kind: 'agent', agent: 'agent_market' } }
    const wrong = await post('/v1/card-sessions', hand, MARKET)
    expect(wrong.body).toMatchObject({ refused: 'funding-not-yours' })
    const looked = await post('/v1/card-sessions', look, MARKET)
    expect(await relayed(looked.body as TurnBody, 6, MARKET)).toMatchObject({
      answer: { state: 'not-done' },
    })
    expect(await available(CORNER, 'agent_corner')).toBe(before)
    expect(await available(MARKET, 'agent_market')).toBe(0)
  })

  test('does not see what another asked a second person for', async () => {
    const asked = await post('/v1/card-sessions', agentLoad(8, 100_000), CORNER)
    expect(asked.status).toBe(202)
    const { approval } = asked.body as { approval: string }
    expect((await get(`/v1/approvals/${approval}`, CORNER)).status).toBe(200)
    const path = `/v1/approvals/${approval}`
    expect(await refusedTo(MARKET, path)).toEqual([404, 'approval-unknown'])
    expect((await get('/v1/approvals', MARKET)).body).toMatchObject({ items: [] })
  })
})
