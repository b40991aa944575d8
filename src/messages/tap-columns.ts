import { invariant } from '../base'
import type { Field } from './field'
import { canonicalText, realDateTime } from './read-field'
import { tapFile, tapRecordFields } from './tap-file.table'
import {
  decodeBlocks,
  decodeLine,
  type DecodedLine,
  type RefusedLine,
  type TapFileForm,
  type TapRecord,
} from './tap-record'

/**
 * What clearing reads of many records, column by column: numbers in typed arrays, because ten thousand records
 * as objects cost more to make and to collect than all that is done with them. The caller brings the arrays.
 */
export interface TapColumns {
  /** Number of the record in the file. */
  readonly line: Int32Array
  /** The card number without its last eight digits, and those. */
  readonly cardHigh: Float64Array
  readonly cardLow: Uint32Array
  /** The sixteen digits of the issuer. */
  readonly issuerHigh: Uint32Array
  readonly issuerLow: Uint32Array
  readonly type: Uint8Array
  readonly counter: Uint16Array
  /** Money of one record has 32 bits; whole fen. */
  readonly balanceBefore: Uint32Array
  readonly amount: Uint32Array
  readonly listFare: Uint32Array
  readonly discount: Uint8Array
  /** YYYYMMDD and HHMMSS as numbers. */
  readonly day: Int32Array
  readonly time: Int32Array
  readonly sam: Float64Array
  readonly termSeq: Uint32Array
  /** The four bytes, signed. */
  readonly tac: Int32Array
  readonly keyVersion: Uint8Array
  readonly algorithm: Uint8Array
  readonly state: Uint8Array
  readonly test: Uint8Array
}

/** How many records there are, and how many of them (the first rows of the columns) could be read. */
export interface DecodedColumns {
  readonly lines: number
  readonly rows: number
  readonly refused: readonly RefusedLine[]
}

/** Reads one field at a place and answers where it ends; −1 when it is not exactly what the table allows. */
type TakeField = (bytes: Buffer, at: number, end: number, row: number) => number

const LINE_FEED = 0x0a
const PIPE = 0x7c
const ZERO = 0x30
const START = Buffer.from(`${tapFile.record.lineTag}|`)
const NOT_TAKEN = -1

/**
 * The records of a chunk as `decodeRecords` would read them, as columns.
 *
 * @param columnsFor makes room for at most so many records
 */
export function decodeColumns(
  form: TapFileForm,
  chunk: { readonly raw: Buffer; readonly firstLine: number },
  columnsFor: (records: number) => TapColumns,
): DecodedColumns {
  return form === 'text' ? linesToColumns(chunk, columnsFor) : blocksToColumns(chunk, columnsFor)
}

function linesToColumns(
  { raw, firstLine }: { readonly raw: Buffer; readonly firstLine: number },
  columnsFor: (records: number) => TapColumns,
): DecodedColumns {
  const ends = endsOfLines(raw)
  const columns = columnsFor(Math.min(ends.length, Math.ceil((raw.length + 1) / SHORTEST_LINE)))
  const takers = takersOf(columns)
  const refused: RefusedLine[] = []
  let lines = 0
  let rows = 0
  let from = 0
  for (const to of ends) {
    if (takeLine(takers, raw, { from, to, row: rows })) columns.line[rows++] = firstLine + lines
    else {
      // Why, says the reader of single lines; it has the last word.
      const read = decodeLine(raw.toString('latin1', from, to), firstLine + lines)
      if ('record' in read) put(columns, rows++, read)
      else refused.push(read)
    }
    from = to + 1
    lines++
  }
  return { lines, rows, refused }
}

/** Where each line ends. Columns with just the room that is needed are worth looking for them beforehand. */
function endsOfLines(raw: Buffer): number[] {
  const ends: number[] = []
  for (let from = 0; from < raw.length;) {
    const feed = raw.indexOf(LINE_FEED, from)
    const end = feed < 0 ? raw.length : feed
    ends.push(end)
    from = end + 1
  }
  return ends
}

function takeLine(
  takers: readonly TakeField[],
  raw: Buffer,
  { from, to, row }: { readonly from: number; readonly to: number; readonly row: number },
): boolean {
  // A line that is too short to be read must not take a row that there may be no room for.
  if (to - from + 1 < SHORTEST_LINE) return false
  for (let index = 0; index < START.length; index++) {
    if (raw[from + index] !== START[index]) return false
  }
  let at = from + START.length
  const last = takers.length - 1
  for (let index = 0; index < last; index++) {
    at = (takers[index] as TakeField)(raw, at, to, row)
    if (at < 0 || at >= to || raw[at] !== PIPE) return false
    at++
  }
  return (takers[last] as TakeField)(raw, at, to, row) === to
}

