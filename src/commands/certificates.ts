import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Table from 'cli-table3'
import { ok, refuse, type Result } from '../base'
import {
  bindCertificate,
  issueFrom,
  listCertificates,
  makeAuthority,
  revokeCertificate,
  systemSecrets,
  type Certificate,
  type KeyedCertificate,
} from '../oversight'
import { certificateHolder } from '../gateways/http'
import { systemClock } from '../city'
import { done, misused, refused, type Answer } from './answer'
import { acting } from './staff'
import { withCity, type CityOptions } from './with-city'

const CA_CERTIFICATE = 'ca.pem'
const CA_KEY = 'ca-key.pem'

/** `citycard certificates make-ca DIR`: an authority for development; its key lies in a file. */
export async function makeCa(folder: string): Promise<Answer> {
  const authority = await makeAuthority(systemSecrets, systemClock.now())
  const written = await keep(folder, { name: 'ca', made: authority })
  if (!written.ok) return refused(written)
  return done(
    written.value,
    `development authority in ${folder}; TLS_CLIENT_CA_FILE=${join(folder, CA_CERTIFICATE)}`,
  )
}

export interface IssueOptions extends CityOptions {
  readonly ca: string
  readonly out: string
  readonly terminal?: string
  readonly operator?: string
  readonly server?: string
}

/**
 * `citycard certificates issue`: for a terminal or an operator, bound to it in the database, or for the server.
 * The private key goes to a file and nowhere else.
 */
export async function issue(options: IssueOptions): Promise<Answer> {
  const { ca, out, terminal, operator, server } = options
  const authority = await authorityIn(ca)
  if (!authority.ok) return refused(authority)
  const at = systemClock.now()
  const tools = { secrets: systemSecrets, at }
  if (server !== undefined) {
    const names = server.split(',')
    const made = await issueFrom(authority.value, { kind: 'server', names }, tools)
    const written = await keep(out, { name: 'server', made })
    return written.ok ? done(written.value, filesText(written.value)) : refused(written)
  }
  const boundTo = terminal ?? operator
  if (boundTo === undefined) return misused('one of --terminal, --operator and --server is needed')
  const boundKind = terminal === undefined ? ('operator' as const) : ('terminal' as const)
  const made = await issueFrom(authority.value, { kind: 'client', commonName: boundTo }, tools)
  return withCity(options, async (city) => {
    // Bound and written, or neither.
    const issued = await acting(city, async (act) => {
      const pem = made.certificate
      const bound = await bindCertificate(
        act,
        { pem, boundKind, boundTo, operator },
        certificateHolder,
      )
      if (!bound.ok) return bound
      const written = await keep(out, { name: boundTo, made })
      return written.ok ? ok({ bound: bound.value, files: written.value }) : written
    })
    if (!issued.ok) return refused(issued)
    const { bound, files } = issued.value
    const text = `${filesText(files)}\nserial ${bound.serial}, bound to ${boundTo}`
    return done({ ...files, ...toldOf(bound) }, text)
  })
}

/** `citycard certificates list` */
export const list = (options: CityOptions): Promise<Answer> =>
  withCity(options, async ({ store }) => {
    const found = await listCertificates(store.database, { limit: 10_000 })
    const table = new Table({
      head: ['serial', 'bound to', 'until', 'revoked'],
      style: { head: [], border: [] },
    })
    for (const one of found) {
      const until = one.notAfter.toISOString().slice(0, 10)
      table.push([one.serial, `${one.boundKind} ${one.boundTo}`, until, one.revokeReason ?? ''])
    }
    return done({ certificates: found.map(toldOf) }, table.toString())
  })

/** `citycard certificates revoke SERIAL` */
export const revoke = (
  serial: string,
  options: CityOptions & { readonly reason: string },
): Promise<Answer> =>
  withCity(options, async (city) => {
    const { reason } = options
    const answer = await acting(city, (act) => revokeCertificate(act, { serial, reason }))
    return answer.ok ? done(toldOf(answer.value), `${serial} is revoked`) : refused(answer)
  })

const toldOf = (one: Certificate) => ({ ...one, fingerprint: one.fingerprint.toString('hex') })

interface Files {
  readonly certificate: string
  readonly privateKey: string
}

const filesText = ({ certificate, privateKey }: Files): string =>
  `certificate ${certificate}\nprivate key ${privateKey}`

/** Writes both, and never over what is there: a key that is lost cannot be made again. */
async function keep(
  folder: string,
  { name, made }: { readonly name: string; readonly made: KeyedCertificate },
): Promise<Result<Files, 'file-exists'>> {
  const files = {
    certificate: join(folder, `${name}.pem`),
    privateKey: join(folder, `${name}-key.pem`),
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await writeFile(files.privateKey, made.privateKey, { flag: 'wx', mode: 0o600 })
    await writeFile(files.certificate, made.certificate, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return refuse('file-exists', { detail: `${(error as NodeJS.ErrnoException).path} is there` })
  }
  return { ok: true, value: files }
}

async function authorityIn(folder: string): Promise<Result<KeyedCertificate, 'ca-missing'>> {
  try {
    const [certificate, privateKey] = await Promise.all([
      readFile(join(folder, CA_CERTIFICATE), 'utf8'),
      readFile(join(folder, CA_KEY), 'utf8'),
    ])
    return { ok: true, value: { certificate, privateKey } }
  } catch {
    return refuse('ca-missing', {
      field: '--ca',
      detail: `no ${CA_CERTIFICATE} and ${CA_KEY} there; citycard certificates make-ca makes them`,
    })
  }
}
