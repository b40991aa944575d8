import { invariant } from '../../src/base'
import { Journal, type Folder, type Recovery } from '../journal'

/** What a POS does; the kinds that move money by a request are reversed when nobody answers. */
export type PosKind = 'purchase' | 'void' | 'refund' | 'load' | 'load-confirmation' | 'purse-sale'

/** Requests are reversed when their answer did not come; notices are said again. */
export const isNotice = (kind: PosKind): boolean =>
  kind === 'refund' || kind === 'load-confirmation' || kind === 'purse-sale'

/**
 * Where one message of the book stands. `sent`: nobody knows yet. `reversing`: a reversal is owed. `stored`: a notice
 * that was not sent yet.
 */
export type PosState =
  'stored' | 'sent' | 'approved' | 'declined' | 'reversing' | 'reversed' | 'voided' | 'proved'

/** Fields of a message as they are kept: without PIN, tracks, security information and code. */
export type KeptFields = Readonly<Record<string, string>>

export interface PosRecord {
  readonly trace: number
  readonly batch: number
  readonly kind: PosKind
  readonly mti: string
  readonly fields: KeptFields
  /** Fen, as digits. */
  readonly amount: string
  /** For a void, a refund of this batch, a confirmation: the trace it is about. */
  readonly original?: number
  readonly state: PosState
  /** Why it is reversed: 98 no answer, A0 wrong code, 06 other (iso8583.md 3.12). */
  readonly reason?: string
  /** For a load: the city time under the host's code, YYYYMMDDHHMMSS. */
  readonly at?: string
  /** f39, f37 and f38 of the answer, where there was one. */
  readonly code?: string
  readonly reference?: string
  readonly authorisation?: string
}

/** The POS has begun to settle this batch: nothing is sold in it any more. */
interface Settling {
  readonly is: 'settling'
}

type PosEvent =
  | { readonly is: 'batch'; readonly batch: number; readonly trace: number }
  | { readonly is: 'trace'; readonly trace: number }
  | { readonly is: 'record'; readonly record: PosRecord }
  | {
      readonly is: 'state'
      readonly batch: number
      readonly trace: number
      readonly to: PosState
      readonly reason?: string
      readonly at?: string
      readonly code?: string
      readonly reference?: string
      readonly authorisation?: string
    }
  | Settling

const NAME = 'pos'
const TRACE_MAX = 999_999

/** What a batch adds up to, as the POS has it (iso8583.md 3.8). */
export interface PosTotals {
  readonly debitFen: bigint
  readonly debits: number
  readonly creditFen: bigint
  readonly credits: number
}

/** The log of a POS on its disk: everything is in it before it is sent, and outlives the power. */
export class PosBook {
  readonly #journal: Journal<PosEvent>
  readonly #records = new Map<string, PosRecord>()
  #batch = 0
  #trace = 0
  #isSettling = false

