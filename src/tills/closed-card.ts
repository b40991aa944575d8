import { idFrom, ok, refuse, type CardNumber, type Result, type Sql } from '../base'
import { closedCardNamed } from './store'

/** The one closing a card can have, known before it is made: an unload at the counter may already pay into it. */
export const closingOfCard = (card: CardNumber): string => idFrom('closing', card)

export type ClosedCardRefusal = 'closing-unknown' | 'closing-not-settled'

/** A card that was closed, as whoever pays with its value has to know it. */
export interface ClosedCard {
  /** Whose value it is; null where the card was in nobody's name. */
  readonly person: string | null
  /** When its value and the fee on it were booked; null before. */
  readonly settledAt: Date | null
}

/** A closed card by the name of its closing; `closing-unknown` while the card is not closed. */
export async function closedCard(
  sql: Sql,
  closing: string,
): Promise<Result<ClosedCard, 'closing-unknown'>> {
  const closed = await closedCardNamed(sql, closing)
  return closed === undefined
    ? refuse('closing-unknown', { field: 'closing', detail: 'no card was closed under that name' })
    : ok(closed)
}
