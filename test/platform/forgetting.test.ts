import request from 'supertest'
import { z } from 'zod'
import { ok, SetClock } from '../../src/base'
import { forgetOld } from '../../src/forgetting'
import { endpoint, write, type Problem } from '../../src/gateways/http'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { as, testFrame, type TestFrame } from '../support/frame'

const BEGAN = new Date('2026-03-02T09:00:00Z')
const DAY_MS = 86_400_000

const act = endpoint({
  name: 'test.act',
  method: 'post',
  path: '/v1/test/acts',
  tag: 'cards',
  summary: 'Says under which reference it acts',
  may: ['counter-clerk'],
  body: z.strictObject({ note: z.string() }),
  answer: z.object({ reference: z.string() }),
})

let store: FreshDatabase
let clock: SetClock
let frame: TestFrame
let done: string[]

beforeAll(async () => {
  store = await freshDatabase()
})
afterAll(() => store.drop())

beforeEach(() => {
  done = []
  clock = new SetClock(BEGAN)
  const route = write(act, async ({ act: { reference } }) => {
    done.push(reference)
    return ok({ reference })
  })
  frame = testFrame(store.database, [route], { clock })
})

const onDay = (days: number): void => clock.set(new Date(BEGAN.getTime() + days * DAY_MS))
const forget = (options?: { atOnce: number }) =>
  forgetOld({ database: store.database, clock }, options)
const ask = (key: string, note = 'n'): request.Test =>
  request(frame.app)
    .post('/v1/test/acts')
    .set({ ...as('counter-clerk'), 'idempotency-key': key })
    .send({ note })

describe('a repeated request', () => {
  test('is answered again while the answer is kept, refused when it is gone, and new when the key is gone', async () => {
    const first = await ask('late').expect(200)
    onDay(29)
    expect(await forget()).toMatchObject({ answers: 0, keys: 0 })
    expect((await ask('late').expect(200)).text).toBe(first.text)

    onDay(31)
    expect(await forget()).toMatchObject({ answers: 1, keys: 0 })
    expect(await forget()).toMatchObject({ answers: 0, keys: 0 })
    const late = (await ask('late').expect(409)).body as Problem
    expect(late.refused).toBe('idempotency-key-expired')
    expect(late.detail).toContain(done[0])
    const other = (await ask('late', 'other').expect(422)).body as Problem
    expect(other.refused).toBe('idempotency-key-reused')
    expect(done).toHaveLength(1)

    onDay(401)
    expect(await forget()).toMatchObject({ answers: 0, keys: 1 })
    await ask('late').expect(200)
    expect(new Set(done).size).toBe(2)
  })

  test('what nobody cleaned up for years is forgotten in one round, however few rows at a time', async () => {
    for (const key of ['a', 'b', 'c', 'd', 'e']) await ask(key).expect(200)
    onDay(900)
    expect(await forget({ atOnce: 2 })).toMatchObject({ answers: 6, keys: 6 })
    const { rows } = await store.database.query(
      `select key from http_idempotency where key in ('a', 'b', 'c', 'd', 'e')`,
    )
    expect(rows).toEqual([])
  })

  test('one that meets its own forgetting acts once more or is refused, and never fails', async () => {
    await ask('race').expect(200)
    onDay(500)
    const [, ...answers] = await Promise.all([
      forget(),
      ...Array.from({ length: 8 }, () => ask('race')),
    ])
    const told = (answers as request.Response[]).map(({ status }) => status)
    expect(told.filter((status) => status !== 200 && status !== 409)).toEqual([])
    expect(done.length).toBeLessThanOrEqual(2)
  })
})

describe('sessions that are over', () => {
  test.each([
    ['live', '{}', 0],
    ['ended by its owner long ago', `{"revoked_at": "2026-03-02", "revoked_by": "staff_x"}`, 1],
    ['idle for a year', `{"last_seen_at": "2026-03-02"}`, 1],
    ['run out yesterday', `{"expires_at": "2027-03-01"}`, 0],
  ])('of staff: %s', async (_story, differing, forgotten) => {
    clock.set(new Date('2027-03-02T09:00:00Z'))
    await store.database.query(
      `insert into oversight_staff (staff, login, display_name, roles, created_at)
       values ('staff_forgotten', 'forgotten', 'F', '{auditor}', $1) on conflict do nothing`,
      [BEGAN],
    )
    await store.database.query(
      `insert into oversight_session
       select r.* from jsonb_populate_record(null::oversight_session, jsonb_build_object(
         'session', 'ses_' || substr(md5($2), 1, 12), 'token_digest', '\\x' || encode(sha256($2::bytea), 'hex'),
         'staff', 'staff_forgotten', 'way', 'password', 'second_factor', false, 'created_at', $1::timestamptz,
         'last_seen_at', '2027-03-02T08:50:00Z', 'expires_at', '2027-03-03') || $2::jsonb) r`,
      [BEGAN, differing],
    )
    expect(await forget()).toMatchObject({ staffSessions: forgotten })
    const { rows } = await store.database.query(
      `select detail::jsonb ->> 'forgotten' as forgotten from oversight_trail
        where act = 'session.forgotten' and subject = 'sessions:staff'`,
    )
    expect(rows.length > 0).toBe(rows.some((row) => row['forgotten'] === '1'))
  })

  test('of readers: those that have ended, never one that is open', async () => {
    clock.set(new Date('2027-06-02T09:00:00Z'))
    const long = new Date('2026-06-02T09:00:00Z')
    await store.database.query(
      `insert into remote_reader_session
         (session, kind, subject, work_order, state, opened_by, opened_at, heard_at, ended_at)
       values ('ses_' || repeat('a', 24), 'read', 'reader:a', '{}', 'interrupted', 'staff_x', $1, $1, $1),
              ('ses_' || repeat('b', 24), 'read', 'reader:b', '{}', 'open', 'staff_x', $1, $1, null),
              ('ses_' || repeat('c', 24), 'read', 'reader:c', '{}', 'interrupted', 'staff_x', $1, $1, $2)`,
      [long, clock.now()],
    )
    expect(await forget()).toMatchObject({ readerSessions: 1 })
    const { rows } = await store.database.query<{ subject: string }>(
      'select subject from remote_reader_session order by subject',
    )
    expect(rows.map(({ subject }) => subject)).toEqual(['reader:b', 'reader:c'])
  })
})
