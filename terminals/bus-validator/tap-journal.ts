import type { TapRecord } from '../../src/messages'

/** A tap whose DEBIT was sent and not yet confirmed: state 1, TAC all zeros. */
export interface OpenTap {
  readonly record: TapRecord
}

/**
 * What a terminal must still know after it lost its power. Each call is durable when it returns: `opened`
 * stands before the DEBIT is sent, or a torn card would be a rider's loss nobody can explain.
 */
export interface TapJournal {
  opened(tap: OpenTap): void
  confirmed(record: TapRecord): void
  /** The debit provably never happened. */
  dropped(tap: OpenTap): void
  /** The unconfirmed taps of a card, oldest first. */
  openTapsOf(card: string): readonly OpenTap[]
}

/** A journal in memory, for virtual cities; its records are what the terminal uploads, in order. */
export class MemoryJournal implements TapJournal {
  readonly #open = new Map<string, readonly OpenTap[]>()
  #records: TapRecord[] = []
  #uploadSeq: number

  /** `nextUploadSeq`: number of the first record. */
  constructor(nextUploadSeq = 1) {
    this.#uploadSeq = nextUploadSeq
  }

  opened(tap: OpenTap): void {
    const { card } = tap.record
    this.#open.set(card, [...this.openTapsOf(card), tap])
  }

  confirmed(record: TapRecord): void {
    this.#close(record)
    this.#records.push(this.#numbered(record))
  }

  dropped(tap: OpenTap): void {
    this.#close(tap.record)
  }

  openTapsOf(card: string): readonly OpenTap[] {
    return this.#open.get(card) ?? []
  }

  /** Confirmed records not taken before, numbered in the order in which they were confirmed. */
  takeConfirmed(): readonly TapRecord[] {
    const taken = this.#records
    this.#records = []
    return taken
  }

  /** Unconfirmed taps whose cards never came back: they go up without TAC, as grey records. */
  giveUpOpen(): readonly TapRecord[] {
    const given = [...this.#open.values()].flat().map(({ record }) => this.#numbered(record))
    this.#open.clear()
    return given
  }

  #numbered(record: TapRecord): TapRecord {
    return { ...record, uploadSeq: this.#uploadSeq++ }
  }

  #close({ card, termSeq }: TapRecord): void {
    const left = this.openTapsOf(card).filter(({ record }) => record.termSeq !== termSeq)
    if (left.length > 0) this.#open.set(card, left)
    else this.#open.delete(card)
  }
}
