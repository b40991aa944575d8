import type { Tap } from './tap'

/** What one row takes: all columns together. */
const ROW_BYTES = 68

/**
 * Claims or taps column by column: numbers in typed arrays, one row each. Ten thousand of them as objects cost
 * more to make and to collect than all that clearing does with them; the few that are unusual become a `Tap`.
 */
export class TapTable {
  /** Number of the record in its file. */
  readonly line: Int32Array
  /** The card number without its last eight digits, and those. */
  readonly cardHigh: Float64Array
  readonly cardLow: Uint32Array
  /** The sixteen digits of the issuer. */
  readonly issuerHigh: Uint32Array
  readonly issuerLow: Uint32Array
  readonly type: Uint8Array
  readonly counter: Uint16Array
  /** Whole fen; the money of one record has 32 bits. */
  readonly balanceBefore: Uint32Array
  readonly amount: Uint32Array
  readonly listFare: Uint32Array
  readonly discount: Uint8Array
  /** Local day and time of the tap, YYYYMMDD and HHMMSS. */
  readonly day: Int32Array
  readonly time: Int32Array
  readonly sam: Float64Array
  readonly termSeq: Uint32Array
  readonly tac: Int32Array
  readonly keyVersion: Uint8Array
  readonly algorithm: Uint8Array
  readonly state: Uint8Array
  readonly test: Uint8Array

  /** @param room for so many rows */
  constructor(readonly room: number) {
    // One piece of memory, the widest columns first: twenty would be twenty things to collect.
    const bytes = new ArrayBuffer(room * ROW_BYTES)
    this.cardHigh = new Float64Array(bytes, 0, room)
    this.sam = new Float64Array(bytes, 8 * room, room)
    this.line = new Int32Array(bytes, 16 * room, room)
    this.cardLow = new Uint32Array(bytes, 20 * room, room)
    this.issuerHigh = new Uint32Array(bytes, 24 * room, room)
    this.issuerLow = new Uint32Array(bytes, 28 * room, room)
    this.balanceBefore = new Uint32Array(bytes, 32 * room, room)
    this.amount = new Uint32Array(bytes, 36 * room, room)
    this.listFare = new Uint32Array(bytes, 40 * room, room)
    this.day = new Int32Array(bytes, 44 * room, room)
    this.time = new Int32Array(bytes, 48 * room, room)
    this.termSeq = new Uint32Array(bytes, 52 * room, room)
    this.tac = new Int32Array(bytes, 56 * room, room)
    this.counter = new Uint16Array(bytes, 60 * room, room)
    this.type = new Uint8Array(bytes, 62 * room, room)
    this.discount = new Uint8Array(bytes, 63 * room, room)
    this.keyVersion = new Uint8Array(bytes, 64 * room, room)
    this.algorithm = new Uint8Array(bytes, 65 * room, room)
    this.state = new Uint8Array(bytes, 66 * room, room)
    this.test = new Uint8Array(bytes, 67 * room, room)
  }

  /** Writes what is booked of a tap; its issuer, state and test mark are not. */
  put(row: number, tap: Tap): void {
    this.line[row] = tap.line
    this.cardHigh[row] = Number(tap.card / LOW_CARDS)
    this.cardLow[row] = Number(tap.card % LOW_CARDS)
    this.type[row] = tap.type
    this.counter[row] = tap.counter
    this.balanceBefore[row] = Number(tap.balanceBefore)
    this.amount[row] = Number(tap.amountFen)
    this.listFare[row] = Number(tap.listFen)
    this.discount[row] = tap.discount
    this.day[row] = Number(tap.eventDate.replaceAll('-', ''))
    this.time[row] = tap.eventTime
    this.sam[row] = Number(tap.sam)
    this.termSeq[row] = Number(tap.termSeq)
    this.tac[row] = tap.tac
    this.keyVersion[row] = tap.keyVersion
    this.algorithm[row] = tap.algorithm
  }

