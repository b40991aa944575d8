import type { Express } from 'express'
import request from 'supertest'
import { z } from 'zod'
import { Fault, ok, refuse } from '../../src/base'
import { openDatabase } from '../../src/database'
import { AtWork, endpoint, PROBLEM_TYPE, read, write, type Problem } from '../../src/gateways/http'
import { cardField, fenField, fenOut, versionOut } from '../../src/gateways/http/contract/fields'
import { because } from '../../src/gateways/http/contract/second-person'
import { decisions } from '../../src/gateways/http/routes/decisions'
import { actOf, addStaff } from '../../src/oversight'
import { ADMIN } from '../oversight/office'
import { bigintPlace, page, pageOf, pageQuery } from '../../src/gateways/http/contract/page'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { as, newKey, testFrame, type TestFrame } from '../support/frame'

const CARD = '3104403000000000001'

const pay = endpoint({
  name: 'test.pay',
  method: 'post',
  path: '/v1/test/{card}/payments',
  tag: 'cards',
  summary: 'Writes a row',
  may: ['counter-clerk', 'counter-supervisor'],
  params: z.strictObject({ card: cardField }),
  body: z.strictObject({
    amountFen: fenField({ max: 100_000 }),
    note: z.string().max(40).optional(),
    nested: z.strictObject({ deep: z.array(z.int().max(9)) }).optional(),
  }),
  answer: z.object({ card: z.string(), amountFen: fenOut, reference: z.string() }),
  status: 201,
  refusals: { 'too-poor': 409 },
  fourEyes: ({ body }) =>
    body.amountFen > 50_000n ? because('amount-large', { fen: 50_000n }) : undefined,
  approvers: ['counter-supervisor'],
})

const rename = endpoint({
  name: 'test.rename',
  method: 'patch',
  path: '/v1/test/{card}',
  tag: 'cards',
  summary: 'Edits what others may edit',
  may: 'signed-in',
  params: z.strictObject({ card: cardField }),
  body: z.strictObject({ name: z.string() }),
  answer: z.object({ name: z.string(), version: versionOut }),
  editsVersion: true,
  secret: true,
})

const list = endpoint({
  name: 'test.list',
  method: 'get',
  path: '/v1/test',
  tag: 'cards',
  summary: 'Pages',
  may: 'anyone',
  query: z.strictObject(pageQuery(z.tuple([bigintPlace]))),
  answer: pageOf(z.object({ number: z.int() })),
})

const careless = endpoint({
  name: 'test.careless',
  method: 'get',
  path: '/v1/test/careless/{what}',
  tag: 'cards',
  summary: 'What a handler may do wrong',
  may: 'anyone',
  params: z.strictObject({ what: z.string() }),
  answer: z.object({ public: z.string() }),
})

let db: FreshDatabase
let frame: TestFrame
let app: Express
let faults = 0

/** A promise, and the hand that keeps it. */
function promised(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((keep) => (resolve = keep))
  return { promise, resolve }
}

const routes = [
  write(pay, async ({ act, params, body }) => {
    await act.tx.query('insert into test_payment values ($1, $2)', [act.reference, body.amountFen])
    await act.trail({ act: 'test.paid', subject: `card:${params.card}` })
    if (body.amountFen === 13n || body.amountFen === 99_999n)
      return refuse('too-poor', { detail: 'nobody has 13 fen' })
    if (body.amountFen === 14n && faults++ === 0) throw new Fault('world', 'fell over', true)
    return ok({ card: params.card, amountFen: body.amountFen, reference: act.reference })
  }),
  write(rename, async ({ body, version }) =>
    version === 3 ? ok({ name: body.name, version: version + 1 }) : refuse('version-changed'),
  ),
  read(list, async ({ query: { limit, cursor } }) => {
    const after = cursor?.[0] ?? 0n
    const rows = Array.from({ length: 5 }, (_, index) => BigInt(index + 1))
      .filter((number) => number > after)
      .slice(0, limit + 1)
    return ok(
      page(rows, limit, { placeOf: (row) => [row], item: (row) => ({ number: Number(row) }) }),
    )
  }),
  read(careless, async ({ params }) => {
    if (params.what === 'long') return ok({ public: 'long '.repeat(1_000) })
    return params.what === 'more'
      ? ok({ public: 'yes', hidden: 'no' })
      : (ok({ privat: 'yes' }) as never)
  }),
]

beforeAll(async () => {
  db = await freshDatabase()
  const owner = openDatabase({ connectionString: db.ownerUrl, max: 1 })
  await owner.query('create table test_payment (reference text unique, amount int8)')
  await owner.query('grant all on test_payment to citycard_app')
  await owner.close()
  frame = testFrame(db.database, [...routes, ...decisions])
  app = frame.app
})
afterAll(() => db.drop())

