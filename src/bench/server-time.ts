import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10

/** Processor time of the database server and all its sessions so far, in milliseconds; Linux only. */
export function serverTimeMs(clusterDir: string): number | undefined {
  if (process.platform !== 'linux') return undefined
  const server = readFileSync(join(clusterDir, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]
  let ticks = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(pid)
    if (pid === server) ticks += sumOf(stat, [11, 12, 13, 14])
    else if (stat[1] === server) ticks += sumOf(stat, [11, 12])
  }
  return ticks * TICK_MS
}

/** The numbers of /proc/PID/stat behind the name of the program; empty when the process is gone. */
function statOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

const sumOf = (stat: readonly string[], places: readonly number[]): number =>
  places.reduce((sum, place) => sum + Number(stat[place] ?? 0), 0)
