import { BLOCK_BYTES } from './block-codec'
import { chunkSize } from './chunk-size'
import { FileAccount } from './file-account'
import type { TapFileScanner } from './read-tap-file'
import { RecordGatherer } from './record-gatherer'
import {
  headerBlock,
  refuseFile,
  refusePart,
  trailerBlock,
  type TapFileHeader,
  type TapFilePart,
} from './tap-file-frame'
import { tapFile } from './tap-file.table'
import { AMOUNT_AT } from './tap-record'

const MAGIC = Buffer.from(tapFile.blockMagic, 'hex')

/** The binary form. Every block between header and trailer is a record and adds its four amount bytes. */
export class BlockScanner implements TapFileScanner {
  private readonly gathered = new RecordGatherer()
  private header: TapFileHeader | undefined
  private account: FileAccount | undefined
  private outcome: TapFilePart | undefined
  private looked = 0
  private count = 0
  private sum = 0
  private seen = 0
  private size = 1

  constructor(private readonly chunkRecords: number) {}

  take(bytes: Uint8Array): readonly TapFilePart[] {
    const parts: TapFilePart[] = []
    this.gathered.append(bytes)
    while (this.gathered.filled.length - this.looked >= BLOCK_BYTES && this.outcome === undefined) {
      this.block(parts)
    }
    if (this.outcome?.kind === 'end' && this.gathered.filled.length > 0) this.end(trailing(), parts)
    return parts
  }

  finish(): TapFilePart {
    if (this.outcome !== undefined) return this.outcome
    const field = this.header === undefined ? 'header' : 'trailer'
    return refuseFile('file-cut-off', { field, detail: `the file ends before its ${field} does` })
  }

  private block(parts: TapFilePart[]): void {
    if (this.account === undefined) this.takeHeader(parts)
    else if (trailerBlock.begins(this.gathered.filled, this.looked)) this.takeTrailer(parts)
    else this.takeRecord(parts)
  }

  private takeRecord(parts: TapFilePart[]): void {
    this.sum += this.gathered.filled.readUInt32BE(this.looked + AMOUNT_AT)
    this.count++
    this.seen++
    this.looked += BLOCK_BYTES
    const said = this.header?.recordCount ?? 0
    if (this.seen > said) {
      const detail = `the header says ${said}, the file has more`
      this.end(refuseFile('file-count-differs', { field: 'header.recordCount', detail }), parts)
    } else if (this.count === this.size) this.flush(parts)
  }

  private takeHeader(parts: TapFilePart[]): void {
    const bytes = this.cut(BLOCK_BYTES)
    if (MAGIC.compare(bytes, 0, MAGIC.length) !== 0) {
      const detail = `a binary file begins with ${tapFile.blockMagic}`
      this.end(refuseFile('file-form-unknown', { field: 'header', detail }), parts)
      return
    }
    if (bytes[MAGIC.length] !== tapFile.version) {
      const detail = `this centre reads version ${tapFile.version}`
      this.end(refuseFile('file-version-unknown', { field: 'header.version', detail }), parts)
      return
    }
    const read = headerBlock.read(bytes)
    if (!read.ok) {
      this.end(refusePart('header', read), parts)
      return
    }
    this.header = { ...read.value, version: tapFile.version, form: 'binary' }
    this.account = new FileAccount(this.header, bytes)
    this.size = this.nextSize()
    parts.push({ kind: 'header', header: this.header })
  }

  private takeTrailer(parts: TapFilePart[]): void {
    this.flush(parts)
    const read = trailerBlock.read(this.cut(BLOCK_BYTES))
    this.outcome = read.ok ? this.account?.close(read.value) : refusePart('trailer', read)
    if (this.outcome?.kind === 'refused') parts.push(this.outcome)
  }

  private flush(parts: TapFilePart[]): void {
    if (this.count === 0) return
    const { count, sum } = this
    const chunk = this.account?.chunk({ raw: this.cut(this.looked), count, sum })
    if (chunk !== undefined) parts.push(chunk)
    this.count = 0
    this.sum = 0
    this.size = this.nextSize()
  }

  private nextSize(): number {
    const said = this.header?.recordCount ?? 0
    return chunkSize({ seen: this.seen, said, most: this.chunkRecords })
  }

  private cut(end: number): Buffer {
    this.looked = 0
    return this.gathered.cut(end)
  }

  private end(outcome: TapFilePart, parts: TapFilePart[]): void {
    this.outcome = outcome
    parts.push(outcome)
  }
}

const trailing = (): TapFilePart =>
  refuseFile('file-trailing-bytes', { field: 'trailer', detail: 'nothing follows the trailer' })
