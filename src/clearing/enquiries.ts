import type { Sql } from '../base'
import { allReasons, codeOf, reasonOf, type Reason } from './verdict'

/** A run of card counters nobody has seen; `missingFen` is what the purse lost over it. */
export interface OpenGap {
  readonly card: bigint
  readonly purse: number
  readonly fromCounter: number
  readonly toCounter: number
  readonly missingFen: bigint | null
}

/** Where a list of what hangs on counters of cards goes on. */
export interface CounterPlace {
  readonly card: bigint
  readonly purse: number
  readonly counter: number
}

/** @returns at most `limit`, by card and counter, behind `after` */
export async function openGaps(sql: Sql, limit: number, after?: CounterPlace): Promise<OpenGap[]> {
  const { rows } = await sql.query<OpenGap>(
    `select card, purse, from_counter as "fromCounter", to_counter as "toCounter",
            missing_fen as "missingFen"
       from clearing_card_gap
      where (card, purse, from_counter) > ($2::int8, $3::int2, $4::int4)
      order by card, purse, from_counter limit $1`,
    [limit, ...placeOf(after)],
  )
  return rows
}

const placeOf = (after: CounterPlace | undefined): readonly (bigint | number)[] =>
  after === undefined ? [-1n, 0, 0] : [after.card, after.purse, after.counter]

/** Counters claimed by several genuine taps: clone alarms. At most `limit`, behind `after`. */
export async function openForks(
  sql: Sql,
  limit: number,
  after?: CounterPlace,
): Promise<{ card: bigint; purse: number; counter: number; taps: number }[]> {
  const { rows } = await sql.query<{ card: bigint; purse: number; counter: number; taps: number }>(
    `select card, purse, counter, taps from clearing_card_fork
      where (card, purse, counter) > ($2::int8, $3::int2, $4::int4)
      order by card, purse, counter limit $1`,
    [limit, ...placeOf(after)],
  )
  return rows
}

/** A claim that may be made up says nothing of what a SAM has done. */
const NOT_OF_THE_SAM = [
  'sam-unknown',
  'sam-not-bound',
  'sam-blocked',
  'key-version-unknown',
  'tac-not-genuine',
] as const

/**
 * Terminal transaction numbers between the first and the last of a SAM that no record has shown. At most `limit`, by
 * SAM and number, behind `after`.
 */
export async function samGaps(
  sql: Sql,
  limit: number,
  after: { readonly sam: bigint; readonly fromSeq: bigint } = { sam: -1n, fromSeq: 0n },
): Promise<{ sam: bigint; fromSeq: bigint; toSeq: bigint }[]> {
  const { rows } = await sql.query<{ sam: bigint; fromSeq: bigint; toSeq: bigint }>(
    `select sam, previous + 1 as "fromSeq", term_seq - 1 as "toSeq" from (
       select sam, term_seq, lag(term_seq) over (partition by sam order by term_seq) as previous from (
         select sam, term_seq from clearing_tap where sam >= $3
         union select sam, term_seq from clearing_claim
                where sam >= $3 and reason <> all($2::int2[])) seen) numbered
      where previous < term_seq - 1 and (sam, previous + 1) > ($3::int8, $4::int8)
      order by sam, previous limit $1`,
    [limit, NOT_OF_THE_SAM.map(codeOf), after.sam, after.fromSeq],
  )
  return rows
}

/** One purse as the centre sees it: what follows from the records that have come in so far. */
export async function cardAccount(
  sql: Sql,
  card: bigint,
): Promise<
  {
    purse: number
    nextCounter: number
    balanceFen: bigint
    lastAt: bigint
    paidFen: bigint
    heldFen: bigint
    tapCount: number
    gapCount: number
    breakCount: number
    forkCount: number
  }[]
> {
  const { rows } = await sql.query<Awaited<ReturnType<typeof cardAccount>>[number]>(
    `select purse, next_counter as "nextCounter", balance_fen as "balanceFen", last_at as "lastAt",
            paid_fen as "paidFen", held_fen as "heldFen", tap_count as "tapCount", gap_count as "gapCount",
            break_count as "breakCount", fork_count as "forkCount"
       from clearing_card_shadow where card = $1 order by purse`,
    [card],
  )
  return rows
}

/** Counts over all records ever judged, as they stand now. */
export async function clearingFigures(sql: Sql): Promise<{
  uploads: Record<string, number>
  reasons: Partial<Record<Reason, number>>
  gaps: number
  forks: number
  breaks: number
}> {
  const [uploads, judged, ruled, breaches] = await Promise.all([
    sql.query<{ state: string; count: bigint }>(
      'select state, count(*) as count from clearing_upload group by state',
    ),
    sql.query<{ code: number; count: bigint }>(
      `select get_byte(verdicts, position) as code, count(*) as count
         from clearing_batch, generate_series(0, length(verdicts) - 1) as position group by 1`,
    ),
    sql.query<{ was: number; is: number; count: bigint }>(
      `select was, is_ as is, count(*) as count from (
         select distinct on (ruling.batch, ruling.line) ruling.reason as is_,
                get_byte(batch.verdicts, (ruling.line - batch.first_line)::int) as was
           from clearing_ruling ruling join clearing_batch batch on batch.batch = ruling.batch
          order by ruling.batch, ruling.line, ruling.run desc) changed group by 1, 2`,
    ),
    sql.query<{ gaps: bigint; forks: bigint; breaks: bigint }>(
      `select (select count(*) from clearing_card_gap) as gaps,
              (select count(*) from clearing_card_fork) as forks,
              (select coalesce(sum(break_count), 0)::int8 from clearing_card_shadow) as breaks`,
    ),
  ])
  const counts = new Map<Reason, number>()
  const add = (code: number, count: number): void => {
    const reason = reasonOf(code)
    counts.set(reason, (counts.get(reason) ?? 0) + count)
  }
  for (const { code, count } of judged.rows) add(code, Number(count))
  for (const { was, is, count } of ruled.rows) {
    add(was, -Number(count))
    add(is, Number(count))
  }
  const { gaps, forks, breaks } = breaches.rows[0] as {
    gaps: bigint
    forks: bigint
    breaks: bigint
  }
  return {
    uploads: Object.fromEntries(uploads.rows.map(({ state, count }) => [state, Number(count)])),
    reasons: Object.fromEntries(
      allReasons.flatMap((reason) => {
        const count = counts.get(reason) ?? 0
        return count === 0 ? [] : [[reason, count]]
      }),
    ),
    gaps: Number(gaps),
    forks: Number(forks),
    breaks: Number(breaks),
  }
}
