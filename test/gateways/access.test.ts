import type { Express } from 'express'
import { Secret, TOTP } from 'otpauth'
import request from 'supertest'
import { allRoutes } from '../../src/gateways/http'
import { Gatekeeper, sealTrail, verifyTrailFile } from '../../src/oversight'
import { Office, PASSWORD } from '../oversight/office'
import { newKey, testFrame } from '../support/frame'

let office: Office
let app: Express
beforeEach(async () => {
  office = await Office.open()
  const { database, clock } = office.desk
  app = testFrame(database, allRoutes, {
    clock: office.clock,
    gatekeeper: new Gatekeeper({ database, clock }),
    seal: office.vault,
    desks: { oversight: office.desk },
  }).app
})
afterEach(() => office.close())

const signIn = (login: string, more: object = {}) =>
  request(app)
    .post('/v1/sign-in')
    .send({ login, password: PASSWORD, ...more })

/** The header of somebody who signed in. */
async function bearer(login: string): Promise<{ authorization: string }> {
  const answer = await signIn(login).expect(201)
  return { authorization: `Bearer ${(answer.body as { token: string }).token}` }
}

async function administrator(): Promise<{ authorization: string }> {
  await office.staff({ login: 'admin.one', roles: ['administrator'] })
  return bearer('admin.one')
}

const post = (path: string, headers: object) =>
  request(app)
    .post(path)
    .set({ ...newKey(), ...headers })

