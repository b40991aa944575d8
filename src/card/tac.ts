import { invariant } from '../base'
import { TAC_ROW_BYTES, type KeyLabel, type TacBatch } from '../keys'

/**
 * The TAC (交易验证码): four bytes a card leaves with every purchase, so that the centre can tell days later
 * that this very card paid this very amount. Modelled on PBOC and CJ/T 166 (card-protocol §3.4, §6.3).
 *
 * What it covers: amount, type, SAM number, the SAM's transaction number, date and time. 22 bytes.
 * What it does not cover: card number, card counter, balance. The card is bound only by the key, which is
 * made with the card number in the record; counter and balance are claims that continuity must check.
 * Which key: `tac` of the version and algorithm in the record, diversified by issuer and card (or by card
 * alone), and for 3DES folded to eight bytes.
 * How it is checked: the record is written as one row of bytes, and the vault is asked for many rows at once
 * (`KeyVault.checkTacs`). It answers genuine, not genuine or key unknown; never why.
 */
export interface TacRecord {
  /** Card number, 16 to 19 digits; the last 16 are the factor. */
  readonly card: string
  /** Issuer or city factor, 16 hex digits. */
  readonly issuer: string
  /** Fen, at most 4294967295. */
  readonly amount: bigint
  /** Transaction type identifier, 0 to 255. */
  readonly type: number
  /** SAM number, 12 digits. */
  readonly sam: string
  /** Transaction number of the SAM, 0 to 4294967295. */
  readonly termSeq: number
  /** Local date and time, YYYYMMDDHHMMSS. */
  readonly at: string
  /** 8 hex digits. */
  readonly tac: string
}

export { TAC_ROW_BYTES }

const FACTOR_DIGITS = 16

/**
 * Writes a record as row `index` of a TAC batch. Allocates nothing: it stands in the inner loop of clearing.
 * The record's fields must have their forms (they come from a checked file or chip).
 */
export function writeTacRow(rows: Buffer, index: number, record: TacRecord): void {
  const at = index * TAC_ROW_BYTES
  const amount = Number(record.amount)
  invariant(
    record.issuer.length === 16 &&
      record.card.length >= FACTOR_DIGITS &&
      record.sam.length === 12 &&
      record.at.length === 14 &&
      record.tac.length === 8 &&
      isWord(amount) &&
      isWord(record.termSeq) &&
      record.type >= 0 &&
      record.type <= 0xff,
    'a record has the form its TAC needs',
  )
  const seen =
    writeDigits(rows, at, record.issuer, 0) |
    writeDigits(rows, at + 8, record.card, record.card.length - FACTOR_DIGITS) |
    writeDigits(rows, at + 21, record.sam, 0) |
    writeDigits(rows, at + 31, record.at, 0) |
    writeDigits(rows, at + 38, record.tac, 0)
  writeWord(rows, at + 16, amount)
  rows[at + 20] = record.type
  writeWord(rows, at + 27, record.termSeq)
  rows[at + 42] = 0
  rows[at + 43] = 0
  invariant(seen < NOT_A_DIGIT, 'a record has the form its TAC needs')
}

/** What a TAC covers and hangs on, of many records, column by column; numbers as their digits say. */
export interface TacColumns {
  readonly issuerHigh: Uint32Array
  readonly issuerLow: Uint32Array
  /** The card number without its last eight digits, and those. */
  readonly cardHigh: Float64Array
  readonly cardLow: Uint32Array
  readonly amount: Uint32Array
  readonly type: Uint8Array
  readonly sam: Float64Array
  readonly termSeq: Uint32Array
  /** YYYYMMDD and HHMMSS. */
  readonly day: Int32Array
  readonly time: Int32Array
  readonly tac: Int32Array
}

/** Writes record `of` of the columns as row `index` of a TAC batch, whose bytes must be zero. */
export function writeTacRowOf(rows: Buffer, index: number, columns: TacColumns, of: number): void {
  const at = index * TAC_ROW_BYTES
  const sam = columns.sam[of] as number
  const samHigh = Math.floor(sam / EIGHT_DIGITS)
  writeWord(rows, at, columns.issuerHigh[of] as number)
  writeWord(rows, at + 4, columns.issuerLow[of] as number)
  writeEightDigits(rows, at + 8, (columns.cardHigh[of] as number) % EIGHT_DIGITS)
  writeEightDigits(rows, at + 12, columns.cardLow[of] as number)
  writeWord(rows, at + 16, columns.amount[of] as number)
  rows[at + 20] = columns.type[of] as number
  writeFourDigits(rows, at + 21, samHigh)
  writeEightDigits(rows, at + 23, sam - samHigh * EIGHT_DIGITS)
  writeWord(rows, at + 27, columns.termSeq[of] as number)
  writeEightDigits(rows, at + 31, columns.day[of] as number)
  const time = columns.time[of] as number
  const hours = Math.trunc(time / 10_000)
  rows[at + 35] = PACKED_DIGITS[hours] as number
  writeFourDigits(rows, at + 36, time - hours * 10_000)
  writeWord(rows, at + 38, columns.tac[of] as number)
}

const EIGHT_DIGITS = 100_000_000

/** Four decimal digits as two bytes, two digits a byte. */
const PACKED_DIGITS = Uint16Array.from({ length: 10_000 }, (_, digits) =>
  Number.parseInt(String(digits), 16),
)

function writeFourDigits(rows: Buffer, at: number, digits: number): void {
  const packed = PACKED_DIGITS[digits] as number
  rows[at] = packed >> 8
  rows[at + 1] = packed
}

function writeEightDigits(rows: Buffer, at: number, digits: number): void {
  const high = Math.trunc(digits / 10_000)
  writeFourDigits(rows, at, high)
  writeFourDigits(rows, at + 2, digits - high * 10_000)
}

/** The rows of many records under one label, ready for the vault. */
export function tacBatchOf(
  label: KeyLabel,
  levels: TacBatch['levels'],
  records: readonly TacRecord[],
): TacBatch {
  const rows = Buffer.allocUnsafe(records.length * TAC_ROW_BYTES)
  records.forEach((record, index) => writeTacRow(rows, index, record))
  return { label, levels, count: records.length, rows }
}

const NOT_A_DIGIT = 0x100

/** Value of a hexadecimal digit by its character code. */
const DIGIT_VALUE = Uint16Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(value) ? NOT_A_DIGIT : value
})

/** Packs two digits a byte, from position `from` to the end; answers `NOT_A_DIGIT` or more if one is none. */
function writeDigits(rows: Buffer, at: number, digits: string, from: number): number {
  let seen = 0
  let to = at
  for (let position = from; position < digits.length; position += 2) {
    const high = digitValue(digits.charCodeAt(position))
    const low = digitValue(digits.charCodeAt(position + 1))
    seen |= high | low
    rows[to++] = (high << 4) | low
  }
  return seen
}

const digitValue = (code: number): number =>
  code < 128 ? (DIGIT_VALUE[code] as number) : NOT_A_DIGIT

function writeWord(rows: Buffer, at: number, value: number): void {
  rows[at] = value >>> 24
  rows[at + 1] = value >>> 16
  rows[at + 2] = value >>> 8
  rows[at + 3] = value
}

const isWord = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff
