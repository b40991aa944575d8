import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/city'
import type { OperatorId } from '../../src/base'
import { done } from '../../src/commands/answer'
import { register } from '../../src/registry'
import { issue, list, makeCa, revoke } from '../../src/commands/certificates'
import { demoSignIns } from '../../src/commands/demo-sign-ins'
import { staffAdd, staffList, staffReset, staffUnlock } from '../../src/commands/staff'
import { trailExport, trailVerify } from '../../src/commands/trail'
import { withCity } from '../../src/commands/with-city'
import { signIn, systemSecrets } from '../../src/oversight'
import { openSoftVault } from '../../src/keys'
import { packageRoot } from '../../src/package-root'
import { freshDatabase, type FreshDatabase } from '../support/database'

let store: FreshDatabase
let folder: string
const before = { ...process.env }
beforeAll(async () => {
  store = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'citycard-commands-'))
  Object.assign(process.env, {
    NODE_ENV: 'development',
    DATABASE_URL: store.ownerUrl,
    DATABASE_WORK_URL: store.url,
    LOG_LEVEL: 'silent',
  })
})
afterAll(async () => {
  process.env = before
  await store.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function mayEnter(login: string, password: string): Promise<boolean> {
  const keysFile = join(packageRoot, 'keys-dev', 'hierarchy.json')
  const vault = await openSoftVault({ keysFile, production: false })
  if (!vault.ok) throw new Error(vault.refused)
  const { database } = store
  const desk = { database, clock: systemClock, secrets: systemSecrets, seal: vault.value }
  const answer = await signIn(desk, { login, password })
  await vault.value.close()
  return answer.ok
}

test('the first administrator is added here, and may sign in', async () => {
  const added = await staffAdd('root.admin', { role: ['administrator'], name: '张伟' })
  const { password } = added.data as { password: string }
  expect(added.exit).toBe(0)
  expect(await mayEnter('root.admin', password)).toBe(true)
  expect(await staffAdd('root.admin', { role: ['auditor'] })).toMatchObject({
    exit: 1,
    data: { refused: 'login-taken' },
  })
  expect(await staffAdd('x.y', { role: ['emperor'] })).toMatchObject({ exit: 2 })
  const { text } = await staffList({})
  expect(text).toContain('root.admin')
  expect(text).not.toContain(password)
  const reset = await staffReset('root.admin', {})
  expect(await mayEnter('root.admin', password)).toBe(false)
  expect(await mayEnter('root.admin', (reset.data as { password: string }).password)).toBe(true)
  expect((await staffUnlock('root.admin', {})).exit).toBe(0)
  expect(await staffUnlock('nobody', {})).toMatchObject({ data: { refused: 'staff-unknown' } })
})

test('demo staff is made once, its password is told at every start, and the database has hashes', async () => {
  const file = join(folder, 'demonstration', 'sign-ins.json')
  await withCity({}, async (city) => {
    const made = await demoSignIns(city, file)
    expect(made?.staff.map(({ login }) => login)).toEqual(
      expect.arrayContaining([
        'clerk',
        'supervisor',
        'maker',
        'checker',
        'administrator',
        'auditor',
      ]),
    )
    expect(await mayEnter('clerk', made?.password ?? '')).toBe(true)
    expect(await demoSignIns(city, file)).toEqual(made)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await demoSignIns(city, join(folder, 'elsewhere.json'))).toBeUndefined()
    expect(await demoSignIns(city, undefined)).toBeUndefined()
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"clerk": ".*"/, '"clerk": "stf_other"'))
    expect(await demoSignIns(city, file)).toBeUndefined()
    const { rows } = await city.store.database.query<{ row: string }>(
      'select row_to_json(s)::text as row from oversight_staff s',
    )
    expect(rows.map(({ row }) => row).join('')).not.toContain(made?.password)
    return { data: null, text: '', exit: 0 }
  })
})

test('the trail is exported, and its file is checked without a database', async () => {
  const file = join(folder, 'trail.ndjson')
  const { data } = await trailExport(file, {})
  const { head, entries } = data as { head: string; entries: number }
  expect(entries).toBeGreaterThan(5)
  expect(await trailVerify(file, { head })).toMatchObject({ exit: 0, data: { intact: true } })
  const lines = readFileSync(file, 'utf8').split('\n')
  const index = lines.findIndex((line) => line.includes('"staff.reset"'))
  const { entry } = JSON.parse(lines[index] ?? '') as { entry: number }
  writeFileSync(file, lines.with(index, (lines[index] ?? '').replace('reset', 'added')).join('\n'))
  const found = await trailVerify(file, { head })
  expect(found.exit).toBe(1)
  expect(found.text).toContain(`entry-altered ${entry}`)
  writeFileSync(file, lines.toSpliced(index, 1).join('\n'))
  expect((await trailVerify(file, {})).text).toContain(`entry-removed ${entry}`)
  expect((await trailVerify(join(folder, 'none'), {})).exit).toBe(2)
  expect((await trailVerify(file, { head: 'abc' })).exit).toBe(2)
})

test('certificates are made, bound and revoked; their keys are for their owner alone', async () => {
  const ca = join(folder, 'ca')
  const out = join(folder, 'out')
  expect(await issue({ ca, out, terminal: 'bus-1' })).toMatchObject({
    data: { refused: 'ca-missing' },
  })
  expect((await makeCa(ca)).exit).toBe(0)
  expect(await makeCa(ca)).toMatchObject({ exit: 1, data: { refused: 'file-exists' } })
  expect(await issue({ ca, out, terminal: 'bus-1' })).toMatchObject({
    data: { refused: 'certificate-holder-unknown' },
  })
  await withCity({}, async ({ store: { database } }) => {
    const operator = 'op_bus' as OperatorId
    const opened = new Date('2026-01-01T00:00:00Z')
    const entered = await register(database, {
      operators: [{ operator, name: 'Bus', kind: 'bus', activeFrom: '2026-01-01', activeTo: null }],
      terminals: [
        {
          terminal: 'bus-1',
          operator,
          kind: 'validator',
          place: '',
          installedFrom: opened,
          installedTo: null,
        },
      ],
    })
    return done({ entered: entered.ok }, '')
  })
  const made = await issue({ ca, out, terminal: 'bus-1', operator: 'op_bus' })
  const { serial, privateKey } = made.data as { serial: string; privateKey: string }
  expect(statSync(privateKey).mode & 0o077).toBe(0)
  expect(JSON.stringify(made)).not.toContain('PRIVATE KEY')
  expect((await issue({ ca, out, server: 'localhost,127.0.0.1' })).exit).toBe(0)
  expect((await issue({ ca, out })).exit).toBe(2)
  // The files are there already: then nothing is bound either.
  expect(await issue({ ca, out, terminal: 'bus-1' })).toMatchObject({
    data: { refused: 'file-exists' },
  })
  const { data } = await list({})
  expect(data).toMatchObject({ certificates: [{ serial, boundTo: 'bus-1' }] })
  expect((await revoke(serial, { reason: 'stolen' })).exit).toBe(0)
  expect(await revoke(serial, { reason: 'stolen' })).toMatchObject({
    data: { refused: 'certificate-revoked' },
  })
})
