import { createHash } from 'node:crypto'
import type { Sql, Tx } from '../base'
import { columnOf, wordColumnOf } from './columns'
import { isUniqueViolation } from './unique-violation'
import type { Tap } from './tap'
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

const TAP_UNNEST = `unnest($1::int8[], $2::int8[], $3::int8[], $4::date[], $5::int4[], $6::int2[], $7::int2[],
  $8::int2[], $9::int2[], $10::int4[], $11::int4[], $12::int8[], $13::int8[], $14::int8[], $15::int8[],
  $16::int4[])`

export async function nextBatchNumber(sql: Sql): Promise<bigint> {
  const { rows } = await sql.query<{ batch: bigint }>(
    `select nextval('clearing_batch_number') as batch`,
    [],
    'clearing_next_batch',
  )
  return (rows[0] as { batch: bigint }).batch
}

/** What became of taps that were to be booked, by line. */
export interface Booking {
  /** Their signed key is booked already; not booked again. */
  readonly taken: ReadonlySet<number>
  /** Those of them that stand in the books to the letter. */
  readonly same: ReadonlySet<number>
}

const ALL_NEW: Booking = { taken: new Set(), same: new Set() }

/**
 * Books taps whose signed key is new and answers the lines whose key was there already. Taps must come with
 * distinct keys. `on conflict` alone would swallow them silently; every line must get a verdict.
 */
export async function insertTaps(tx: Tx, { taps, copy, firstOfSam }: TapsToBook): Promise<Booking> {
  if (taps.length === 0) return ALL_NEW
  const seen = await anySamSeenBefore(tx, firstOfSam)
  if (!seen && copy !== undefined && (await copyTaps(tx, copy))) return ALL_NEW
  const same = seen ? await linesBooked(tx, taps) : new Set<number>()
  const unsure = same.size === 0 ? taps : taps.filter((tap) => !same.has(tap.line))
  const fresh = await insertUnsure(tx, unsure)
  const taken = taps.filter(({ line }) => !fresh.has(line)).map(({ line }) => line)
  return { taken: new Set(taken), same }
}

/** The lines that stand in the books already, to the letter: nothing of them has to be read. */
async function linesBooked(tx: Tx, taps: readonly Tap[]): Promise<Set<number>> {
  const { rows } = await tx.query<{ lines: number[] | null }>(
    `select array_agg(mine.line) as lines
       from ${TAP_UNNEST} as mine (${TAP_COLUMNS})
       join clearing_tap tap on tap.card = mine.card and tap.event_date = mine.event_date
        and tap.sam = mine.sam and tap.term_seq = mine.term_seq
      where (tap.event_time, tap.type, tap.discount, tap.key_version, tap.algorithm, tap.counter,
             tap.amount_fen, tap.list_fen, tap.balance_before, tap.tac)
          = (mine.event_time, mine.type, mine.discount, mine.key_version, mine.algorithm, mine.counter,
             mine.amount_fen, mine.list_fen, mine.balance_before, mine.tac)`,
    tapColumns(taps),
    'clearing_lines_booked',
  )
  return new Set(rows[0]?.lines ?? [])
}

/** Inserts what is not there yet and answers its lines. */
async function insertUnsure(tx: Tx, taps: readonly Tap[]): Promise<ReadonlySet<number>> {
  if (taps.length === 0) return new Set()
  const { rows } = await tx.query<{ lines: number[] | null }>(
    `with fresh as (
       insert into clearing_tap (${TAP_COLUMNS}) select * from ${TAP_UNNEST}
       on conflict do nothing returning line)
     select array_agg(line) as lines from fresh`,
    tapColumns(taps),
    'clearing_insert_taps',
  )
  return new Set(rows[0]?.lines ?? [])
}

/** Taps with distinct signed keys, in the order of their cards, and their rows as COPY takes them. */
export interface TapsToBook {
  readonly taps: readonly Tap[]
  /** Absent for a few taps: one statement books them faster than the four that copying takes. */
  readonly copy: Buffer | undefined
  /** The lowest transaction number of each SAM. */
  readonly firstOfSam: ReadonlyMap<bigint, bigint>
}

const WORTH_COPYING = 500
const ROWS_A_PIECE = 1_000

/** @param taps in the order of the index, which saves a third of its work and lets two writers queue up */
export function copyOf(taps: readonly Tap[]): TapsToBook {
  const firstOfSam = new Map<bigint, bigint>()
  for (const { sam, termSeq } of taps) {
    const first = firstOfSam.get(sam)
    if (first === undefined || termSeq < first) firstOfSam.set(sam, termSeq)
  }
  if (taps.length < WORTH_COPYING) return { taps, copy: undefined, firstOfSam }
  const pieces: Buffer[] = []
  for (let from = 0; from < taps.length; from += ROWS_A_PIECE) {
    let rows = ''
    for (const tap of taps.slice(from, from + ROWS_A_PIECE)) rows += copyRow(tap)
    pieces.push(Buffer.from(rows, 'latin1'))
  }
  return { taps, copy: Buffer.concat(pieces), firstOfSam }
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
async function anySamSeenBefore(tx: Tx, firstOfSam: ReadonlyMap<bigint, bigint>): Promise<boolean> {
  const { rows } = await tx.query(
    `select 1 from unnest($1::int8[], $2::int8[]) as mine (sam, first)
       join clearing_sam_shadow known on known.sam = mine.sam and known.last_seq >= mine.first limit 1`,
    [
      columnOf([...firstOfSam.keys()], (sam) => sam),
      columnOf([...firstOfSam.values()], (first) => first),
    ],
    'clearing_sams_seen_before',
  )
  return rows.length > 0
}

/** One row as COPY reads it, in the order of `TAP_COLUMNS`. */
const copyRow = (tap: Tap): string =>
  `${tap.card}\t${tap.sam}\t${tap.termSeq}\t${tap.eventDate}\t${tap.eventTime}\t${tap.type}\t` +
  `${tap.discount}\t${tap.keyVersion}\t${tap.algorithm}\t${tap.counter}\t${tap.line}\t` +
  `${tap.amountFen}\t${tap.listFen}\t${tap.balanceBefore}\t${tap.batch}\t${tap.tac}\n`

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

export async function tapsOfCards(sql: Sql, cards: readonly bigint[]): Promise<Tap[]> {
  const { rows } = await sql.query<Tap>(
    `select ${TAP_FIELDS} from clearing_tap where card = any($1::int8[])`,
    [columnOf(cards, (card) => card)],
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
