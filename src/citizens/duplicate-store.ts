import type { Sql, Tx } from '../base'

export type CaseState = 'open' | 'merged' | 'distinct'

export interface DuplicateCase {
  readonly duplicateCase: string
  readonly person: string
  readonly other: string
  readonly reasons: readonly string[]
  readonly state: CaseState
  readonly version: number
  readonly foundAt: Date
  readonly kept: string | null
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly decision: string | null
}

const columns = `duplicate_case as "duplicateCase", person, other, reasons, state, version, found_at as "foundAt",
  kept, decided_at as "decidedAt", decided_by as "decidedBy", decision`

/**
 * Opens a case, or adds reasons to the one there is; a pair told apart is asked about again only for a reason that
 * nobody had looked at. Answers whether it waits with something new.
 */
export async function putCase(
  tx: Tx,
  row: {
    readonly duplicateCase: string
    readonly person: string
    readonly other: string
    readonly reasons: readonly string[]
    readonly at: Date
    readonly reference: string
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into citizens_duplicate_case as kept
       (duplicate_case, person, other, reasons, found_at, reference)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (person, other) do update
        set reasons = (select array_agg(distinct reason order by reason)
                         from unnest(kept.reasons || excluded.reasons) reason),
            state = 'open', version = kept.version + 1, kept = null, decided_at = null, decided_by = null,
            decision = null
      where kept.state <> 'merged' and not kept.reasons @> excluded.reasons`,
    [row.duplicateCase, row.person, row.other, row.reasons, row.at, row.reference],
  )
  return rowCount === 1
}

export async function lockCase(tx: Tx, duplicateCase: string): Promise<DuplicateCase | undefined> {
  const { rows } = await tx.query<DuplicateCase>(
    `select ${columns} from citizens_duplicate_case where duplicate_case = $1 for update`,
    [duplicateCase],
  )
  return rows[0]
}

export async function decideCase(
  tx: Tx,
  row: {
    readonly duplicateCase: string
    readonly state: 'merged' | 'distinct'
    readonly kept: string | null
    readonly at: Date
    readonly by: string
    readonly decision: string
  },
): Promise<void> {
  await tx.query(
    `update citizens_duplicate_case
        set state = $2, kept = $3, decided_at = $4, decided_by = $5, decision = $6, version = version + 1
      where duplicate_case = $1`,
    [row.duplicateCase, row.state, row.kept, row.at, row.by, row.decision],
  )
}

/** Cases of one state, oldest first. */
export async function cases(
  sql: Sql,
  {
    state,
    after,
    limit,
  }: {
    readonly state: CaseState
    readonly after?: readonly [foundAt: Date, duplicateCase: string]
    readonly limit: number
  },
): Promise<DuplicateCase[]> {
  const { rows } = await sql.query<DuplicateCase>(
    `select ${columns} from citizens_duplicate_case
      where state = $1 and ($2::timestamptz is null or (found_at, duplicate_case) > ($2::timestamptz, $3))
      order by found_at, duplicate_case limit $4`,
    [state, after?.[0] ?? null, after?.[1] ?? null, limit],
  )
  return rows
}

export async function oneCase(sql: Sql, duplicateCase: string): Promise<DuplicateCase | undefined> {
  const { rows } = await sql.query<DuplicateCase>(
    `select ${columns} from citizens_duplicate_case where duplicate_case = $1`,
    [duplicateCase],
  )
  return rows[0]
}

/** Open cases that name a person who has just been merged away; they are settled by that. */
export async function openCasesOf(tx: Tx, person: string): Promise<string[]> {
  const { rows } = await tx.query<{ duplicateCase: string; other: string }>(
    `select duplicate_case as "duplicateCase" from citizens_duplicate_case
      where state = 'open' and (person = $1 or other = $1) order by duplicate_case for update`,
    [person],
  )
  return rows.map(({ duplicateCase }) => duplicateCase)
}
