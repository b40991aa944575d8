import { createHash } from 'node:crypto'
import { sqlArray, sqlRows, type Sql, type Tx } from '../base'
import { cardArray, columnOf, dayArray, wordColumnOf } from './columns'
import { DigitWriter } from './digit-writer'
import { isUniqueViolation } from './unique-violation'
import type { Tap } from './tap'
import type { TapRows } from './tap-table'
import { codeOf, type Reason } from './verdict'

/** A claim that is kept beside the taps, with why. */
export interface HeldClaim {
  readonly tap: Tap
  readonly reason: Reason
  readonly operator: string
}

export interface Reject {
  readonly line: number
  readonly reason: Reason
  readonly field: string
  readonly detail: string
}

const TAP_COLUMNS = `card, sam, term_seq, event_date, event_time, type, discount, key_version, algorithm,
  counter, line, amount_fen, list_fen, balance_before, batch, tac`

/** Reads a tap as the rest of the house knows it. */
const TAP_FIELDS = `card, sam, term_seq as "termSeq", event_date as "eventDate", event_time as "eventTime", type,
  discount, key_version as "keyVersion", algorithm, counter, line, amount_fen as "amountFen",
  list_fen as "listFen", balance_before as "balanceBefore", batch, tac`

const tapColumns = (taps: readonly Tap[]): string[] => [
  columnOf(taps, (tap) => tap.card),
  columnOf(taps, (tap) => tap.sam),
  columnOf(taps, (tap) => tap.termSeq),
  wordColumnOf(taps, (tap) => tap.eventDate),
  columnOf(taps, (tap) => tap.eventTime),
  columnOf(taps, (tap) => tap.type),
  columnOf(taps, (tap) => tap.discount),
  columnOf(taps, (tap) => tap.keyVersion),
  columnOf(taps, (tap) => tap.algorithm),
  columnOf(taps, (tap) => tap.counter),
  columnOf(taps, (tap) => tap.line),
  columnOf(taps, (tap) => tap.amountFen),
  columnOf(taps, (tap) => tap.listFen),
  columnOf(taps, (tap) => tap.balanceBefore),
  columnOf(taps, (tap) => tap.batch),
  columnOf(taps, (tap) => tap.tac),
]

const TAP_ROWS = sqlRows({
  card: 'int8',
  sam: 'int8',
  term_seq: 'int8',
  event_date: 'date',
  event_time: 'int4',
  type: 'int2',
  discount: 'int2',
  key_version: 'int2',
  algorithm: 'int2',
  counter: 'int4',
  line: 'int4',
  amount_fen: 'int8',
  list_fen: 'int8',
  balance_before: 'int8',
  batch: 'int8',
  tac: 'int4',
})

export async function nextBatchNumber(sql: Sql): Promise<bigint> {
  const { rows } = await sql.query<{ batch: bigint }>(
    `select nextval('clearing_batch_number') as batch`,
    [],
    'clearing_next_batch',
  )
  return (rows[0] as { batch: bigint }).batch
}

/** What became of taps that were to be booked, by row. */
export interface Booking {
  /** How many were not booked, because their signed key is booked already. */
  readonly taken: number
  /** One byte a row of the table. */
  readonly marks: Uint8Array
}

export const MARK = { booked: 0, taken: 1, same: 2 } as const

/**
 * Books taps whose signed key is new and marks the rows whose key was there already, as `same` where they stand
 * in the books to the letter. Taps must come with distinct keys. `on conflict` alone would swallow them silently;
 * every line must get a verdict.
 */
export async function insertTaps(tx: Tx, toBook: TapsToBook): Promise<Booking> {
  const marks = new Uint8Array(toBook.table.room)
  if (toBook.rows.length === 0) return { taken: 0, marks }
  const seen = await anySamSeenBefore(tx, toBook)
  if (!seen && toBook.copy !== undefined && (await copyTaps(tx, toBook.copy))) {
    return { taken: 0, marks }
  }
  for (const row of seen ? await rowsBooked(tx, toBook) : NO_ROWS) marks[row] = MARK.same
  const unsure = toBook.rows.filter((row) => marks[row] !== MARK.same)
  const fresh = await insertUnsure(tx, { ...toBook, rows: unsure })
  for (const row of unsure)
    if (!fresh.has(toBook.table.line[row] as number)) marks[row] = MARK.taken
  return { taken: toBook.rows.length - fresh.size, marks }
}

