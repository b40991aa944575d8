import type { Act, BusinessDate, CardNumber, Sql, Tx } from '../base'
import type { RefundFee, Why } from '../loads'
import { cardKey, cardNumberOf } from '../registry'
import type { Booked } from './closing'

/** A loss report as it stands. */
export interface LossReport {
  readonly report: string
  readonly card: CardNumber
  readonly kind: 'oral' | 'formal'
  readonly person: string
  readonly reportedAt: Date
  readonly holderBearsUntil: Date
  /** Null for a report in person. */
  readonly lapsesAt: Date | null
  readonly confirmedAt: Date | null
  readonly endedAt: Date | null
  readonly endedHow: 'found' | 'lapsed' | 'replaced' | null
}

const LOSS_FIELDS = `loss.report, loss.card, card.digits, loss.kind, loss.person, loss.reported_at as "reportedAt",
  loss.holder_bears_until as "holderBearsUntil", loss.lapses_at as "lapsesAt",
  loss.confirmed_at as "confirmedAt", loss.ended_at as "endedAt", loss.ended_how as "endedHow"`

type Numbered<Row> = Omit<Row, 'card'> & { readonly card: bigint; readonly digits: number }

const numbered = <Row extends { readonly card: CardNumber }>({
  card,
  digits,
  ...row
}: Numbered<Row>): Row => ({ ...row, card: cardNumberOf(card, digits) }) as unknown as Row

export async function insertLoss(
  tx: Tx,
  loss: Pick<
    LossReport,
    'card' | 'report' | 'kind' | 'person' | 'reportedAt' | 'holderBearsUntil' | 'lapsesAt'
  > & { readonly actor: string; readonly reference: string },
): Promise<void> {
  await tx.query(
    `insert into card_care_loss (card, reported_at, report, kind, person, holder_bears_until, lapses_at, actor,
                                 reference)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      cardKey(loss.card),
      loss.reportedAt,
      loss.report,
      loss.kind,
      loss.person,
      loss.holderBearsUntil,
      loss.lapsesAt,
      loss.actor,
      loss.reference,
    ],
  )
}

/** The report a card is lost by now. */
export async function lossNow(sql: Sql, card: CardNumber): Promise<LossReport | undefined> {
  const { rows } = await sql.query<Numbered<LossReport>>(
    `select ${LOSS_FIELDS} from card_care_loss loss join registry_card_view card using (card)
      where loss.card = $1 and loss.ended_at is null`,
    [cardKey(card)],
  )
  return rows[0] && numbered<LossReport>(rows[0])
}

/** Every report of a card, newest first. */
export async function lossesOf(sql: Sql, card: CardNumber): Promise<LossReport[]> {
  const { rows } = await sql.query<Numbered<LossReport>>(
    `select ${LOSS_FIELDS} from card_care_loss loss join registry_card_view card using (card)
      where loss.card = $1 order by loss.reported_at desc`,
    [cardKey(card)],
  )
  return rows.map((row) => numbered<LossReport>(row))
}

export async function confirmLoss(tx: Tx, card: CardNumber, at: Date): Promise<void> {
  await tx.query(
    'update card_care_loss set confirmed_at = $2 where card = $1 and ended_at is null',
    [cardKey(card), at],
  )
}

export async function endLoss(
  tx: Tx,
  card: CardNumber,
  end: { readonly at: Date; readonly how: NonNullable<LossReport['endedHow']> },
): Promise<void> {
  await tx.query(
    `update card_care_loss set ended_at = $2, ended_how = $3 where card = $1 and ended_at is null`,
    [cardKey(card), end.at, end.how],
  )
}

/** Reports by phone whose time is over at `at`, the oldest first. */
export async function lossesLapsed(sql: Sql, at: Date, limit: number): Promise<LossReport[]> {
  const { rows } = await sql.query<Numbered<LossReport>>(
    `select ${LOSS_FIELDS} from card_care_loss loss join registry_card_view card using (card)
      where loss.ended_at is null and loss.confirmed_at is null and loss.lapses_at <= $1
      order by loss.lapses_at limit $2`,
    [at, limit],
  )
  return rows.map((row) => numbered<LossReport>(row))
}

/** A card whose value is given to its holder by the books. */
export interface Closing {
  readonly closing: string
  readonly card: CardNumber
  readonly cause: string
  readonly emptied: boolean
  /** Null for an anonymous card that was handed back. */
  readonly person: string | null
  readonly closedAt: Date
  /** From this day on the value is known well enough to be given. */
  readonly dueOn: BusinessDate
  readonly settledAt: Date | null
  /** What was given when it was settled; later taps do not change it. */
  readonly givenFen: bigint | null
  /** Of its value so much was given in money and not moved to another card, and so much of that was kept. */
  readonly refundedFen: bigint
  readonly feeFen: bigint
  /** The rule and the arithmetic of the fee; null while none was looked at. */
  readonly feeWhy: Why | null
  /** The deposit that is owed beside the value. */
  readonly depositFen: bigint
}

const CLOSING_FIELDS = `closing.closing, closing.card, card.digits, closing.cause, closing.emptied,
  closing.person, closing.closed_at as "closedAt", closing.due_on as "dueOn",
  closing.settled_at as "settledAt", closing.given_fen as "givenFen", closing.refunded_fen as "refundedFen",
  closing.fee_fen as "feeFen", closing.fee_why as "feeWhy", closing.deposit_fen as "depositFen"`

export async function insertClosing(
  tx: Tx,
  closing: Pick<
    Closing,
    'closing' | 'card' | 'cause' | 'emptied' | 'person' | 'closedAt' | 'dueOn'
  > & {
    readonly actor: string
    readonly reference: string
  },
): Promise<void> {
  await tx.query(
    `insert into card_care_closing (card, closing, cause, emptied, person, closed_at, due_on, actor, reference)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      cardKey(closing.card),
      closing.closing,
      closing.cause,
      closing.emptied,
      closing.person,
      closing.closedAt,
      closing.dueOn,
      closing.actor,
      closing.reference,
    ],
  )
}

