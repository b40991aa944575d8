import type { BusinessDate, Database, Sql } from '../base'
import { reasonOf, verdictOf, type Reason, type Verdict } from './verdict'

/** What a business day brought: files, records with their verdicts as they stand now, and what they claim. Fen. */
export interface DayFigures {
  readonly files: number
  readonly records: number
  readonly reasons: Readonly<Partial<Record<Reason, number>>>
  /** What the records claim, by their verdict as it stands now; together the sum of the files. */
  readonly claimedFen: Readonly<Record<Verdict, bigint>>
}

interface BatchSums extends Record<Verdict, bigint> {
  readonly files: number
}

/**
 * The figures of one business day. Verdicts are counted as they are streamed, a byte a record: counting them in the
 * database takes ten times as long.
 */
export async function dayFigures(database: Database, day: BusinessDate): Promise<DayFigures> {
  const counts = new Map<number, number>()
  const batches = database.stream<{ readonly verdicts: Buffer }>(
    'select verdicts from clearing_batch where settle_date = $1::date',
    [day],
    4,
  )
  let records = 0
  for await (const { verdicts: codes } of batches) {
    records += codes.length
    for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const [sums, ruled] = await Promise.all([sumsOfDay(database, day), ruledOfDay(database, day)])
  const { files, ...claimedFen } = sums
  for (const { was, now, count, amountFen } of ruled) {
    counts.set(was, (counts.get(was) ?? 0) - count)
    counts.set(now, (counts.get(now) ?? 0) + count)
    claimedFen[verdictOf(reasonOf(was))] -= amountFen
    claimedFen[verdictOf(reasonOf(now))] += amountFen
  }
  return {
    files,
    records,
    reasons: Object.fromEntries(
      [...counts]
        .filter(([, count]) => count !== 0)
        .map(([code, count]) => [reasonOf(code), count]),
    ),
    claimedFen,
  }
}

async function sumsOfDay(sql: Sql, day: BusinessDate): Promise<BatchSums> {
  const { rows } = await sql.query<BatchSums>(
    `select count(distinct upload)::int4 as files, coalesce(sum(accepted_fen), 0)::int8 as accepted,
            coalesce(sum(duplicate_fen), 0)::int8 as duplicate,
            coalesce(sum(suspect_fen), 0)::int8 as suspect, coalesce(sum(rejected_fen), 0)::int8 as rejected
       from clearing_batch where settle_date = $1::date`,
    [day],
  )
  return rows[0] as BatchSums
}

/** Records that were first judged by one reason and stand under another now, and what they claim. Fen. */
interface Ruled {
  readonly was: number
  readonly now: number
  readonly count: number
  readonly amountFen: bigint
}

/** Records of the day whose verdict is another one by now. */
async function ruledOfDay(sql: Sql, day: BusinessDate): Promise<Ruled[]> {
  const { rows } = await sql.query<Ruled>(
    `select was, now_ as now, count(*)::int4 as count, sum(amount_fen)::int8 as "amountFen" from (
       select distinct on (ruling.batch, ruling.line) ruling.reason as now_, ruling.amount_fen,
              get_byte(batch.verdicts, (ruling.line - batch.first_line)::int) as was
         from clearing_ruling ruling join clearing_batch batch on batch.batch = ruling.batch
        where batch.settle_date = $1::date
        order by ruling.batch, ruling.line, ruling.run desc) changed group by 1, 2`,
    [day],
  )
  return rows
}

/** Taps of one hour of the city's clock, and what they were charged. Fen. */
export interface HourOfDay {
  readonly hour: number
  readonly taps: number
  readonly chargedFen: bigint
}

/** The genuine taps that settle in a business day, by the hour in which they were made. */
export async function hoursOfDay(sql: Sql, day: BusinessDate): Promise<HourOfDay[]> {
  const { rows } = await sql.query<HourOfDay>(
    `select event_time / 10000 as hour, count(*)::int4 as taps, sum(amount_fen)::int8 as "chargedFen"
       from clearing_batch join clearing_tap using (batch)
      where settle_date = $1::date group by 1 order by 1`,
    [day],
  )
  return rows
}

/** How many records of uploads have come in and been judged. An upload of which nothing came is not in the answer. */
export async function uploadProgress(
  sql: Sql,
  uploads: readonly bigint[],
): Promise<Map<bigint, { readonly arrived: number; readonly judged: number }>> {
  const { rows } = await sql.query<{ upload: bigint; arrived: number; judged: number }>(
    `select upload, sum(record_count)::int4 as arrived,
            coalesce((select sum(length(verdicts)) from clearing_batch judged
                       where judged.upload = part.upload), 0)::int4 as judged
       from clearing_presentment part where upload = any($1::int8[]) group by upload`,
    [uploads],
  )
  return new Map(rows.map(({ upload, ...progress }) => [upload, progress]))
}

/** What a SAM was last heard of. */
export interface SamSeen {
  readonly sam: bigint
  /** Day and time of its last genuine tap, on the city's clock: YYYY-MM-DD and HHMMSS as a number. */
  readonly date: string
  readonly time: number
  readonly lastSeq: bigint
  /** When the file with that tap was judged. */
  readonly judgedAt: Date
  /** How many of its last `SEQS_LOOKED_AT` transaction numbers no genuine record has shown. */
  readonly missing: number
}

/** Numbers further back are old news, and counting them would take the longer the busier a terminal is. */
const SEQS_LOOKED_AT = 2_000

/** The last genuine tap of SAMs, and how many of their newest numbers are missing. */
export async function samsSeen(sql: Sql, sams: readonly bigint[]): Promise<Map<bigint, SamSeen>> {
  const { rows } = await sql.query<SamSeen>(
    `select asked.sam, last.event_date as date, last.event_time as time, last.term_seq as "lastSeq",
            batch.judged_at as "judgedAt",
            (last.term_seq - greatest(known.first_seq, last.term_seq - $2) + 1 - (
              select count(distinct term_seq) from clearing_tap tap where tap.sam = asked.sam
                 and term_seq >= greatest(known.first_seq, last.term_seq - $2)))::int4 as missing
       from unnest($1::int8[]) as asked (sam)
       join clearing_sam_shadow known using (sam)
      cross join lateral (select event_date, event_time, term_seq, batch from clearing_tap tap
                           where tap.sam = asked.sam order by term_seq desc limit 1) last
       join clearing_batch batch on batch.batch = last.batch`,
    [sams, SEQS_LOOKED_AT - 1],
  )
  return new Map(rows.map((row) => [row.sam, row]))
}
