import { machine } from '../base'

/** Money held for later: it ends once, and never begins again. */
export const holdLifecycle = machine({
  held: { post: 'posted', void: 'voided', expire: 'expired' },
  posted: {},
  voided: {},
  expired: {},
})

export type HoldOutcome = Exclude<(typeof holdLifecycle.states)[number], 'held'>

/** Why a hold may not be ended as asked. */
export type HoldRefusal =
  'hold-unknown' | 'hold-already-ended' | 'hold-expired' | 'amount-over-hold'
