import request from 'supertest'
import { writeReturnFile } from '../../src/issuing'
import { concessionAtIssue } from '../../src/citizens'
import { openTill } from '../../src/tills'
import { type CardNumber, fen, ok } from '../../src/base'
import { closingOfCard } from '../../src/card-care'
import { cardRoutes } from '../../src/gateways/http/routes/cards'
import { personalisationRoutes } from '../../src/gateways/http/routes/personalisation'
import { stockRoutes } from '../../src/gateways/http/routes/stock'
import { writeWork } from '../../src/issuing'
import { cardWorks, replyToTurn, type Turn, type TurnOrEnd } from '../../src/remote-reader'
import { acting, expectDone } from '../support/act'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'
import { chipOf, type Office, openOffice, serialOf } from '../issuing/office'

let office: Office
let frame: TestFrame
let tillOfClerk: string

beforeAll(async () => {
  office = await openOffice()
  const { vault } = office
  frame = testFrame(
    office.store.database,
    [...cardRoutes, ...stockRoutes, ...personalisationRoutes],
    {
      desks: {
        issuing: {
          vault,
          personStanding: async (_sql, person) => (person === 'person_li' ? 'alive' : undefined),
          concessionAtIssue: (act, given) => concessionAtIssue(act, vault, given),
        },
        works: cardWorks(writeWork(vault)),
      },
    },
  )
})
afterAll(() => office.close())

const CLERK = as('counter-clerk')
const SUPERVISOR = as('counter-supervisor')
const ADMINISTRATOR = as('administrator')
const CLERK_ID = 'staff_counter-clerk'

const post = (path: string, who: Record<string, string>, body?: object) =>
  request(frame.app)
    .post(path)
    .set({ ...who, ...newKey() })
    .send(body)
const get = (path: string, who: Record<string, string>) => request(frame.app).get(path).set(who)

interface Body {
  [name: string]: never
}

