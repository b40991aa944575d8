import type { Sql, Tx } from '../base'
import { columnOf, wordColumnOf } from './columns'
import type { Tap } from './tap'
import { codeOf, reasonOf, type Reason } from './verdict'

/** A claim beside the taps, with the reason it stands under now (its first one, or the latest ruling's). */
export interface StandingClaim {
  readonly tap: Tap
  readonly operator: string
  readonly reason: Reason
  /** The terminal saw no answer to its debit; whatever became of the claim since. */
  readonly unconfirmed: boolean
  /** The settlement day of the batch that brought it. */
  readonly settleDate: string
}

const CLAIM_TAP_FIELDS = `card, sam, term_seq as "termSeq", event_date as "eventDate", event_time as "eventTime",
  type, discount, key_version as "keyVersion", algorithm, counter, line, amount_fen as "amountFen",
  list_fen as "listFen", balance_before as "balanceBefore", batch, tac, operator,
  (select batch.settle_date from clearing_batch batch where batch.batch = claim.batch) as "settleDate"`

/** Reasons of claims that the chain of a card may still decide. */
const OPEN_REASONS = (['unconfirmed', 'proved-elsewhere', 'same-tac-other-content'] as const).map(
  codeOf,
)

type ClaimRow = Tap & {
  readonly operator: string
  readonly reason: number
  readonly first: number
  readonly settleDate: string
}

const UNCONFIRMED_REASONS: ReadonlySet<Reason> = new Set(['unconfirmed', 'proved-elsewhere'])

const claimOf = ({ operator, reason, first, settleDate, ...tap }: ClaimRow): StandingClaim => ({
  tap,
  operator,
  settleDate,
  reason: reasonOf(reason),
  unconfirmed: UNCONFIRMED_REASONS.has(reasonOf(first)),
})

/** Claims of the kinds a chain decides, under these signed keys, with their first reason. */
export async function claimsUnder(
  sql: Sql,
  keys: readonly Pick<Tap, 'card' | 'eventDate' | 'sam' | 'termSeq'>[],
): Promise<StandingClaim[]> {
  const { rows } = await sql.query<ClaimRow>(
    `select ${CLAIM_TAP_FIELDS}, reason, reason as first from clearing_claim claim
      where reason = any($5::int2[]) and (card, event_date, sam, term_seq) in (
        select * from unnest($1::int8[], $2::date[], $3::int8[], $4::int8[]))`,
    [
      columnOf(keys, (key) => key.card),
      wordColumnOf(keys, (key) => key.eventDate),
      columnOf(keys, (key) => key.sam),
      columnOf(keys, (key) => key.termSeq),
      columnOf(OPEN_REASONS, (code) => code),
    ],
  )
  return rows.map(claimOf)
}

/** All such claims of these cards, with the reason they stand under now. */
export async function claimsOfCards(sql: Sql, cards: readonly bigint[]): Promise<StandingClaim[]> {
  const { rows } = await sql.query<ClaimRow>(
    `select ${CLAIM_TAP_FIELDS}, reason as first, coalesce(
        (select ruling.reason from clearing_ruling ruling
          where ruling.card = claim.card and ruling.event_date = claim.event_date
            and ruling.sam = claim.sam and ruling.term_seq = claim.term_seq
            and ruling.batch = claim.batch and ruling.line = claim.line
          order by run desc limit 1), reason) as reason
       from clearing_claim claim
      where card = any($1::int8[]) and reason = any($2::int2[])`,
    [columnOf(cards, (card) => card), columnOf(OPEN_REASONS, (code) => code)],
  )
  return rows.map(claimOf)
}

/** Every booked tap of these cards: who uploaded it, how it stands now, whether its SAM number is contested. */
export async function standingTaps(
  sql: Sql,
  cards: readonly bigint[],
): Promise<(StandingClaim & { readonly contested: boolean })[]> {
  const { rows } = await sql.query<ClaimRow & { contested: boolean }>(
    `select tap.card, tap.sam, tap.term_seq as "termSeq", tap.event_date as "eventDate",
        tap.event_time as "eventTime", tap.type, tap.discount, tap.key_version as "keyVersion",
        tap.algorithm, tap.counter, tap.line, tap.amount_fen as "amountFen", tap.list_fen as "listFen",
        tap.balance_before as "balanceBefore", tap.batch, tap.tac, batch.operator,
        batch.settle_date as "settleDate", $2::int2 as first,
        coalesce((select ruling.reason from clearing_ruling ruling
          where ruling.card = tap.card and ruling.event_date = tap.event_date
            and ruling.sam = tap.sam and ruling.term_seq = tap.term_seq
            and ruling.batch = tap.batch and ruling.line = tap.line
          order by run desc limit 1), $2::int2) as reason,
        exists (select 1 from clearing_tap other
          where other.sam = tap.sam and other.term_seq = tap.term_seq
            and (other.card, other.event_date) <> (tap.card, tap.event_date)) as contested
       from clearing_tap tap join clearing_batch batch using (batch)
      where tap.card = any($1::int8[])`,
    [columnOf(cards, (card) => card), codeOf('paid')],
  )
  return rows.map(({ contested, ...row }) => ({ ...claimOf(row), contested }))
}

/** Cards of which these batches brought claims that a chain decides. */
export async function cardsWithClaims(
  tx: Tx,
  batches: readonly bigint[],
): Promise<{ card: bigint; type: number }[]> {
  const { rows } = await tx.query<{ card: bigint; type: number }>(
    `select distinct card, type from clearing_claim
      where batch = any($1::int8[]) and reason = any($2::int2[])`,
    [columnOf(batches, (batch) => batch), columnOf(OPEN_REASONS, (code) => code)],
  )
  return rows
}

/** Cards whose booked taps share a terminal transaction number with one of these taps of another card. */
export async function rivalCards(tx: Tx, taps: readonly Tap[]): Promise<bigint[]> {
  if (taps.length === 0) return []
  const { rows } = await tx.query<{ card: bigint }>(
    `select distinct other.card
       from unnest($1::int8[], $2::int8[], $3::int8[], $4::date[]) as mine (sam, term_seq, card, event_date)
       join clearing_tap other on other.sam = mine.sam and other.term_seq = mine.term_seq
      where (other.card, other.event_date) <> (mine.card, mine.event_date)`,
    [
      columnOf(taps, (tap) => tap.sam),
      columnOf(taps, (tap) => tap.termSeq),
      columnOf(taps, (tap) => tap.card),
      wordColumnOf(taps, (tap) => tap.eventDate),
    ],
  )
  return rows.map(({ card }) => card)
}
