import type { Sql } from '../base'
import type { ReplayResult } from './result'

/** Whether this replay was begun in these books. */
export async function wasBegun(sql: Sql, dataset: string): Promise<boolean> {
  const { rows } = await sql.query('select 1 from simulation_begun where dataset = $1', [dataset])
  return rows.length > 0
}

export async function markBegun(sql: Sql, dataset: string): Promise<void> {
  await sql.query(
    'insert into simulation_begun (dataset) values ($1) on conflict (dataset) do nothing',
    [dataset],
  )
}

/** What came of a replay that was finished in these books. */
export async function finishedRun(sql: Sql, dataset: string): Promise<ReplayResult | undefined> {
  const { rows } = await sql.query<{ result: ReplayResult }>(
    'select result from simulation_run where dataset = $1',
    [dataset],
  )
  return rows[0]?.result
}

export async function keepRun(sql: Sql, dataset: string, result: ReplayResult): Promise<void> {
  await sql.query(
    'insert into simulation_run (dataset, result) values ($1, $2) on conflict (dataset) do nothing',
    [dataset, JSON.stringify(result)],
  )
}

/** Claims with a TAC that is not genuine: invented ones, and booked taps with something changed. */
export async function alteredClaims(
  sql: Sql,
): Promise<{ readonly invented: number; readonly altered: number }> {
  const { rows } = await sql.query<{ invented: bigint; altered: bigint }>(
    `select count(*) filter (where not bears_booked_tac) as invented,
            count(*) filter (where bears_booked_tac) as altered
       from clearing_forgery_view`,
  )
  const { invented, altered } = rows[0] ?? { invented: 0n, altered: 0n }
  return { invented: Number(invented), altered: Number(altered) }
}
