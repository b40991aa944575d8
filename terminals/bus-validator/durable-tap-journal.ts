import { invariant } from '../../src/base'
import { decodeRecords, encodeRecord, type TapRecord } from '../../src/messages'
import { Journal, type Folder, type Recovery } from '../journal'
import type { OpenTap, TapJournal } from './tap-journal'

/**
 * What a validator writes down. Records stand there as lines of the upload format, which has one spelling for
 * everything; `open`, `paid` and `grey` follow the life of one tap, `packed` and `receipted` that of one file.
 */
type TapEvent =
  | { readonly is: 'open'; readonly record: string }
  | { readonly is: 'paid'; readonly record: string }
  | { readonly is: 'dropped'; readonly card: string; readonly termSeq: number }
  | { readonly is: 'grey'; readonly record: string }
  | { readonly is: 'packed'; readonly file: number; readonly at: string; readonly upTo: number }
  | { readonly is: 'receipted'; readonly file: number }
  /** The beginning of a shortened journal: the next numbers. */
  | { readonly is: 'from'; readonly uploadSeq: number; readonly file: number }

/** A file that is to go up until it is receipted: always the same one until then. */
export interface PackedTaps {
  /** Counts the files of this device, from 1. */
  readonly file: number
  /** City time at which it was packed, YYYYMMDDHHMMSS; part of its bytes. */
  readonly at: string
  readonly records: readonly TapRecord[]
}

const NAME = 'taps'
const RECORDS_A_FILE_MAX = 5_000
/** A journal that holds more than this is shortened when a file has been receipted. */
const EVENTS_MAX = 2_000

/**
 * The journal of a validator on its disk: what was confirmed goes up exactly once however often the power goes, what
 * was opened and not confirmed is there for the card's next tap.
 */
export class DurableTapJournal implements TapJournal {
  readonly #journal: Journal<TapEvent>
  readonly #open = new Map<string, readonly OpenTap[]>()
  #waiting: TapRecord[] = []
  #packed: { readonly file: number; readonly at: string; readonly upTo: number } | undefined
  #uploadSeq = 1
  #file = 1

  constructor(
    folder: Folder,
    private readonly eventsMax = EVENTS_MAX,
  ) {
    this.#journal = Journal.open(folder, NAME)
    for (const event of this.#journal.events) this.#apply(event)
  }

  /** What was found when the validator started. */
  get recovery(): Recovery {
    return this.#journal.recovery
  }

  /** Records that no receipt covers yet, unconfirmed taps not counted. */
  get waiting(): number {
    return this.#waiting.length
  }

  opened({ record }: OpenTap): void {
    this.#note({ is: 'open', record: lineOf(record) })
  }

  confirmed(record: TapRecord): void {
    this.#note({ is: 'paid', record: lineOf({ ...record, uploadSeq: this.#uploadSeq }) })
  }

  dropped({ record: { card, termSeq } }: OpenTap): void {
    this.#note({ is: 'dropped', card, termSeq })
  }

  openTapsOf(card: string): readonly OpenTap[] {
    return this.#open.get(card) ?? []
  }

  /**
   * Sends unconfirmed taps up without a TAC (grey records) whose cards have not come back until an instant of city
   * time; the centre pays them when something proves them. Returns how many.
   */
  giveUpOpen(until: string): number {
    const given = [...this.#open.values()].flat().filter(({ record }) => record.at <= until)
    for (const { record } of given) {
      this.#note({ is: 'grey', record: lineOf({ ...record, uploadSeq: this.#uploadSeq }) })
    }
    return given.length
  }

  /**
   * The file that is to go up next; undefined when everything is receipted. What it holds is decided and written
   * down the first time it is asked for, so that a repeated upload has the same bytes.
   *
   * @param at city time now, YYYYMMDDHHMMSS
   */
  fileToSend(at: string): PackedTaps | undefined {
    if (this.#packed === undefined) {
      const last = this.#waiting.slice(0, RECORDS_A_FILE_MAX).at(-1)
      if (last === undefined) return undefined
      this.#note({ is: 'packed', file: this.#file, at, upTo: last.uploadSeq })
    }
    const packed = this.#packed
    invariant(packed !== undefined, 'a file that was noted is there')
    const records = this.#waiting.filter(({ uploadSeq }) => uploadSeq <= packed.upTo)
    return { file: packed.file, at: packed.at, records }
  }

  /** The centre has taken a file; said twice it changes nothing. */
  receipted(file: number): void {
    if (this.#packed?.file !== file) return
    this.#note({ is: 'receipted', file })
    if (this.#journal.events.length > this.eventsMax) this.#shorten()
  }

  #note(event: TapEvent): void {
    this.#journal.append(event)
    this.#apply(event)
  }

  #apply(event: TapEvent): void {
    switch (event.is) {
      case 'open': {
        const record = recordOf(event.record)
        this.#open.set(record.card, [...this.openTapsOf(record.card), { record }])
        return
      }
      case 'paid':
      case 'grey': {
        const record = recordOf(event.record)
        this.#close(record)
        this.#waiting.push(record)
        this.#uploadSeq = record.uploadSeq + 1
        return
      }
      case 'dropped':
        return this.#close(event)
      case 'packed':
        this.#packed = event
        this.#file = event.file + 1
        return
      case 'receipted': {
        const upTo = this.#packed?.file === event.file ? this.#packed.upTo : 0
        this.#waiting = this.#waiting.filter(({ uploadSeq }) => uploadSeq > upTo)
        this.#packed = undefined
        return
      }
      case 'from':
        this.#uploadSeq = event.uploadSeq
        this.#file = event.file
    }
  }

  #close({ card, termSeq }: Pick<TapRecord, 'card' | 'termSeq'>): void {
    const left = this.openTapsOf(card).filter(({ record }) => record.termSeq !== termSeq)
    if (left.length > 0) this.#open.set(card, left)
    else this.#open.delete(card)
  }

  /** What still matters, said again from the beginning. */
  #shorten(): void {
    const first = this.#waiting[0]?.uploadSeq ?? this.#uploadSeq
    this.#journal.compact([
      { is: 'from', uploadSeq: first, file: this.#file },
      ...this.#waiting.map((record) => ({ is: 'paid' as const, record: lineOf(record) })),
      ...[...this.#open.values()]
        .flat()
        .map(({ record }) => ({ is: 'open' as const, record: lineOf(record) })),
    ])
  }
}

function lineOf(record: TapRecord): string {
  const line = encodeRecord('text', record)
  invariant(line.ok, 'what a validator makes fits the upload format', {
    field: line.ok ? undefined : line.field,
  })
  return line.value.toString('utf8').trimEnd()
}

function recordOf(line: string): TapRecord {
  const [read] = decodeRecords('text', Buffer.from(`${line}\n`, 'utf8'), 1)
  invariant(read !== undefined && 'record' in read, 'a journal holds what was written into it')
  return read.record
}
