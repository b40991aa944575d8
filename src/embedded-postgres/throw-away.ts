import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { aliveProcess } from './processes'
import { THROW_AWAY_PREFIX, throwAwayDir } from './places'
import { dataOf, signalServer, type RunningServer } from './server'

const OWNER_FILE = 'owner.pid'
const LOOK_AGAIN_MS = 20

/** A new folder for a cluster that lives no longer than its owner. */
export function newThrowAway(ownerPid: number): string {
  const dir = throwAwayDir()
  writeFileSync(join(dir, OWNER_FILE), `${ownerPid}`)
  return dir
}

/**
 * A shell that waits for the owner's end and then clears away, because an owner that was killed cannot do it
 * itself. It ends when the server ends first.
 */
const WATCH = `
  while kill -0 "$1" 2>/dev/null && kill -0 "$2" 2>/dev/null; do sleep 1; done
  kill -0 "$1" 2>/dev/null && exit 0
  kill -QUIT "$2" 2>/dev/null
  while kill -0 "$2" 2>/dev/null; do sleep 0.1; done
  rm -rf -- "$3"
`

/** @returns stops the watch */
export function watchOver(
  dir: string,
  watched: { ownerPid: number; server: RunningServer },
): () => void {
  if (process.platform === 'win32') return () => undefined
  const { ownerPid, server } = watched
  const watch = spawn('sh', ['-c', WATCH, 'sh', `${ownerPid}`, `${server.pid}`, dir], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
  })
  watch.once('error', () => undefined)
  watch.unref()
  return () => watch.kill('SIGTERM')
}

/** Clears away what dead owners left: for machines that lost power, or a watch that was killed too. */
export async function sweepThrowAways(): Promise<void> {
  const ours = readdirSync(tmpdir()).filter((name) => name.startsWith(THROW_AWAY_PREFIX))
  await Promise.all(ours.map((name) => sweep(join(tmpdir(), name))))
}

async function sweep(dir: string): Promise<void> {
  const owner = pidIn(join(dir, OWNER_FILE))
  if (owner === undefined || aliveProcess(owner)) return
  // What cannot be cleared away is somebody else's, or is being swept by another at this moment.
  await clearAway(dir).catch(() => undefined)
}

/** Ends a throw-away cluster's server the short way, since its files go with it. */
export async function clearAway(dir: string): Promise<void> {
  const server = pidIn(join(dataOf(dir), 'postmaster.pid'))
  if (server !== undefined && runsIn(server, dir)) {
    signalServer(server, 'SIGQUIT')
    while (aliveProcess(server)) await pause(LOOK_AGAIN_MS)
  }
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

/** Guards against a process id that was given away anew; where that cannot be seen, the note is believed. */
function runsIn(pid: number, dir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir)
  } catch {
    return process.platform !== 'linux' && aliveProcess(pid)
  }
}

function pidIn(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}
