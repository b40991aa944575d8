import { createHash } from 'node:crypto'
import { invariant } from '../../src/base'
import type { Folder } from './folder'

/** What was found when a journal was opened. */
export interface Recovery {
  /** Events that are there. */
  readonly events: number
  /** The last write was cut by the power, and what there was of it is gone: nobody had been told that it was done. */
  readonly tornTail: boolean
  /** Lines in the middle that cannot be read any more; they lie in the file named `parkedIn`. */
  readonly damagedLines: number
}

const LINE_FEED = 0x0a
const LINE = /^(\d{1,15}) ([0-9a-f]{16}) (.*)$/s

/**
 * An append-only list of events that outlives the power. Every event is durable when `append` returns. Events are
 * plain JSON: money stands in them as digits.
 */
export class Journal<Event extends object> {
  #next: number
  #events: Event[]

  private constructor(
    private readonly folder: Folder,
    private readonly name: string,
    read: { readonly events: Event[]; readonly next: number },
    readonly recovery: Recovery,
  ) {
    this.#events = read.events
    this.#next = read.next
  }

  /** Opens a journal, or begins one; removes a torn tail and parks what is damaged. */
  static open<Event extends object>(folder: Folder, name: string): Journal<Event> {
    const found = readLines<Event>(folder.read(name) ?? Buffer.alloc(0))
    if (found.damaged.length > 0) {
      folder.append(parkedIn(name), Buffer.concat(found.damaged))
      folder.replace(name, textOf(found.lines))
    } else if (found.wholeBytes < found.bytes) {
      folder.truncate(name, found.wholeBytes)
    }
    const recovery = {
      events: found.lines.length,
      tornTail: found.tornTail,
      damagedLines: found.damaged.length,
    }
    const next = (found.lines.at(-1)?.number ?? 0) + 1
    const events = found.lines.map(({ event }) => event)
    return new Journal(folder, name, { events, next }, recovery)
  }

  /** Everything that happened, oldest first. */
  get events(): readonly Event[] {
    return this.#events
  }

  /** Writes one event down for good. */
  append(event: Event): void {
    const number = this.#next
    this.folder.append(this.name, lineOf({ number, event }))
    this.#next = number + 1
    this.#events.push(event)
  }

  /** Puts a shorter history that means the same in the place of this one. */
  compact(events: readonly Event[]): void {
    const first = this.#next
    const lines = events.map((event, index) => ({ number: first + index, event }))
    this.folder.replace(this.name, textOf(lines))
    this.#next = first + lines.length
    this.#events = [...events]
  }
}

/** Where the damaged lines of a journal are put. */
export const parkedIn = (name: string): string => `${name}.damaged`

interface Line<Event> {
  readonly number: number
  readonly event: Event
}

function lineOf({ number, event }: Line<object>): Buffer {
  const text = JSON.stringify(event)
  invariant(!text.includes('\n'), 'JSON of an event has no line feed')
  return Buffer.from(`${number} ${checkOf(number, text)} ${text}\n`, 'utf8')
}

const textOf = (lines: readonly Line<object>[]): Buffer => Buffer.concat(lines.map(lineOf))

const checkOf = (number: number, text: string): string =>
  createHash('sha256').update(`${number} ${text}`).digest('hex').slice(0, 16)

interface Found<Event> {
  readonly lines: readonly Line<Event>[]
  /** Bad lines that have good ones after them. */
  readonly damaged: readonly Buffer[]
  readonly tornTail: boolean
  /** Bytes up to the end of the last good line. */
  readonly wholeBytes: number
  readonly bytes: number
}

/** Bad lines at the end are one write that was cut; bad lines before a good one are damage. */
function readLines<Event>(raw: Buffer): Found<Event> {
  const lines: Line<Event>[] = []
  const damaged: Buffer[] = []
  let doubtful: Buffer[] = []
  let wholeBytes = 0
  for (let from = 0; from < raw.length;) {
    const feed = raw.indexOf(LINE_FEED, from)
    const end = feed < 0 ? raw.length : feed + 1
    const piece = raw.subarray(from, end)
    const line = feed < 0 ? undefined : readLine<Event>(piece, lines.at(-1)?.number ?? 0)
    if (line === undefined) doubtful.push(piece)
    else {
      damaged.push(...doubtful)
      doubtful = []
      lines.push(line)
      wholeBytes = end
    }
    from = end
  }
  return { lines, damaged, tornTail: doubtful.length > 0, wholeBytes, bytes: raw.length }
}

function readLine<Event>(piece: Buffer, before: number): Line<Event> | undefined {
  const [, digits = '', check, text = ''] =
    LINE.exec(piece.toString('utf8', 0, piece.length - 1)) ?? []
  const number = Number(digits)
  if (number <= before || check !== checkOf(number, text)) return undefined
  return { number, event: JSON.parse(text) as Event }
}