/** The columns of `TAP_COLUMNS`; `line` stands for the line, or for whatever is to come back of a row. */
const arraysOf = ({ table, rows, batch }: TapsToBook, lines: Int32Array | undefined): Buffer[] => {
  const count = rows.length
  const of =
    (column: { readonly [row: number]: number }) =>
    (index: number): number =>
      column[rows[index] as number] as number
  return [
    cardArray({ table, rows }),
    sqlArray('int8', count, of(table.sam)),
    sqlArray('int8', count, of(table.termSeq)),
    dayArray(count, of(table.day)),
    sqlArray('int4', count, of(table.time)),
    sqlArray('int2', count, of(table.type)),
    sqlArray('int2', count, of(table.discount)),
    sqlArray('int2', count, of(table.keyVersion)),
    sqlArray('int2', count, of(table.algorithm)),
    sqlArray('int4', count, of(table.counter)),
    sqlArray('int4', count, lines === undefined ? (index) => rows[index] as number : of(lines)),
    sqlArray('int8', count, of(table.amount)),
    sqlArray('int8', count, of(table.listFare)),
    sqlArray('int8', count, of(table.balanceBefore)),
    sqlArray('int8', count, () => Number(batch)),
    sqlArray('int4', count, of(table.tac)),
  ]
}

const NO_ROWS = new Int32Array(0)

/** The rows that stand in the books already, to the letter: nothing of them has to be read. */
async function rowsBooked(tx: Tx, toBook: TapsToBook): Promise<Int32Array> {
  const { rows } = await tx.query<{ found: Buffer | null; count: bigint }>(
    // The inner select is one look into the index: a join is planned as if the table were read as a whole.
    `with booked as (
       select mine.line
         from ${TAP_ROWS} as mine
        cross join lateral (
          select event_time, type, discount, key_version, algorithm, counter, amount_fen, list_fen,
                 balance_before, tac
            from clearing_tap
           where card = mine.card and event_date = mine.event_date
             and sam = mine.sam and term_seq = mine.term_seq
          offset 0) as tap
        where (tap.event_time, tap.type, tap.discount, tap.key_version, tap.algorithm, tap.counter,
               tap.amount_fen, tap.list_fen, tap.balance_before, tap.tac)
            = (mine.event_time, mine.type, mine.discount, mine.key_version, mine.algorithm, mine.counter,
               mine.amount_fen, mine.list_fen, mine.balance_before, mine.tac))
     select count(*) as count,
            case when count(*) < $17::int8 then string_agg(int4send(line), ''::bytea) end as found
       from booked`,
    [...arraysOf(toBook, undefined), toBook.rows.length],
    'clearing_rows_booked',
  )
  const { count, found } = rows[0] as (typeof rows)[number]
  if (count === BigInt(toBook.rows.length)) return toBook.rows
  if (found === null) return NO_ROWS
  return Int32Array.from({ length: found.length / 4 }, (_, index) => found.readInt32BE(index * 4))
}

/** Inserts what is not there yet and answers its lines. */
async function insertUnsure(tx: Tx, toBook: TapsToBook): Promise<ReadonlySet<number>> {
  if (toBook.rows.length === 0) return new Set()
  const { rows } = await tx.query<{ lines: number[] | null }>(
    `with fresh as (
       insert into clearing_tap (${TAP_COLUMNS}) select * from ${TAP_ROWS} as mine
       on conflict do nothing returning line)
     select array_agg(line) as lines from fresh`,
    arraysOf(toBook, toBook.table.line),
    'clearing_insert_taps',
  )
  return new Set(rows[0]?.lines ?? [])
}

/** Taps with distinct signed keys, in the order of their cards, and their rows as COPY takes them. */
export interface TapsToBook extends TapRows {
  readonly batch: bigint
  /** Absent for a few taps: one statement books them faster than the four that copying takes. */
  readonly copy: Buffer | undefined
  /** The lowest transaction number of each SAM. */
  readonly firstOfSam: ReadonlyMap<number, number>
}

const WORTH_COPYING = 500

