import type { Express } from 'express'
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import request from 'supertest'
import { allRoutes } from '../../src/gateways/http'
import { finishOidc, Gatekeeper, startOidc, type OversightDesk } from '../../src/oversight'
import { testFrame } from '../support/frame'
import { Office } from './office'

const REDIRECT = 'http://127.0.0.1:8080/v1/oidc/callback'
const SECRET = 'a-secret-between-citycard-and-its-provider'

let provider: ChildProcess
let issuer: string
let office: Office
let desk: OversightDesk
let app: Express

beforeAll(async () => {
  const program = join(__dirname, 'oidc-provider.mjs')
  provider = spawn(process.execPath, [program, REDIRECT, SECRET], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  })
  issuer = await new Promise<string>((resolve, reject) => {
    let said = ''
    provider.stdout?.on('data', (part) => {
      said += String(part)
      const [, found] = /(http:\/\/127\.0\.0\.1:\d+)\n/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    provider.on('exit', () => reject(new Error('the provider did not start')))
  })
})
afterAll(() => provider.kill())

beforeEach(async () => {
  office = await Office.open()
  // Tokens carry the time of the provider, which is this machine's.
  office.clock.set(new Date())
  const oidc = { issuer, clientId: 'citycard', clientSecret: SECRET, redirectUri: REDIRECT }
  desk = { ...office.desk, oidc }
  app = testFrame(desk.database, allRoutes, {
    clock: office.clock,
    gatekeeper: new Gatekeeper(desk),
    desks: { oversight: desk },
  }).app
})
afterEach(() => office.close())

/** A browser at the provider: follows redirects, keeps cookies, fills in the forms, and stops where it leaves. */
async function atProvider(url: string, login: string): Promise<URL> {
  const jar = new Map<string, string>()
  let next: { url: URL; form?: URLSearchParams } = { url: new URL(url) }
  for (let steps = 0; steps < 20; steps++) {
    if (next.url.origin !== issuer) return next.url
    const response = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(next.form === undefined ? {} : { method: 'POST', body: next.form }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jar.set(name, value)
    }
    const location = response.headers.get('location')
    const page = await response.text()
    if (location !== null) next = { url: new URL(location, next.url) }
    else next = { url: next.url, form: filledIn(page, login) }
  }
  throw new Error('the provider never sent the browser back')
}

const filledIn = (page: string, login: string): URLSearchParams =>
  page.includes('name="login"')
    ? new URLSearchParams({ prompt: 'login', login, password: 'whatever' })
    : new URLSearchParams({ prompt: 'consent' })

const queryOf = (url: URL): Record<string, string> => Object.fromEntries(url.searchParams)
const word = (answer: { ok: boolean; refused?: string }) => (answer.ok ? 'ok' : answer.refused)

async function begun(): Promise<{ url: string; state: string }> {
  const answer = await startOidc(desk)
  if (!answer.ok) throw new Error(answer.refused)
  return answer.value
}

const entered = (subject: string) =>
  office.staff({ password: undefined, oidcIssuer: issuer, oidcSubject: subject })

test('whoever an administrator entered signs in at the provider', async () => {
  const { staff } = await entered('mei@city')
  const start = await request(app).post('/v1/oidc/start').expect(200)
  const [stateCookie = ''] = start.get('Set-Cookie') ?? []
  expect(stateCookie).toMatch(/HttpOnly; SameSite=Lax/)
  const back = await atProvider((start.body as { url: string }).url, 'mei@city')
  expect(back.origin + back.pathname).toBe(REDIRECT)
  const done = await request(app)
    .get(`${back.pathname}${back.search}`)
    .set('cookie', stateCookie.split(';')[0] ?? '')
    .expect(303)
  expect(done.get('location')).toBe('/')
  const session = (done.get('Set-Cookie') ?? []).find((one) => one.startsWith('citycard-session'))
  const me = await request(app)
    .get('/v1/me')
    .set('cookie', session?.split(';')[0] ?? '')
    .expect(200)
  expect(me.body).toMatchObject({ id: staff, roles: ['counter-clerk'] })
})

test('a password cannot be used by those who have none', async () => {
  await entered('mei@city')
  await request(app).post('/v1/sign-in').send({ login: 'lin.mei', password: '' }).expect(422)
  const answer = await request(app).post('/v1/sign-in').send({ login: 'lin.mei', password: 'x' })
  expect(answer.body).toMatchObject({ refused: 'sign-in-wrong' })
})

test('whoever the provider knows and we do not is nobody', async () => {
  await entered('mei@city')
  const { url, state } = await begun()
  const query = queryOf(await atProvider(url, 'somebody@else'))
  expect(word(await finishOidc(desk, { query, state }))).toBe('oidc-nobody')
})

test('a sign-in that began in another browser ends here, and each is used once', async () => {
  await entered('mei@city')
  const one = await begun()
  const other = await begun()
  const query = queryOf(await atProvider(one.url, 'mei@city'))
  expect(word(await finishOidc(desk, { query, state: other.state }))).toBe('oidc-flow-unknown')
  expect(word(await finishOidc(desk, { query, state: undefined }))).toBe('oidc-flow-unknown')
  expect(word(await finishOidc(desk, { query, state: one.state }))).toBe('ok')
  expect(word(await finishOidc(desk, { query, state: one.state }))).toBe('oidc-flow-unknown')
})

test('a code of another sign-in, or an invented one, is refused', async () => {
  await entered('mei@city')
  const one = await begun()
  const other = await begun()
  const back = queryOf(await atProvider(one.url, 'mei@city'))
  const mixed = { ...back, state: other.state }
  expect(word(await finishOidc(desk, { query: mixed, state: other.state }))).toBe('oidc-refused')
  const third = await begun()
  const invented = { ...back, code: 'invented', state: third.state }
  expect(word(await finishOidc(desk, { query: invented, state: third.state }))).toBe('oidc-refused')
})

test('what the provider refuses is told by its word', async () => {
  const { state } = await begun()
  const query = {
    error: 'access_denied',
    error_description: 'secret <b>words</b>',
    state,
    iss: issuer,
  }
  expect(await finishOidc(desk, { query, state })).toMatchObject({
    refused: 'oidc-refused',
    detail: 'the provider said no: access_denied',
  })
})

test('after ten minutes it is over', async () => {
  await entered('mei@city')
  const { url, state } = await begun()
  const query = queryOf(await atProvider(url, 'mei@city'))
  office.later(601)
  expect(word(await finishOidc(desk, { query, state }))).toBe('oidc-flow-unknown')
})

test('a provider that does not answer is a fault, and asked again the next time', async () => {
  const gone = {
    issuer: 'http://127.0.0.1:9',
    clientId: 'x',
    clientSecret: undefined,
    redirectUri: REDIRECT,
  }
  await expect(startOidc({ ...desk, oidc: gone })).rejects.toThrow(/does not answer/)
})

test('without a provider nobody is sent to one', async () => {
  expect(word(await startOidc(office.desk))).toBe('oidc-not-set-up')
  expect(word(await finishOidc(office.desk, { query: {}, state: '' }))).toBe('oidc-not-set-up')
})

test('neither state, nor verifier, nor nonce stands in the database', async () => {
  const { url, state } = await begun()
  const dump = await office.dump()
  const nonce = new URL(url).searchParams.get('nonce') ?? 'x'
  for (const secret of [state, nonce]) {
    expect(dump).not.toContain(secret)
    expect(dump).not.toContain(Buffer.from(secret).toString('hex'))
  }
})
