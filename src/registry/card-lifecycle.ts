import { machine } from '../base'

/** What may happen to a card; what is not written cannot. */
export const cardLifecycle = machine({
  blank: { personalise: 'ready', spoil: 'destroyed' },
  ready: { issue: 'active', spoil: 'destroyed' },
  active: { reportLost: 'lost', block: 'blocked', handBack: 'returned' },
  lost: { find: 'active', replace: 'retired' },
  blocked: { unblock: 'active', handBack: 'returned' },
  returned: { destroy: 'destroyed' },
  retired: {},
  destroyed: {},
})

export type CardState = (typeof cardLifecycle.states)[number]
