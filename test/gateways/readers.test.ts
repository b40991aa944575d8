import request from 'supertest'
import { readerRoutes } from '../../src/gateways/http/routes/readers'
import { loadRoutes } from '../../src/gateways/http/routes/loads'
import { cardWorks, ReaderBell, readWork } from '../../src/remote-reader'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'
import { loadsCity, type LoadsCity } from '../support/loads-city'

/* Card readers at desks, by the API: who keeps one, who uses it, and how a conversation gets to it and back. */

const CLERK = as('counter-clerk')
const OTHER = as('counter-clerk', { id: 'staff_other' })
const DEVICE = as('terminal', { id: 'term_desk-2', terminal: 'term_desk-2' })
const DRAWER = [{ name: 'blank-1', meaning: 'a blank chip' }]
const REPORT = {
  ...{ instance: 'program-1', model: 'Virtual PCD', drawer: DRAWER, card: null, trouble: null },
}
const CARD = {
  ...{ atr: '3B00', number: null, layout: 'tunion', chip: null, blank: true, name: 'blank-1' },
}

let it: LoadsCity
let frame: TestFrame
const bell = new ReaderBell()

beforeAll(async () => {
  it = await loadsCity({ cards: 1 })
  const desks = { bell, works: cardWorks(readWork), loads: it.counter.desk }
  frame = testFrame(it.city.store.database, [...readerRoutes, ...loadRoutes], { desks })
})
afterAll(async () => {
  bell.close()
  await it.close()
})

type Who = Record<string, string>
const get = (path: string, who: Who = CLERK) => request(frame.app).get(path).set(who)
const post = (path: string, body: object, who: Who = CLERK) =>
  request(frame.app)
    .post(path)
    .set({ ...who, ...newKey() })
    .send(body)
const report = (reader: string, body: object, who: Who = CLERK) =>
  request(frame.app).put(`/v1/readers/${reader}`).set(who).send(body)

test('a reader is there once its program has reported it, for those it is kept for', async () => {
  expect((await get('/v1/readers/rdr_desk-1')).body).toMatchObject({ refused: 'reader-unknown' })
  const entered = await report('rdr_desk-1', REPORT)
  expect(entered.body).toMatchObject({ state: 'empty', virtual: true, change: 1, session: null })
  expect(
    (await report('rdr_desk-1', { ...REPORT, instance: 'a-thief-1' }, OTHER)).body,
  ).toMatchObject({ refused: 'reader-kept-by-another' })
  expect((await get('/v1/readers/rdr_desk-1', OTHER)).status).toBe(404)

  await report('rdr_desk-2', { ...REPORT, drawer: null }, DEVICE)
  const names = async (who: Who) =>
    ((await get('/v1/readers', who)).body as { items: { reader: string }[] }).items.map(
      ({ reader }) => reader,
    )
  expect(await names(CLERK)).toEqual(['rdr_desk-1', 'rdr_desk-2'])
  expect(await names(OTHER)).toEqual(['rdr_desk-2'])
  expect(await names(as('agent'))).toEqual([])
  expect(frame.trail.map(({ act, subject }) => `${act} ${subject}`)).toEqual([
    'reader.entered reader:rdr_desk-1',
    'reader.entered reader:rdr_desk-2',
  ])
})

test('an agent keeps a reader for itself: another finds nothing of it, and it nothing of the counter’s', async () => {
  const corner = as('agent', { id: 'staff_corner', agent: 'agent_corner' })
  const market = as('agent', { id: 'staff_market', agent: 'agent_market' })
  expect((await report('rdr_corner', REPORT, corner)).status).toBe(200)
  const opened = await post('/v1/card-sessions', { kind: 'read' }, market)
  const { session } = opened.body as { session: string }
  for (const [who, reader] of [
    [market, 'rdr_corner'],
    [CLERK, 'rdr_corner'],
    [corner, 'rdr_desk-1'],
    // Kept by a device for everybody at the counter, who an agent is not.
    [corner, 'rdr_desk-2'],
  ] as const) {
    const path = `/v1/readers/${reader}`
    const answers = await Promise.all([
      get(path, who),
      get(`${path}/work?instance=program-1`, who),
      post(`${path}/sessions`, { session }, who),
      post(`${path}/wishes`, { put: 'blank-1' }, who),
    ])
    expect(answers.map(({ body }) => (body as { refused: string }).refused)).toEqual(
      Array.from({ length: 4 }, () => 'reader-unknown'),
    )
    expect((await report(reader, { ...REPORT, instance: 'a-thief-1' }, who)).body).toMatchObject({
      refused: 'reader-kept-by-another',
    })
  }
  const listed = await Promise.all([corner, market].map((who) => get('/v1/readers', who)))
  expect(listed.map(({ body }) => body as object)).toMatchObject([
    { items: [{ reader: 'rdr_corner' }] },
    { items: [] },
  ])
  // Somebody else's conversation is not held by the own reader either.
  const over = await post('/v1/readers/rdr_corner/sessions', { session }, corner)
  expect(over.body).toMatchObject({ refused: 'session-unknown' })
})

