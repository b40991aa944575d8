import type { Act, CardNumber } from '../base'
import { noteCardsChanged } from '../clearing'
import { cardKey, insertStop, liftStop, type StopCause } from '../registry'

/**
 * From `at` the card is to be refused everywhere: the next hotlist carries it, and clearing looks at its taps
 * again. A card that is stopped already stays stopped from the earlier instant.
 */
export async function stopCard(
  act: Act,
  stop: {
    readonly card: CardNumber
    readonly at: Date
    readonly cause: StopCause
    /** Null where the holder bears whatever is still made with it. */
    readonly holderBearsUntil: Date | null
  },
): Promise<void> {
  const card = cardKey(stop.card)
  const fresh = await insertStop(act.tx, {
    card,
    stoppedAt: stop.at,
    cause: stop.cause,
    holderBearsUntil: stop.holderBearsUntil,
    reference: act.reference,
  })
  if (fresh) await noteCardsChanged(act.tx, [card])
}

/** The card is in order again from `at`; the next hotlist takes it off. */
export async function releaseCard(act: Act, card: CardNumber, at: Date): Promise<void> {
  await liftStop(act.tx, cardKey(card), at)
  await noteCardsChanged(act.tx, [cardKey(card)])
}
