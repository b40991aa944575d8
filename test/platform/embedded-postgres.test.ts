import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorCode, openDatabase } from '../../src/database'
import { becomes, isAlive, Program } from '../support/processes'

interface Held {
  readonly ownerUrl: string
  readonly workUrl: string
  readonly superuserUrl: string
  readonly dir: string
  readonly adopted: boolean
  readonly serverPid: number
  readonly uid: number
}

const HOLD = 'test/platform/hold-embedded.ts'
const isRoot = process.getuid?.() === 0

let dataDir: string

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'citycard-data-'))
  chmodSync(dataDir, 0o755)
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

async function hold(...order: readonly string[]): Promise<{ program: Program; held: Held }> {
  const [kind = 'lasting', where = dataDir, ...rest] = order
  const program = Program.start(HOLD, [kind, where, ...rest])
  return { program, held: await program.answer<Held>() }
}

async function ask(url: string, question: string): Promise<Record<string, unknown>[]> {
  const database = openDatabase({ connectionString: url, max: 1 })
  try {
    return (await database.query(question)).rows
  } finally {
    await database.close()
  }
}

async function leave(program: Program): Promise<void> {
  program.say('stop')
  expect(await program.end()).toMatchObject({ code: 0 })
}

describe('the lasting database', () => {
  test('starts from nothing, keeps work and ownership apart, and leaves no process behind', async () => {
    const { program, held } = await hold()
    expect(held.adopted).toBe(false)
    await ask(held.ownerUrl, `create table kept (word text)`)
    await ask(held.ownerUrl, `insert into kept values ('here')`)
    const refused = ask(held.workUrl, 'create table mine (a int)').catch(errorCode)
    await expect(refused).resolves.toBe('42501')
    expect(await ask(held.superuserUrl, 'show data_checksums')).toEqual([{ data_checksums: 'on' }])

    const noted = readFileSync(join(held.dir, 'superuser-url'), 'utf8').trim()
    expect(noted).toBe(held.superuserUrl)
    for (const file of ['superuser-url', 'passwords.json']) {
      expect(statSync(join(held.dir, file)).mode & 0o777).toBe(0o600)
    }
    await leave(program)
    expect(isAlive(held.serverPid)).toBe(false)
    expect(existsSync(join(held.dir, 'data', 'postmaster.pid'))).toBe(false)
    expect(readdirSync(join(held.dir, 'users'))).toEqual([])
  })

  test('is taken over from an owner that was killed', async () => {
    const first = await hold()
    await first.program.kill('SIGKILL')
    expect(isAlive(first.held.serverPid)).toBe(true)
    const second = await hold()
    expect(second.held).toMatchObject({ adopted: true, serverPid: first.held.serverPid })
    await leave(second.program)
    expect(isAlive(first.held.serverPid)).toBe(false)
  })

  test('comes back with all it was told when the server was killed too', async () => {
    const first = await hold()
    await ask(first.held.ownerUrl, `insert into kept values ('durable')`)
    await first.program.kill('SIGKILL')
    process.kill(first.held.serverPid, 'SIGKILL')
    await becomes(() => !isAlive(first.held.serverPid))
    const { program, held } = await hold()
    expect(held.adopted).toBe(false)
    expect(await ask(held.ownerUrl, 'select word from kept order by word')).toEqual([
      { word: 'durable' },
      { word: 'here' },
    ])
    await leave(program)
  })

  test('is shared by two processes, and the last one that leaves stops it', async () => {
    const [first, second] = await Promise.all([hold(), hold()])
    expect([first.held.adopted, second.held.adopted].sort()).toEqual([false, true])
    expect(first.held.serverPid).toBe(second.held.serverPid)
    await leave(first.program)
    expect(await ask(second.held.workUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await leave(second.program)
    expect(isAlive(second.held.serverPid)).toBe(false)
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('stops in good order on %s', async (signal) => {
    const { program, held } = await hold()
    await program.kill(signal)
    expect(await program.end()).toMatchObject({ signal })
    expect(await becomes(() => !isAlive(held.serverPid))).toBe(true)
    expect(existsSync(join(held.dir, 'data', 'postmaster.pid'))).toBe(false)
  })
})

describe('a throw-away database', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)('is gone after %s', async (signal) => {
    const { program, held } = await hold('throw-away')
    await program.kill(signal)
    expect(await becomes(() => !isAlive(held.serverPid) && !existsSync(held.dir))).toBe(true)
  })

  test('of an owner that is long dead is swept by the next', async () => {
    const left = join(tmpdir(), `citycard-throw-away-test-${process.pid}`)
    mkdirSync(join(left, 'data'), { recursive: true })
    // No process has this number: it is above what the system gives out.
    writeFileSync(join(left, 'owner.pid'), '99999999')
    const { program, held } = await hold('throw-away')
    expect(existsSync(left)).toBe(false)
    await leave(program)
    expect(existsSync(held.dir)).toBe(false)
  })
})

const asRoot = isRoot ? test : test.skip

asRoot('a user without any rights runs the same database', async () => {
  const own = mkdtempSync(join(tmpdir(), 'citycard-nobody-'))
  chmodSync(own, 0o755)
  const { program, held } = await hold('lasting', own, 'nobody')
  expect(held.uid).not.toBe(0)
  expect(await ask(held.workUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  await leave(program)
  rmSync(own, { recursive: true })
})

asRoot('a folder the server may not enter is told before anything is tried', async () => {
  const closed = mkdtempSync(join(tmpdir(), 'citycard-closed-'))
  const program = Program.start(HOLD, ['lasting', join(closed, 'data')])
  const { code, stderr } = await program.end()
  expect(code).not.toBe(0)
  expect(stderr).toContain(`may not pass through ${closed}`)
  rmSync(closed, { recursive: true })
})
