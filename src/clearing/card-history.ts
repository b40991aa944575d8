import type { Sql } from '../base'
import { allReasons, codeOf, reasonOf, verdictOf, type Reason } from './verdict'

/** How a discount was named in a record; one of no name is the card's own. */
const DISCOUNTS = ['none', 'card', 'concession', 'transfer'] as const
export type DiscountName = (typeof DISCOUNTS)[number]

/** One line of a card's history, with all that explains what it cost. Fen. */
export interface CardEntry {
  /** Names the line in a dispute: "tap:2026-03-02.100000000001.17", "load:4". */
  readonly subject: string
  readonly kind: 'tap' | 'load' | 'unload'
  readonly at: Date
  /** What the purse lost (positive) or gained (negative). */
  readonly chargedFen: bigint
  /** The fare without any discount; null for a load. */
  readonly listFen: bigint | null
  readonly discount: DiscountName
  readonly discountFen: bigint
  /** Who bears the discount, by the operator's contract of the day; null where there is none. */
  readonly discountBorneBy: 'operator' | 'city' | null
  readonly operator: string | null
  /** What the purse held afterwards, as the card itself said; null for a load. */
  readonly balanceAfterFen: bigint | null
  /** What the centre found; null for a load. */
  readonly reason: Reason | null
  /** The centre pays the operator for it: it is the rider's charge, or the reason says whose. */
  readonly counts: boolean
  /** The movement of the books that paid for it; null for a load, and for what nobody was paid for. */
  readonly bookedBy: string | null
  /** Batch and line of its record ("18-1"); null for a load. */
  readonly record: string | null
}

const ACCEPTED = allReasons.filter((reason) => verdictOf(reason) === 'accepted')
/** Records that proved to come from the card, whatever came of them. */
const GENUINE: readonly Reason[] = [
  ...ACCEPTED,
  'card-not-in-force',
  'card-expired',
  'in-the-future',
  'too-late',
  'same-tac-other-content',
  'sam-number-used-twice',
  'counter-used-twice',
  'card-hotlisted',
]

interface Row extends Omit<CardEntry, 'discount' | 'reason' | 'kind'> {
  readonly kind: 'tap' | 'load'
  readonly discountCode: number
  readonly code: number | null
}

/** A moment of a day in the city, as an instant: records carry local time, which is UTC+8 all year. */
const INSTANT = (date: string, time: string): string =>
  `((${date} + make_time(${time} / 10000, ${time} / 100 % 100, ${time} % 100)) at time zone 'UTC') - interval '8 hours'`

/**
 * The history of a card's purse, newest first: genuine taps with their fares explained, loads and unloads. Records
 * that never proved to come from the card are not in it.
 * @param part.before place of the last line of the part before: its instant and subject
 */
