import {
  businessDateOf,
  maskCardNumber,
  ok,
  refuse,
  type Act,
  type CardNumber,
  type Result,
} from '../base'
import { cardFacts, cardKey, cardValidOn, type CardFacts, type CardState } from '../registry'
import type { LoadRefusal } from './load-asked'

export async function cardKnown(
  act: Act,
  number: CardNumber,
): Promise<Result<CardFacts, 'card-unknown'>> {
  const key = cardKey(number)
  const facts = (await cardFacts(act.tx, [key])).get(key)
  return facts === undefined
    ? refuse('card-unknown', { field: 'card', detail: `no card ${maskCardNumber(number)}` })
    : ok(facts)
}

/** A card that is known, in one of these states, and within its dates. */
export async function cardInOrder(
  act: Act,
  number: CardNumber,
  states: readonly CardState[],
): Promise<Result<CardFacts, LoadRefusal>> {
  const known = await cardKnown(act, number)
  if (!known.ok) return known
  const { state } = known.value
  if (!states.includes(state)) {
    return refuse('card-not-active', { field: 'card', detail: `the card is ${state}` })
  }
  return cardValidOn(known.value, businessDateOf(act.at, 0)) || states.includes('expired')
    ? known
    : refuse('card-not-valid', {
        field: 'card',
        detail: `the card is valid to ${known.value.validTo}`,
      })
}