  /** The same from a row of another table. */
  copy(row: number, { table: from, row: of }: TapPlace): void {
    this.line[row] = from.line[of] as number
    this.cardHigh[row] = from.cardHigh[of] as number
    this.cardLow[row] = from.cardLow[of] as number
    this.type[row] = from.type[of] as number
    this.counter[row] = from.counter[of] as number
    this.balanceBefore[row] = from.balanceBefore[of] as number
    this.amount[row] = from.amount[of] as number
    this.listFare[row] = from.listFare[of] as number
    this.discount[row] = from.discount[of] as number
    this.day[row] = from.day[of] as number
    this.time[row] = from.time[of] as number
    this.sam[row] = from.sam[of] as number
    this.termSeq[row] = from.termSeq[of] as number
    this.tac[row] = from.tac[of] as number
    this.keyVersion[row] = from.keyVersion[of] as number
    this.algorithm[row] = from.algorithm[of] as number
  }

  /** The row as the tap it is or would be. */
  tap(row: number, batch: bigint): Tap {
    return {
      card: this.card(row),
      eventDate: dateText(this.day[row] as number),
      eventTime: this.time[row] as number,
      sam: BigInt(this.sam[row] as number),
      termSeq: BigInt(this.termSeq[row] as number),
      type: this.type[row] as number,
      discount: this.discount[row] as number,
      keyVersion: this.keyVersion[row] as number,
      algorithm: this.algorithm[row] as number,
      counter: this.counter[row] as number,
      amountFen: BigInt(this.amount[row] as number),
      listFen: BigInt(this.listFare[row] as number),
      balanceBefore: BigInt(this.balanceBefore[row] as number),
      tac: this.tac[row] as number,
      batch,
      line: this.line[row] as number,
    }
  }

  card(row: number): bigint {
    return BigInt(this.cardHigh[row] as number) * LOW_CARDS + BigInt(this.cardLow[row] as number)
  }

  sameCard(row: number, other: number): boolean {
    return this.cardLow[row] === this.cardLow[other] && this.cardHigh[row] === this.cardHigh[other]
  }
}

export interface TapPlace {
  readonly table: TapTable
  readonly row: number
}

/** Some rows of a table. */
export interface TapRows {
  readonly table: TapTable
  readonly rows: Int32Array
}

/** Card numbers are kept in two parts, which doubles hold: this many cards differ in the lower one only. */
const LOW_CARDS = 100_000_000n

/** YYYY-MM-DD of YYYYMMDD. */
export function dateText(day: number): string {
  const text = String(day).padStart(8, '0')
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
}

export function allRows(count: number): Int32Array {
  const rows = new Int32Array(count)
  for (let row = 0; row < count; row++) rows[row] = row
  return rows
}

/**
 * The card number of a row as eight bytes, most significant first. It has up to 63 bits and is put together from
 * products that a double holds exactly.
 */
export function writeCard(bytes: Buffer, at: number, { table, row }: TapPlace): void {
  const high = table.cardHigh[row] as number
  const upper = Math.floor(high / 0x1_0000)
  const lower = (high - upper * 0x1_0000) * CARDS_A_HIGH + (table.cardLow[row] as number)
  const upperProduct = upper * CARDS_A_HIGH
  const carried = Math.floor(upperProduct / 0x1_0000)
  const rest = (upperProduct - carried * 0x1_0000) * 0x1_0000 + lower
  const over = Math.floor(rest / 0x1_0000_0000)
  writeWord(bytes, at, carried + over)
  writeWord(bytes, at + 4, rest - over * 0x1_0000_0000)
}

const CARDS_A_HIGH = Number(LOW_CARDS)

function writeWord(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

/** These rows in the order of their cards; rows of one card stay in the order they had. */
export function inCardOrder({ table, rows }: TapRows): Int32Array {
  const { cardHigh, cardLow } = table
  const keys = [
    new Uint32Array(rows.length),
    new Uint32Array(rows.length),
    new Uint32Array(rows.length),
  ]
  const [low, middle, top] = keys as [Uint32Array, Uint32Array, Uint32Array]
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number
    const high = cardHigh[row] as number
    const upper = Math.floor(high / KEY_VALUES)
    low[index] = cardLow[row] as number
    middle[index] = high - upper * KEY_VALUES
    top[index] = upper
  }
  let order = allRows(rows.length)
  for (const key of keys) order = sortedBy(key, order)
  return order.map((index) => rows[index] as number)
}

