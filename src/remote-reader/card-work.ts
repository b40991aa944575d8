import type { Act, Result } from '../base'
import type { Conversation, Question, VaultQuestion } from '../card'

/** What can be kept and sent: order and answer of a session. Amounts of money are whole numbers of fen. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

/** A session as a work sees it. */
export interface WorkSession<Order> {
  readonly id: string
  readonly order: Order
  readonly subject: string
  /** Who opened it; only they go on with it. */
  readonly openedBy: string
}

/**
 * One kind of thing that is done with a card in a reader elsewhere. All that it writes goes through the act of
 * the turn, so that the centre remembers a reply and what follows from it together or not at all.
 */
export interface CardWork<Order = JsonObject, Value = unknown> {
  readonly kind: string
  /** Pure: the same order and the same replies give the same questions. */
  converse(order: Order): Conversation<Result<Value, string>>
  /**
   * Answers the vault's questions. It must be deterministic and change nothing: a session is replayed from
   * the card's replies, and then the vault is asked again.
   */
  vault(asks: VaultQuestion): Promise<Buffer>
  /**
   * Comes once for each new question to the vault, with the vault's answer and before anybody hears it, in the
   * transaction of the turn: where funds are booked before the card gets the code, and where a genuine code of
   * the card is evidence. It refuses before it writes; its refusal ends the session.
   */
  before?(
    act: Act,
    session: WorkSession<Order>,
    asks: VaultQuestion,
    answer: Buffer,
  ): Promise<Result<unknown, string>>
  /**
   * Books what came of it, in the transaction of the last turn, and says what the caller is told. A refusal
   * becomes the outcome of the session: what was written beside it stays.
   */
  finish(
    act: Act,
    session: WorkSession<Order>,
    outcome: Result<Value, string>,
  ): Promise<Result<JsonObject, string>>
  /**
   * The card left the reader, or nobody answers any more. `open` is the question without an answer: where it
   * is `look-first`, the card may have acted, and nobody knows.
   */
  interrupted(act: Act, session: WorkSession<Order>, open: Question): Promise<void>
}

/** Every kind of work there is, by its name. */
export type CardWorks = Readonly<Record<string, CardWork>>

/** Puts works of different orders into one list; each is only ever handed orders of its own kind. */
export const cardWorks = (...works: readonly CardWork<never>[]): CardWorks =>
  Object.fromEntries(works.map((work) => [work.kind, work as unknown as CardWork]))
