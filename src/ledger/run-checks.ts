import type { Sql } from '../base'
import type { Finding } from './finding'

/** How many places one finding names. */
export const NAMED_MAX = 20

export interface Check {
  readonly check: string
  /** What holds when the query finds nothing. */
  readonly holds: string
  /** One row per breach: `place` (text) and `drift` (fen, signed or not). */
  readonly breaches: string
}

/**
 * Asks each check of the tables and answers one finding for each, in their order. While the centre is at work hand in
 * a transaction that sees one moment (repeatable read).
 */
export async function findingsOf(sql: Sql, checks: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const check of checks) findings.push(await run(sql, check))
  return findings
}

async function run(sql: Sql, { check, holds, breaches }: Check): Promise<Finding> {
  const { rows } = await sql.query<{ count: bigint; drift: bigint; places: string[] | null }>(
    `with breach as (${breaches})
     select count(*) as count, coalesce(sum(abs(drift)), 0)::int8 as drift,
            (array_agg(place order by abs(drift) desc, place))[1:${NAMED_MAX}] as places
       from breach`,
  )
  const found = rows[0]
  return found === undefined || found.count === 0n
    ? { check, ok: true, detail: holds }
    : {
        check,
        ok: false,
        detail: `not so: ${holds} (${found.count} ${found.count === 1n ? 'breach' : 'breaches'})`,
        where: (found.places ?? []).join(', '),
        driftFen: found.drift,
      }
}
