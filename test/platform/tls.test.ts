import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../../src/log'
import { readConfig } from '../../src/config'
import type { OperatorId } from '../../src/base'
import { allRoutes, certificateHolder, serve } from '../../src/gateways/http'
import {
  bindCertificate,
  type CertificateHolder,
  Gatekeeper,
  issueFrom,
  makeAuthority,
  revokeCertificate,
  systemSecrets,
  type KeyedCertificate,
} from '../../src/oversight'
import { register } from '../../src/registry'
import { signInOf } from '../../src/commands/sign-in'
import { ReaderBell } from '../../src/remote-reader'
import { startServer, type RunningCity } from '../../src/server'
import { ADMIN, Office } from '../oversight/office'
import { testFrame } from '../support/frame'

// TLS looks at the clock of this machine, so the certificates and the city keep the same time.
const NOW = new Date()
const TOOLS = { secrets: systemSecrets, at: NOW }

let office: Office
let city: RunningCity
let authority: KeyedCertificate
let folder: string
let logged = ''
const bell = new ReaderBell()

beforeAll(async () => {
  office = await Office.open()
  office.clock.set(NOW)
  authority = await makeAuthority(systemSecrets, NOW)
  const own = await issueFrom(
    authority,
    { kind: 'server', names: ['localhost', '127.0.0.1'] },
    TOOLS,
  )
  folder = mkdtempSync(join(tmpdir(), 'citycard-tls-'))
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const config = readConfig({
    PORT: '0',
    TLS_PORT: '0',
    TLS_CERT_FILE: file('server.pem', own.certificate),
    TLS_KEY_FILE: file('server-key.pem', own.privateKey),
    TLS_CLIENT_CA_FILE: file('ca.pem', authority.certificate),
  })
  if (!config.ok) throw new Error(config.detail)
  const { database } = office.store
  const { parts } = testFrame(database, allRoutes, {
    clock: office.clock,
    gatekeeper: new Gatekeeper(office.desk),
    desks: { oversight: office.desk, bell },
  })
  city = await startServer({
    http: config.value.http,
    log: createLog('info', { write: (line) => (logged += line) }),
    database,
    routes: () => [serve(parts, allRoutes)],
    closing: [],
  })
})
afterAll(async () => {
  bell.close()
  await city.stop()
  await office.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Asks over TLS who I am, showing a certificate or none. */
function whoAmI(shown?: KeyedCertificate): Promise<{ status: number; body: unknown }> {
  const agent = new Agent({
    ca: authority.certificate,
    ...(shown === undefined ? {} : { cert: shown.certificate, key: shown.privateKey }),
  })
  return new Promise((resolve, reject) => {
    const asked = request(`${city.secureUrl}/v1/me`, { agent }, (response) => {
      let text = ''
      response.on('data', (part) => (text += String(part)))
      response.on('end', () => {
        agent.destroy()
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown })
      })
    })
    asked.on('error', reject).end()
  })
}

const issued = (commonName: string, by = authority): Promise<KeyedCertificate> =>
  issueFrom(by, { kind: 'client', commonName }, TOOLS)

/** Most of these tests are about TLS, not about the register. */
const everybody: CertificateHolder = async (_sql, { boundKind, boundTo }) => ({
  operator: boundKind === 'operator' ? boundTo : 'op_bus',
})

async function bound(
  to: { boundKind: 'terminal' | 'operator'; boundTo: string; operator?: string },
  by = authority,
): Promise<{ shown: KeyedCertificate; serial: string }> {
  const shown = await issued(to.boundTo, by)
  const answer = await office.act(ADMIN, (act) =>
    bindCertificate(act, { pem: shown.certificate, ...to }, everybody),
  )
  if (!answer.ok) throw new Error(answer.refused)
  return { shown, serial: answer.value.serial }
}

test('a program signs in with the files of its certificate, and asks and reports over it', async () => {
  const { shown } = await bound({ boundKind: 'terminal', boundTo: 'desk-1', operator: 'op_bus' })
  const named = (name: string): string => join(folder, name)
  writeFileSync(named('desk.pem'), shown.certificate)
  writeFileSync(named('desk.key'), shown.privateKey)
  const files = { certificate: named('desk.pem'), certificateKey: named('desk.key') }
  const url = city.secureUrl as string
  const signIn = await signInOf({ url, ...files, authority: named('ca.pem') })
  if (typeof signIn === 'string') throw new Error(signIn)
  const centre = await signIn()
  const told = await centre.call('access.me', {})
  expect(told).toMatchObject({ ok: true, value: { terminal: 'desk-1' } })
  const body = {
    instance: 'desk-program',
    model: 'of a test',
    drawer: null,
    card: null,
    trouble: null,
  }
  const params = { reader: 'rdr_desk-1' }
  expect(await centre.call('readers.report', { params, body })).toMatchObject({ ok: true })
  expect(await signInOf({ url: 'http://127.0.0.1', ...files })).toContain('https')
  expect(await signInOf({ url, certificate: files.certificate })).toContain('go together')
})

test('a terminal is known by its certificate, as what it is bound to', async () => {
  const { shown } = await bound({ boundKind: 'terminal', boundTo: 'bus-0001', operator: 'op_bus' })
  expect(await whoAmI(shown)).toMatchObject({
    status: 200,
    body: { id: 'term_bus-0001', roles: ['terminal'], terminal: 'bus-0001', operator: 'op_bus' },
  })
})

