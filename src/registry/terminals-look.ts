import type { Sql } from '../base'
import type { FareTable } from './fare-tables'

/** A terminal in use with what it says it has, and the SAMs that sit in it. */
export interface TerminalVersions {
  readonly terminal: string
  readonly operator: string
  readonly kind: string
  readonly place: string
  /** The newest hotlist and fare table it has acknowledged; null while it has said nothing. */
  readonly hotlistVersion: bigint | null
  readonly hotlistAt: Date | null
  readonly fareVersion: bigint | null
  readonly fareAt: Date | null
  readonly sams: readonly string[]
}

/** Terminals in use at an instant, in the order of their ids, behind one; all or of one operator. */
export async function terminalVersions(
  sql: Sql,
  asked: {
    readonly at: Date
    readonly operator?: string | undefined
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<TerminalVersions[]> {
  const { rows } = await sql.query<TerminalVersions>(
    `select t.terminal, t.operator, t.kind, t.place,
            hotlist.version as "hotlistVersion", hotlist.acknowledged_at as "hotlistAt",
            fare.version as "fareVersion", fare.acknowledged_at as "fareAt",
            coalesce((select array_agg(sam order by sam) from registry_sam_binding b
                       where b.terminal = t.terminal and b.bound_from <= $1
                         and (b.bound_to is null or b.bound_to > $1)), '{}') as sams
       from registry_terminal t
       left join lateral (select version, acknowledged_at from registry_hotlist_acknowledgement a
                           where a.terminal = t.terminal order by version desc limit 1) hotlist on true
       left join lateral (select version, acknowledged_at from registry_fare_acknowledgement a
                           where a.terminal = t.terminal and a.operator = t.operator
                           order by version desc limit 1) fare on true
      where t.installed_from <= $1 and (t.installed_to is null or t.installed_to > $1)
        and t.terminal > $2 and ($3::text is null or t.operator = $3)
      order by t.terminal limit $4`,
    [asked.at, asked.after ?? '', asked.operator ?? null, asked.limit],
  )
  return rows
}

/** How many terminals in use have which hotlist as their newest; version 0 stands for none. The newest 20 versions. */
export async function hotlistSpread(
  sql: Sql,
  at: Date,
): Promise<{ readonly version: bigint; readonly terminals: number }[]> {
  const { rows } = await sql.query<{ version: bigint; terminals: number }>(
    `select coalesce(has.version, 0)::int8 as version, count(*)::int4 as terminals
       from registry_terminal t
       left join lateral (select version from registry_hotlist_acknowledgement a
                           where a.terminal = t.terminal order by version desc limit 1) has on true
      where t.installed_from <= $1 and (t.installed_to is null or t.installed_to > $1)
      group by 1 order by 1 desc limit 20`,
    [at],
  )
  return rows
}

/** The fare table of an operator that was in force at an instant; undefined when none was published by then. */
export async function fareTableAt(
  sql: Sql,
  { operator, at }: { readonly operator: string; readonly at: Date },
): Promise<Pick<FareTable, 'version' | 'effectiveFrom'> | undefined> {
  const { rows } = await sql.query<Pick<FareTable, 'version' | 'effectiveFrom'>>(
    `select version, effective_from as "effectiveFrom" from registry_fare_table
      where operator = $1 and effective_from <= $2 order by effective_from desc, version desc limit 1`,
    [operator, at],
  )
  return rows[0]
}
