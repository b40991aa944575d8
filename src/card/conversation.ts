import { invariant } from '../base'
import { readReply, type CommandBytes, type Reply } from './apdu'
import type { VaultQuestion } from './vault-question'

/**
 * One question of a conversation. Answers are always bytes, so that a conversation's state is the list of
 * its answers: after a crash it is replayed from that list and goes on from the same place.
 *
 * `repeat` says what may be done with a question that was asked and not answered. `safe`: ask it again.
 * `look-first`: the other side may have acted (money may have moved), so its own counter or proof must be
 * looked at before anything is sent again.
 */
export type Question =
  | { readonly to: 'card'; readonly apdu: CommandBytes; readonly repeat: Repeat }
  | { readonly to: 'sam'; readonly apdu: CommandBytes; readonly repeat: Repeat }
  | { readonly to: 'vault'; readonly asks: VaultQuestion; readonly repeat: Repeat }

export type Repeat = 'safe' | 'look-first'

/** A pure conversation: it asks, is given bytes, and in the end returns a value. It touches nothing. */
export type Conversation<Value, Asked = Question> = Generator<Asked, Value, Buffer>

/** Asks the card something that changes nothing (or may be said twice). */
export function* askCard(apdu: CommandBytes): Conversation<Reply> {
  return readReply(yield { to: 'card', apdu, repeat: 'safe' })
}

/** Tells the card to change something for good: without an answer nobody knows whether it did. */
export function* tellCard(apdu: CommandBytes): Conversation<Reply> {
  return readReply(yield { to: 'card', apdu, repeat: 'look-first' })
}

export function* askSam(apdu: CommandBytes): Conversation<Reply> {
  return readReply(yield { to: 'sam', apdu, repeat: 'safe' })
}

/** Tells the SAM something that moves its own counters (its number, its tries). */
export function* tellSam(apdu: CommandBytes): Conversation<Reply> {
  return readReply(yield { to: 'sam', apdu, repeat: 'look-first' })
}

/** Asks the vault for a code. */
export function* askVault(asks: VaultQuestion): Conversation<Buffer> {
  return yield { to: 'vault', asks, repeat: 'safe' }
}

/** Asks the vault whether a code is right; it answers one byte, 01 for yes. */
export function* vaultAgrees(asks: VaultQuestion): Conversation<boolean> {
  return (yield { to: 'vault', asks, repeat: 'safe' })[0] === 1
}

/** Holds a conversation to its end. The only meeting with the world; faults of `answer` pass through. */
export async function hold<Value, Asked = Question>(
  conversation: Conversation<Value, Asked>,
  answer: (question: Asked) => Buffer | Promise<Buffer>,
): Promise<Value> {
  let turn = conversation.next()
  while (turn.done !== true) turn = conversation.next(await answer(turn.value))
  return turn.value
}

/** The same where every answer is at hand (virtual chips). */
export function holdSync<Value, Asked = Question>(
  conversation: Conversation<Value, Asked>,
  answer: (question: Asked) => Buffer,
): Value {
  let turn = conversation.next()
  while (turn.done !== true) turn = conversation.next(answer(turn.value))
  return turn.value
}

/** Where a replayed conversation stands: at its end, or at the question that was not answered. */
export type Replayed<Value, Asked = Question> =
  | { readonly ended: true; readonly value: Value }
  | {
      readonly ended: false
      readonly open: Asked
      readonly conversation: Conversation<Value, Asked>
    }

/**
 * Replays a fresh conversation from the answers it was given before. The open question has *not* been asked
 * again: look at its `repeat` first (`goOn` does).
 */
export function replay<Value, Asked = Question>(
  conversation: Conversation<Value, Asked>,
  answers: readonly Buffer[],
): Replayed<Value, Asked> {
  let turn = conversation.next()
  for (const answer of answers) {
    invariant(turn.done !== true, 'a record holds no more answers than the conversation asked')
    turn = conversation.next(answer)
  }
  return turn.done === true
    ? { ended: true, value: turn.value }
    : { ended: false, open: turn.value, conversation }
}

/** What became of a resumed conversation: its value, or the need to look at the other side first. */
export type Resumed<Value, Asked = Question> =
  | { readonly ended: true; readonly value: Value }
  | { readonly ended: false; readonly lookFirst: Asked }

/** Goes on after a crash. A question that may have moved money is never asked a second time. */
export async function goOn<Value>(
  replayed: Replayed<Value>,
  answer: (question: Question) => Buffer | Promise<Buffer>,
): Promise<Resumed<Value>> {
  if (replayed.ended) return replayed
  if (replayed.open.repeat === 'look-first') return { ended: false, lookFirst: replayed.open }
  let turn = replayed.conversation.next(await answer(replayed.open))
  while (turn.done !== true) turn = replayed.conversation.next(await answer(turn.value))
  return { ended: true, value: turn.value }
}