test('who waits hears of a card as soon as it lies in the reader', async () => {
  const { change } = (await report('rdr_desk-1', REPORT)).body as { change: number }
  const waiting = get(`/v1/readers/rdr_desk-1?seen=${change}&waitSeconds=20`).then(
    ({ body }) => body as object,
  )
  await report('rdr_desk-1', { ...REPORT, card: CARD })
  expect(await waiting).toMatchObject({ state: 'card', card: CARD, change: change + 1 })
  const same = await report('rdr_desk-1', { ...REPORT, card: CARD })
  expect(same.body).toMatchObject({ change: change + 1 })
})

test('a conversation is handed to a reader; its program answers, and who opened it watches', async () => {
  const opened = await post('/v1/card-sessions', { kind: 'read' })
  const { session } = opened.body as { session: string }
  const work = (who: Who = DEVICE, instance = 'program-1') =>
    get(`/v1/readers/rdr_desk-2/work?instance=${instance}`, who)
  expect((await work()).body).toEqual({ turn: null, wish: { number: 0, put: null } })
  const reply = { turn: 1, reply: '6A82' }
  const replies = `/v1/card-sessions/${session}/replies`
  expect((await post(replies, reply, DEVICE)).body).toMatchObject({ refused: 'session-not-yours' })

  const over = '/v1/readers/rdr_desk-2/sessions'
  expect((await post(over, { session }, OTHER)).body).toMatchObject({ refused: 'session-unknown' })
  expect((await post(over, { session })).body).toMatchObject({ session })
  expect((await post(over, { session })).status).toBe(200)
  expect((await work()).body).toMatchObject({ turn: { session, turn: 1, repeat: 'safe' } })

  const second = await post('/v1/card-sessions', { kind: 'read' }, OTHER)
  const busy = await post(over, { session: (second.body as { session: string }).session }, OTHER)
  expect(busy.body).toMatchObject({ refused: 'reader-busy' })

  expect((await post(replies, reply, DEVICE)).body).toMatchObject({ state: 'refused' })
  expect((await get(`/v1/card-sessions/${session}`)).body).toMatchObject({
    state: 'refused',
    refused: 'application-missing',
  })
  expect((await work()).body).toMatchObject({ turn: null })
  expect((await post(over, { session: 'ses_000000000000000000000000' })).status).toBe(404)
})

test('a card of the drawer is wished for, and the program hears of it', async () => {
  const wishes = '/v1/readers/rdr_desk-1/wishes'
  const waiting = get('/v1/readers/rdr_desk-1/work?instance=program-1&waitSeconds=20').then(
    ({ body }) => body as object,
  )
  expect((await post(wishes, { put: 'gold-1' })).body).toMatchObject({
    refused: 'card-not-in-drawer',
  })
  expect((await post(wishes, { put: 'blank-1' })).status).toBe(200)
  expect(await waiting).toEqual({ turn: null, wish: { number: 1, put: 'blank-1' } })
  const real = await post('/v1/readers/rdr_desk-2/wishes', { put: null })
  expect(real.body).toMatchObject({ refused: 'reader-not-virtual' })
})

test('a program that is started again takes over, and the older one is told to stop', async () => {
  await report('rdr_desk-1', { ...REPORT, instance: 'program-2' })
  const older = await get('/v1/readers/rdr_desk-1/work?instance=program-1')
  expect(older.body).toMatchObject({ refused: 'reader-taken-over' })
})

test('a program that is not heard any more is away, and its name is free again', async () => {
  const opened = await post('/v1/card-sessions', { kind: 'read' })
  const { session } = opened.body as { session: string }
  frame.clock.set(new Date(frame.clock.now().getTime() + 60_000))
  expect((await get('/v1/readers/rdr_desk-1')).body).toMatchObject({ state: 'away' })
  const handed = await post('/v1/readers/rdr_desk-1/sessions', { session })
  expect(handed.body).toMatchObject({ refused: 'reader-away' })
  expect((await post('/v1/readers/rdr_desk-1/wishes', { put: null })).body).toMatchObject({
    refused: 'reader-away',
  })
  expect((await report('rdr_desk-1', REPORT, OTHER)).status).toBe(200)
  expect((await get('/v1/readers/rdr_desk-1')).status).toBe(404)
})

test('when the centre goes down, who waits is answered at once', async () => {
  const { change } = (await report('rdr_desk-1', REPORT, OTHER)).body as { change: number }
  const waiting = get(`/v1/readers/rdr_desk-1?seen=${change}&waitSeconds=20`, OTHER).then(
    ({ status }) => status,
  )
  bell.close()
  expect(await waiting).toBe(200)
})