const clerk = as('counter-clerk')
const paying = (
  body: object | string,
  headers: Record<string, string> = { ...clerk, ...newKey() },
): request.Test =>
  request(app)
    .post(`/v1/test/${CARD}/payments`)
    .set({ 'content-type': 'application/json', ...headers })
    .send(body)
const problem = (answer: request.Response): Problem => {
  expect(answer.headers['content-type']).toContain(PROBLEM_TYPE)
  return JSON.parse(answer.text) as Problem
}
const paid = async (reference?: string): Promise<number> => {
  const { rows } = await db.database.query<{ count: bigint }>(
    'select count(*) as count from test_payment where $1::text is null or reference = $1',
    [reference ?? null],
  )
  return Number(rows[0]?.count)
}

describe('the gate', () => {
  test.each<[status: number, refused: string, headers: Record<string, string>]>([
    [401, 'not-signed-in', newKey()],
    [401, 'not-signed-in', { authorization: 'Bearer wrong', ...newKey() }],
    [403, 'not-permitted', { ...as('auditor'), ...newKey() }],
    [406, 'not-acceptable', { ...clerk, ...newKey(), accept: 'image/png' }],
    [415, 'media-type-unsupported', { ...clerk, ...newKey(), 'content-type': 'text/xml' }],
    [422, 'input-invalid', clerk],
    [422, 'input-invalid', { ...clerk, 'idempotency-key': 'ä'.repeat(2) }],
    [422, 'input-invalid', { ...clerk, 'idempotency-key': 'x'.repeat(129) }],
  ])('%i %s', async (status, refused, headers) => {
    const body = headers['content-type'] === undefined ? { amountFen: 5 } : '{"amountFen":5}'
    const answer = await paying(body, headers)
    expect(answer.status).toBe(status)
    expect(problem(answer)).toMatchObject({ status, refused })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test('who may not enter learns nothing of what is wrong with the rest', async () => {
    expect((await paying('{"half":', newKey())).status).toBe(401)
    expect((await paying('{"half":', as('agent'))).status).toBe(403)
    expect((await paying('{"half":')).status).toBe(400)
  })

  test('a path that is known under another method says which', async () => {
    const answer = await request(app).put('/v1/test').expect(405)
    expect(answer.headers['allow']).toBe('GET, HEAD')
    expect(problem(answer).refused).toBe('method-unknown')
    await request(app).get('/v1/tests').expect(404)
    await request(app).get('/v1/test/').expect(404)
    await request(app).patch('/v1/test/%ff').set(as('auditor')).expect(400)
  })

  test('a body above the limit is not read', async () => {
    const answer = await paying({ amountFen: 5, note: 'x'.repeat(300_000) })
    expect(answer.status).toBe(413)
  })
})

describe('what is sent is checked whole', () => {
  test.each<[field: string, body: object | string]>([
    ['body.amountFen', {}],
    ['body.amountFen', { amountFen: '5' }],
    ['body.amountFen', { amountFen: 5.5 }],
    ['body.amountFen', { amountFen: 100_001 }],
    ['body.amountFen', { amountFen: 0 }],
    ['body.amountFee', { amountFen: 5, amountFee: 1 }],
    ['body.__proto__', '{"amountFen":5,"__proto__":{"a":1}}'],
    ['body.nested.deep.1', { amountFen: 5, nested: { deep: [1, 10] } }],
    ['body.note', { amountFen: 5, note: 'a\0b' }],
    ['body.note', '{"amountFen":5,"note":"\\ud800"}'],
    ['body', '[]'],
    ['body', 'null'],
  ])('%s in %j', async (field, body) => {
    const answer = await paying(body)
    expect(answer.status).toBe(422)
    const told = problem(answer)
    expect(told).toMatchObject({ refused: 'input-invalid', field })
    expect(told.errors).toContainEqual({ field, detail: told.detail })
  })

  test('the limit stands in the detail, and everything wrong is told at once', async () => {
    const told = problem(await paying({ amountFen: 100_001, note: 'x'.repeat(41) }))
    expect(told.detail).toContain('100000')
    expect(told.errors?.map(({ field }) => field)).toEqual(['body.amountFen', 'body.note'])
  })

  test('paths and queries are checked like bodies', async () => {
    const card = await request(app)
      .post('/v1/test/12/payments')
      .set({ ...clerk, ...newKey() })
      .send({ amountFen: 5 })
    expect(problem(card)).toMatchObject({ status: 422, field: 'params.card' })
    expect(problem(await request(app).get('/v1/test?limit=201'))).toMatchObject({
      status: 422,
      field: 'query.limit',
    })
    expect(problem(await request(app).get('/v1/test?limit=1&limit=2')).field).toBe('query.limit')
    expect(problem(await request(app).get('/v1/test?order=up')).field).toBe('query.order')
    expect(problem(await request(app).get('/v1/test?cursor=bm9wZQ')).field).toBe('query.cursor')
  })
})

describe('one request acts once', () => {
  test('the same key and body get the same answer', async () => {
    const key = newKey()
    const first = await paying({ amountFen: 5, note: 'n' }, { ...clerk, ...key }).expect(201)
    const again = await paying({ note: 'n', amountFen: 5 }, { ...clerk, ...key }).expect(201)
    expect(first.headers['idempotent-replayed']).toBeUndefined()
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(again.text).toBe(first.text)
    expect(await paid((first.body as { reference: string }).reference)).toBe(1)
  })

  test('another body under the same key is refused; another caller has keys of their own', async () => {
    const key = newKey()
    await paying({ amountFen: 5 }, { ...clerk, ...key }).expect(201)
    const other = await paying({ amountFen: 6 }, { ...clerk, ...key }).expect(422)
    expect(problem(other).refused).toBe('idempotency-key-reused')
    await paying({ amountFen: 6 }, { ...as('counter-supervisor'), ...key }).expect(201)
  })

  test('50 callers at once with one key act once', async () => {
    const key = newKey()
    const before = await paid()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => paying({ amountFen: 7 }, { ...clerk, ...key })),
    )
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(
      49,
    )
    expect(await paid()).toBe(before + 1)
  })

  test('a refusal leaves nothing behind but itself', async () => {
    const key = newKey()
    const before = await paid()
    const first = await paying({ amountFen: 13 }, { ...clerk, ...key }).expect(409)
    expect(problem(first)).toMatchObject({ refused: 'too-poor', detail: 'nobody has 13 fen' })
    const again = await paying({ amountFen: 13 }, { ...clerk, ...key }).expect(409)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(await paid()).toBe(before)
  })

  test('a fault is not remembered: the same request may be tried again', async () => {
    const key = newKey()
    await paying({ amountFen: 14 }, { ...clerk, ...key }).expect(503)
    await paying({ amountFen: 14 }, { ...clerk, ...key }).expect(201)
  })

  test('what is secret is stored sealed and answered in clear', async () => {
    const headers = { ...clerk, ...newKey(), 'if-match': '"v3"' }
    const change = (): request.Test =>
      request(app).patch(`/v1/test/${CARD}`).set(headers).send({ name: '王小明' })
    const first = await change().expect(200)
    expect((await change().expect(200)).text).toBe(first.text)
    const { rows } = await db.database.query<{ answer: string | null; sealed: Buffer | null }>(
      `select answer, sealed from http_idempotency where endpoint = 'test.rename'`,
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.answer).toBeNull()
    expect(rows[0]?.sealed?.includes('王小明')).toBe(false)
  })
})

