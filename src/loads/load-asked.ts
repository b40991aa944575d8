import type { CardNumber, Fen, SamNumber } from '../base'
import type { Funding, FundingRefusal } from '../tills'

export type LoadRefusal =
  | 'card-unknown'
  | 'card-not-active'
  | 'card-not-valid'
  | 'amount-not-a-step'
  | 'amount-over-limit'
  | 'day-limit-reached'
  | 'agent-limit-reached'
  | 'funds-not-enough'
  | 'load-unknown'
  | 'load-not-confirmed'
  | 'void-too-late'
  | 'void-not-yours'
  | 'load-already-voided'
  | 'nothing-in-doubt'
  | 'no-auto-load'
  | 'funding-not-yours'
  | 'return-needs-closing'
  | FundingRefusal

/** A load asked for at a counter, by an agent, a citizen or a terminal. */
export interface LoadAsked {
  readonly card: CardNumber
  readonly amountFen: Fen
  readonly funding: Funding
  /** Number of the loading terminal; the desk's own when absent. */
  readonly terminal?: SamNumber
}

export interface UnloadAsked {
  readonly card: CardNumber
  /** Everything that is on the purse when absent. */
  readonly amountFen?: Fen
  readonly payTo: Funding
  readonly terminal?: SamNumber
  /** `return`: the card is given back, so it may be blocked or expired. */
  readonly cause?: 'counter' | 'return'
}
