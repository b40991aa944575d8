import { ok, type Refusal, type Result } from '../base'
import { BlockCodec } from './block-codec'
import type { FieldRefusal } from './explain-field'
import type { RecordOf } from './field'
import { LineCodec } from './line-codec'
import type { TapFileForm } from './tap-record'
import { headerShape, trailerShape } from './tap-file-shape'
import { tapFile, type headerFields, type trailerFields } from './tap-file.table'

/** What a file says of itself before its records. */
export type TapFileHeader = RecordOf<typeof headerFields> & {
  readonly version: typeof tapFile.version
  readonly form: TapFileForm
}

/** What a file says of itself after its records. Digest and MAC in hex, as they stand in the file. */
export type TapFileTrailer = RecordOf<typeof trailerFields>

export const headerLine = new LineCodec(tapFile.header, headerShape)
export const headerBlock = new BlockCodec(tapFile.header, headerShape)
export const trailerLine = new LineCodec(tapFile.trailer, trailerShape)
export const trailerBlock = new BlockCodec(tapFile.trailer, trailerShape)

export function encodeHeader(header: TapFileHeader): Result<Buffer, FieldRefusal> {
  return header.form === 'binary' ? headerBlock.write(header) : asLine(headerLine.write(header))
}

export function encodeTrailer(
  form: TapFileForm,
  trailer: TapFileTrailer,
): Result<Buffer, FieldRefusal> {
  return form === 'binary' ? trailerBlock.write(trailer) : asLine(trailerLine.write(trailer))
}

const asLine = (line: Result<string, FieldRefusal>): Result<Buffer, FieldRefusal> =>
  line.ok ? ok(Buffer.from(`${line.value}\n`, 'utf8')) : line

/** Why a whole file is refused. None of its records counts then. */
export type TapFileRefusal =
  | 'file-form-unknown'
  | 'file-version-unknown'
  | 'file-header-malformed'
  | 'file-trailer-malformed'
  | 'file-line-too-long'
  | 'file-cut-off'
  | 'file-count-differs'
  | 'file-sum-differs'
  | 'file-digest-differs'
  | 'file-trailing-bytes'

/** What came while a file was read, in this order: header, chunks, then end or refused. */
export type TapFilePart =
  | { readonly kind: 'header'; readonly header: TapFileHeader }
  | TapFileChunk
  | TapFileEnd
  | RefusedTapFile

/** Consecutive records, at most `chunkRecords`; how many is a matter of the file's record count alone. */
export interface TapFileChunk {
  readonly kind: 'chunk'
  readonly form: TapFileForm
  /** Number of the first record in the file, from 1. */
  readonly firstLine: number
  readonly recordCount: number
  /** Sum of the readable amounts of these records, fen. */
  readonly sumFen: bigint
  /** The bytes of these records, line feeds included; a buffer of its own. */
  readonly raw: Buffer
}

/** Header, body and trailer agree. The MAC is the caller's to check, over `digest`. */
export interface TapFileEnd {
  readonly kind: 'end'
  readonly recordCount: number
  readonly sumFen: bigint
  /** SHA-256 of every byte before the trailer, 32 bytes, computed here. */
  readonly digest: Buffer
  /** The operator's MAC as the file gives it, 8 bytes, not yet checked. */
  readonly mac: Buffer
}

export interface RefusedTapFile {
  readonly kind: 'refused'
  readonly refused: TapFileRefusal
  /** `header.recordCount`, `trailer.digest`, `line 17`, … */
  readonly field: string
  readonly detail: string
}

export const refuseFile = (
  refused: TapFileRefusal,
  about: { readonly field: string; readonly detail: string },
): RefusedTapFile => ({ kind: 'refused', refused, ...about })

/** A header or trailer its codec did not take, as a refusal of the file. */
export function refusePart(part: 'header' | 'trailer', because: Refusal<string>): RefusedTapFile {
  const { refused, field = part, detail = '' } = because
  return refuseFile(`file-${part}-malformed`, {
    field: field === part ? part : `${part}.${field}`,
    detail: `${refused}: ${detail}`,
  })
}
