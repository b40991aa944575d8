import type { BusinessDate, Fen, Tx } from '../base'
import type { Movement } from '../ledger'
import type { KeySet, TerminalAtWork } from './terminal'
import type { AcquiringDesk } from './desk'
import type { PosQuestion } from './face'
import type { MessagesInHand } from './in-hand'
import type { MessageState } from './lifecycle'
import type { Code } from './codes.table'
import type { Asked } from './question'
import type { Rules } from './rules-of-turn'

/** One turn: some questions of different terminals, answered in one database transaction. */
export interface Turn {
  readonly desk: AcquiringDesk
  readonly tx: Tx
  readonly at: Date
  /** The business date of the clock. */
  readonly today: BusinessDate
  /** The open day of the books, kept open until the turn ends. */
  readonly day: BusinessDate
  readonly rules: Rules
  /** Earlier messages that questions of this turn are about. */
  readonly messages: MessagesInHand
  /** What nothing can refuse: booked when everything else is decided, in one posting with the sales of the turn. */
  readonly toBook: Movement[]
  /** Wrong PINs in a row of each person who was asked for one in this turn, by what it has counted so far. */
  readonly pinTries: Map<string, number>
}

/** A question on its way: who asked, under which keys, and the number it gets. */
export interface Work {
  readonly question: PosQuestion
  readonly asked: Asked
  readonly terminal: TerminalAtWork
  /** Null where the message carries no code. */
  readonly keys: KeySet | null
  /** Its own number, f37 of its answer. */
  readonly message: bigint
}

/** What became of a question. */
export interface Verdict {
  readonly code: Code
  readonly state: MessageState
  /** Fields of the answer beside those that every answer has. */
  readonly fields?: Readonly<Record<number, string>>
  readonly card?: bigint
  readonly person?: string
  readonly amountFen?: Fen
  readonly contract?: string
  readonly original?: bigint
  /** What was booked for the merchant's operator, signed as the merchant sees it. */
  readonly bookedFen?: bigint
  readonly bookedCount?: number
  readonly hold?: string
  readonly heldUntil?: Date
  readonly load?: string
}

/** Declined, and nothing is booked. */
export const declined = (code: Code, more: Partial<Verdict> = {}): Verdict => ({
  ...more,
  code,
  state: 'declined',
})
