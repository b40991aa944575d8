import { invariant, machine } from '../base'

/**
 * The life of one message of a POS, as money sees it. `forestalled`: its reversal came first, so that it will never
 * be carried out. `claimed`: a merchant says it sold offline and nobody has paid yet. `taken`: kept, and nothing was
 * to be booked. A void or a completion that is itself taken back leads its original back the way it came.
 */
export const messageLifecycle = machine({
  new: {
    approve: 'approved',
    decline: 'declined',
    forestall: 'forestalled',
    hold: 'held',
    claim: 'claimed',
    take: 'taken',
  },
  approved: { void: 'voided', reverse: 'reversed' },
  held: { complete: 'completed', void: 'voided', reverse: 'reversed', expire: 'expired' },
  completed: { reopen: 'held', lapse: 'expired' },
  voided: { restore: 'approved', reopen: 'held', lapse: 'expired' },
  claimed: { uphold: 'upheld', reject: 'rejected' },
  declined: {},
  forestalled: {},
  reversed: {},
  expired: {},
  upheld: {},
  rejected: {},
  taken: {},
})

export type MessageState = Exclude<(typeof messageLifecycle.states)[number], 'new'>
export type MessageStep =
  | 'approve'
  | 'decline'
  | 'forestall'
  | 'hold'
  | 'claim'
  | 'take'
  | 'void'
  | 'reverse'
  | 'complete'
  | 'expire'
  | 'reopen'
  | 'lapse'
  | 'restore'
  | 'uphold'
  | 'reject'

/** The state a step leads to; a step that the table does not have is our own error. */
export function stepped(state: MessageState | 'new', step: MessageStep): MessageState {
  const to = messageLifecycle.after(state, step)
  invariant(to.ok && to.value !== 'new', 'a message takes the steps of its life only', {
    state,
    step,
  })
  return to.value
}