test('from a box of chips to a card in a person’s hand, over the API alone', async () => {
  const serials = [serialOf(1), serialOf(2), serialOf(3)]
  const received = await post('/v1/stock/batches', SUPERVISOR, {
    batch: 'b1',
    profile: 't-union',
    serials,
  })
  expect(received.body).toEqual({ batch: 'b1', count: 3 })
  const out = await post('/v1/stock/store-moves', SUPERVISOR, {
    act: 'takeOut',
    serials: [serialOf(1)],
    to: CLERK_ID,
    reason: 'for the day',
  })
  expect(out.body).toEqual({ count: 1 })

  const begun = await post('/v1/card-writings', CLERK, { product: 'adult', serial: serialOf(1) })
  expect(begun.status).toBe(201)
  const { writing, card } = begun.body as { writing: string; card: string }
  const session = await post(`/v1/card-writings/${writing}/sessions`, CLERK)
  expect(session.body).toMatchObject({ state: 'open', turn: 1, apdu: '80CA9F7F2D' })

  const chip = chipOf(office, serialOf(1))
  const done = await acting(
    office.store.database,
    async (act) => {
      let turn = session.body as TurnOrEnd
      while (turn.state === 'open') {
        const { session: id, turn: nth, apdu }: Turn = turn
        const reply = chip.transmit(Buffer.from(apdu, 'hex'))
        const works = frame.parts.desks.works
        turn = expectDone(await replyToTurn(act, works, { session: id, turn: nth, reply }))
      }
      return ok(turn)
    },
    { actor: { id: CLERK_ID, kind: 'staff', roles: ['counter-clerk'] } },
  )
  expect(done).toMatchObject({ value: { state: 'done', answer: { card, state: 'ready' } } })
  expect((await get(`/v1/card-writings/${writing}`, CLERK)).body).toMatchObject({ state: 'done' })

  const { till } = expectDone(
    await acting(
      office.store.database,
      (act) => openTill(act, { desk: 'desk-2', floatFen: fen(0) }),
      { actor: { id: CLERK_ID, kind: 'staff', roles: ['counter-clerk'] } },
    ),
  )
  tillOfClerk = till
  const nobody = await post(`/v1/cards/${card}/issue`, CLERK, { person: 'person_li' })
  expect(nobody.status).toBe(422)
  expect(nobody.body).toMatchObject({ type: 'urn:citycard:problem:funding-missing' })
  const issued = await post(`/v1/cards/${card}/issue`, CLERK, {
    person: 'person_li',
    funding: { kind: 'cash', till },
    applications: ['transit'],
  })
  expect(issued.status).toBe(201)
  expect(issued.body).toMatchObject({ card, state: 'active', depositFen: 2_000 })

  const seen = await get(`/v1/cards/${card}`, CLERK)
  expect(seen.body).toMatchObject({
    card,
    state: 'active',
    person: 'person_li',
    depositFen: 2_000,
    closing: closingOfCard(card as unknown as CardNumber),
    applications: [{ application: 'transit', state: 'enabled' }],
  })
  const { life } = seen.body as { life: { act: string }[] }
  expect(life.map(({ act }) => act)).toEqual(['personalise', 'check', 'issue'])
  const listed = await get('/v1/cards?person=person_li', CLERK)
  expect((listed.body as { items: { card: string }[] }).items).toMatchObject([
    { card: `${card.slice(0, 6)}*********${card.slice(-4)}`, state: 'active' },
  ])
  const locked = await post(`/v1/cards/${card}/applications/transit`, CLERK, {
    act: 'lock',
    reason: 'asked by the holder',
  })
  expect(locked.body).toEqual({ application: 'transit', state: 'locked' })
  const early = await post(`/v1/cards/${card}/destruction`, SUPERVISOR, { reason: 'cut' })
  expect(early.status).toBe(409)
  expect(early.body).toMatchObject({
    type: 'urn:citycard:problem:state-forbids',
    detail: '"destroy" is not allowed from "active", because it is in use',
  })
  const counts = await get('/v1/stock', SUPERVISOR)
  expect(counts.body).toMatchObject({
    items: [
      { state: 'in-store', count: 2 },
      { state: 'issued', product: 'adult', count: 1 },
    ],
  })
})

test('an order to a maker, its file, and what comes back', async () => {
  const made = await post('/v1/personalisation-orders', SUPERVISOR, {
    product: 'adult',
    count: 2,
    maker: 'press-1',
  })
  expect(made.status).toBe(201)
  const { order } = made.body as { order: string }
  const file = await get(`/v1/personalisation-orders/${order}/maker-file`, SUPERVISOR)
  expect(file.headers['content-type']).toMatch(/^text\/plain/)
  expect(file.text).toMatch(/^CITYCARD-MAKER\|2\|/)
  const detail = await get(`/v1/personalisation-orders/${order}`, SUPERVISOR)
  expect(detail.body).toMatchObject({ order, rowCount: 2, state: 'open' })
  const rows = await get(`/v1/personalisation-orders/${order}/rows?limit=1`, SUPERVISOR)
  const { nextCursor } = rows.body as { nextCursor: string }
  const rest = `/v1/personalisation-orders/${order}/rows?cursor=${nextCursor}`
  expect((await get(rest, SUPERVISOR)).body).toMatchObject({
    items: [{ nth: 2, result: null }],
    nextCursor: null,
  })
  const listed = await get('/v1/personalisation-orders?limit=1', SUPERVISOR)
  expect(listed.body).toMatchObject({ items: [{ order, waiting: 2 }], nextCursor: null })
  const wrong = await post(`/v1/personalisation-orders/${order}/return-files`, SUPERVISOR, {
    file: 'hello',
  })
  expect([wrong.status, (wrong.body as Body)['type']]).toEqual([
    422,
    'urn:citycard:problem:return-file-malformed',
  ])
})