export async function cardHistory(
  sql: Sql,
  card: bigint,
  part: {
    /** The place of the line that the page before ended with; two records of one key share moment and subject. */
    readonly before?: readonly [at: string, subject: string, record: string] | undefined
    readonly subject?: string
    /** Only lines of these times, both ends included. */
    readonly within?: readonly { readonly from: Date; readonly to: Date | null }[]
    readonly limit: number
  },
): Promise<CardEntry[]> {
  const { rows } = await sql.query<Row>(
    `with ruled as (
       select distinct on (event_date, sam, term_seq, batch, line)
              event_date, sam, term_seq, batch, line, reason,
              case when sign = 1 then 'ruling:' || run || ':' || operator || ':' || settle_date end as booked_by
         from clearing_ruling where card = $1
        order by event_date, sam, term_seq, batch, line, run desc),
     record as (
       select tap.event_date, tap.event_time, tap.sam, tap.term_seq, tap.batch, tap.line, tap.discount,
              tap.amount_fen, tap.list_fen, tap.balance_before, batch.operator, $6::int2 as reason
         from clearing_tap tap join clearing_batch batch using (batch) where tap.card = $1
       union all
       select event_date, event_time, sam, term_seq, batch, line, discount, amount_fen, list_fen,
              balance_before, operator, reason
         from clearing_claim where card = $1),
     line as (
       select 'tap:' || event_date || '.' || sam || '.' || term_seq as subject, 'tap' as kind,
              ${INSTANT('event_date', 'event_time')} as at, amount_fen as charged, list_fen as list,
              discount, operator, event_date, balance_before - amount_fen as after,
              coalesce(ruled.reason, record.reason) as code,
              coalesce(ruled.booked_by, 'takings:' || batch) as booked_by, batch || '-' || line as record
         from record left join ruled using (event_date, sam, term_seq, batch, line)
       union all
       select 'load:' || online_seq, 'load', loaded_at, -amount_fen, null, 0, null, null, null, null, null, null
         from registry_card_load_view where card = $1)
     select subject, kind, at, charged as "chargedFen", list as "listFen", line.discount as "discountCode",
            greatest(list - charged, 0) as "discountFen",
            case when list > charged then
              case line.discount when 2 then c.concession_bearer when 3 then c.transfer_bearer
                                 else c.card_discount_bearer end end as "discountBorneBy",
            line.operator, after as "balanceAfterFen", code, coalesce(code = any($7::int2[]), true) as counts,
            case when code = any($7::int2[]) then booked_by end as "bookedBy", record
       from line
       left join registry_contract_view c on c.operator = line.operator
             and c.valid_from <= line.event_date and (c.valid_to is null or line.event_date <= c.valid_to)
      where (code is null or code = any($8::int2[]))
        and ($2::timestamptz is null
             or (at, subject, coalesce(line.record, '')) < ($2::timestamptz, $3::text, $11::text))
        and ($4::text is null or subject = $4)
        and ($9::timestamptz[] is null or exists (
          select from unnest($9::timestamptz[], $10::timestamptz[]) as held(since, until)
           where line.at >= held.since and (held.until is null or line.at <= held.until)))
      order by at desc, subject desc, coalesce(line.record, '') desc limit $5`,
    [
      card,
      part.before?.[0] ?? null,
      part.before?.[1] ?? null,
      part.subject ?? null,
      part.limit,
      codeOf('paid'),
      ACCEPTED.map(codeOf),
      GENUINE.map(codeOf),
      part.within?.map(({ from }) => from.toISOString()) ?? null,
      part.within?.map(({ to }) => to?.toISOString() ?? null) ?? null,
      part.before?.[2] ?? null,
    ],
  )
  return rows.map(entryOf)
}

function entryOf({ discountCode, code, ...row }: Row): CardEntry {
  const letOff = row.discountFen ?? 0n
  const named = letOff > 0n ? (DISCOUNTS[discountCode === 0 ? 1 : discountCode] ?? 'card') : 'none'
  return {
    ...row,
    kind: row.kind === 'load' && row.chargedFen > 0n ? 'unload' : row.kind,
    discount: named,
    discountFen: letOff,
    reason: code === null ? null : reasonOf(code),
  }
}

/** What a purse held at a moment, by the last record of it until then. */
export interface BalanceAsOf {
  readonly balanceFen: bigint
  /** The last record that it rests on; null when nothing but loads, or nothing at all, is known. */
  readonly lastTapAt: Date | null
  /** Counters of the purse that no record has shown yet: the true balance may be lower. */
  readonly gapCount: number
}

/**
 * The balance of a card as of a moment. The centre knows what has been uploaded: the answer names the record that it
 * rests on and says how many are missing.
 */
export async function balanceAsOf(sql: Sql, card: bigint, at: Date): Promise<BalanceAsOf> {
  const { rows } = await sql.query<BalanceAsOf>(
    `with record as (
       select event_date, event_time, counter, balance_before - amount_fen as after
         from clearing_tap where card = $1 and type not in (4, 5)
       union all
       select event_date, event_time, counter, balance_before - amount_fen
         from clearing_claim where card = $1 and type not in (4, 5) and reason = any($3::int2[])),
     last as (
       select ${INSTANT('event_date', 'event_time')} as at, after from record
        where ${INSTANT('event_date', 'event_time')} <= $2
        order by event_date desc, event_time desc, counter desc limit 1)
     select coalesce((select after from last), 0)::int8
              + coalesce((select sum(amount_fen) from registry_card_load_view l
                           where l.card = $1 and l.loaded_at <= $2
                             and l.loaded_at > coalesce((select at from last), '-infinity')), 0)::int8
              as "balanceFen",
            (select at from last) as "lastTapAt",
            coalesce((select sum(gap_count) from clearing_card_shadow where card = $1), 0)::int4 as "gapCount"`,
    [card, at, GENUINE.map(codeOf)],
  )
  const [row] = rows
  return row ?? { balanceFen: 0n, lastTapAt: null, gapCount: 0 }
}