test('an operator is known by its certificate', async () => {
  const { shown } = await bound({ boundKind: 'operator', boundTo: 'op_bus' })
  expect(await whoAmI(shown)).toMatchObject({
    status: 200,
    body: { id: 'op_bus', roles: ['operator'], operator: 'op_bus' },
  })
})

test('without a certificate, people speak TLS and are nobody until they sign in', async () => {
  expect(await whoAmI()).toMatchObject({ status: 401, body: { refused: 'not-signed-in' } })
})

test('a certificate that was revoked is nobody from then on', async () => {
  const { shown, serial } = await bound({ boundKind: 'terminal', boundTo: 'bus-0002' })
  expect((await whoAmI(shown)).status).toBe(200)
  await office.act(ADMIN, (act) => revokeCertificate(act, { serial, reason: 'stolen' }))
  expect((await whoAmI(shown)).status).toBe(401)
})

test('a certificate of our authority that nobody bound is nobody', async () => {
  expect((await whoAmI(await issued('bus-0003'))).status).toBe(401)
})

test('a certificate of another authority is nobody, even when it was bound', async () => {
  const stranger = await makeAuthority(systemSecrets, NOW)
  const { shown } = await bound({ boundKind: 'terminal', boundTo: 'bus-0004' }, stranger)
  expect((await whoAmI(shown)).status).toBe(401)
})

test('out of its time it is nobody', async () => {
  const { shown } = await bound({ boundKind: 'terminal', boundTo: 'bus-0005' })
  office.clock.set(new Date(NOW.getTime() + 400 * 86_400_000))
  expect((await whoAmI(shown)).status).toBe(401)
  office.clock.set(NOW)
})

test.each([
  ['holder-malformed', { boundKind: 'operator', boundTo: 'staff_admin000' }],
  ['holder-malformed', { boundKind: 'terminal', boundTo: '../key' }],
] as const)('nobody is taken for staff by a certificate: %s %j', async (refused, to) => {
  const { certificate: pem } = await issued('x')
  const answer = await office.act(ADMIN, (act) => bindCertificate(act, { pem, ...to }, everybody))
  expect(answer).toMatchObject({ ok: false, refused })
})

test('a certificate is bound once, and no private key is taken for one', async () => {
  const made = await issued('bus-0006')
  const bind = (pem: string) =>
    office.act(ADMIN, (act) =>
      bindCertificate(act, { pem, boundKind: 'terminal', boundTo: 'bus-0006' }, everybody),
    )
  expect(await bind(made.privateKey)).toMatchObject({ refused: 'certificate-malformed' })
  expect(await bind(made.certificate)).toMatchObject({ ok: true })
  expect(await bind(made.certificate)).toMatchObject({ refused: 'certificate-known' })
  expect(await office.dump()).not.toContain('PRIVATE KEY')
  expect(logged).not.toContain('PRIVATE KEY')
})

test('a city whose certificate cannot be read says so and does not start', async () => {
  const config = readConfig({ PORT: '0', TLS_CERT_FILE: '/nowhere', TLS_KEY_FILE: '/nowhere' })
  if (!config.ok) throw new Error(config.detail)
  const { database } = office.store
  const started = startServer({
    http: config.value.http,
    log: createLog('silent'),
    database,
    routes: () => [],
    closing: [],
  })
  await expect(started).rejects.toThrow(/TLS cannot be spoken/)
  expect(readConfig({ TLS_CERT_FILE: 'server.pem' })).toMatchObject({
    problems: [{ setting: 'TLS_KEY_FILE' }],
  })
})

describe('a certificate is bound to who is registered and in use', () => {
  beforeAll(async () => {
    const terminal = {
      terminal: 'shop-0007',
      operator: 'op_shop' as OperatorId,
      kind: 'pos',
      place: '',
      installedFrom: new Date('2026-01-01T00:00:00Z'),
      installedTo: null,
    }
    const operator = { operator: 'op_shop' as OperatorId, name: 'Shops', kind: 'shop' as const }
    const registered = await register(office.desk.database, {
      operators: [
        { ...operator, activeFrom: '2026-01-01', activeTo: null },
        {
          ...operator,
          operator: 'op_gone' as OperatorId,
          activeFrom: '2026-01-01',
          activeTo: '2026-02-01',
        },
      ],
      terminals: [
        terminal,
        { ...terminal, terminal: 'shop-0008', installedTo: new Date('2026-02-01T00:00:00Z') },
      ],
    })
    expect(registered).toMatchObject({ ok: true })
  })

  test.each([
    [undefined, { boundKind: 'terminal', boundTo: 'shop-0007' }],
    [undefined, { boundKind: 'operator', boundTo: 'op_shop' }],
    ['certificate-holder-unknown', { boundKind: 'terminal', boundTo: 'shop-0009' }],
    ['certificate-holder-unknown', { boundKind: 'terminal', boundTo: 'shop-0008' }],
    ['certificate-holder-unknown', { boundKind: 'operator', boundTo: 'op_gone' }],
    [
      'certificate-operator-differs',
      { boundKind: 'terminal', boundTo: 'shop-0007', operator: 'op_gone' },
    ],
  ] as const)('%s: %j', async (refused, to) => {
    const { certificate: pem } = await issued(to.boundTo)
    const answer = await office.act(ADMIN, (act) =>
      bindCertificate(act, { pem, ...to }, certificateHolder),
    )
    expect(answer).toMatchObject(
      refused === undefined ? { value: { operator: 'op_shop' } } : { refused },
    )
  })
})