export async function closingNamed(sql: Sql, closing: string): Promise<Closing | undefined> {
  const { rows } = await sql.query<Numbered<Closing>>(
    `select ${CLOSING_FIELDS} from card_care_closing closing join registry_card_view card using (card)
      where closing.closing = $1`,
    [closing],
  )
  return rows[0] && numbered<Closing>(rows[0])
}

/** The closing, kept from others until the transaction ends. */
export async function lockClosing(tx: Tx, closing: string): Promise<Closing | undefined> {
  await tx.query('select 1 from card_care_closing where closing = $1 for no key update', [closing])
  return closingNamed(tx, closing)
}

export async function closingsOf(sql: Sql, card: CardNumber): Promise<Closing[]> {
  const { rows } = await sql.query<Numbered<Closing>>(
    `select ${CLOSING_FIELDS} from card_care_closing closing join registry_card_view card using (card)
      where closing.card = $1 order by closing.closed_at desc`,
    [cardKey(card)],
  )
  return rows.map((row) => numbered<Closing>(row))
}

export async function markSettled(
  tx: Tx,
  settled: { readonly closing: string; readonly at: Date; readonly givenFen: bigint },
): Promise<void> {
  await tx.query(
    'update card_care_closing set settled_at = $2, given_fen = $3 where closing = $1',
    [settled.closing, settled.at, settled.givenFen],
  )
}

/** Closings that wait and are due on a day. */
export async function closingsDue(sql: Sql, today: string, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ closing: string }>(
    `select closing from card_care_closing where settled_at is null and due_on <= $1
      order by due_on, closing limit $2`,
    [today, limit],
  )
  return rows.map(({ closing }) => closing)
}

/** Settled closings with all that was booked for them, in the order of their cards, after a card. */
export async function settledClosings(
  sql: Sql,
  { after, limit }: { readonly after: bigint; readonly limit: number },
): Promise<(Booked & { closing: string; card: bigint; emptied: boolean })[]> {
  const { rows } = await sql.query<Booked & { closing: string; card: bigint; emptied: boolean }>(
    `select closing.card, closing.closing, closing.emptied, ${SUMS}
       from (select card, closing, emptied from card_care_closing
              where settled_at is not null and card > $1 order by card limit $2) closing
       join card_care_closing_step step using (card, closing)
      group by closing.card, closing.closing, closing.emptied order by closing.card`,
    [after, limit],
  )
  return rows
}

