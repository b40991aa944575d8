import type { Tx } from '../base'
import type { KeptMessage } from './message'
import { lockMessages, moveMessages, type MessageMove } from './store-messages'

/**
 * Earlier messages that a turn is about: each is locked and read once, and what becomes of them is written in one
 * statement when the turn ends. Meanwhile everybody in the turn sees a message as the turn has left it.
 */
export class MessagesInHand {
  readonly #known = new Map<bigint, KeptMessage | undefined>()
  readonly #moves = new Map<bigint, MessageMove>()

  constructor(private readonly tx: Tx) {}

  /** Locks some together, in the order of their numbers, so that two turns never wait for each other over them. */
  async lockAll(messages: readonly bigint[]): Promise<void> {
    const fresh = [...new Set(messages)].filter((message) => !this.#known.has(message))
    if (fresh.length === 0) return
    for (const message of fresh) this.#known.set(message, undefined)
    for (const kept of await lockMessages(this.tx, fresh)) this.#known.set(kept.message, kept)
  }

  /** One message, kept from others until the transaction ends; undefined when there is none. */
  async lock(message: bigint): Promise<KeptMessage | undefined> {
    await this.lockAll([message])
    return this.#known.get(message)
  }

  /** A message that the caller has locked has come on. */
  move(message: bigint, to: MessageMove): void {
    this.#moves.set(message, { ...this.#moves.get(message), ...to })
    const kept = this.#known.get(message)
    if (kept !== undefined) this.#known.set(message, { ...kept, ...to })
  }

  /** Writes what has become of them. */
  async write(): Promise<void> {
    if (this.#moves.size > 0) await moveMessages(this.tx, this.#moves)
    this.#moves.clear()
  }
}
