import { spawn, execFile } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Fault } from '../base'
import { errorCode, openDatabase } from '../database'
import { aliveProcess, serverUser } from './processes'
import { SUPERUSER } from './secrets'

const run = promisify(execFile)

/** One cluster on disk: its folder, the binaries that run it, how safely it writes. */
export interface Cluster {
  readonly dir: string
  readonly binaries: string
  /** false = may lose everything in a power cut; for tests, which are thrown away anyhow. */
  readonly durable: boolean
  readonly superuserPassword: string
}

export interface RunningServer {
  readonly pid: number
  readonly port: number
}

const READY_WITHIN_MS = 60_000
const LOOK_AGAIN_MS = 20
const PORT_ATTEMPTS = 3

/** Tuned for a clearing centre that writes in sets: few checkpoints, room for the write-ahead log. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  // Files of the log are used again: every new one of 16 MB makes those who commit wait for it.
  min_wal_size: '512MB',
  checkpoint_timeout: '15min',
  max_connections: '100',
  log_checkpoints: 'off',
  // The detail of a broken key holds its values, card numbers among them; a statement may hold them too.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  jit: 'off',
  timezone: 'UTC',
} as const

const NOT_DURABLE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  min_wal_size: '80MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
} as const

export const dataOf = (clusterDir: string): string => join(clusterDir, 'data')
const logOf = (clusterDir: string): string => join(clusterDir, 'server.log')

/** Makes the cluster's files unless they are there; a making that was cut short is begun anew. */
export async function initialise(cluster: Cluster): Promise<void> {
  const data = dataOf(cluster.dir)
  if (existsSync(data)) return
  const half = `${data}.half`
  const passwordFile = join(cluster.dir, 'initdb-password')
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { mode: 0o700 })
  writeFileSync(passwordFile, cluster.superuserPassword, { mode: 0o600 })
  handOver(half, passwordFile)
  try {
    await run(
      join(cluster.binaries, 'initdb'),
      [
        ...['-D', half, '-U', SUPERUSER, `--pwfile=${passwordFile}`],
        ...['--auth=scram-sha-256', '--locale=C', '-E', 'UTF8', '--data-checksums'],
        ...(cluster.durable ? [] : ['--no-sync']),
      ],
      { ...serverUser(), cwd: '/', env: serverEnvironment() },
    )
  } catch (error) {
    throw new Fault('embedded-postgres', `initdb failed: ${outputOf(error)}`, false, {
      cause: error,
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(half, data)
}

/** Starts the server on a port of the system's choice and waits until it answers. */
export async function start(cluster: Cluster): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const log = openSync(logOf(cluster.dir), 'w', 0o600)
    // In a group of its own: Ctrl-C in a terminal is for us, who then stop the server in good order.
    const child = spawn(join(cluster.binaries, 'postgres'), serverArguments(cluster, port), {
      ...serverUser(),
      cwd: '/',
      env: serverEnvironment(),
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    let failure: string | undefined
    child.once('error', (error) => (failure = error.message))
    child.once('exit', () => (failure ??= readFileSync(logOf(cluster.dir), 'utf8').slice(-2_000)))
    child.unref()
    const ended = (): boolean => failure !== undefined
    if (child.pid !== undefined && (await becomesReady(cluster, port, ended))) {
      return { pid: child.pid, port }
    }
    const portTaken = /could not bind|Address already in use/i.test(failure ?? '')
    if (!portTaken || attempt === PORT_ATTEMPTS) {
      if (child.pid !== undefined && !ended()) process.kill(child.pid, 'SIGKILL')
      throw new Fault(
        'embedded-postgres',
        `the server did not start: ${failure ?? 'no answer'}`,
        true,
      )
    }
  }
}

/**
 * The server a process of ours left running, if it answers under this cluster's own password. Its own note of
 * being ready is not believed: that note survives a killed server.
 */
export async function findRunning(cluster: Cluster): Promise<RunningServer | undefined> {
  const noted = notedServer(cluster.dir)
  if (noted === undefined || !aliveProcess(noted.pid)) return undefined
  const gone = (): boolean =>
    !aliveProcess(noted.pid) || notedServer(cluster.dir)?.pid !== noted.pid
  return (await becomesReady(cluster, noted.port, gone)) ? noted : undefined
}

/** Stops a server in good order and waits until its process is gone. */
export async function stop(
  cluster: Pick<Cluster, 'dir' | 'binaries'>,
  server: RunningServer,
): Promise<void> {
  if (process.platform === 'win32') {
    await run(join(cluster.binaries, 'pg_ctl'), [
      'stop',
      '-D',
      dataOf(cluster.dir),
      '-m',
      'fast',
      '-w',
    ])
    return
  }
  signalServer(server.pid, 'SIGINT')
  while (aliveProcess(server.pid)) await pause(LOOK_AGAIN_MS)
}

export function signalServer(pid: number, signal: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone already.
  }
}

export const superuserUrl = (port: number, password: string, database = 'postgres'): string =>
  loginUrl({ login: SUPERUSER, password, port, database })

export const loginUrl = (to: {
  login: string
  password: string
  port: number
  database: string
}): string => `postgresql://${to.login}:${to.password}@127.0.0.1:${to.port}/${to.database}`

/** Ready means that it answers a question; not ready yet, refused and starting up all mean: ask again. */
async function becomesReady(
  cluster: Cluster,
  port: number,
  ended: () => boolean,
): Promise<boolean> {
  const database = openDatabase({
    connectionString: superuserUrl(port, cluster.superuserPassword),
    max: 1,
  })
  try {
    for (let waitedMs = 0; waitedMs < READY_WITHIN_MS && !ended(); waitedMs += LOOK_AGAIN_MS) {
      try {
        const { rows } = await database.query<{ data_directory: string }>('show data_directory')
        return rows[0]?.data_directory === dataOf(cluster.dir)
      } catch (error) {
        // A stranger on this port, who does not know our password: not our server.
        if (errorCode(error) === '28P01') return false
        await pause(LOOK_AGAIN_MS)
      }
    }
    return false
  } finally {
    await database.close()
  }
}

/** What the server wrote about itself: process id in the first line of its file, port in the fourth. */
function notedServer(clusterDir: string): RunningServer | undefined {
  try {
    const lines = readFileSync(join(dataOf(clusterDir), 'postmaster.pid'), 'utf8').split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    return pid > 0 && port > 0 ? { pid, port } : undefined
  } catch {
    return undefined
  }
}

function serverArguments(cluster: Cluster, port: number): string[] {
  const settings = { ...SETTINGS, ...(cluster.durable ? {} : NOT_DURABLE), port: `${port}` }
  return [
    ...['-D', dataOf(cluster.dir)],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

/** Nothing of ours leaks into the server: no credentials, no language settings. */
const serverEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {}),
})

function handOver(...paths: readonly string[]): void {
  const { uid, gid } = serverUser()
  if (uid === undefined || gid === undefined) return
  for (const path of paths) chownSync(path, uid, gid)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = createServer()
    asked.once('error', reject)
    asked.listen(0, '127.0.0.1', () => {
      const { port } = asked.address() as AddressInfo
      asked.close(() => resolve(port))
    })
  })
}

function outputOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string }
  return (stderr ?? '').trim() || (message ?? String(error))
}
