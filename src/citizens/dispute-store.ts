import type { Sql, Tx } from '../base'
import type { DisputeState } from './disputes'

export interface DisputeRow {
  readonly dispute: string
  readonly person: string
  readonly version: number
  readonly card: bigint
  readonly subject: string
  readonly state: DisputeState
  readonly statement: Buffer
  readonly answer: Buffer | null
  readonly remedy: string | null
  readonly raisedAt: Date
  readonly changedAt: Date
  readonly handledBy: string | null
}

const columns = `dispute, person, version, of_card as card, subject, state, statement, answer, remedy,
  raised_at as "raisedAt", changed_at as "changedAt", handled_by as "handledBy"`

export async function disputeRow(sql: Sql, dispute: string): Promise<DisputeRow | undefined> {
  const { rows } = await sql.query<DisputeRow>(
    `select ${columns} from citizens_dispute where dispute = $1`,
    [dispute],
  )
  return rows[0]
}

export async function lockDispute(tx: Tx, dispute: string): Promise<DisputeRow | undefined> {
  const { rows } = await tx.query<DisputeRow>(
    `select ${columns} from citizens_dispute where dispute = $1 for update`,
    [dispute],
  )
  return rows[0]
}

/** Newest first, of these persons or of everybody. */
export async function disputeRows(
  sql: Sql,
  asked: {
    readonly persons?: readonly string[]
    readonly state?: DisputeState
    readonly before?: readonly [raisedAt: string, dispute: string]
    readonly limit: number
  },
): Promise<DisputeRow[]> {
  const { rows } = await sql.query<DisputeRow>(
    `select ${columns} from citizens_dispute
      where ($1::text[] is null or person = any($1::text[])) and ($2::text is null or state = $2)
        and ($3::timestamptz is null or (raised_at, dispute) < ($3::timestamptz, $4))
      order by raised_at desc, dispute desc limit $5`,
    [
      asked.persons ?? null,
      asked.state ?? null,
      asked.before?.[0] ?? null,
      asked.before?.[1] ?? null,
      asked.limit,
    ],
  )
  return rows
}

export async function openDisputeAbout(
  tx: Tx,
  { card, subject }: { card: bigint; subject: string },
): Promise<string | undefined> {
  const { rows } = await tx.query<{ dispute: string }>(
    `select dispute from citizens_dispute
      where of_card = $1 and subject = $2 and state in ('raised', 'under-review')`,
    [card, subject],
  )
  return rows[0]?.dispute
}

export async function insertDispute(
  tx: Tx,
  row: Omit<DisputeRow, 'answer'> & { readonly reference: string },
): Promise<void> {
  await tx.query(
    `insert into citizens_dispute
       (dispute, person, of_card, subject, state, statement, raised_at, changed_at, reference)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      row.dispute,
      row.person,
      row.card,
      row.subject,
      row.state,
      row.statement,
      row.raisedAt,
      row.changedAt,
      row.reference,
    ],
  )
}

export async function writeDispute(tx: Tx, row: DisputeRow): Promise<void> {
  await tx.query(
    `update citizens_dispute
        set version = $2, state = $3, answer = $4, remedy = $5, changed_at = $6, handled_by = $7
      where dispute = $1`,
    [row.dispute, row.version, row.state, row.answer, row.remedy, row.changedAt, row.handledBy],
  )
}