function blocksToColumns(
  { raw, firstLine }: { readonly raw: Buffer; readonly firstLine: number },
  columnsFor: (records: number) => TapColumns,
): DecodedColumns {
  const decoded = decodeBlocks(raw, firstLine)
  const columns = columnsFor(decoded.length)
  const refused: RefusedLine[] = []
  let rows = 0
  for (const read of decoded) {
    if ('record' in read) put(columns, rows++, read)
    else refused.push(read)
  }
  return { lines: decoded.length, rows, refused }
}

function put(
  columns: TapColumns,
  row: number,
  { line, record }: Extract<DecodedLine, { readonly record: TapRecord }>,
): void {
  columns.line[row] = line
  columns.cardHigh[row] = Number(record.card.slice(0, -8))
  columns.cardLow[row] = Number(record.card.slice(-8))
  columns.issuerHigh[row] = Number.parseInt(record.issuer.slice(0, 8), 16)
  columns.issuerLow[row] = Number.parseInt(record.issuer.slice(8), 16)
  columns.type[row] = record.type
  columns.counter[row] = record.counter
  columns.balanceBefore[row] = Number(record.balanceBefore)
  columns.amount[row] = Number(record.amount)
  columns.listFare[row] = Number(record.listFare)
  columns.discount[row] = record.discount
  columns.day[row] = Number(record.at.slice(0, 8))
  columns.time[row] = Number(record.at.slice(8))
  columns.sam[row] = Number(record.sam)
  columns.termSeq[row] = record.termSeq
  columns.tac[row] = Number.parseInt(record.tac, 16)
  columns.keyVersion[row] = record.keyVersion
  columns.algorithm[row] = record.algorithm
  columns.state[row] = record.state
  columns.test[row] = record.test
}

/** One reader a row of the table, in its order; those of our columns write them, the others only check. */
const takersOf = (columns: TapColumns): TakeField[] =>
  tapRecordFields.map((field: Field): TakeField => {
    switch (field.name) {
      case 'card':
        return takeCard(field, columns)
      case 'issuer':
        return takeIssuer(columns)
      case 'at':
        return takeTime(columns)
      case 'sam':
        return takeSam(field, columns)
      case 'tac':
        return takeTac(columns)
    }
    const into = columns[field.name as keyof TapColumns] as TapColumns['amount'] | undefined
    return into === undefined ? checked(field) : takeNumber(field, into)
  })

/** Fields of which nothing is kept. */
function checked(field: Field): TakeField {
  switch (field.of) {
    case 'whole':
    case 'fen':
    case 'code':
      return takeNumber(field, undefined)
    case 'hex':
      invariant(field.case === undefined, 'a record spells its digits in capitals')
      return (bytes, at, end) => {
        const to = endOfHex(bytes, at, end)
        return to - at >= field.min && to - at <= field.max ? to : NOT_TAKEN
      }
    case 'digits':
      return (bytes, at, end) => {
        const to = endOfDigits(bytes, at, end)
        return to - at >= field.min && to - at <= field.max ? to : NOT_TAKEN
      }
    case 'date-time':
      return (bytes, at, end) => {
        const to = endOfDigits(bytes, at, end)
        if (to === at && field.mayBeEmpty === true) return to
        return isDateTime(bytes, at, to) ? to : NOT_TAKEN
      }
    case 'text':
      return (bytes, at, end) => endOfText(bytes, at, Math.min(end, at + field.maxBytes))
    case 'operator':
      invariant(false, 'no record names its operator')
  }
}

