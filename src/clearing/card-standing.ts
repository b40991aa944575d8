import type { Sql, Tx } from '../base'
import { reasons } from './reasons.table'
import { codeOf, reasonOf, type Reason } from './verdict'

/** What a card is worth to its holder, from all records so far. Fen. */
export interface CardStanding {
  readonly card: bigint
  /** What the chip holds, by our books: loads less everything the chip paid. */
  readonly mirrorFen: bigint
  /** Taken off the chip by readers that had been told not to: not paid out, so it is still the holder's. */
  readonly hotlistedFen: bigint
  /** Taken off the chip and paid out, but borne by the centre and not by the holder. */
  readonly centreFen: bigint
  /** Records or changes of the card are being looked at this moment; ask again. */
  readonly beingCleared: boolean
}

/** How these cards stand, in the order of their numbers; one that is not registered is not in the answer. */
export async function cardStandings(sql: Sql, cards: readonly bigint[]): Promise<CardStanding[]> {
  const { rows } = await sql.query<CardStanding>(
    `with ruled as (
       select distinct on (card, event_date, sam, term_seq, batch, line) card, reason, amount_fen
         from clearing_ruling where card = any($1::int8[])
        order by card, event_date, sam, term_seq, batch, line, run desc),
     borne as (
       select card, coalesce(sum(amount_fen) filter (where reason = $2), 0)::int8 as hotlisted,
              coalesce(sum(amount_fen) filter (where reason = $3), 0)::int8 as centre
         from ruled group by card),
     shadow as (
       select card, sum(balance_fen)::int8 as balance, bool_or(purse = 2) as purse_known
         from clearing_card_shadow where card = any($1::int8[]) group by card)
     select card.card,
            coalesce(shadow.balance, 0) + case when shadow.purse_known then 0 else card.loaded_fen end
              as "mirrorFen",
            coalesce(borne.hotlisted, 0) as "hotlistedFen", coalesce(borne.centre, 0) as "centreFen",
            exists (select 1 from clearing_card_todo todo where todo.card = card.card)
              or exists (select 1 from clearing_tap tap join clearing_chain_todo using (batch)
                          where tap.card = card.card)
              or exists (select 1 from clearing_claim claim join clearing_chain_todo using (batch)
                          where claim.card = card.card) as "beingCleared"
       from registry_card_view card
       left join shadow using (card) left join borne using (card)
      where card.card = any($1::int8[]) order by card.card`,
    [cards, codeOf('card-hotlisted'), codeOf('paid-centre-bears')],
  )
  return rows
}

/** One tap of a time in which its card was stopped, and who bears it. */
export interface Liability {
  readonly at: string
  readonly operator: string
  readonly sam: bigint
  readonly amountFen: bigint
  readonly reason: Reason
  readonly liable: 'operator' | 'holder' | 'centre'
}

/** Who bears the taps of a card that were made while it was stopped; in order of time. */
export async function liabilitiesOf(sql: Sql, card: bigint): Promise<Liability[]> {
  const { rows } = await sql.query<{
    eventDate: string
    eventTime: number
    operator: string
    sam: bigint
    amountFen: bigint
    code: number
  }>(
    `select ruled.event_date as "eventDate", record.event_time as "eventTime", ruled.operator, ruled.sam,
            ruled.amount_fen as "amountFen", ruled.reason as code
       from (select distinct on (event_date, sam, term_seq, batch, line) *
               from clearing_ruling where card = $1
              order by event_date, sam, term_seq, batch, line, run desc) ruled
       join lateral (
         select event_time from clearing_tap where card = $1 and event_date = ruled.event_date
            and sam = ruled.sam and term_seq = ruled.term_seq and batch = ruled.batch and line = ruled.line
         union all
         select event_time from clearing_claim where card = $1 and event_date = ruled.event_date
            and sam = ruled.sam and term_seq = ruled.term_seq and batch = ruled.batch and line = ruled.line
       ) record on true
      where ruled.reason = any($2::int2[])
      order by ruled.event_date, record.event_time, ruled.sam, ruled.term_seq`,
    [card, Object.values(reasons).flatMap((row) => ('bears' in row ? [row.code] : []))],
  )
  return rows.flatMap(({ eventDate, eventTime, code, ...row }) => {
    const reason = reasonOf(code)
    const liable = bearerOf(reason)
    if (liable === undefined) return []
    const time = String(eventTime).padStart(6, '0')
    const clock = `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}`
    return [{ ...row, at: `${eventDate}T${clock}+08:00`, reason, liable }]
  })
}

/** Who bears a tap with this verdict, where that is not plain from the verdict itself. */
export function bearerOf(reason: Reason): Liability['liable'] | undefined {
  const row = reasons[reason]
  return 'bears' in row ? row.bears : undefined
}

/** Notes those of the cards that have taps at these SAMs on that date or later: who bears them may be another now. */
export async function noteCardsTappedAt(
  tx: Tx,
  asked: {
    readonly cards: readonly bigint[]
    readonly sams: readonly bigint[]
    readonly fromDate: string
  },
): Promise<void> {
  await tx.query(
    `insert into clearing_card_todo (card)
     select distinct card from (
       select card, sam, event_date from clearing_tap where card = any($1::int8[])
       union all select card, sam, event_date from clearing_claim where card = any($1::int8[])) record
      where sam = any($2::int8[]) and event_date >= $3::date order by 1
     on conflict do nothing`,
    [asked.cards, asked.sams, asked.fromDate],
  )
}
