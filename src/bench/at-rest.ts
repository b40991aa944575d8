import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openDatabase } from '../database'
import type { BenchCity } from './bench-city'

let collect: (() => void) | undefined

/**
 * Collects what the bench has thrown away: it draws taps by the million in the process that it measures, which no centre
 * does, and the next measurement would pay for them.
 */
export function withoutGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}

const SETTLES_IN_MS = 1_000

/** The same, and a moment in which the server finishes what the measurements before have left it. */
export async function atRest(): Promise<void> {
  withoutGarbage()
  await pause(SETTLES_IN_MS)
}

const LOG_MIB = 448
const MIB_OF_LOG = `select pg_logical_emit_message(false, 'bench', repeat('x', 1048576)) from generate_series(1, $1)`

/**
 * Gives the server files of its log to use again, as one has that has lived for a while. On a new one every 16 MiB of
 * log wait for a file to be made, about 30 ms, in floors and product alike.
 */
export async function ripen({ superuserUrl }: BenchCity): Promise<void> {
  const server = openDatabase({ connectionString: superuserUrl, max: 1 })
  try {
    await server.query(MIB_OF_LOG, [LOG_MIB])
    await server.query('checkpoint')
  } finally {
    await server.close()
  }
}
