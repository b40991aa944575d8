import { machine } from '../base'

/**
 * An application of one card: it may be on or off by itself while the card goes its own way. A card that never
 * had the application stands as closed.
 */
export const applicationLifecycle = machine({
  closed: { open: 'enabled' },
  enabled: { lock: 'locked', close: 'closed' },
  locked: { unlock: 'enabled', close: 'closed' },
})

export type ApplicationState = (typeof applicationLifecycle.states)[number]

export type ApplicationAct = 'open' | 'lock' | 'unlock' | 'close'

/** How the trail names each act: `card-application.<done>`. */
export const applicationDone = {
  open: 'opened',
  lock: 'locked',
  unlock: 'unlocked',
  close: 'closed',
} as const satisfies Readonly<Record<ApplicationAct, string>>
