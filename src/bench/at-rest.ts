import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openDatabase } from '../database'
import type { BenchCity } from './bench-city'

let collect: (() => void) | undefined

function withoutGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}

const SETTLES_IN_MS = 500

/**
 * Collects what the bench has thrown away, and lets the server finish what it was left with: the bench draws taps by the
 * million in the process that it measures, which no centre does, and a close of some milliseconds would pay for them. The
 * engine forgets compiled code with it, so what runs for seconds is measured without: a file cost a third more after it.
 */
export async function atRest(): Promise<void> {
  withoutGarbage()
  await pause(SETTLES_IN_MS)
}

/** What a record of a round leaves in the log, all rows together: about that much. */
const LOG_BYTES_A_RECORD = 1_500
const MIB = 1_048_576
/** More would not be kept for use again. */
const LOG_MIB_MAX = 448
const MIB_OF_LOG = `select pg_logical_emit_message(false, 'bench', repeat('x', ${MIB})) from generate_series(1, $1)`

/**
 * Gives the server files of its log to use again, as one has that has lived for a while. On a new one every 16 MiB of
 * log wait for a file to be made, about 30 ms, in floors and product alike.
 * @param records that all rounds together will take
 */
export async function ripen({ superuserUrl }: BenchCity, records: number): Promise<void> {
  const mib = Math.min(LOG_MIB_MAX, Math.ceil((records * LOG_BYTES_A_RECORD) / MIB))
  const server = openDatabase({ connectionString: superuserUrl, max: 1 })
  try {
    await server.query(MIB_OF_LOG, [mib])
    await server.query('checkpoint')
  } finally {
    await server.close()
  }
}

/**
 * Does at once what the server would do beside the next row, sooner or later: a million rows that came in a minute are
 * analysed and vacuumed by a worker that shares the processors with whom it is measured, and their pages go to the disk
 * that each commit waits for.
 */
export async function quieten({ superuserUrl }: BenchCity): Promise<void> {
  const server = openDatabase({ connectionString: superuserUrl, max: 1 })
  try {
    await server.query('vacuum (analyze)')
    await server.query('checkpoint')
    while ((await server.query(WORKERS)).rows.length > 0) await pause(SETTLES_IN_MS)
  } finally {
    await server.close()
  }
}

const WORKERS = `select from pg_stat_activity where backend_type = 'autovacuum worker'`