/** A key has 28 bits, sorted by fourteen at a time from the lower end; bits that never differ are left out. */
const DIGIT_BITS = 14
const KEY_VALUES = 1 << (2 * DIGIT_BITS)

function sortedBy(key: Uint32Array, order: Int32Array): Int32Array {
  let differing = 0
  for (let index = 1; index < key.length; index++) {
    differing |= (key[index] as number) ^ (key[0] as number)
  }
  const digit = (1 << DIGIT_BITS) - 1
  const sorted = (differing & digit) === 0 ? order : sortedByDigit(key, order, 0)
  return differing >>> DIGIT_BITS === 0 ? sorted : sortedByDigit(key, sorted, DIGIT_BITS)
}

function sortedByDigit(key: Uint32Array, order: Int32Array, shift: number): Int32Array {
  const digit = (1 << DIGIT_BITS) - 1
  const next = new Int32Array(1 << DIGIT_BITS)
  for (const value of key) {
    const low = (value >>> shift) & digit
    next[low] = (next[low] as number) + 1
  }
  let before = 0
  for (let value = 0; value < next.length; value++) {
    const count = next[value] as number
    next[value] = before
    before += count
  }
  const sorted = new Int32Array(order.length)
  for (const index of order) {
    const value = ((key[index] as number) >>> shift) & digit
    const place = next[value] as number
    next[value] = place + 1
    sorted[place] = index
  }
  return sorted
}

/** Numbers that come again and again, numbered in the order of their first appearance. */
export interface Numbered {
  /** For each of the numbers its place in `values`. */
  readonly places: Int32Array
  readonly values: readonly number[]
}

export function numbered(numbers: Float64Array | Int32Array, count: number): Numbered {
  const places = new Int32Array(count)
  const values: number[] = []
  const slots = new Slots(count)
  for (let index = 0; index < count; index++) {
    const number = numbers[index] as number
    let slot = slots.first(number, 0)
    let place = slots.taken[slot] as number
    while (place !== 0 && values[place - 1] !== number) {
      slot = slots.next(slot)
      place = slots.taken[slot] as number
    }
    if (place === 0) {
      place = values.push(number)
      slots.taken[slot] = place
    }
    places[index] = place - 1
  }
  return { places, values }
}

/** Of rows that show one transaction number of one SAM each one but the first, with that first one. */
export function repeatedNumbers(
  { table, rows }: TapRows,
  sams: Int32Array,
): { readonly row: number; readonly first: number }[] {
  const repeated: { row: number; first: number }[] = []
  const slots = new Slots(rows.length)
  for (const row of rows) {
    const [sam, termSeq] = [sams[row], table.termSeq[row] as number]
    let slot = slots.first(termSeq, sam as number)
    for (; slots.taken[slot] !== 0; slot = slots.next(slot)) {
      const other = (slots.taken[slot] as number) - 1
      if (table.termSeq[other] === termSeq && sams[other] === sam) {
        repeated.push({ row, first: other })
        break
      }
    }
    if (slots.taken[slot] === 0) slots.taken[slot] = row + 1
  }
  return repeated
}

/** A hash table of places with open addressing; 0 is a free one. */
class Slots {
  readonly taken: Int32Array
  private readonly shift: number

  constructor(entries: number) {
    const bits = Math.max(4, 33 - Math.clz32(entries))
    this.taken = new Int32Array(1 << bits)
    this.shift = 32 - bits
  }

  first(number: number, more: number): number {
    return Math.imul((number | 0) ^ Math.imul(more, 0x85ebca6b), 0x9e3779b1) >>> this.shift
  }

  next(slot: number): number {
    return (slot + 1) & (this.taken.length - 1)
  }
}