/** A whole number in its only spelling, within the limits of its row. */
function takeNumber(field: Field, into: { [row: number]: number } | undefined): TakeField {
  const fits = fitting(field)
  return (bytes, at, end, row) => {
    let value = 0
    let to = at
    for (; to < end; to++) {
      const digit = (bytes[to] as number) - ZERO
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    const length = to - at
    if (length < 1 || length > 16 || (length > 1 && bytes[at] === ZERO) || !fits(value)) {
      return NOT_TAKEN
    }
    if (into !== undefined) into[row] = value
    return to
  }
}

function fitting(field: Field): (value: number) => boolean {
  switch (field.of) {
    case 'whole':
      return (value) => value >= field.min && value <= field.max
    case 'fen': {
      const upTo = Number(field.upTo)
      invariant(upTo <= WORD_MAX, 'money of one record has 32 bits', { field: field.name })
      return (value) => value <= upTo
    }
    case 'code': {
      const known = Object.keys(field.codes).map(Number)
      return (value) => known.includes(value)
    }
    case 'digits':
    case 'hex':
    case 'date-time':
    case 'text':
    case 'operator':
      invariant(false, 'not a number', { field: field.name })
  }
}

const WORD_MAX = 0xffff_ffff
const LOW_DIGITS = 8

function takeCard(field: Field, { cardHigh, cardLow }: TapColumns): TakeField {
  invariant(field.of === 'digits' && field.upTo !== undefined, 'a card number has digits')
  const { min, max, upTo } = field
  const highUpTo = Number(upTo.slice(0, -LOW_DIGITS))
  const lowUpTo = Number(upTo.slice(-LOW_DIGITS))
  return (bytes, at, end, row) => {
    const to = endOfDigits(bytes, at, end)
    if (to - at < min || to - at > max) return NOT_TAKEN
    const high = digitsValue(bytes, at, to - LOW_DIGITS)
    const low = digitsValue(bytes, to - LOW_DIGITS, to)
    if (high > highUpTo || (high === highUpTo && low > lowUpTo)) return NOT_TAKEN
    cardHigh[row] = high
    cardLow[row] = low
    return to
  }
}

function takeSam(field: Field, { sam }: TapColumns): TakeField {
  invariant(field.of === 'digits' && field.max <= 15, 'a double holds a SAM number')
  const { min, max } = field
  return (bytes, at, end, row) => {
    const to = endOfDigits(bytes, at, end)
    if (to - at < min || to - at > max) return NOT_TAKEN
    sam[row] = digitsValue(bytes, at, to)
    return to
  }
}

const takeIssuer =
  ({ issuerHigh, issuerLow }: TapColumns): TakeField =>
  (bytes, at, end, row) => {
    if (endOfHex(bytes, at, end) !== at + 16) return NOT_TAKEN
    issuerHigh[row] = hexWord(bytes, at)
    issuerLow[row] = hexWord(bytes, at + 8)
    return at + 16
  }

const takeTac =
  ({ tac }: TapColumns): TakeField =>
  (bytes, at, end, row) => {
    if (endOfHex(bytes, at, end) !== at + 8) return NOT_TAKEN
    tac[row] = hexWord(bytes, at)
    return at + 8
  }

const takeTime =
  ({ day, time }: TapColumns): TakeField =>
  (bytes, at, end, row) => {
    const to = endOfDigits(bytes, at, end)
    if (!isDateTime(bytes, at, to)) return NOT_TAKEN
    day[row] = digitsValue(bytes, at, at + 8)
    time[row] = digitsValue(bytes, at + 8, to)
    return to
  }

const isDateTime = (bytes: Buffer, at: number, to: number): boolean =>
  to - at === 14 && realDateTime(digitsValue(bytes, at, at + 8), digitsValue(bytes, at + 8, to))

function endOfDigits(bytes: Buffer, at: number, end: number): number {
  let to = at
  for (; to < end; to++) {
    const digit = (bytes[to] as number) - ZERO
    if (digit < 0 || digit > 9) break
  }
  return to
}

/** Up to fifteen digits, which a double holds. */
function digitsValue(bytes: Buffer, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at] as number) - ZERO
  return value
}

const isHex = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46)

function endOfHex(bytes: Buffer, at: number, end: number): number {
  let to = at
  while (to < end && isHex(bytes[to] as number)) to++
  return to
}

function hexWord(bytes: Buffer, at: number): number {
  let value = 0
  for (let index = at; index < at + 8; index++) {
    const code = bytes[index] as number
    value = (value << 4) | (code < 0x3a ? code - 0x30 : code - 0x37)
  }
  return value
}

function endOfText(bytes: Buffer, at: number, end: number): number {
  for (let to = at; to < end; to++) {
    const code = bytes[to] as number
    if (code >= 0x80) return endOfLongText(bytes, at, end)
    if (code === PIPE) return to
    if (code < 0x20 || code === 0x7f) return NOT_TAKEN
  }
  return end
}

function endOfLongText(bytes: Buffer, at: number, end: number): number {
  const pipe = bytes.indexOf(PIPE, at)
  const to = pipe < 0 || pipe > end ? end : pipe
  return canonicalText(bytes.toString('latin1', at, to)) === undefined ? NOT_TAKEN : to
}

/** No line that can be read is shorter, its line feed counted. */
const SHORTEST_LINE =
  START.length + tapRecordFields.reduce((sum, field) => sum + shortest(field) + 1, 0)

function shortest(field: Field): number {
  switch (field.of) {
    case 'digits':
    case 'hex':
      return field.min
    case 'whole':
    case 'fen':
    case 'code':
      return 1
    case 'date-time':
      return field.mayBeEmpty === true ? 0 : 14
    case 'text':
    case 'operator':
      return 0
  }
}
