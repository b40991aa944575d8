import { chunkSize } from './chunk-size'
import { FileAccount } from './file-account'
import type { TapFileScanner } from './read-tap-file'
import { RecordGatherer } from './record-gatherer'
import {
  headerLine,
  refuseFile,
  refusePart,
  trailerLine,
  type TapFileHeader,
  type TapFilePart,
} from './tap-file-frame'
import { tapFile } from './tap-file.table'
import { LARGEST_AMOUNT, PIPES_BEFORE_AMOUNT } from './tap-record'

const LINE_FEED = 0x0a
const PIPE = 0x7c
const ZERO = 0x30
const TRAILER_START = Buffer.from(`${tapFile.trailer.lineTag}|`)

/**
 * The text form. Every line between header and trailer is a record, also an empty or unreadable one; it
 * adds its amount to the sum if the amount field alone is readable, else nothing.
 */
export class LineScanner implements TapFileScanner {
  private readonly gathered = new RecordGatherer()
  private header: TapFileHeader | undefined
  private account: FileAccount | undefined
  private outcome: TapFilePart | undefined
  private lineStart = 0
  private looked = 0
  private count = 0
  private sum = 0
  private seen = 0
  private size = 1

  constructor(
    private readonly limits: { readonly chunkRecords: number; readonly maxLineBytes: number },
  ) {}

  take(bytes: Uint8Array): readonly TapFilePart[] {
    const parts: TapFilePart[] = []
    this.gathered.append(bytes)
    while (!refused(parts)) {
      const feed = this.nextFeed()
      if (feed < 0) break
      this.line(feed, parts)
    }
    if (!refused(parts)) this.checkRest(parts)
    return parts
  }

  finish(): TapFilePart {
    if (this.outcome !== undefined) return this.outcome
    const field = this.header === undefined ? 'header' : 'trailer'
    return refuseFile('file-cut-off', { field, detail: `the file ends before its ${field} does` })
  }

  private nextFeed(): number {
    const feed = this.gathered.filled.indexOf(LINE_FEED, this.looked)
    if (feed < 0) this.looked = this.gathered.filled.length
    return feed
  }

  private line(feed: number, parts: TapFilePart[]): void {
    const { lineStart } = this
    this.looked = feed + 1
    if (feed - lineStart > this.limits.maxLineBytes) parts.push(this.tooLong())
    else if (this.outcome !== undefined) parts.push(trailing())
    else if (this.account === undefined) this.takeHeader(feed, parts)
    else if (this.isTrailer(lineStart)) this.takeTrailer(feed, parts)
    else this.takeRecord(feed, parts)
  }

  private takeRecord(feed: number, parts: TapFilePart[]): void {
    this.sum += amountInBytes(this.gathered.filled, this.lineStart, feed)
    this.count++
    this.seen++
    this.lineStart = feed + 1
    const said = this.header?.recordCount ?? 0
    if (this.seen > said) {
      const detail = `the header says ${said}, the file has more`
      parts.push(refuseFile('file-count-differs', { field: 'header.recordCount', detail }))
    } else if (this.count === this.size) this.flush(parts)
  }

  private takeHeader(feed: number, parts: TapFilePart[]): void {
    const bytes = this.cut(feed + 1)
    const line = bytes.toString('latin1', 0, feed)
    const read = headerLine.read(line)
    if (!read.ok) {
      parts.push(otherVersion(line) ?? refusePart('header', read))
      return
    }
    this.header = { ...read.value, version: tapFile.version, form: 'text' }
    this.account = new FileAccount(this.header, bytes)
    this.size = this.nextSize()
    parts.push({ kind: 'header', header: this.header })
  }

  private takeTrailer(feed: number, parts: TapFilePart[]): void {
    const line = this.gathered.filled.toString('latin1', this.lineStart, feed)
    const trailerBytes = feed + 1 - this.lineStart
    this.flush(parts)
    this.cut(trailerBytes)
    const read = trailerLine.read(line)
    this.outcome = read.ok ? this.account?.close(read.value) : refusePart('trailer', read)
    if (this.outcome?.kind === 'refused') parts.push(this.outcome)
  }

  private flush(parts: TapFilePart[]): void {
    if (this.count === 0) return
    const { count, sum } = this
    this.size = this.nextSize()
    const room = roomFor(this.size, this.lineStart / count)
    const chunk = this.account?.chunk({ raw: this.cut(this.lineStart, room), count, sum })
    if (chunk !== undefined) parts.push(chunk)
    this.count = 0
    this.sum = 0
  }

  private nextSize(): number {
    const said = this.header?.recordCount ?? 0
    return chunkSize({ seen: this.seen, said, most: this.limits.chunkRecords })
  }

  private cut(end: number, room?: number): Buffer {
    const bytes = this.gathered.cut(end, room)
    this.looked = Math.max(0, this.looked - end)
    this.lineStart = 0
    return bytes
  }

  private isTrailer(at: number): boolean {
    return TRAILER_START.every((byte, index) => this.gathered.filled[at + index] === byte)
  }

  private checkRest(parts: TapFilePart[]): void {
    const rest = this.gathered.filled.length - this.lineStart
    if (rest > this.limits.maxLineBytes) parts.push(this.tooLong())
    else if (rest > 0 && this.outcome !== undefined) parts.push(trailing())
  }

  private tooLong(): TapFilePart {
    const line = this.account === undefined ? 'header' : `line ${this.seen + 1}`
    const detail = `a line has at most ${this.limits.maxLineBytes} bytes`
    return refuseFile('file-line-too-long', { field: line, detail })
  }
}

/** Bytes of the next chunk, and of the piece that ends behind it, if its lines are as long as those before. */
const roomFor = (records: number, bytesPerRecord: number): number =>
  Math.ceil(records * bytesPerRecord * 1.02) + PIECE_ROOM

const PIECE_ROOM = 65_536

const refused = (parts: readonly TapFilePart[]): boolean => parts.at(-1)?.kind === 'refused'

const trailing = (): TapFilePart =>
  refuseFile('file-trailing-bytes', { field: 'trailer', detail: 'nothing follows the trailer' })

function otherVersion(line: string): TapFilePart | undefined {
  if (!line.startsWith(tapFile.lineMagic)) return undefined
  const version = line.slice(tapFile.lineMagic.length).split('|')[0]
  return version === `${tapFile.version}`
    ? undefined
    : refuseFile('file-version-unknown', {
        field: 'header.version',
        detail: `this centre reads version ${tapFile.version}`,
      })
}

/** The same rule as for a refused record: canonical digits within the limit, else 0. */
function amountInBytes(bytes: Uint8Array, lineStart: number, lineEnd: number): number {
  let at = lineStart
  for (let pipes = 0; pipes < PIPES_BEFORE_AMOUNT; at++) {
    if (at >= lineEnd) return 0
    if (bytes[at] === PIPE) pipes++
  }
  let amount = 0
  let index = at
  for (; index < lineEnd && bytes[index] !== PIPE; index++) {
    const digit = (bytes[index] as number) - ZERO
    if (digit < 0 || digit > 9) return 0
    amount = amount * 10 + digit
  }
  const canonical = index > at && (bytes[at] !== ZERO || index === at + 1)
  return canonical && amount <= LARGEST_AMOUNT ? amount : 0
}
