import type { OperationName, Operations } from '../../../src/client'

/**
 * Beside the words of the operations: what the frame of the centre says, what cards say in a conversation, and what
 * this console finds by itself. `test/console/words.test.ts` compares them with the sources.
 */
export const otherRefusals = [
  'application-blocked',
  'application-locked-for-good',
  'application-missing',
  'auth-code-missing',
  'balance-part-unknown',
  'card-answer-unexpected',
  'card-code-wrong',
  'card-counter-taken',
  'card-did-not-change',
  'card-file-malformed',
  'card-is-another',
  'card-not-genuine',
  'card-pulled',
  'centre-failed',
  'centre-unreachable',
  'challenge-missing',
  'chip-locked',
  'chip-other',
  'chip-refuses-us',
  'chip-used',
  'chip-without-serial',
  'code-missing',
  'code-refused',
  'counter-at-end',
  'file-in-doubt',
  'file-missing',
  'file-not-selected',
  'file-of-other-kind',
  'file-too-short',
  'host-code-refused',
  'key-index-unknown',
  'key-locked',
  'key-refused',
  'length-refused',
  'load-in-doubt',
  'load-lapsed',
  'load-not-opened',
  'lock-not-opened',
  'lock-of-other-transaction',
  'method-unknown',
  'no-card',
  'no-reader',
  'no-space',
  'not-worked-out',
  'path-unknown',
  'pin-locked',
  'pin-malformed',
  'pin-missing',
  'pin-not-verified',
  'pin-wrong',
  'proof-not-kept',
  'purchase-not-opened',
  'purse-empty',
  'purse-not-available',
  'purse-not-locked',
  'purse-short',
  'read-back-differs',
  'record-file-missing',
  'record-id-wrong',
  'record-missing',
  'record-too-long',
  'right-missing',
  'sam-key-missing',
  'sam-locked',
  'sam-not-ready',
  'sam-number-at-end',
  'sam-transaction-closed',
  'terminal-code-refused',
  'unknown',
  'unload-not-opened',
  'unload-not-supported',
  'unlock-code-refused',
  'vector-not-usable',
] as const

/** Every word the centre may refuse an operation with. */
type RefusalWord = NonNullable<Operations[OperationName]['refused']>

type OtherWord = (typeof otherRefusals)[number]

/** For every word of refusal: what is the matter, and what to do next. */
export type Refusals = Readonly<
  Record<RefusalWord | OtherWord, readonly [what: string, next: string]>
>
