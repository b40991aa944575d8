import { parse } from 'csv-parse'
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { ok, refuse, type Refusal, type Result } from '../base'
import { placesOf, readRow, type ColumnPlaces, type TapRow } from './tap-row'

/** A row that stands in the file, and how often it stands there to the letter. */
export interface DistinctTap extends TapRow {
  readonly copies: number
}

/** Rows that could not be replayed, by what was wrong with them. */
export interface SkippedRows {
  readonly reason: string
  readonly column: string
  readonly count: number
  /** The first few row numbers, the row after the header is 1. */
  readonly firstRows: readonly number[]
}

export interface TapsRead {
  /** SHA-256 of the file's content (unpacked), lower-case hex. */
  readonly digest: string
  /** Rows in the file, the header line not counted. */
  readonly rows: number
  /** Distinct rows that can be replayed, in the order of the file. */
  readonly taps: readonly DistinctTap[]
  readonly skipped: readonly SkippedRows[]
}

export type ReadRefusal = 'file-unreadable' | 'file-not-csv' | 'column-missing' | 'no-taps'

const GZIP_MAGIC = 0x1f8b

/** Reads a tap file, plain or gzipped, with or without byte order mark, as a stream. */
export async function readTaps(file: string): Promise<Result<TapsRead, ReadRefusal>> {
  const packed = await isPacked(file)
  if (packed === undefined) {
    return refuse('file-unreadable', { field: 'file', detail: `"${file}" cannot be opened` })
  }
  const gatherer = new TapGatherer()
  const content = new ContentDigest()
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // Taken where it is read: passing every row on through one more stream costs as much as reading it.
    on_record: (fields: readonly string[]) => {
      gatherer.take(fields)
      return null
    },
  })
  try {
    const bytes = createReadStream(file)
    if (packed) await pipeline(bytes, createGunzip(), content, parser.resume())
    else await pipeline(bytes, content, parser.resume())
  } catch (error) {
    if (gatherer.refusal !== undefined) return gatherer.refusal
    return refuse('file-not-csv', {
      field: 'file',
      detail: `it cannot be read as CSV in UTF-8: ${error instanceof Error ? error.message : 'unknown'}`,
    })
  }
  return gatherer.finish(content.digest())
}

async function isPacked(file: string): Promise<boolean | undefined> {
  try {
    const handle = await open(file)
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
      return bytesRead === 2 && buffer.readUInt16BE() === GZIP_MAGIC
    } finally {
      await handle.close()
    }
  } catch {
    return undefined
  }
}

/** Digests what passes, and stops at bytes that are not UTF-8: they would become other names. */
class ContentDigest extends Transform {
  private readonly hash: Hash = createHash('sha256')
  private readonly decoder = new TextDecoder('utf-8', { fatal: true })

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(bytes)
    this.check(() => this.decoder.decode(bytes, { stream: true }), done, bytes)
  }

  override _flush(done: TransformCallback): void {
    this.check(() => this.decoder.decode(), done)
  }

  digest(): string {
    return this.hash.digest('hex')
  }

  private check(decode: () => unknown, done: TransformCallback, bytes?: Buffer): void {
    try {
      decode()
    } catch {
      done(new Error('the file is not UTF-8'))
      return
    }
    done(null, bytes)
  }
}

const FIRST_ROWS_MAX = 5

/** Turns lines into distinct rows, and counts what cannot be used. */
class TapGatherer {
  refusal: Refusal<ReadRefusal> | undefined
  private places: ColumnPlaces | undefined
  private columnCount = 0
  private rows = 0
  private readonly byContent = new Map<string, { tap: TapRow; copies: number }>()
  private readonly skipped = new Map<string, SkippedRows & { count: number; firstRows: number[] }>()

  take(fields: readonly string[]): void {
    if (this.places === undefined) this.begin(fields)
    else this.row(fields, this.places)
  }

  finish(digest: string): Result<TapsRead, ReadRefusal> {
    if (this.refusal !== undefined) return this.refusal
    if (this.places === undefined) {
      return refuse('column-missing', {
        field: 'header',
        detail: 'the file is empty: it has no header',
      })
    }
    if (this.byContent.size === 0) {
      return refuse('no-taps', {
        field: 'file',
        detail: 'the file holds no row that can be replayed',
      })
    }
    return ok({
      digest,
      rows: this.rows,
      taps: [...this.byContent.values()].map(({ tap, copies }) => ({ ...tap, copies })),
      skipped: [...this.skipped.values()],
    })
  }

  private begin(header: readonly string[]): void {
    const places = placesOf(header)
    if (!places.ok) {
      this.refusal = places
      throw new Error(places.refused)
    }
    this.places = places.value
    this.columnCount = header.length
  }

  private row(fields: readonly string[], places: ColumnPlaces): void {
    const number = ++this.rows
    const read = readRow(fields, places, { number, columnCount: this.columnCount })
    if (!read.ok) {
      this.skip(number, { reason: read.refused, column: read.field ?? '' })
      return
    }
    // To the letter: every column counts, also those that are not read.
    const content = fields.join('\u0000')
    const known = this.byContent.get(content)
    if (known === undefined) this.byContent.set(content, { tap: read.value, copies: 1 })
    else known.copies++
  }

  private skip(number: number, why: { readonly reason: string; readonly column: string }): void {
    const key = `${why.reason} ${why.column}`
    const known = this.skipped.get(key)
    if (known === undefined) this.skipped.set(key, { ...why, count: 1, firstRows: [number] })
    else {
      known.count++
      if (known.firstRows.length < FIRST_ROWS_MAX) known.firstRows.push(number)
    }
  }
}
