import {
  type Act,
  type CardNumber,
  maskCardNumber,
  ok,
  refuse,
  type Result,
  type Sql,
} from '../base'
import { cardKey } from './cards'
import { endHolding, insertHolding, selectHolders, selectHoldings, lockLife } from './store-cards'

/** One time in which a card was one person's. */
export interface CardHolding {
  readonly person: string
  readonly from: Date
  /** Null while it still is. */
  readonly to: Date | null
}

/**
 * The card belongs to this person from now on; refused when it is somebody's (`card-held-already`: end that
 * first) or unknown. Whether the person exists is for the caller to know.
 */
export async function giveCardTo(
  act: Act,
  given: { readonly card: CardNumber; readonly person: string },
): Promise<Result<CardHolding, 'card-unknown' | 'card-held-already'>> {
  const card = cardKey(given.card)
  if ((await lockLife(act.tx, card)) === undefined) {
    return refuse('card-unknown', { detail: `no card ${maskCardNumber(given.card)}` })
  }
  const held = await insertHolding(act.tx, {
    card,
    person: given.person,
    at: act.at,
    reference: act.reference,
  })
  if (!held) return refuse('card-held-already', { detail: 'the card belongs to somebody already' })
  await act.trail({
    act: 'card.given',
    subject: `card:${given.card}`,
    detail: { person: given.person },
  })
  return ok({ person: given.person, from: act.at, to: null })
}

/** The card is nobody's from now on; answers whose it was, or undefined for an anonymous card. */
export async function takeCardFromHolder(act: Act, card: CardNumber): Promise<string | undefined> {
  const person = await endHolding(act.tx, cardKey(card), act.at)
  if (person !== undefined) {
    await act.trail({ act: 'card.taken-from-holder', subject: `card:${card}`, detail: { person } })
  }
  return person
}

/** Whose card it was at an instant; undefined when it was anonymous. */
export async function holderAt(sql: Sql, card: CardNumber, at: Date): Promise<string | undefined> {
  const [holding] = (await selectHoldings(sql, [cardKey(card)])).filter(
    ({ from, to }) => from <= at && (to === null || at < to),
  )
  return holding?.person
}

/** Everybody who held a card, in order of time. */
export const holdersOf = async (sql: Sql, card: CardNumber): Promise<CardHolding[]> =>
  (await selectHoldings(sql, [cardKey(card)])).map(({ person, from, to }) => ({ person, from, to }))

/** Who holds these cards now, by card key; anonymous cards are not in the answer. */
export const holdersNow = async (
  sql: Sql,
  cards: readonly bigint[],
): Promise<ReadonlyMap<bigint, string>> =>
  new Map(
    (await selectHoldings(sql, cards))
      .filter(({ to }) => to === null)
      .map(({ card, person }) => [card, person]),
  )

/** Every card a person holds or held, newest first. */
export const cardsOfPerson = (
  sql: Sql,
  person: string,
): Promise<(CardHolding & { readonly card: CardNumber })[]> => selectHolders(sql, person)
