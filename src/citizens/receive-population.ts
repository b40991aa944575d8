import { createHash, type Hash } from 'node:crypto'
import { ok, refuse, type Act, type Database, type Result, type Tx } from '../base'
import { places, type PersonalVault } from './personal'
import { derivedId } from './personal'
import {
  parsePopulationHeader,
  parsePopulationTrailer,
  populationFormat,
  type PopulationFileRefusal,
  type PopulationHeader,
} from './population-file'
import {
  completeArrival,
  insertArrival,
  insertPart,
  newestAsOf,
  populationFile,
  populationFileOfDigest,
  type PopulationFile,
} from './population-store'

export type ReceivePopulationRefusal = PopulationFileRefusal | 'file-out-of-date'

/** What the district needs to take a file: transactions of its own, and acts in them. */
export interface PopulationDesk {
  readonly database: Database
  readonly vault: PersonalVault
}

/** Rows that are sealed, stored and later worked through together. */
export const ROWS_A_PART = 500

/**
 * Takes a population file as it streams in. Rows are stored sealed, part by part; the file is used only when its last
 * line has come and agrees with it. The same content again is answered with what became of it the first time.
 * @param actIn makes an act in a transaction, under a reference of this arrival
 */
export async function receivePopulationFile(
  { database, vault }: PopulationDesk,
  arrival: {
    readonly stream: AsyncIterable<Uint8Array>
    readonly actIn: (tx: Tx, reference: string) => Act
    /** Unique to this arrival. */
    readonly reference: string
  },
): Promise<Result<PopulationFile & { readonly repeated: boolean }, ReceivePopulationRefusal>> {
  const file = derivedId('pop', arrival.reference)
  const reading = new Reading()
  const keep = async (lines: readonly Buffer[], firstRow: number): Promise<void> => {
    const context = places.populationPart(file, firstRow)
    const plain = Buffer.concat(lines.flatMap((line) => [line, FEED]))
    const sealed = await vault.sealPersonal({ context, plain })
    await database.transaction((tx) =>
      insertPart(tx, { file, firstRow, rowCount: lines.length, sealed }),
    )
  }
  for await (const bytes of arrival.stream) {
    const took = reading.take(bytes)
    if (!took.ok) return took
    if (took.value !== undefined) {
      const opened = await begin(took.value)
      if (!opened.ok) return opened
    }
    for (const part of reading.parts()) await keep(part.lines, part.firstRow)
  }
  const ended = reading.finish()
  if (!ended.ok) return ended
  for (const part of reading.parts(true)) await keep(part.lines, part.firstRow)
  return database.transaction(async (tx) => {
    const before = await populationFileOfDigest(tx, ended.value)
    if (before !== undefined) return ok({ ...before, repeated: true })
    await completeArrival(tx, { file, digest: ended.value })
    const act = arrival.actIn(tx, file)
    const received = await populationFile(tx, file)
    await act.trail({
      act: 'population-file.received',
      subject: `population-file:${file}`,
      detail: { source: received.source, kind: received.kind, rows: received.rowCount },
    })
    return ok({ ...received, repeated: false })
  })

  function begin(header: PopulationHeader): Promise<Result<undefined, 'file-out-of-date'>> {
    return database.transaction(async (tx) => {
      const newest = await newestAsOf(tx, header.source)
      if (newest !== undefined && header.asOf < newest) {
        return refuse('file-out-of-date', {
          field: 'header.asOf',
          detail: `a file of ${header.source} as of ${newest} has been taken`,
        })
      }
      const act = arrival.actIn(tx, file)
      await insertArrival(tx, { file, header, at: act.at, by: act.actor.id })
      return ok(undefined)
    })
  }
}

const FEED = Buffer.from('\n')

/** Cuts a stream of bytes into lines; knows where in the file it is. */
class Reading {
  private rest: Buffer = Buffer.alloc(0)
  private header: PopulationHeader | undefined
  private trailer: { rowCount: number; sha256: string } | undefined
  private readonly body: Hash = createHash('sha256')
  private lines: Buffer[] = []
  private rows = 0

  /** Takes bytes; answers the header when they completed it. */
  take(bytes: Uint8Array): Result<PopulationHeader | undefined, PopulationFileRefusal> {
    let found: PopulationHeader | undefined
    this.rest = Buffer.concat([this.rest, bytes])
    for (;;) {
      const feed = this.rest.indexOf(0x0a)
      if (
        feed < 0
          ? this.rest.length > populationFormat.lineBytesMax
          : feed > populationFormat.lineBytesMax
      ) {
        return refuse('file-malformed', {
          field: this.place(),
          detail: `a line has at most ${populationFormat.lineBytesMax} bytes`,
        })
      }
      if (feed < 0) return ok(found)
      const line = this.rest.subarray(0, feed)
      this.rest = this.rest.subarray(feed + 1)
      const took = this.line(line)
      if (!took.ok) return took
      found ??= took.value
    }
  }

  /** Whole parts, or all that is left. */
  *parts(all = false): Iterable<{ lines: Buffer[]; firstRow: number }> {
    while (this.lines.length >= ROWS_A_PART || (all && this.lines.length > 0)) {
      const firstRow = this.rows - this.lines.length + 1
      yield { lines: this.lines.splice(0, ROWS_A_PART), firstRow }
    }
  }

  /** The digest of a whole file. */
  finish(): Result<Buffer, PopulationFileRefusal> {
    if (this.rest.length > 0 || this.trailer === undefined) {
      return refuse('file-cut-off', {
        field: this.place(),
        detail: 'the file ends before its last line does',
      })
    }
    const digest = this.body.digest()
    if (this.trailer.rowCount !== this.rows || this.header?.rowCount !== this.rows) {
      return refuse('file-count-differs', {
        field: 'trailer.rows',
        detail: `there are ${this.rows} rows; header and trailer must say so`,
      })
    }
    return digest.toString('hex') === this.trailer.sha256
      ? ok(digest)
      : refuse('file-digest-wrong', {
          field: 'trailer.sha256',
          detail: 'the lines before the last have another SHA-256',
        })
  }

  private place(): string {
    return this.header === undefined ? 'header' : `row ${this.rows + 1}`
  }

  private line(line: Buffer): Result<PopulationHeader | undefined, PopulationFileRefusal> {
    if (this.trailer !== undefined) {
      return refuse('file-malformed', { field: 'trailer', detail: 'nothing stands behind it' })
    }
    if (this.header === undefined) {
      const header = parsePopulationHeader(line.toString('latin1'))
      if (!header.ok) return header
      this.header = header.value
      this.body.update(line).update(FEED)
      return header
    }
    if (line.subarray(0, 4).toString('latin1') === 'end\t') {
      const trailer = parsePopulationTrailer(line.toString('latin1'))
      if (!trailer.ok) return trailer
      this.trailer = trailer.value
      return ok(undefined)
    }
    this.rows += 1
    if (this.rows > this.header.rowCount) {
      return refuse('file-count-differs', {
        field: 'header.rows',
        detail: `the header says ${this.header.rowCount}, the file has more`,
      })
    }
    this.body.update(line).update(FEED)
    // A copy: the line is a view into bytes that are about to be let go.
    this.lines.push(Buffer.from(line))
    return ok(undefined)
  }
}
