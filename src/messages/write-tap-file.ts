import { createHash, type Hash } from 'node:crypto'
import { invariant, ok, type Result } from '../base'
import type { FieldRefusal } from './explain-field'
import { encodeHeader, encodeTrailer, type TapFileHeader } from './tap-file-frame'
import { tapFile } from './tap-file.table'
import { encodeRecords, type TapFileForm, type TapRecord } from './tap-record'

/** One operator's batch, before it is a file. */
export interface TapBatch {
  /** 'text' unless said otherwise. */
  readonly form?: TapFileForm
  readonly operator: string
  /** 1 to 2^53-1, never used twice by the operator. */
  readonly fileNo: number
  /** Local time, YYYYMMDDHHMMSS. */
  readonly createdAt: string
  readonly records: readonly TapRecord[]
}

/** The operator's MAC over the 32 bytes of the file's digest: 8 bytes. */
export type FileMac = (digest: Buffer) => Buffer | Promise<Buffer>

/**
 * The bytes of one file, in order, for a sender who knows count and sum beforehand and does not hold all
 * records at once. `writeTapFile` and `streamTapFile` are for those who hold them.
 */
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

  /**
   * The bytes of the next records. Refused when the form cannot carry one of them, with its number in the
   * file before the name of the field; refused records leave the file as it was.
   */
  records(records: readonly TapRecord[]): Result<Buffer, FieldRefusal> {
    const bytes = encodeRecords(this.header.form, records, this.recordCount + 1)
    if (!bytes.ok) return bytes
    this.hash.update(bytes.value)
    this.recordCount += records.length
    this.sumFen += sumOf(records)
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
    invariant(bytes.ok, 'a file MAC has 8 bytes', { sizeBytes: signature.length / 2 })
    return bytes.value
  }
}

/** The whole file in memory; for batches that fit there. */
export async function writeTapFile(
  batch: TapBatch,
  mac: FileMac,
): Promise<Result<Buffer, FieldRefusal>> {
  const writer = TapFileWriter.begin(headerOf(batch))
  if (!writer.ok) return writer
  const records = writer.value.records(batch.records)
  if (!records.ok) return records
  return ok(Buffer.concat([writer.value.headerBytes, records.value, await writer.value.end(mac)]))
}

/** The file piece by piece. Every record is checked before the first byte is handed out. */
export function streamTapFile(
  batch: TapBatch,
  mac: FileMac,
): Result<AsyncGenerator<Buffer, void, undefined>, FieldRefusal> {
  const header = headerOf(batch)
  for (const [first, records] of groups(batch.records)) {
    const checked = encodeRecords(header.form, records, first)
    if (!checked.ok) return checked
  }
  const writer = TapFileWriter.begin(header)
  return writer.ok ? ok(pieces(writer.value, batch.records, mac)) : writer
}

async function* pieces(
  writer: TapFileWriter,
  records: readonly TapRecord[],
  mac: FileMac,
): AsyncGenerator<Buffer, void, undefined> {
  yield writer.headerBytes
  for (const [, group] of groups(records)) {
    const bytes = writer.records(group)
    invariant(bytes.ok, 'the records of a batch do not change while it is written')
    yield bytes.value
  }
  yield await writer.end(mac)
}

function* groups(records: readonly TapRecord[]): Generator<[number, readonly TapRecord[]]> {
  for (let from = 0; from < records.length; from += GROUP_RECORDS) {
    yield [from + 1, records.slice(from, from + GROUP_RECORDS)]
  }
}

const GROUP_RECORDS = 512

const headerOf = (batch: TapBatch): Omit<TapFileHeader, 'version'> => ({
  form: batch.form ?? 'text',
  operator: batch.operator,
  fileNo: batch.fileNo,
  createdAt: batch.createdAt,
  recordCount: batch.records.length,
  sumFen: sumOf(batch.records),
})

const sumOf = (records: readonly TapRecord[]): bigint =>
  records.reduce((sum, { amount }) => sum + amount, 0n)
