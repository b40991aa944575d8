import type { Message } from '../messages'
import { endUpload, settle, takeLine, takeLines, type Line } from './batches'
import { completeOriginal, refundOriginal, voidOriginal } from './follow-up'
import { confirmLoad, doubtLoad, load, loadAgain } from './load'
import type { KeptMessage } from './message'
import type { Kind } from './kinds.table'
import { adjustment, completionNotice, offlineSale, purseSale, scriptNotice } from './notices'
import { reverse } from './reverse'
import { preAuthorise, tellBalance } from './sell'
import { signIn, signOut } from './sign-in'
import { nextMessage } from './store-messages'
import type { Turn, Verdict, Work } from './turn-context'

/** What became of a question, and what is to be written besides. */
export interface Handled {
  readonly verdict: Verdict
  /** Fields of the answer that are not kept. */
  readonly unkept?: Readonly<Record<number, string>>
  /** Other rows to keep, as they differ from the row of the message itself. */
  readonly also?: readonly Partial<KeptMessage>[]
}

type Handler = (turn: Turn, work: Work, line: Line) => Promise<Handled>

const plain =
  (handle: (turn: Turn, work: Work, line: Line) => Promise<Verdict>): Handler =>
  async (turn, work, line) => ({ verdict: await handle(turn, work, line) })

/** Who answers which kind of message; the purchases of a turn are answered together, in `salesOf`. */
export const handlers: Readonly<Record<Exclude<Kind, 'purchase'>, Handler>> & {
  /** What is said to a message that was answered before. */
  readonly repeated: (turn: Turn, work: Work, before: KeptMessage) => Promise<Message>
} = {
  'sign-in': plain(signIn),
  'sign-out': plain(signOut),
  echo: plain(async () => ({ code: 'approved', state: 'approved' })),
  void: plain(voidOriginal),
  balance: plain(tellBalance),
  'pre-authorisation': plain(preAuthorise),
  'pre-authorisation-void': plain(voidOriginal),
  completion: plain(completeOriginal),
  'completion-void': plain(voidOriginal),
  refund: plain(refundOriginal),
  'completion-notice': plain(completionNotice),
  'offline-sale': plain(offlineSale),
  adjustment: plain(adjustment),
  'script-notice': plain(scriptNotice),
  'purse-sale': plain(purseSale),
  load: load,
  'load-confirmation': plain(confirmLoad),
  reversal: async (turn, work) => {
    const { verdict, forestalls } = await reverse(turn, work, doubtLoad)
    if (!forestalls) return { verdict }
    // A tombstone under the key of the original: should that come, it is refused without touching money.
    const message = await nextMessage(turn.tx)
    return {
      verdict,
      also: [
        {
          message,
          class: 'request',
          fingerprint: null,
          state: 'forestalled',
        },
      ],
    }
  },
  settlement: plain(settle),
  lines: plain(takeLines),
  line: plain(takeLine),
  'batch-end': plain(endUpload),
  repeated: async (turn, work, before) =>
    before.kind === 'load' ? loadAgain(turn, work, before) : before.answer,
}
