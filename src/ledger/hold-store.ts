import type { Fen, Sql, Tx } from '../base'
import type { Account } from './account'
import type { Prepared } from './decide'
import type { HoldOutcome } from './hold-lifecycle'
import type { MovementKind, Posting } from './movement'
import { ReferenceRaced } from './store'

/** A hold as it was made; it never changes. */
export interface Hold {
  readonly hold: string
  readonly kind: MovementKind
  readonly postings: readonly Posting[]
  readonly effectiveAt: Date
  readonly expiresAt: Date
  /** Hexadecimal. */
  readonly digest: string
  readonly evidence?: Buffer
  readonly corrects?: string
}

export interface HoldEnd {
  readonly hold: string
  readonly outcome: HoldOutcome
  /** The movement it was posted as. */
  readonly reference: string | null
  readonly endedAt: Date
}

interface HoldRow {
  readonly hold: string
  readonly kind: MovementKind
  readonly effectiveAt: Date
  readonly expiresAt: Date
  readonly digest: string
  readonly evidence: Buffer | null
  readonly corrects: string | null
  readonly debits: Account[]
  readonly credits: Account[]
  readonly amounts: Fen[]
  readonly counts: number[]
}

export async function insertHold(
  tx: Tx,
  { movement, digest }: Prepared,
  times: { readonly heldAt: Date; readonly expiresAt: Date },
): Promise<void> {
  const { postings } = movement
  const { rowCount } = await tx.query(
    `with hold as (
       insert into ledger_hold (hold, kind, effective_at, held_at, expires_at, digest, evidence, corrects,
                                debits, credits, amounts_fen, counts)
       values ($1, $2, $3, $4, $5, decode($6, 'hex'), $7, $8, $9, $10, $11, $12)
       on conflict (hold) do nothing
       returning hold, expires_at
     )
     insert into ledger_hold_open (hold, expires_at) select hold, expires_at from hold`,
    [
      movement.reference,
      movement.kind,
      movement.effectiveAt,
      times.heldAt,
      times.expiresAt,
      digest,
      movement.evidence ?? null,
      movement.corrects ?? null,
      postings.map(({ debit }) => debit),
      postings.map(({ credit }) => credit),
      postings.map(({ amount }) => amount),
      postings.map(({ count }) => count),
    ],
  )
  if (rowCount !== 1) throw new ReferenceRaced()
}

export async function holdsNamed(sql: Sql, holds: readonly string[]): Promise<readonly Hold[]> {
  const { rows } = await sql.query<HoldRow>(
    `select hold, kind, effective_at as "effectiveAt", expires_at as "expiresAt", encode(digest, 'hex') as digest,
            evidence, corrects, debits, credits, amounts_fen as amounts, counts
       from ledger_hold where hold = any ($1::text[]) order by hold`,
    [holds],
  )
  return rows.map(asHold)
}

function asHold({ debits, credits, amounts, counts, evidence, corrects, ...hold }: HoldRow): Hold {
  const postings = debits.map((debit, index) => ({
    debit,
    credit: credits[index] as Account,
    amount: amounts[index] as Fen,
    count: counts[index] as number,
  }))
  return {
    ...hold,
    postings,
    ...(evidence === null ? {} : { evidence }),
    ...(corrects === null ? {} : { corrects }),
  }
}

export async function holdEnd(sql: Sql, hold: string): Promise<HoldEnd | undefined> {
  const { rows } = await sql.query<HoldEnd>(
    `select hold, outcome, reference, ended_at as "endedAt" from ledger_hold_end where hold = $1`,
    [hold],
  )
  return rows[0]
}

/** Writes how holds ended. The table itself refuses a second end of any of them. */
export async function insertHoldEnds(
  tx: Tx,
  holds: readonly string[],
  end: Omit<HoldEnd, 'hold'>,
): Promise<void> {
  await tx.query(
    `with done as (delete from ledger_hold_open where hold = any ($1::text[]))
     insert into ledger_hold_end (hold, outcome, reference, ended_at)
     select hold, $2, $3, $4 from unnest($1::text[]) as given (hold)`,
    [holds, end.outcome, end.reference, end.endedAt],
  )
}

/** Which of these (all, if none are named) have not ended and are over their time. */
export async function holdsOverTime(
  sql: Sql,
  now: Date,
  among: { readonly holds?: readonly string[]; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql.query<{ hold: string }>(
    `select hold from ledger_hold_open
      where expires_at <= $1 and ($2::text[] is null or hold = any ($2)) order by expires_at limit $3`,
    [now, among.holds ?? null, among.limit],
  )
  return rows.map(({ hold }) => hold)
}
