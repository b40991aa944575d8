import { Fault } from '../../src/base'
import {
  exchange,
  ReaderTrouble,
  type CardLine,
  type ReaderEvent,
  type ReaderFace,
  type Readers,
  type Sharing,
} from '../reader'
import type { ServedChip } from './served-chip'

/** How long a card may think before it counts as mute. */
const ANSWER_WITHIN_MS = 10_000

/** Readers in software: what lies in them is put there and taken away by calls instead of hands. */
export class VirtualReaders implements Readers {
  private readonly slots = new Map<string, Slot>()
  private readonly watchers = new Set<(event: ReaderEvent) => void>()
  private closed = false

  constructor(
    names: readonly string[],
    private readonly limits: { readonly answerWithinMs: number } = {
      answerWithinMs: ANSWER_WITHIN_MS,
    },
  ) {
    for (const name of names) this.slots.set(name, { chip: undefined, lines: new Set() })
  }

  /** Puts a chip into a reader; one that lies there is taken out first. */
  insert(reader: string, chip: ServedChip): void {
    const slot = this.slot(reader)
    this.remove(reader)
    chip.powerCut()
    slot.chip = chip
    this.tell({ kind: 'card-arrived', reader, atr: chip.atr })
  }

  /** Pulls the card; a command under way is lost. */
  remove(reader: string): void {
    const slot = this.slot(reader)
    if (slot.chip === undefined) return
    slot.chip.powerCut()
    slot.chip = undefined
    for (const line of slot.lines) line.end('card-left')
    slot.lines.clear()
    this.tell({ kind: 'card-left', reader })
  }

  async list(): Promise<readonly ReaderFace[]> {
    return [...this.slots]
      .map(([name, { chip }]) => ({ name, ...(chip === undefined ? {} : { atr: chip.atr }) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  watch(tell: (event: ReaderEvent) => void): () => void {
    this.watchers.add(tell)
    return () => void this.watchers.delete(tell)
  }

  async connect(reader: string, sharing: Sharing): Promise<CardLine> {
    if (this.closed) throw new ReaderTrouble('reader-closed', { reader })
    const slot = this.slots.get(reader)
    if (slot === undefined) throw new ReaderTrouble('reader-missing', { reader })
    const { chip, lines } = slot
    if (chip === undefined) throw new ReaderTrouble('card-missing', { reader })
    const taken = [...lines].some((line) => line.sharing === 'exclusive')
    if (taken || (sharing === 'exclusive' && lines.size > 0)) {
      throw new ReaderTrouble('reader-in-use', { reader })
    }
    const line = new VirtualLine(reader, sharing, chip, slot, this.limits.answerWithinMs)
    lines.add(line)
    return line
  }

  async close(): Promise<void> {
    this.closed = true
    this.watchers.clear()
    for (const { lines } of this.slots.values()) {
      for (const line of lines) line.end('reader-closed')
      lines.clear()
    }
  }

  private slot(reader: string): Slot {
    const slot = this.slots.get(reader)
    if (slot === undefined) throw new ReaderTrouble('reader-missing', { reader })
    return slot
  }

  private tell(event: ReaderEvent): void {
    for (const tell of this.watchers) tell(event)
  }
}

interface Slot {
  chip: ServedChip | undefined
  readonly lines: Set<VirtualLine>
}

class VirtualLine implements CardLine {
  private ended: ReaderTrouble | undefined
  private queue: Promise<unknown> = Promise.resolve()
  private readonly endings = new Set<(trouble: ReaderTrouble) => void>()

  constructor(
    readonly reader: string,
    readonly sharing: Sharing,
    private readonly chip: ServedChip,
    private readonly slot: Slot,
    private readonly answerWithinMs: number,
  ) {}

  get atr(): Buffer {
    return this.chip.atr
  }

  transmit(command: Buffer): Promise<Buffer> {
    return this.inTurn(() =>
      exchange(this.reader, command, (bytes) => this.untilEnd(() => this.chip.transmit(bytes))),
    )
  }

  reset(): Promise<Buffer> {
    return this.inTurn(async () => {
      this.chip.powerCut()
      for (const line of this.slot.lines) if (line !== this) line.end('card-reset')
      return this.chip.atr
    })
  }

  async disconnect(): Promise<void> {
    if (this.slot.lines.delete(this) && this.ended === undefined) this.chip.powerCut()
    this.end('reader-closed')
  }

  /** Ends the line: what is under way and all that comes later fails with this. */
  end(trouble: ReaderTrouble['trouble']): void {
    this.ended ??= new ReaderTrouble(trouble, { reader: this.reader })
    for (const end of this.endings) end(this.ended)
    this.endings.clear()
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.queue.then(() => {
      if (this.ended !== undefined) throw this.ended
      return work()
    })
    this.queue = turn.catch(() => undefined)
    return turn
  }

  /** The chip's answer, unless the card leaves or says nothing for too long. */
  private untilEnd(work: () => Buffer | Promise<Buffer>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const mute = setTimeout(() => this.end('card-mute'), this.answerWithinMs)
      const done = (): void => {
        clearTimeout(mute)
        this.endings.delete(fail)
      }
      const fail = (trouble: ReaderTrouble): void => {
        done()
        reject(trouble)
      }
      this.endings.add(fail)
      Promise.resolve()
        .then(work)
        .then(
          (answer) => {
            done()
            resolve(answer)
          },
          (error: unknown) => {
            // A chip whose power was cut in the middle answers nothing, as one that was pulled.
            if (error instanceof Fault) return this.end('card-left')
            done()
            reject(error instanceof Error ? error : new Error(String(error)))
            return undefined
          },
        )
    })
  }
}