test('a plan is edited by who has seen it', async () => {
  const plans = await get('/v1/personalisation-plans', ADMINISTRATOR)
  expect(plans.body).toMatchObject({ items: [{ product: 'adult', version: 1 }] })
  const {
    product: _product,
    version: _version,
    ...plan
  } = (plans.body as { items: Body[] }).items[0] as Body
  const put = (version: string) =>
    request(frame.app)
      .put('/v1/personalisation-plans/adult')
      .set({ ...ADMINISTRATOR, ...newKey(), 'if-match': version })
      .send({ ...plan, cardKind: 2 })
  expect((await put('"v7"')).status).toBe(412)
  const changed = await put('"v1"')
  expect([changed.status, changed.headers['etag']]).toEqual([200, '"v2"'])
})

test('chips are found by serial, and unknown things are told as such', async () => {
  const chip = await get(`/v1/stock/chips/${serialOf(1)}`, CLERK)
  expect(chip.body).toMatchObject({ serial: serialOf(1), state: 'issued' })
  expect((await get(`/v1/stock/chips/${serialOf(99)}`, CLERK)).status).toBe(404)
  const page = await get('/v1/stock/chips?limit=2', CLERK)
  const { nextCursor, items } = page.body as { nextCursor: string; items: Body[] }
  expect(items).toHaveLength(2)
  const rest = await get(`/v1/stock/chips?cursor=${nextCursor}`, CLERK)
  expect(rest.body).toMatchObject({ items: [{ serial: serialOf(3) }], nextCursor: null })
  expect((await get('/v1/cards/3105840999999999999', CLERK)).status).toBe(404)
  expect((await get('/v1/card-writings/wri_0a', CLERK)).status).toBe(404)
  expect((await get('/v1/personalisation-orders/pord_0a', SUPERVISOR)).status).toBe(404)
})

test('a chip is written for a concession and is handed to nobody who has none', async () => {
  await post('/v1/stock/batches', SUPERVISOR, {
    batch: 'b9',
    profile: 't-union',
    serials: [serialOf(900)],
  })
  const made = await post('/v1/personalisation-orders', SUPERVISOR, {
    product: 'adult',
    count: 1,
    maker: 'press-1',
    batch: 'b9',
    concession: 'student',
  })
  const { order } = made.body as { order: string }
  const file = await get(`/v1/personalisation-orders/${order}/maker-file`, SUPERVISOR)
  const row = file.text.split('\n').find((line) => line.startsWith('R|')) ?? ''
  const [, , serial, card, , , , cardKind] = row.split('|')
  expect(cardKind).toBe('2')
  const answer = await writeReturnFile(
    {
      order,
      rows: [{ nth: 1, serial: serial as string, printed: card as string, result: 'ok' }],
    },
    (digest) => office.vault.makeFileMac({ operator: 'maker:press-1', digest }),
  )
  const back = await post(`/v1/personalisation-orders/${order}/return-files`, SUPERVISOR, {
    file: answer,
  })
  expect(back.body).toMatchObject({ state: 'answered', rows: [{ verdict: 'accepted' }] })
  await post('/v1/stock/store-moves', SUPERVISOR, {
    act: 'takeOut',
    serials: [serial],
    to: CLERK_ID,
    reason: 'for a student',
  })
  const issue = (more: object) =>
    post(`/v1/cards/${card}/issue`, CLERK, {
      person: 'person_li',
      funding: { kind: 'cash', till: tillOfClerk },
      ...more,
    })
  const student = { concession: { kind: 'student', evidence: 'seen' } }
  const bare = await issue({})
  expect(bare.body).toMatchObject({ refused: 'concession-missing', field: 'concession' })
  const senior = await issue({ concession: { kind: 'senior', evidence: 'seen' } })
  expect(senior.body).toMatchObject({ refused: 'card-kind-differs' })
  // The citizens' district does not know the person of these tests: then nothing is granted and nothing issued.
  expect((await issue(student)).body).toMatchObject({ refused: 'person-unknown' })
  expect((await get(`/v1/cards/${card}`, CLERK)).body).toMatchObject({ state: 'ready' })
})
