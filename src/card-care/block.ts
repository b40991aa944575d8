import { ok, refuse, type Act, type CardNumber, type Result } from '../base'
import { changeCardState, type CardActRefusal, type CardReason } from '../registry'
import { releaseCard, stopCard } from './stop'

export type BlockRefusal = 'card-unknown' | 'second-person-needed' | CardActRefusal

/**
 * The centre stops a card (clone suspected, court order, …). What is still tapped with it at readers that were not
 * told is its holder's.
 */
export async function blockCard(
  act: Act,
  given: { readonly card: CardNumber; readonly reason: CardReason<'block'> },
): Promise<Result<{ readonly card: CardNumber; readonly at: Date }, BlockRefusal>> {
  const { card, reason } = given
  const stepped = await changeCardState(act, { card, act: 'block', reason })
  if (!stepped.ok) return stepped
  const { at } = stepped.value
  await stopCard(act, { card, at, cause: 'blocked', holderBearsUntil: null })
  return ok({ card, at })
}

/** The card is in order again. Needs a second person: whoever blocks and unblocks alone could cover misuse. */
export async function unblockCard(
  act: Act,
  given: { readonly card: CardNumber; readonly reason: CardReason<'unblock'> },
): Promise<Result<{ readonly card: CardNumber; readonly at: Date }, BlockRefusal>> {
  if (act.approvedBy === undefined || act.approvedBy.id === act.actor.id) {
    return refuse('second-person-needed', { detail: 'unblocking a card needs a second person' })
  }
  const { card, reason } = given
  const stepped = await changeCardState(act, { card, act: 'unblock', reason })
  if (!stepped.ok) return stepped
  await releaseCard(act, card, stepped.value.at)
  return ok({ card, at: stepped.value.at })
}
