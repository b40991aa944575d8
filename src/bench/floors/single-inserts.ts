import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { invariant } from '../../base'
import type { BenchCity } from '../bench-city'
import { seconds } from '../figure'

const CLIENTS = 8

export const singleInsertTable = `create table bench_single (
  card int8 not null, counter int4 not null, id int8 generated always as identity,
  amount int4 not null, at timestamptz not null, memo text not null, unique (card, counter, id))`

/**
 * I, the floor of online posting: one row, one commit, eight connections. By pgbench where this machine has
 * one, as the goals were measured; else by this process, which is slower.
 */
export async function singleInsertRate(city: BenchCity, inserts: number): Promise<number> {
  const each = Math.ceil(inserts / CLIENTS)
  return hasPgbench() ? pgbenchRate(city, each) : driverRate(city, each)
}

let pgbenchFound: boolean | undefined
export const hasPgbench = (): boolean =>
  (pgbenchFound ??= spawnSync('pgbench', ['--version'], { stdio: 'ignore' }).status === 0)

const SCRIPT = `\\set card random(1, 1000000)
\\set counter random(0, 65535)
insert into bench_single (card, counter, amount, at, memo)
  values (3104403000000000000 + :card, :counter, 200, now(), 'a memo as long as the one of the other floor, that is about so long');
`

async function pgbenchRate({ ownerUrl }: BenchCity, each: number): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'citycard-bench-'))
  try {
    const script = join(dir, 'insert.sql')
    writeFileSync(script, SCRIPT)
    const order = ['-n', '-M', 'prepared', '-c', `${CLIENTS}`, '-j', '2', '-t', `${each}`]
    const told = await outputOf('pgbench', [...order, '-f', script, accessTo(ownerUrl, dir)])
    const tps = /tps = ([\d.]+)/.exec(told)?.[1]
    invariant(tps !== undefined, 'pgbench tells its rate', { told: told.slice(-500) })
    return Number(tps)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** With the password in a file, because everybody on the machine can read the arguments of a program. */
function accessTo(url: string, dir: string): string {
  const { hostname, port, username, password, pathname } = new URL(url)
  const passwordFile = join(dir, 'password')
  writeFileSync(passwordFile, `*:*:*:*:${password}\n`, { mode: 0o600 })
  const database = pathname.slice(1)
  return `host=${hostname} port=${port} user=${username} dbname=${database} passfile=${passwordFile}`
}

const outputOf = (command: string, order: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, order, { stdio: ['ignore', 'pipe', 'pipe'] })
    let told = ''
    child.stdout.on('data', (text: Buffer) => (told += text.toString()))
    child.stderr.on('data', (text: Buffer) => (told += text.toString()))
    child.once('error', reject)
    child.once('close', () => resolve(told))
  })

async function driverRate(city: BenchCity, each: number): Promise<number> {
  const client = async (): Promise<void> => {
    for (let nth = 0; nth < each; nth++) {
      await city.owner.query(
        `insert into bench_single (card, counter, amount, at, memo) values ($1, $2, 200, now(), $3)`,
        [3_104_403_000_000_000_000n + BigInt(nth), nth % 65_536, 'm'.repeat(66)],
        'bench_single',
      )
    }
  }
  const took = await seconds(() => Promise.all(Array.from({ length: CLIENTS }, client)))
  return (CLIENTS * each) / took
}
