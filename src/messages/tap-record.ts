import { ok, type Refusal, type Result } from '../base'
import { BLOCK_BYTES, BlockCodec, type BlockRefusal } from './block-codec'
import type { FieldRefusal } from './explain-field'
import type { RecordOf } from './field'
import { LineCodec, type LineRefusal } from './line-codec'
import { whole } from './read-field'
import { recordShape } from './tap-file-shape'
import { tapFile, tapRecordFields } from './tap-file.table'

/** The two forms of one upload format: lines of text, or blocks of 128 bytes. */
export type TapFileForm = 'text' | 'binary'

/** One tap as its terminal reports it; every property is a row of `tap-file.table.ts`. */
export type TapRecord = RecordOf<typeof tapRecordFields>

/** Why one record of a file is not understood. The rest of the file is read as if it were not there. */
export type RecordRefusal = LineRefusal | BlockRefusal

/** One record of a file, understood or refused; `line` is its number in the file, from 1. */
export type DecodedLine = { readonly line: number; readonly record: TapRecord } | RefusedLine

export interface RefusedLine {
  readonly line: number
  readonly refused: RecordRefusal
  readonly field: string
  readonly detail: string
  /** What the file's sum counts for this record: its amount if that much is readable, else 0. */
  readonly amount: bigint
}

const LINE_FEED = 0x0a
const PIPE = '|'
const lineCodec = new LineCodec(tapFile.record, recordShape)
const blockCodec = new BlockCodec(tapFile.record, recordShape)
const amountField = tapRecordFields.find((field) => field.name === 'amount')
const amountIndex = tapRecordFields.findIndex((field) => field.name === 'amount')

/** How many "|" stand before the amount in a record line. */
export const PIPES_BEFORE_AMOUNT = amountIndex + 1
/** Where the amount stands in a record block, four bytes big-endian. */
export const AMOUNT_AT = amountField?.block.at ?? 0
/** The largest amount one record can carry, fen. */
export const LARGEST_AMOUNT = Number(amountField?.upTo ?? 0n)

/**
 * The records of a chunk, in order; nothing is ever thrown and a bad record never touches its neighbours.
 *
 * @param raw whole records, as `readTapFile` cuts them; a rest without line feed, or shorter than a block,
 *   counts as one more record, so that no byte is lost in silence
 * @param firstLine number of the first record in the file, from 1
 */
export function decodeRecords(form: TapFileForm, raw: Buffer, firstLine: number): DecodedLine[] {
  return form === 'text' ? decodeLines(raw, firstLine) : decodeBlocks(raw, firstLine)
}

/** One record as a line with its line feed, or as a block; refused when the form cannot carry it. */
export function encodeRecord(form: TapFileForm, record: TapRecord): Result<Buffer, FieldRefusal> {
  if (form === 'binary') return blockCodec.write(record)
  const line = lineCodec.write(record)
  return line.ok ? ok(Buffer.from(`${line.value}\n`, 'utf8')) : line
}

/**
 * Many records, one after another: a good deal faster than one by one.
 *
 * @param firstLine number of the first of them in the file; a refusal names `record 17.station`
 */
export function encodeRecords(
  form: TapFileForm,
  records: readonly TapRecord[],
  firstLine: number,
): Result<Buffer, FieldRefusal> {
  return form === 'text' ? encodeLines(records, firstLine) : encodeBlocks(records, firstLine)
}

function encodeLines(
  records: readonly TapRecord[],
  firstLine: number,
): Result<Buffer, FieldRefusal> {
  const pieces: Buffer[] = []
  for (let from = 0; from < records.length; from += GROUP_RECORDS) {
    let lines = ''
    const to = Math.min(from + GROUP_RECORDS, records.length)
    for (let index = from; index < to; index++) {
      const line = lineCodec.write(records[index] as TapRecord)
      if (!line.ok) return ofRecord(firstLine + index, line)
      lines += `${line.value}\n`
    }
    pieces.push(Buffer.from(lines, 'utf8'))
  }
  return ok(Buffer.concat(pieces))
}

/** Strings become bytes soon, so that few of them live long enough to be copied by the collector. */
const GROUP_RECORDS = 256

function encodeBlocks(
  records: readonly TapRecord[],
  firstLine: number,
): Result<Buffer, FieldRefusal> {
  const blocks = Buffer.alloc(records.length * BLOCK_BYTES)
  for (const [index, record] of records.entries()) {
    const written = blockCodec.writeInto(blocks, index * BLOCK_BYTES, record)
    if (!written.ok) return ofRecord(firstLine + index, written)
  }
  return ok(blocks)
}

const ofRecord = (number: number, because: Refusal<FieldRefusal>): Refusal<FieldRefusal> => ({
  ...because,
  field: `record ${number}.${because.field ?? 'record'}`,
})

function decodeLines(raw: Buffer, firstLine: number): DecodedLine[] {
  const decoded: DecodedLine[] = []
  let from = 0
  while (from < raw.length) {
    const feed = raw.indexOf(LINE_FEED, from)
    const to = feed < 0 ? raw.length : feed
    decoded.push(decodeLine(raw.toString('latin1', from, to), firstLine + decoded.length))
    from = to + 1
  }
  return decoded
}

export function decodeLine(text: string, line: number): DecodedLine {
  const read = lineCodec.read(text)
  if (read.ok) return { line, record: read.value }
  const { refused, field = 'record', detail = '' } = read
  return { line, refused, field, detail, amount: BigInt(amountInLine(text)) }
}

function amountInLine(text: string): number {
  let from = 0
  for (let pipes = 0; pipes < PIPES_BEFORE_AMOUNT; pipes++) {
    from = text.indexOf(PIPE, from) + 1
    if (from === 0) return 0
  }
  const pipe = text.indexOf(PIPE, from)
  const amount = whole(text, from, pipe < 0 ? text.length : pipe)
  return amount !== undefined && amount <= LARGEST_AMOUNT ? amount : 0
}

export function decodeBlocks(raw: Buffer, firstLine: number): DecodedLine[] {
  const decoded: DecodedLine[] = []
  for (let at = 0; at < raw.length; at += BLOCK_BYTES) {
    decoded.push(decodeBlock(raw, at, firstLine + decoded.length))
  }
  return decoded
}

function decodeBlock(raw: Buffer, at: number, line: number): DecodedLine {
  const read = blockCodec.read(raw, at)
  if (read.ok) return { line, record: read.value }
  const { refused, field = 'record', detail = '' } = read
  const whole = at + BLOCK_BYTES <= raw.length
  const amount = whole ? BigInt(raw.readUInt32BE(at + AMOUNT_AT)) : 0n
  return { line, refused, field, detail, amount }
}

/**
 * The bytes of one record among those of its chunk, as it was sent; empty when there are not so many.
 * @param index its place among them, from 0
 */
export function recordBytes(form: TapFileForm, raw: Buffer, index: number): Buffer {
  if (form === 'binary') return raw.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES)
  let from = 0
  for (let before = 0; before < index; before++) {
    const end = raw.indexOf(LINE_FEED, from)
    if (end < 0) return raw.subarray(0, 0)
    from = end + 1
  }
  const end = raw.indexOf(LINE_FEED, from)
  return raw.subarray(from, end < 0 ? raw.length : end)
}
