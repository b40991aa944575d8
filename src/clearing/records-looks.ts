import type { BusinessDate, Sql } from '../base'
import { allReasons, codeOf, reasonOf, verdictOf, type Reason } from './verdict'

/** What one SAM brought to an operator's business day; rulings on earlier days may make it negative. Fen. */
export interface SamTakings {
  readonly sam: bigint
  readonly taps: number
  readonly listFen: bigint
  readonly chargedFen: bigint
}

/** An operator's business day by SAM: together they are what its statement says. At most `limit`, behind `after`. */
export async function takingsBySam(
  sql: Sql,
  asked: {
    readonly day: BusinessDate
    readonly operator: string
    readonly after?: bigint | undefined
    readonly limit: number
  },
): Promise<SamTakings[]> {
  const { rows } = await sql.query<SamTakings>(
    `with taken as (
       select sam, count(*) as taps, sum(list_fen) as list_fen, sum(amount_fen) as charged_fen
         from clearing_batch batch join clearing_tap using (batch)
        where batch.settle_date = $1::date and batch.operator = $2 group by sam
       union all
       select sam, sum(sign), sum(sign * list_fen), sum(sign * amount_fen)
         from clearing_ruling where settle_date = $1::date and operator = $2 group by sam)
     select sam, sum(taps)::int4 as taps, sum(list_fen)::int8 as "listFen",
            sum(charged_fen)::int8 as "chargedFen"
       from taken where sam > $3 group by sam order by sam limit $4`,
    [asked.day, asked.operator, asked.after ?? -1n, asked.limit],
  )
  return rows
}

/** A record as lists show it. `batch` and `line` name it. */
export interface RecordLine {
  readonly batch: bigint
  readonly line: number
  readonly operator: string
  readonly card: bigint
  /** On the city's clock: YYYY-MM-DD, and HHMMSS as a number. */
  readonly date: string
  readonly time: number
  readonly sam: bigint
  readonly termSeq: bigint
  readonly amountFen: bigint
  readonly listFen: bigint
  readonly reason: Reason
}

/** The same with what it brought to the day that is looked at: nothing while it is held. Fen. */
export interface DayRecord extends RecordLine {
  readonly countedFen: bigint
}

/** Where a list of the records of one SAM goes on. */
export type RecordPlace = readonly [termSeq: bigint, batch: bigint, line: number]

const LINE = `record.batch, record.line, record.operator, record.card, record.event_date as date,
  record.event_time as time, record.sam, record.term_seq as "termSeq", record.amount_fen as "amountFen",
  record.list_fen as "listFen"`

const LATEST = `left join lateral (
  select reason from clearing_ruling r where r.batch = record.batch and r.line = record.line
   order by run desc limit 1) ruled on true`

type Coded<Line> = Omit<Line, 'reason'> & { readonly code: number }

/**
 * The records of one SAM that belong to an operator's business day: what came in its files, and what of earlier
 * days was ruled in it. What they brought adds up to the takings of the SAM. In order of its numbers, at most `limit`.
 */
export async function recordsOfSam(
  sql: Sql,
  asked: {
    readonly day: BusinessDate
    readonly operator: string
    readonly sam: bigint
    readonly after?: RecordPlace | undefined
    readonly limit: number
  },
): Promise<DayRecord[]> {
  const { rows } = await sql.query<Coded<DayRecord>>(
    `with of_day as materialized (
       select batch from clearing_batch where settle_date = $1::date and operator = $2
     ), moved as materialized (
       select batch, line, sum(sign * amount_fen) as fen from clearing_ruling
        where settle_date = $1::date and operator = $2 and sam = $3 group by batch, line
     ), record as (
       select tap.*, batch.operator, $7::int2 as first_reason,
              case when batch.settle_date = $1::date then amount_fen else 0 end as own_fen
         from clearing_tap tap join clearing_batch batch using (batch)
        where tap.sam = $3 and batch.operator = $2
          and (batch in (select batch from of_day) or (batch, line) in (select batch, line from moved))
       union all
       select card, sam, term_seq, event_date, event_time, type, discount, key_version, algorithm, counter, line,
              amount_fen, list_fen, balance_before, batch, tac, operator, reason, 0
         from clearing_claim
        where sam = $3 and operator = $2
          and (batch in (select batch from of_day) or (batch, line) in (select batch, line from moved)))
     select ${LINE}, coalesce(ruled.reason, first_reason) as code,
            (own_fen + coalesce(moved.fen, 0))::int8 as "countedFen"
       from record left join moved using (batch, line) ${LATEST}
      where (record.term_seq, record.batch, record.line) > ($4::int8, $5::int8, $6::int4)
      order by record.term_seq, record.batch, record.line limit $8`,
    [
      asked.day,
      asked.operator,
      asked.sam,
      ...(asked.after ?? [-1n, -1n, 0]),
      codeOf('paid'),
      asked.limit,
    ],
  )
  return rows.map(({ code, ...row }) => ({ ...row, reason: reasonOf(code) }))
}

const HELD = allReasons.filter((reason) => verdictOf(reason) === 'suspect').map(codeOf)

/**
 * Records that are held as suspect, newest first: neither paid nor thrown away until somebody acts. At most `limit`,
 * before a record; all or of one operator.
 */
export async function heldRecords(
  sql: Sql,
  asked: {
    readonly operator?: string | undefined
    readonly before?: readonly [batch: bigint, line: number] | undefined
    readonly limit: number
  },
): Promise<RecordLine[]> {
  const { rows } = await sql.query<Coded<RecordLine>>(
    `with record as (
       select batch, line, operator, card, event_date, event_time, sam, term_seq, amount_fen, list_fen,
              reason as first_reason
         from clearing_claim where $1::text is null or operator = $1
       union all
       select batch, line, batch_.operator, tap.card, tap.event_date, event_time, tap.sam, tap.term_seq,
              tap.amount_fen, tap.list_fen, $6::int2
         from clearing_tap tap join clearing_batch batch_ using (batch)
        where (batch, line) in (select batch, line from clearing_ruling)
          and ($1::text is null or batch_.operator = $1))
     select ${LINE}, coalesce(ruled.reason, first_reason) as code
       from record ${LATEST}
      where coalesce(ruled.reason, first_reason) = any($2::int2[])
        and ($3::int8 is null or (record.batch, record.line) < ($3::int8, $4::int4))
      order by record.batch desc, record.line desc limit $5`,
    [
      asked.operator ?? null,
      HELD,
      asked.before?.[0] ?? null,
      asked.before?.[1] ?? null,
      asked.limit,
      codeOf('paid'),
    ],
  )
  return rows.map(({ code, ...row }) => ({ ...row, reason: reasonOf(code) }))
}
