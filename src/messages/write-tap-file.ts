import { createHash, type Hash } from 'node:crypto'
import { invariant, ok, type Refusal, type Result } from '../base'
import type { FieldRefusal } from './explain-field'
import { encodeHeader, encodeTrailer, type TapFileHeader } from './tap-file-frame'
import { tapFile } from './tap-file.table'
import { encodeRecord, type TapFileForm, type TapRecord } from './tap-record'

/** One operator's batch, before it is a file. */
export interface TapBatch {
  /** 'text' unless said otherwise. */
  readonly form?: TapFileForm
  readonly operator: string
  /** 1 to 2^53-1, never used twice by the operator. */
  readonly fileNo: number
  /** Local time, YYYYMMDDHHMMSS. */
  readonly createdAt: string
  /** Gone through twice, because the header holds count and sum: a list, not a generator. */
  readonly records: Iterable<TapRecord>
}

/** The operator's MAC over the 32 bytes of the file's digest: 8 bytes. */
export type FileMac = (digest: Buffer) => Buffer | Promise<Buffer>

/** The bytes of one file, in order. Counts and digests what it writes; the header says what must come. */
export class TapFileWriter {
  private readonly hash: Hash = createHash('sha256')
  private recordCount = 0
  private sumFen = 0n

  private constructor(
    private readonly header: TapFileHeader,
    /** The first bytes of the file. */
    readonly headerBytes: Buffer,
  ) {
    this.hash.update(headerBytes)
  }

  static begin(header: Omit<TapFileHeader, 'version'>): Result<TapFileWriter, FieldRefusal> {
    const whole = { ...header, version: tapFile.version }
    const bytes = encodeHeader(whole)
    return bytes.ok ? ok(new TapFileWriter(whole, bytes.value)) : bytes
  }

  /** The next record, or why the form cannot carry it; a refused record leaves the file as it was. */
  record(record: TapRecord): Result<Buffer, FieldRefusal> {
    const bytes = encodeRecord(this.header.form, record)
    if (bytes.ok) {
      this.hash.update(bytes.value)
      this.recordCount++
      this.sumFen += record.amount
    }
    return bytes
  }

  /** The trailer; count and sum must have come out as the header said. */
  async end(mac: FileMac): Promise<Buffer> {
    const { header, recordCount, sumFen } = this
    invariant(
      header.recordCount === recordCount && header.sumFen === sumFen,
      'a file holds the records its header announced',
      { announced: header.recordCount, written: recordCount },
    )
    const digest = this.hash.digest()
    const signature = (await mac(digest)).toString('hex').toUpperCase()
    const trailer = { recordCount, sumFen, digest: digest.toString('hex'), mac: signature }
    const bytes = encodeTrailer(header.form, trailer)
    invariant(bytes.ok, 'a file MAC has 8 bytes')
    return bytes.value
  }
}

/** The refusal of one record, with its number in the batch (from 1) before the name of the field. */
type WriteRefusal = Refusal<FieldRefusal>

/** The whole file in memory; for batches that fit there. */
export async function writeTapFile(
  batch: TapBatch,
  mac: FileMac,
): Promise<Result<Buffer, FieldRefusal>> {
  const writer = TapFileWriter.begin(headerOf(batch))
  if (!writer.ok) return writer
  const pieces = [writer.value.headerBytes]
  for (const record of batch.records) {
    const bytes = writer.value.record(record)
    if (!bytes.ok) return ofRecord(pieces.length, bytes)
    pieces.push(bytes.value)
  }
  pieces.push(await writer.value.end(mac))
  return ok(Buffer.concat(pieces))
}

/** The file as a stream of pieces. Every record is checked before the first byte is handed out. */
export function streamTapFile(
  batch: TapBatch,
  mac: FileMac,
): Result<AsyncGenerator<Buffer, void, undefined>, FieldRefusal> {
  const header = headerOf(batch)
  let number = 0
  for (const record of batch.records) {
    number++
    const bytes = encodeRecord(header.form, record)
    if (!bytes.ok) return ofRecord(number, bytes)
  }
  const writer = TapFileWriter.begin(header)
  return writer.ok ? ok(pieces(writer.value, batch.records, mac)) : writer
}

function headerOf(batch: TapBatch): Omit<TapFileHeader, 'version'> {
  const { form = 'text', operator, fileNo, createdAt, records } = batch
  let recordCount = 0
  let sumFen = 0n
  for (const { amount } of records) {
    recordCount++
    sumFen += amount
  }
  return { form, operator, fileNo, createdAt, recordCount, sumFen }
}

async function* pieces(
  writer: TapFileWriter,
  records: Iterable<TapRecord>,
  mac: FileMac,
): AsyncGenerator<Buffer, void, undefined> {
  yield writer.headerBytes
  let gathered: Buffer[] = []
  for (const record of records) {
    const bytes = writer.record(record)
    invariant(bytes.ok, 'the records of a batch do not change while it is written')
    gathered.push(bytes.value)
    if (gathered.length === PIECE_RECORDS) {
      yield Buffer.concat(gathered)
      gathered = []
    }
  }
  yield Buffer.concat(gathered)
  yield await writer.end(mac)
}

const PIECE_RECORDS = 512

const ofRecord = (number: number, because: WriteRefusal): WriteRefusal => ({
  ...because,
  field: `record ${number}.${because.field ?? 'record'}`,
})