/** @param taps in the order of the index, which saves a third of its work and lets two writers queue up */
export function rowsToBook(
  { table, rows }: TapRows,
  { batch, samPlaces }: { readonly batch: bigint; readonly samPlaces: Int32Array },
): TapsToBook {
  const firsts = new Map<number, number>()
  for (const row of rows) {
    const place = samPlaces[row] as number
    const first = firsts.get(place)
    if (first === undefined || (table.termSeq[row] as number) < (table.termSeq[first] as number)) {
      firsts.set(place, row)
    }
  }
  const firstOfSam = new Map(
    [...firsts.values()].map((row) => [table.sam[row] as number, table.termSeq[row] as number]),
  )
  const copy = rows.length < WORTH_COPYING ? undefined : copyRows({ table, rows }, Number(batch))
  return { table, rows, batch, copy, firstOfSam }
}

/**
 * Books taps by COPY, which takes half the work of an insert that looks out for conflicts; false, and nothing
 * booked, where a signed key is taken after all (by a rival, or before chains that lag behind).
 */
async function copyTaps(tx: Tx, copy: Buffer): Promise<boolean> {
  if (tx.copyIn === undefined) return false
  await tx.query('savepoint before_copy')
  try {
    await tx.copyIn(`copy clearing_tap (${TAP_COLUMNS}) from stdin`, [copy])
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    await tx.query('rollback to savepoint before_copy')
    return false
  }
  await tx.query('release savepoint before_copy')
  return true
}

/** A SAM whose numbers all lie above those it was seen with brings new keys only. */
async function anySamSeenBefore(tx: Tx, { firstOfSam }: TapsToBook): Promise<boolean> {
  const [sams, firsts] = [[...firstOfSam.keys()], [...firstOfSam.values()]]
  const { rows } = await tx.query(
    `select 1 from unnest($1::int8[], $2::int8[]) as mine (sam, first)
       join clearing_sam_shadow known on known.sam = mine.sam and known.last_seq >= mine.first limit 1`,
    [
      sqlArray('int8', sams.length, (index) => sams[index] as number),
      sqlArray('int8', firsts.length, (index) => firsts[index] as number),
    ],
    'clearing_sams_seen_before',
  )
  return rows.length > 0
}

const TAB = 0x09
const LINE_FEED = 0x0a
const BAR = 0x7c
const HYPHEN = 0x2d
/** What a row of COPY takes as a rule. */
const USUAL_COPY_BYTES = 112

/** Rows as COPY reads them, in the order of `TAP_COLUMNS`. */
function copyRows({ table, rows }: TapRows, batch: number): Buffer {
  const writer = new DigitWriter(rows.length * USUAL_COPY_BYTES)
  for (const row of rows) {
    writer.beginRow()
    writer.long(table.cardHigh[row] as number, table.cardLow[row] as number, TAB)
    writer.number(table.sam[row] as number, TAB)
    writer.number(table.termSeq[row] as number, TAB)
    writeDay(writer, table.day[row] as number, TAB)
    writer.number(table.time[row] as number, TAB)
    writer.number(table.type[row] as number, TAB)
    writer.number(table.discount[row] as number, TAB)
    writer.number(table.keyVersion[row] as number, TAB)
    writer.number(table.algorithm[row] as number, TAB)
    writer.number(table.counter[row] as number, TAB)
    writer.number(table.line[row] as number, TAB)
    writer.number(table.amount[row] as number, TAB)
    writer.number(table.listFare[row] as number, TAB)
    writer.number(table.balanceBefore[row] as number, TAB)
    writer.number(batch, TAB)
    writer.number(table.tac[row] as number, LINE_FEED)
  }
  return writer.take()
}

function writeDay(writer: DigitWriter, day: number, after: number): void {
  writer.digits(Math.trunc(day / 10_000), 4)
  writer.character(HYPHEN)
  writer.digits(Math.trunc(day / 100) % 100, 2)
  writer.character(HYPHEN)
  writer.digits(day % 100, 2)
  writer.character(after)
}

/** The booked taps under the signed keys of others. */
export async function tapsUnder(
  sql: Sql,
  keys: readonly Pick<Tap, 'card' | 'eventDate' | 'sam' | 'termSeq'>[],
): Promise<Tap[]> {
  if (keys.length === 0) return []
  const { rows } = await sql.query<Tap>(
    `select ${TAP_FIELDS} from clearing_tap
      where (card, event_date, sam, term_seq) in (
        select * from unnest($1::int8[], $2::date[], $3::int8[], $4::int8[]))`,
    [
      columnOf(keys, (key) => key.card),
      wordColumnOf(keys, (key) => key.eventDate),
      columnOf(keys, (key) => key.sam),
      columnOf(keys, (key) => key.termSeq),
    ],
  )
  return rows
}