describe('two clerks who edit one thing', () => {
  const change = (headers: Record<string, string>): request.Test =>
    request(app)
      .patch(`/v1/test/${CARD}`)
      .set({ ...clerk, ...newKey(), ...headers })
      .send({ name: 'x' })

  test('the version that was seen has to be named and to be the last', async () => {
    expect(problem(await change({}).expect(428)).refused).toBe('version-missing')
    expect(problem(await change({ 'if-match': '"v2"' }).expect(412)).refused).toBe(
      'version-changed',
    )
    await change({ 'if-match': '*' }).expect(412)
    const done = await change({ 'if-match': '"v3"' }).expect(200)
    expect(done.headers['etag']).toBe('"v4"')
  })
})

describe('an act for four eyes', () => {
  const supervisor = as('counter-supervisor')
  const decide = (
    approval: string,
    body: object = { decision: 'approved' },
    by: { authorization: string } = supervisor,
  ): request.Test =>
    request(app)
      .post(`/v1/approvals/${approval}/decision`)
      .set({ ...by, ...newKey() })
      .send(body)
  const asked = async (amountFen: number): Promise<string> => {
    const answer = await paying({ amountFen }).expect(202)
    expect(answer.body).toMatchObject({
      state: 'pending',
      because: 'from 50000 fen on two people agree',
    })
    return (answer.body as { approval: string }).approval
  }
  /** The clerk of these tests as staff: whoever has left meanwhile does not act any more. */
  beforeAll(async () => {
    await db.database.transaction((tx) =>
      addStaff(
        actOf(tx, { actor: ADMIN, at: frame.clock.now(), reference: 'req_staff' }),
        { ...frame.parts.desks.oversight, passwordCost: { N: 1_024, r: 8, p: 1 } },
        {
          login: 'clerk',
          displayName: '林梅',
          roles: ['counter-clerk'],
          password: 'Regen über Nanjing 44',
          passwordTemporary: false,
        },
      ),
    )
    const { rows } = await db.database.query<{ staff: string }>('select staff from oversight_staff')
    clerk.authorization = as('counter-clerk', { id: rows[0]?.staff ?? '' }).authorization
  })

  test('waits and has done nothing', async () => {
    const before = await paid()
    await asked(50_001)
    expect(await paid()).toBe(before)
  })

  test('is carried out once, for its maker, when another person approves', async () => {
    const approval = await asked(50_002)
    const before = await paid()
    const answers = await Promise.all([decide(approval), decide(approval)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await paid()).toBe(before + 1)
    const done = answers.find(({ status }) => status === 200)?.body as object
    expect(done).toMatchObject({
      decision: 'approved',
      outcome: { status: 201, answer: { amountFen: 50_002 } },
    })
    const entry = frame.trail.findLast(({ act }) => act === 'test.paid')
    expect(entry).toMatchObject({ approvedBy: { id: 'staff_counter-supervisor' } })
    expect(clerk.authorization).toContain(entry?.actor.id)
  })

  test('is not carried out when it is rejected', async () => {
    const approval = await asked(50_003)
    const before = await paid()
    await decide(approval, { decision: 'rejected', reason: 'no receipt' }).expect(200)
    expect(problem(await decide(approval).expect(409)).refused).toBe('approval-decided')
    expect(await paid()).toBe(before)
  })

  test('may still be refused when it is carried out, and then leaves nothing', async () => {
    const approval = await asked(99_999)
    const before = await paid()
    const { body } = (await decide(approval).expect(200)) as { body: unknown }
    expect(body).toMatchObject({ outcome: { status: 409, answer: { refused: 'too-poor' } } })
    expect(await paid()).toBe(before)
  })

  test('is decided neither by its maker nor by a stranger to it', async () => {
    const approval = await asked(50_004)
    const maker = JSON.parse(clerk.authorization.slice(5)) as { id: string }
    const own = as(['counter-clerk', 'counter-supervisor'], { id: maker.id })
    expect(problem(await decide(approval, undefined, own).expect(409)).refused).toBe(
      'approval-of-own-act',
    )
    await decide(approval, undefined, as('finance-checker')).expect(403)
    await decide('appr_0000', undefined).expect(404)
  })

  test('lapses', async () => {
    const approval = await asked(50_005)
    const before = frame.clock.now()
    frame.clock.set(new Date(before.getTime() + 25 * 3_600_000))
    expect(problem(await decide(approval).expect(409)).refused).toBe('approval-expired')
    frame.clock.set(before)
  })
})

test('pages lead to each other until the last', async () => {
  const seen: number[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const turn = cursor === '' ? '' : `&cursor=${cursor}`
    const answer = await request(app).get(`/v1/test?limit=2${turn}`).expect(200)
    const { items, nextCursor } = answer.body as {
      items: { number: number }[]
      nextCursor: string | null
    }
    seen.push(...items.map(({ number }) => number))
    cursor = nextCursor
  }
  expect(seen).toEqual([1, 2, 3, 4, 5])
})

test('what the schema of an answer does not name is not sent, and what it promises is there', async () => {
  const told = await request(app).get('/v1/test/careless/more').expect(200)
  expect(told.body).toEqual({ public: 'yes' })
  const broken = await request(app).get('/v1/test/careless/less').expect(500)
  expect(broken.text).not.toContain('privat')
})

describe('a long answer to a look', () => {
  const long = (accepted: string): request.Test =>
    request(app).get('/v1/test/careless/long').set('accept-encoding', accepted)

  test('is packed for who takes it so', async () => {
    const packed = await long('gzip, br').expect(200)
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(Number(packed.headers['content-length'])).toBeLessThan(500)
    expect(packed.headers['vary']).toContain('accept-encoding')
    expect(packed.body).toEqual({ public: 'long '.repeat(1_000) })
  })

  test('is sent as it is to others', async () => {
    const plain = await long('identity').expect(200)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.body).toEqual({ public: 'long '.repeat(1_000) })
  })
})

test('who closes the centre waits for every request that is being answered, however it ends', async () => {
  const atWork = new AtWork()
  const looking = promised()
  const done: string[] = []
  const failing = atWork.run(() => looking.promise.then(() => Promise.reject(new Error('gone'))))
  const ended = atWork.ended().then(() => done.push('closed'))
  const told = failing.catch((error: Error) => done.push(error.message))
  looking.resolve()
  await Promise.all([ended, told])
  expect(done).toEqual(['gone', 'closed'])
  await atWork.ended()
})