describe('signing in', () => {
  test('gives a token that says who I am, until I sign out', async () => {
    const { staff } = await office.staff()
    const headers = await bearer('lin.mei')
    const me = await request(app).get('/v1/me').set(headers).expect(200)
    expect(me.body).toMatchObject({
      id: staff,
      login: 'lin.mei',
      roles: ['counter-clerk'],
      csrf: null,
    })
    await request(app).post('/v1/sign-out').set(headers).expect(204)
    await request(app).get('/v1/me').set(headers).expect(401)
  })

  test('with a wrong password says no more than with a wrong name', async () => {
    await office.staff()
    const wrong = await signIn('lin.mei', { password: 'Regen über Xiamen 44' }).expect(422)
    const unknown = await signIn('nobody').expect(422)
    const { instance: _one, requestId: _id, ...said } = wrong.body as Record<string, unknown>
    expect(unknown.body).toMatchObject({ refused: 'sign-in-wrong', detail: said['detail'] })
    expect(JSON.stringify(wrong.body)).not.toContain('Xiamen')
  })

  test('into a cookie keeps the token from scripts and forged writes out', async () => {
    await office.staff()
    const answer = await signIn('lin.mei', { cookie: true }).expect(201)
    const [cookie = ''] = answer.get('Set-Cookie') ?? []
    expect(answer.body).toMatchObject({ token: null })
    expect(cookie).toMatch(/^citycard-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict/)
    const shown = { cookie: cookie.split(';')[0] ?? '' }
    const me = await request(app).get('/v1/me').set(shown).expect(200)
    const { csrf } = me.body as { csrf: string }
    expect(csrf).toBe((answer.body as { csrf: string }).csrf)
    await request(app).post('/v1/sign-out').set(shown).expect(401)
    await request(app)
      .post('/v1/sign-out')
      .set({ ...shown, 'x-citycard-csrf': csrf })
      .expect(204)
  })

  test('needs the second factor once it is set up', async () => {
    await office.staff()
    const headers = await bearer('lin.mei')
    const offer = await post('/v1/me/second-factor', headers).expect(201)
    const secret = Secret.fromBase32((offer.body as { secret: string }).secret)
    const code = () => new TOTP({ secret }).generate({ timestamp: office.clock.now().getTime() })
    const confirmed = await post('/v1/me/second-factor/confirmation', headers)
      .send({ code: code() })
      .expect(200)
    expect((confirmed.body as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10)
    const asked = await signIn('lin.mei').expect(422)
    expect(asked.body).toMatchObject({ refused: 'second-factor-needed', field: 'code' })
    office.later(30)
    await signIn('lin.mei', { code: code() }).expect(201)
  })
})

describe('administrators', () => {
  test('add staff, whose temporary password leads to a change and nowhere else', async () => {
    const admin = await administrator()
    const added = await post('/v1/staff', admin)
      .send({ login: 'wang.wu', displayName: '王五', roles: ['counter-clerk'] })
      .expect(201)
    const { password } = added.body as { password: string }
    const first = await signIn('wang.wu', { password }).expect(201)
    expect(first.body).toMatchObject({ outstanding: ['password-change'] })
    const mine = { authorization: `Bearer ${(first.body as { token: string }).token}` }
    await request(app).get('/v1/staff').set(mine).expect(403)
    await request(app)
      .put('/v1/me/password')
      .set({ ...newKey(), ...mine })
      .send({ current: password, password: 'Schnee über Harbin 45' })
      .expect(204)
    const me = await request(app).get('/v1/me').set(mine).expect(200)
    expect(me.body).toMatchObject({ roles: ['counter-clerk'], outstanding: [] })
  })

  test.each([
    ['roles-contradict', { roles: ['administrator', 'finance-checker'] }],
    ['roles-contradict', { roles: ['finance-maker', 'finance-checker'] }],
    ['roles-contradict', { roles: ['terminal'] }],
    ['binding-missing', { roles: ['operator'] }],
    ['binding-missing', { roles: ['counter-clerk'], person: 'person_1' }],
    ['login-malformed', { login: 'Wang Wu' }],
    ['login-taken', { login: 'admin.one' }],
  ])('add nobody whose rights contradict each other: %s %j', async (refused, given) => {
    const admin = await administrator()
    const entry = { login: 'wang.wu', displayName: '王五', roles: ['counter-clerk'], ...given }
    const answer = await post('/v1/staff', admin).send(entry)
    expect(answer.body).toMatchObject({ refused })
  })

  test('change what they have seen, and never their own rights', async () => {
    const admin = await administrator()
    const { staff } = await office.staff()
    const change = (id: string, tag: string) =>
      request(app)
        .patch(`/v1/staff/${id}`)
        .set({ ...newKey(), ...admin, 'if-match': tag })
        .send({ roles: ['medical-institution'] })
    const seen = await request(app).get(`/v1/staff/${staff}`).set(admin).expect(200)
    await change(staff, '"v9"').expect(412)
    const changed = await change(staff, seen.get('etag') ?? '').expect(200)
    expect(changed.body).toMatchObject({ roles: ['medical-institution'], version: 2 })
    const own = await request(app).get('/v1/me').set(admin)
    const answer = await change((own.body as { id: string }).id, '"v1"').expect(409)
    expect(answer.body).toMatchObject({ refused: 'own-rights' })
  })

  test('let nobody decide for others alone: entering, changing and taking over is for two', async () => {
    const admin = await administrator()
    await office.staff({ login: 'admin.two', roles: ['administrator'] })
    const other = await bearer('admin.two')
    const entry = { login: 'zhao.liu', displayName: '赵六', roles: ['finance-checker'] }
    const asked = await post('/v1/staff', admin).send(entry).expect(202)
    const { approval } = asked.body as { approval: string }
    const decide = (headers: object) =>
      post(`/v1/approvals/${approval}/decision`, headers).send({ decision: 'approved' })
    const waiting = await request(app).get(`/v1/approvals/${approval}`).set(other).expect(200)
    expect(waiting.body).toMatchObject({
      makerNamed: { login: 'admin.one', name: expect.any(String) as string },
      deciderNamed: null,
      ground: { code: 'decides-for-others' },
      facts: { login: 'zhao.liu', displayName: '赵六', roles: 'finance-checker' },
    })
    expect((await decide(admin)).body).toMatchObject({ refused: 'approval-of-own-act' })
    const decided = await decide(other).expect(200)
    const { outcome } = decided.body as { outcome: { answer: { staff: { staff: string } } } }
    const { staff } = outcome.answer.staff
    await post(`/v1/staff/${staff}/reset`, admin).send({}).expect(202)
    const change = (body: object) =>
      request(app)
        .patch(`/v1/staff/${staff}`)
        .set({ ...newKey(), ...admin, 'if-match': '"v1"' })
        .send(body)
    await change({ roles: ['counter-clerk'] }).expect(202)
    await change({ state: 'disabled' }).expect(200)
  })

  test('end sessions of others; the rest do not see them', async () => {
    const admin = await administrator()
    await office.staff()
    const clerk = await bearer('lin.mei')
    const mine = await request(app).get('/v1/sessions').set(clerk).expect(200)
    const { items } = mine.body as { items: { session: string; own: boolean }[] }
    expect(items).toMatchObject([{ own: true }])
    const all = await request(app).get('/v1/sessions').set(admin).expect(200)
    expect((all.body as { items: unknown[] }).items).toHaveLength(2)
    const path = `/v1/sessions/${items[0]?.session}`
    await request(app)
      .delete(path)
      .set({ ...newKey(), ...admin })
      .expect(204)
    await request(app).get('/v1/me').set(clerk).expect(401)
  })
})

describe('auditors', () => {
  test('read the trail and take it home to check it', async () => {
    await office.staff({ login: 'auditor.one', roles: ['auditor'] })
    const headers = await bearer('auditor.one')
    const newest = await request(app).get('/v1/trail?limit=1').set(headers).expect(200)
    const named = { login: 'auditor.one', name: expect.any(String) as string }
    expect(newest.body).toMatchObject({
      items: [
        { act: 'staff.signed-in', actorNamed: named, approverNamed: null, subjectNamed: named },
      ],
    })
    const found = async (query: string) =>
      (await request(app).get(`/v1/trail?${query}`).set(headers).expect(200)).body as unknown
    expect(await found('login=auditor.one')).toMatchObject({ items: [{ actorNamed: named }] })
    expect(await found('login=nobody')).toEqual({ items: [], nextCursor: null })
    const { nextCursor } = newest.body as { nextCursor: string }
    const more = await request(app).get(`/v1/trail?cursor=${nextCursor}`).set(headers).expect(200)
    expect(more.body).toMatchObject({ items: [{ act: 'staff.added' }], nextCursor: null })

    await sealTrail(office.desk)
    const file = await request(app)
      .get('/v1/trail/export')
      .set(headers)
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => done(null, Buffer.concat(parts).toString()))
      })
      .expect(200)
    const lines = (file.body as string).trimEnd().split('\n')
    async function* each() {
      yield* lines
    }
    const check = await request(app).get('/v1/trail/check').set(headers).expect(200)
    const { head } = check.body as { head: string }
    expect(await verifyTrailFile(each(), head)).toMatchObject({ intact: true, entries: 2 })
  })
})
