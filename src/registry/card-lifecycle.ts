import { machine, ok, refuse, type Result } from '../base'
import { cardActs, cardStates } from './card-lifecycle.table'

/** What may happen to a card; what is not written cannot. The rules of time and money belong to whoever acts. */
export const cardLifecycle = machine({
  blank: { personalise: 'personalised', scrap: 'destroyed' },
  personalised: { check: 'ready', scrap: 'destroyed' },
  ready: { issue: 'active', spoil: 'spoiled' },
  active: {
    reportLostOrally: 'lost-oral',
    reportLost: 'lost',
    block: 'blocked',
    expire: 'expired',
    replace: 'replaced',
    handBack: 'returned',
  },
  'lost-oral': { reportLost: 'lost', lapse: 'active', find: 'active' },
  lost: { find: 'active', replace: 'replaced' },
  blocked: { unblock: 'active', replace: 'replaced', handBack: 'returned' },
  expired: { renew: 'active', replace: 'replaced', handBack: 'returned' },
  replaced: { destroy: 'destroyed' },
  returned: { destroy: 'destroyed' },
  spoiled: { undoSpoil: 'ready', destroy: 'destroyed' },
  destroyed: {},
})

export type CardState = (typeof cardLifecycle.states)[number]

/** "issue", "reportLost", …: a misspelt act does not compile. */
export type CardAct = keyof typeof cardActs

/** Why an act may be done, one of the act's own list. */
export type CardReason<Of extends CardAct = CardAct> = {
  [Each in Of]: (typeof cardActs)[Each]['reasons'][number]
}[Of]

export type CardActRefusal = 'state-forbids' | 'reason-unknown'

/**
 * The state after an act, or why not: "not allowed from X, because Y". `reason` must be one that the act
 * knows. Pure; `changeCardState` is what writes.
 */
export function afterCardAct(
  state: CardState,
  act: CardAct,
  reason: string,
): Result<CardState, CardActRefusal> {
  const next = cardLifecycle.after(state, act)
  if (!next.ok) {
    return refuse('state-forbids', {
      detail: `"${act}" is not allowed from "${state}", because ${cardStates[state].because}`,
    })
  }
  const known: readonly string[] = cardActs[act].reasons
  return known.includes(reason)
    ? ok(next.value)
    : refuse('reason-unknown', {
        field: 'reason',
        detail: `a reason for "${act}" is one of ${known.join(', ')}`,
      })
}