const SUMS = `sum(step.purse_fen)::int8 as "purseFen", sum(step.shortage_fen)::int8 as "shortageFen",
  sum(step.receivable_fen)::int8 as "receivableFen", sum(step.payable_fen)::int8 as "payableFen"`

/** All that was booked for a closing, and how many steps. */
export async function bookedFor(
  sql: Sql,
  closing: Pick<Closing, 'card' | 'closing'>,
): Promise<Booked & { readonly steps: number }> {
  const { rows } = await sql.query<Booked & { steps: bigint }>(
    `select coalesce(sum(purse_fen), 0)::int8 as "purseFen",
            coalesce(sum(shortage_fen), 0)::int8 as "shortageFen",
            coalesce(sum(receivable_fen), 0)::int8 as "receivableFen",
            coalesce(sum(payable_fen), 0)::int8 as "payableFen", count(*) as steps
       from card_care_closing_step where card = $1 and closing = $2`,
    [cardKey(closing.card), closing.closing],
  )
  const row = rows[0] as (typeof rows)[number]
  return { ...row, steps: Number(row.steps) }
}

export async function insertStep(
  tx: Tx,
  step: Booked & { readonly closing: Closing; readonly step: number; readonly at: Date },
): Promise<void> {
  await tx.query(
    `insert into card_care_closing_step (card, closing, step, purse_fen, shortage_fen, receivable_fen, payable_fen,
                                         booked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      cardKey(step.closing.card),
      step.closing.closing,
      step.step,
      step.purseFen,
      step.shortageFen,
      step.receivableFen,
      step.payableFen,
      step.at,
    ],
  )
}

/** The deposit is owed under the closing, beside the value. */
export async function writeDepositOwed(
  tx: Tx,
  owed: { readonly closing: string; readonly depositFen: bigint },
): Promise<void> {
  await tx.query('update card_care_closing set deposit_fen = $2 where closing = $1', [
    owed.closing,
    owed.depositFen,
  ])
}

/** So much more of the value has left in money, and so much more was kept of it. */
export async function writeRefund(
  tx: Tx,
  refund: { readonly closing: string; readonly refundedFen: bigint } & RefundFee,
): Promise<void> {
  await tx.query(
    `update card_care_closing
        set refunded_fen = refunded_fen + $2, fee_fen = fee_fen + $3, fee_why = $4::jsonb
      where closing = $1`,
    [refund.closing, refund.refundedFen, refund.feeFen, JSON.stringify(refund.why)],
  )
}

/** All that was given back for a card in use again, and in how many steps; `payableFen` went to the online account. */
export async function givenBackFor(
  sql: Sql,
  card: bigint,
): Promise<Booked & { readonly steps: number }> {
  return (await givenBackForAll(sql, [card])).get(card) ?? NOTHING_GIVEN
}

const NOTHING_GIVEN = {
  purseFen: 0n,
  shortageFen: 0n,
  receivableFen: 0n,
  payableFen: 0n,
  steps: 0,
} as const

/** The same for many cards; one that was given nothing is not in the answer. */
export async function givenBackForAll(
  sql: Sql,
  cards: readonly bigint[],
): Promise<Map<bigint, Booked & { readonly steps: number }>> {
  const { rows } = await sql.query<Booked & { card: bigint; steps: bigint }>(
    `select card, sum(purse_fen)::int8 as "purseFen", sum(shortage_fen)::int8 as "shortageFen",
            sum(receivable_fen)::int8 as "receivableFen", sum(given_fen)::int8 as "payableFen",
            count(*) as steps
       from card_care_compensation where card = any($1::int8[]) group by card`,
    [cards],
  )
  return new Map(rows.map(({ steps, ...row }) => [row.card, { ...row, steps: Number(steps) }]))
}

export async function insertGiveBack(
  act: Act,
  step: Booked & { readonly card: bigint; readonly step: number; readonly person: string },
): Promise<void> {
  await act.tx.query(
    `insert into card_care_compensation (card, step, purse_fen, shortage_fen, receivable_fen, given_fen, person,
                                         reference, booked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      step.card,
      step.step,
      step.purseFen,
      step.shortageFen,
      step.receivableFen,
      step.payableFen,
      step.person,
      act.reference,
      act.at,
    ],
  )
}