export async function tapsOfBatches(sql: Sql, batches: readonly bigint[]): Promise<Tap[]> {
  const { rows } = await sql.query<Tap>(
    `select ${TAP_FIELDS} from clearing_tap where batch = any($1::int8[])`,
    [columnOf(batches, (batch) => batch)],
  )
  return rows
}

export async function insertClaims(tx: Tx, held: readonly HeldClaim[]): Promise<void> {
  if (held.length === 0) return
  await tx.query(
    `insert into clearing_claim (${TAP_COLUMNS}, reason, operator)
     select * from unnest($1::int8[], $2::int8[], $3::int8[], $4::date[], $5::int4[], $6::int2[], $7::int2[],
       $8::int2[], $9::int2[], $10::int4[], $11::int4[], $12::int8[], $13::int8[], $14::int8[], $15::int8[],
       $16::int4[], $17::int2[], $18::text[])`,
    [
      ...tapColumns(held.map(({ tap }) => tap)),
      columnOf(held, ({ reason }) => codeOf(reason)),
      wordColumnOf(held, ({ operator }) => operator),
    ],
    'clearing_insert_claims',
  )
}

export async function insertRejects(
  tx: Tx,
  batch: bigint,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return
  await tx.query(
    `insert into clearing_reject (batch, line, reason, field, detail)
     select $1, * from unnest($2::int4[], $3::int2[], $4::text[], $5::text[])`,
    [
      batch,
      rejects.map(({ line }) => line),
      rejects.map(({ reason }) => codeOf(reason)),
      rejects.map(({ field }) => field),
      rejects.map(({ detail }) => detail),
    ],
  )
}

const ROWS_A_PIECE = 1_000

/**
 * SHA-256 over the taps of a batch in line order, as the ledger keeps it as evidence. Altering, adding or
 * removing a booked tap changes it.
 */
export function evidenceOf(taps: readonly Tap[]): Buffer {
  const hash = createHash('sha256')
  const inOrder = [...taps].sort((left, right) => left.line - right.line)
  for (let from = 0; from < inOrder.length; from += ROWS_A_PIECE) {
    let lines = ''
    for (const tap of inOrder.slice(from, from + ROWS_A_PIECE)) lines += evidenceLine(tap)
    hash.update(lines)
  }
  return hash.digest()
}

export const evidenceLine = (tap: Tap): string =>
  `${tap.line}|${tap.card}|${tap.eventDate}|${tap.eventTime}|${tap.sam}|${tap.termSeq}|${tap.type}|` +
  `${tap.counter}|${tap.balanceBefore}|${tap.amountFen}|${tap.listFen}|${tap.discount}|` +
  `${tap.keyVersion}|${tap.algorithm}|${tap.tac}\n`

/** So much of it is handed to the hash at a time. */
const EVIDENCE_BYTES = 65_536

/** The same over rows in line order, before they are booked; the audit makes it again from the taps. */
export function evidenceOfRows({ table, rows }: TapRows): Buffer {
  const hash = createHash('sha256')
  const writer = new DigitWriter(EVIDENCE_BYTES)
  for (const row of rows) {
    if (writer.written > EVIDENCE_BYTES) hash.update(writer.take())
    writer.beginRow()
    writer.number(table.line[row] as number, BAR)
    writer.long(table.cardHigh[row] as number, table.cardLow[row] as number, BAR)
    writeDay(writer, table.day[row] as number, BAR)
    writer.number(table.time[row] as number, BAR)
    writer.number(table.sam[row] as number, BAR)
    writer.number(table.termSeq[row] as number, BAR)
    writer.number(table.type[row] as number, BAR)
    writer.number(table.counter[row] as number, BAR)
    writer.number(table.balanceBefore[row] as number, BAR)
    writer.number(table.amount[row] as number, BAR)
    writer.number(table.listFare[row] as number, BAR)
    writer.number(table.discount[row] as number, BAR)
    writer.number(table.keyVersion[row] as number, BAR)
    writer.number(table.algorithm[row] as number, BAR)
    writer.number(table.tac[row] as number, LINE_FEED)
  }
  return hash.update(writer.take()).digest()
}
