import {
  type Act,
  type CardNumber,
  maskCardNumber,
  ok,
  refuse,
  type Result,
  type Sql,
} from '../base'
import {
  type ApplicationAct,
  applicationDone,
  applicationLifecycle,
  type ApplicationState,
} from './application-lifecycle'
import { cardKey } from './cards'
import {
  insertApplicationStep,
  lastApplicationStep,
  lockLife,
  selectApplications,
} from './store-cards'

export interface CardApplication {
  readonly application: string
  readonly state: ApplicationState
  readonly since: Date
  readonly reason: string
}

export type ApplicationRefusal = 'card-unknown' | 'card-not-active' | 'state-forbids'

/**
 * Opens, locks, unlocks or closes one application of a card. Opening and unlocking want an active card; locking and
 * closing are always possible, so that a lost card's application can be stopped too.
 */
export async function changeApplicationState(
  act: Act,
  step: {
    readonly card: CardNumber
    readonly application: string
    readonly act: ApplicationAct
    readonly reason: string
  },
): Promise<Result<ApplicationState, ApplicationRefusal>> {
  const card = cardKey(step.card)
  const life = await lockLife(act.tx, card)
  if (life === undefined) {
    return refuse('card-unknown', { detail: `no card ${maskCardNumber(step.card)}` })
  }
  const puttingOn = step.act === 'open' || step.act === 'unlock'
  if (puttingOn && life.state !== 'active') {
    return refuse('card-not-active', {
      detail: `an application is put on only on an active card; this one is ${life.state}`,
    })
  }
  const before = await lastApplicationStep(act.tx, card, step.application)
  const from = before?.state ?? 'closed'
  const to = applicationLifecycle.after(from, step.act)
  if (!to.ok) return to
  const { application, reason } = step
  await insertApplicationStep(act.tx, {
    card,
    application,
    step: (before?.step ?? 0) + 1,
    at: act.at,
    act: step.act,
    from,
    to: to.value,
    reason,
    reference: act.reference,
    actor: act.actor.id,
  })
  await act.trail({
    act: `card-application.${applicationDone[step.act]}`,
    subject: `card:${step.card}`,
    reason,
    detail: { application, from, to: to.value },
  })
  return ok(to.value)
}

/** Every application a card has or had, with its state now. */
export const applicationsOfCard = (sql: Sql, card: CardNumber): Promise<CardApplication[]> =>
  selectApplications(sql, cardKey(card))
