import {
  type Act,
  type CardNumber,
  type Fen,
  maskCardNumber,
  NO_FEN,
  ok,
  refuse,
  type Result,
} from '../base'
import { cardActs } from './card-lifecycle.table'
import {
  afterCardAct,
  type CardAct,
  type CardActRefusal,
  type CardReason,
  type CardState,
} from './card-lifecycle'
import { type CardRegistration, cardKey } from './cards'
import { cardChecks, firstMalformed } from './entry-checks'
import type { RegistryRefusal } from './sheet'
import {
  insertBlankCard,
  lockLife,
  lockLives,
  writeLifeStep,
  writeLifeSteps,
  writeValidTo,
} from './store-cards'

export interface CardStep<Of extends CardAct = CardAct> {
  readonly card: CardNumber
  readonly act: Of
  /** One of the reasons the act knows (`cardActs`). */
  readonly reason: CardReason<Of>
  /** What the holder paid for it, for the record; the money itself is the caller's movement. */
  readonly fee?: Fen
}

export interface CardStepped {
  readonly card: CardNumber
  readonly from: CardState
  readonly to: CardState
  /** When it counts: the act's time, or a millisecond after the step before. */
  readonly at: Date
}

/**
 * The one door by which a card changes its state. Locks the card, takes the step or refuses it
 * (`state-forbids`: "not allowed from X, because Y"; `reason-unknown`; `card-unknown`), keeps it with reason, fee,
 * actor and reference, and appends the act to the trail (`card.issued`). Steps of one card are strictly ordered in time, so
 * that what the card was at an instant stays true.
 *
 * Money, waiting times and second persons are the caller's affair: they belong in the same transaction.
 */
export async function changeCardState<Of extends CardAct>(
  act: Act,
  step: CardStep<Of>,
): Promise<Result<CardStepped, 'card-unknown' | CardActRefusal>> {
  const card = cardKey(step.card)
  const before = await lockLife(act.tx, card)
  if (before === undefined) {
    return refuse('card-unknown', { detail: `no card ${maskCardNumber(step.card)}` })
  }
  const to = afterCardAct(before.state, step.act, step.reason)
  if (!to.ok) return to
  const at = laterThan(act.at, before.changedAt)
  await writeLifeStep(act.tx, {
    card,
    at,
    act: step.act,
    from: before.state,
    to: to.value,
    reason: step.reason,
    reference: act.reference,
    actor: act.actor.id,
    feeFen: step.fee ?? NO_FEN,
    issues: step.act === 'issue',
  })
  await act.trail({
    act: `card.${cardActs[step.act].done}`,
    subject: `card:${step.card}`,
    reason: step.reason,
    detail: { from: before.state, to: to.value },
  })
  return ok({ card: step.card, from: before.state, to: to.value, at })
}

/** A clock that went back, or two steps of one act, must not change the order of what happened. */
const laterThan = (at: Date, before: Date | null): Date =>
  before !== null && before >= at ? new Date(before.getTime() + 1) : at

/** The chip says a later last day: from now on the registry says it, too. Never an earlier one. */
export async function extendValidity(
  act: Act,
  of: { readonly card: CardNumber; readonly validTo: string },
): Promise<void> {
  const before = await writeValidTo(act.tx, { card: cardKey(of.card), validTo: of.validTo })
  await act.trail({
    act: 'card.validity-extended',
    subject: `card:${of.card}`,
    detail: { from: before ?? of.validTo, to: of.validTo },
  })
}

/** A number set aside for a chip that is not written yet; nothing of it is issued. */
export type BlankCard = Omit<CardRegistration, 'issuedAt'>

/**
 * Enters a card as `blank`. Until `issue` no tap of it counts, whatever the chip says. Refused when its product
 * is unknown, its fields cannot be, or the number is taken (`registered-otherwise`: a number is used once).
 */
export async function enterBlankCard(
  act: Act,
  blank: BlankCard,
): Promise<Result<CardNumber, RegistryRefusal>> {
  const registration = { ...blank, issuedAt: act.at }
  const malformed = firstMalformed([registration], cardChecks)
  if (malformed !== undefined) return malformed
  const entered = await insertBlankCard(act.tx, registration)
  if (entered !== 'entered') return refuse(entered, { field: 'card', detail: WHY_NOT[entered] })
  return ok(blank.card)
}

const WHY_NOT = {
  'registered-otherwise': 'this card number is taken',
  'card-product-unknown': 'there is no such version of the product',
} as const

/**
 * The same step for many cards (a maker's delivery, a box of spoiled cards): all of them or none. `issue` is never
 * said to many at once. The first card that may not take the step refuses it for all, and is named masked.
 */
export async function changeManyCards<Of extends Exclude<CardAct, 'issue'>>(
  act: Act,
  step: {
    readonly cards: readonly CardNumber[]
    readonly act: Of
    readonly reason: CardReason<Of>
  },
): Promise<Result<number, 'card-unknown' | CardActRefusal>> {
  const byState = new Map<CardState, { to: CardState; cards: bigint[] }>()
  const states = await lockLives(act.tx, step.cards.map(cardKey))
  for (const number of step.cards) {
    const from = states.get(cardKey(number))
    if (from === undefined) {
      return refuse('card-unknown', { detail: `no card ${maskCardNumber(number)}` })
    }
    const to = afterCardAct(from, step.act, step.reason)
    if (!to.ok) return { ...to, detail: `card ${maskCardNumber(number)}: ${to.detail ?? ''}` }
    const group = byState.get(from) ?? { to: to.value, cards: [] }
    group.cards.push(cardKey(number))
    byState.set(from, group)
  }
  for (const [from, { to, cards }] of byState) {
    await writeLifeSteps(act.tx, cards, {
      at: act.at,
      act: step.act,
      from,
      to,
      reason: step.reason,
      reference: act.reference,
      actor: act.actor.id,
      feeFen: NO_FEN,
    })
  }
  await act.trail({
    act: `cards.${cardActs[step.act].done}`,
    subject: `cards:${act.reference}`,
    reason: step.reason,
    detail: { count: step.cards.length },
  })
  return ok(step.cards.length)
}
