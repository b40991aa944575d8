import { invariant, type Result } from '../base'
import type { Question, VaultQuestion } from '../card'
import type { CardWork, JsonObject } from './card-work'

/** Where a conversation stands after the replies that are known: at a question to the card, or at its end. */
export type Standing =
  | { readonly ended: false; readonly open: Question & { readonly to: 'card' } }
  | { readonly ended: true; readonly outcome: Result<unknown, string> }

/**
 * Leads a fresh conversation through the card's replies. The vault is asked again each time; `before` is
 * called for the questions that come after the last reply only, and what it refuses ends the conversation.
 */
export async function standing(
  work: CardWork,
  { order, replies }: { readonly order: JsonObject; readonly replies: readonly Buffer[] },
  before?: (asks: VaultQuestion, answer: Buffer) => Promise<Result<unknown, string>>,
): Promise<Standing> {
  const conversation = work.converse(order)
  let turn = conversation.next()
  let heard = 0
  while (turn.done !== true) {
    const question = turn.value
    invariant(question.to !== 'sam', 'a remote reader has no SAM: the vault stands in for it')
    if (question.to === 'card') {
      const reply = replies[heard]
      if (reply === undefined) return { ended: false, open: question }
      heard++
      turn = conversation.next(reply)
      continue
    }
    const answer = await work.vault(question.asks)
    if (before !== undefined && heard === replies.length) {
      const may = await before(question.asks, answer)
      if (!may.ok) return { ended: true, outcome: may }
    }
    turn = conversation.next(answer)
  }
  invariant(heard === replies.length, 'a record holds no more replies than the conversation asked')
  return { ended: true, outcome: turn.value }
}