  constructor(folder: Folder) {
    this.#journal = Journal.open(folder, NAME)
    for (const event of this.#journal.events) this.#apply(event)
  }

  get recovery(): Recovery {
    return this.#journal.recovery
  }

  /** 0 until the first sign-in. */
  get batch(): number {
    return this.#batch
  }

  get isSettling(): boolean {
    return this.#isSettling
  }

  /** Everything that is kept, oldest first. */
  get records(): readonly PosRecord[] {
    return [...this.#records.values()]
  }

  /** Messages that await an answer, oldest first: requests to reverse, notices to repeat. */
  get doubts(): readonly PosRecord[] {
    return this.records.filter(({ state }) => ['sent', 'reversing', 'stored'].includes(state))
  }

  recordOf(trace: number, batch = this.#batch): PosRecord | undefined {
    return this.#records.get(`${batch}:${trace}`)
  }

  /** A trace number that was never used in this batch; noted for messages that have no record of their own. */
  nextTrace(): number {
    const trace = this.#following()
    this.#note({ is: 'trace', trace })
    return trace
  }

  /** Writes a message down before it is sent; its trace is the next one. */
  begin(
    record: Omit<PosRecord, 'trace' | 'batch' | 'state'>,
    state: 'sent' | 'stored' = 'sent',
  ): PosRecord {
    const whole: PosRecord = { ...record, trace: this.#following(), batch: this.#batch, state }
    this.#note({ is: 'record', record: whole })
    return whole
  }

  /** A message has come on. What a void was about changes with it. */
  move(
    { batch, trace }: Pick<PosRecord, 'batch' | 'trace'>,
    to: PosState,
    about: Pick<PosRecord, 'reason' | 'at' | 'code' | 'reference' | 'authorisation'> = {},
  ): PosRecord {
    this.#note({ is: 'state', batch, trace, to, ...about })
    const record = this.recordOf(trace, batch)
    invariant(record !== undefined, 'what moves is in the book', { batch, trace })
    return record
  }

  /** The POS begins to settle. */
  beginSettling(): void {
    if (!this.#isSettling) this.#note({ is: 'settling' })
  }

  /** A batch begins. Doubts of the one before come along: they are not over because the batch is. */
  beginBatch(batch: number): void {
    if (batch === this.#batch) return
    const doubts = this.doubts
    const trace = this.#trace
    this.#journal.compact([
      { is: 'batch', batch, trace },
      ...doubts.map((record) => ({ is: 'record' as const, record })),
    ])
    this.#records.clear()
    for (const event of this.#journal.events) this.#apply(event)
  }

  /** What the batch adds up to: sales that stand, and refunds. */
  get totals(): PosTotals {
    const counted = this.countedRecords
    const sum = (of: readonly PosRecord[]): bigint =>
      of.reduce((total, { amount }) => total + BigInt(amount), 0n)
    const credits = counted.filter(({ kind }) => kind === 'refund')
    const debits = counted.filter(({ kind }) => kind !== 'refund')
    return {
      debitFen: sum(debits),
      debits: debits.length,
      creditFen: sum(credits),
      credits: credits.length,
    }
  }

  /** The messages of this batch that count in its totals, by trace. */
  get countedRecords(): readonly PosRecord[] {
    return this.records.filter(
      ({ batch, kind, state }) =>
        batch === this.#batch &&
        state === 'approved' &&
        (kind === 'purchase' || kind === 'purse-sale' || kind === 'refund'),
    )
  }

  #following(): number {
    return this.#trace >= TRACE_MAX ? 1 : this.#trace + 1
  }

  #note(event: PosEvent): void {
    this.#journal.append(event)
    this.#apply(event)
  }

  #apply(event: PosEvent): void {
    switch (event.is) {
      case 'batch':
        this.#batch = event.batch
        this.#trace = event.trace
        this.#isSettling = false
        return
      case 'trace':
        this.#trace = event.trace
        return
      case 'record': {
        const { record } = event
        this.#records.set(`${record.batch}:${record.trace}`, record)
        if (record.batch === this.#batch) this.#trace = record.trace
        return
      }
      case 'state': {
        const { is: _is, to, ...about } = event
        const key = `${event.batch}:${event.trace}`
        const before = this.#records.get(key)
        if (before === undefined) return
        this.#records.set(key, { ...before, ...about, state: to })
        this.#followVoid(before, to)
        return
      }
      case 'settling':
        this.#isSettling = true
    }
  }

  /** A sale is voided with its void, and stands again when the void is taken back. */
  #followVoid({ kind, original, batch, state }: PosRecord, to: PosState): void {
    if (kind !== 'void' || original === undefined) return
    const key = `${batch}:${original}`
    const sale = this.#records.get(key)
    if (sale === undefined) return
    if (to === 'approved') this.#records.set(key, { ...sale, state: 'voided' })
    if (to === 'reversed' && state !== 'declined') {
      this.#records.set(key, { ...sale, state: 'approved' })
    }
  }
}
