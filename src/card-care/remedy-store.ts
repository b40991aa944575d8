import type { BusinessDate, Sql, Tx } from '../base'
import type { RemedyCause } from './remedy'

/** What an upheld dispute gave back, as it was booked. Fen. */
export interface BookedRemedy {
  readonly dispute: string
  readonly card: bigint
  readonly subject: string
  readonly person: string
  readonly cause: RemedyCause
  /** Who bears it, by which contract; null where the centre does. */
  readonly operator: string | null
  readonly contract: string | null
  readonly chargedFen: bigint
  readonly beforeFen: bigint
  readonly fen: bigint
  /** The business day it is settled in. */
  readonly day: BusinessDate
  readonly maker: string
  readonly approver: string
  readonly bookedAt: Date
}

const FIELDS = `dispute, card, subject, person, cause, operator, contract, charged_fen as "chargedFen",
  before_fen as "beforeFen", fen, day, maker, approver, booked_at as "bookedAt"`

export async function insertRemedy(tx: Tx, row: BookedRemedy): Promise<void> {
  await tx.query(
    `insert into card_care_remedy (dispute, card, subject, person, cause, operator, contract, charged_fen,
                                   before_fen, fen, day, maker, approver, booked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      row.dispute,
      row.card,
      row.subject,
      row.person,
      row.cause,
      row.operator,
      row.contract,
      row.chargedFen,
      row.beforeFen,
      row.fen,
      row.day,
      row.maker,
      row.approver,
      row.bookedAt,
    ],
  )
}

/** What a dispute gave back; undefined where it gave nothing. */
export async function remedyOfDispute(
  sql: Sql,
  dispute: string,
): Promise<BookedRemedy | undefined> {
  const { rows } = await sql.query<BookedRemedy>(
    `select ${FIELDS} from card_care_remedy where dispute = $1`,
    [dispute],
  )
  return rows[0]
}

/** What disputes about one line have given back so far, in fen. */
export async function remediedBefore(
  sql: Sql,
  { card, subject }: { readonly card: bigint; readonly subject: string },
): Promise<bigint> {
  return (await remediedOf(sql, { card, subjects: [subject] })).get(subject) ?? 0n
}

/** What disputes gave back of lines of a card's history, in fen, by the line. Lines of which nothing was are not in it. */
export async function remediedOf(
  sql: Sql,
  { card, subjects }: { readonly card: bigint; readonly subjects: readonly string[] },
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql.query<{ subject: string; fen: bigint }>(
    `select subject, sum(fen)::int8 as fen from card_care_remedy
      where card = $1 and subject = any($2::text[]) group by subject`,
    [card, subjects],
  )
  return new Map(rows.map(({ subject, fen }) => [subject, fen]))
}

/** Remedies of taps, newest first. */
export async function remediesBefore(
  sql: Sql,
  asked: {
    readonly before?: readonly [at: Date, dispute: string] | undefined
    readonly limit: number
  },
): Promise<readonly BookedRemedy[]> {
  const { rows } = await sql.query<BookedRemedy>(
    `select ${FIELDS} from card_care_remedy
      where subject like 'tap:%' and ($1::timestamptz is null or (booked_at, dispute) < ($1::timestamptz, $2::text))
      order by booked_at desc, dispute desc limit $3`,
    [asked.before?.[0] ?? null, asked.before?.[1] ?? null, asked.limit],
  )
  return rows
}
