import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { X509Certificate } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PosCertificate } from '../../../src/gateways/iso8583'
import type { SoftVault } from '../../../src/keys'
import {
  issueFrom,
  makeAuthority,
  systemSecrets,
  type KeyedCertificate,
} from '../../../src/oversight'
import {
  dialTls,
  MERCHANT,
  softVault,
  testGateway,
  TestHost,
  TestPos,
  type TestGateway,
} from './pos-line'

let vault: SoftVault
let folder: string
let under: TestGateway
let host: TestHost
let mine: KeyedCertificate
let foreign: KeyedCertificate
let unbound: KeyedCertificate
let authority: KeyedCertificate
const bound = new Map<string, PosCertificate>()
const clock = { atMs: Date.UTC(2026, 10, 22, 4) }

const fingerprintOf = ({ certificate }: KeyedCertificate): string =>
  new X509Certificate(certificate).fingerprint256.replaceAll(':', '')
const shown = ({ certificate, privateKey }: KeyedCertificate) => ({
  ...{ cert: certificate, key: privateKey, ca: authority.certificate, servername: 'localhost' },
})

beforeAll(async () => {
  vault = await softVault()
  folder = await mkdtemp(join(tmpdir(), 'citycard-pos-'))
  const given = { secrets: systemSecrets, at: new Date() }
  authority = await makeAuthority(given.secrets, given.at)
  const stranger = await makeAuthority(given.secrets, given.at)
  const server = await issueFrom(authority, { kind: 'server', names: ['localhost'] }, given)
  const client = { kind: 'client', commonName: 'pos' } as const
  mine = await issueFrom(authority, client, given)
  unbound = await issueFrom(authority, client, given)
  foreign = await issueFrom(stranger, client, given)
  bound.set(fingerprintOf(mine), { merchant: MERCHANT, terminals: ['20260001'] })
  bound.set(fingerprintOf(foreign), { merchant: MERCHANT, terminals: ['20260001'] })
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  host = new TestHost(vault)
  under = await testGateway(host, vault, {
    parts: {
      clock: { now: () => new Date(clock.atMs) },
      certificateOf: (fingerprint) =>
        Promise.resolve(bound.get(fingerprint.toString('hex').toUpperCase())),
      at: {
        host: '127.0.0.1',
        trusted: [],
        profile: 'cup-pos',
        tls: {
          port: 0,
          certificateFile: await file('server.pem', server.certificate),
          keyFile: await file('server.key', server.privateKey),
          clientAuthorityFile: await file('ca.pem', authority.certificate),
        },
      },
    },
  })
})
afterAll(async () => {
  await under.stop()
  await vault.close()
  await rm(folder, { recursive: true, force: true })
})

test('a certificate speaks for its terminals until its binding ends', async () => {
  const line = await dialTls(under.port, shown(mine))
  const pos = new TestPos('20260001')
  pos.signedIn(await line.ask(pos.signIn()))
  expect((await line.ask(pos.purchase())).message.fields[39]).toBe('00')
  expect(host.asked[0]?.peer).toMatchObject({
    certificate: { merchant: MERCHANT, terminals: ['20260001'] },
    trusted: false,
  })
  bound.delete(fingerprintOf(mine))
  clock.atMs += 31_000
  line.send(pos.purchase())
  await under.told((event) => event.what === 'line-closed' && event.because === 'certificate-ended')
  await line.closed()
  expect(host.asked).toHaveLength(2)
})

test('one that our authority signed and nobody bound is turned away', async () => {
  const line = await dialTls(under.port, shown(unbound))
  await line.closed()
  await under.told((event) => event.what === 'line-closed' && event.because === 'not-allowed')
})

test('one of another authority, or none, gets no line', async () => {
  const before = host.asked.length
  for (const options of [shown(foreign), { ca: authority.certificate, servername: 'localhost' }]) {
    // TLS 1.3 tells the refusal after the handshake: connecting may still seem to work.
    const line = await dialTls(under.port, options).catch(() => undefined)
    line?.send(new TestPos('20260001').signIn())
    if (line !== undefined) expect(await line.next()).toBe('closed')
  }
  expect(host.asked).toHaveLength(before)
})
