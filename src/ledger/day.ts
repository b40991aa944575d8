import { machine } from '../base'

/**
 * A day of the books. Open takes everything; closing takes only what belongs to the closing; closed takes
 * nothing, for ever.
 */
export const dayLifecycle = machine({
  open: { beginClose: 'closing' },
  closing: { finishClose: 'closed' },
  closed: {},
})

export type DayState = (typeof dayLifecycle.states)[number]
