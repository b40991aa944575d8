import { z } from 'zod'
import { ok, refuse } from '../../../base'
import { samePersons, standsFor } from '../../../citizens'
import { balanceAsOf } from '../../../clearing'
import { cardFacts, cardKey, cardsOfPerson, cardStateAt } from '../../../registry'
import { endpoint, read, type Route } from '../contract/endpoint'
import { cardOut, dateOut, idField, instantOut } from '../contract/fields'
import { pageOf, pageWithin, shortPageQuery } from '../contract/page'
import { balanceOut, historyPage, historyQuery } from './card-account'
import { COUNTER, COUNTER_AND_AUDITOR } from './citizen-fields'
import { cardParams } from './card-care-parts'
import { explained } from './explained-entry'

export const getCitizenCards = endpoint({
  name: 'citizens.cards',
  method: 'get',
  path: '/v1/citizens/{person}/cards',
  tag: 'citizens',
  summary:
    'The cards of a person with their whole numbers, newest first; the trail keeps who looked',
  description:
    'For somebody who stands at the counter without the card: a loss report names a card that its holder cannot show.',
  may: COUNTER,
  params: z.strictObject({ person: idField('person') }),
  query: z.strictObject(shortPageQuery),
  answer: pageOf(
    z.object({
      card: cardOut,
      product: z.string(),
      state: z.string(),
      validTo: dateOut,
      heldFrom: instantOut,
      heldTo: instantOut.nullable(),
    }),
  ),
  refusals: { 'person-unknown': 404 },
})

export const getCardBalance = endpoint({
  name: 'cards.balance',
  method: 'get',
  path: '/v1/cards/{card}/balance',
  tag: 'cards',
  summary: 'What a card holds by the books, and what that rests on',
  may: COUNTER_AND_AUDITOR,
  params: cardParams,
  answer: balanceOut,
  refusals: { 'card-unknown': 404 },
})

export const getCardHistory = endpoint({
  name: 'cards.history',
  method: 'get',
  path: '/v1/cards/{card}/history',
  tag: 'cards',
  summary:
    'What happened on a card, newest first, each charge explained; the trail keeps who looked',
  may: COUNTER_AND_AUDITOR,
  params: cardParams,
  query: historyQuery,
  answer: pageOf(explained),
  refusals: { 'card-unknown': 404 },
})

const noCard = () => refuse('card-unknown', { field: 'card', detail: 'there is no such card' })

/** What a clerk has to see of a person and a card besides what the registry says. */
export const counterLooks: readonly Route[] = [
  read(getCitizenCards, async ({ sql, at, params: { person: asked }, query, trail }) => {
    const person = await standsFor(sql, asked)
    if (person === undefined) return refuse('person-unknown', { field: 'person' })
    const held = []
    for (const one of await samePersons(sql, person)) held.push(...(await cardsOfPerson(sql, one)))
    const facts = await cardFacts(
      sql,
      held.map(({ card }) => cardKey(card)),
    )
    const cards = held
      .sort((one, other) => other.from.getTime() - one.from.getTime())
      .flatMap((one) => {
        const known = facts.get(cardKey(one.card))
        return known === undefined ? [] : [{ ...one, known }]
      })
    await trail({ act: 'citizen.cards-read', subject: `citizen:${person}` })
    return ok(
      pageWithin(cards, query, {
        wordOf: ({ card, from }) => `${from.toISOString()} ${card}`,
        order: 'falling',
        item: ({ card, from, to, known }) => ({
          card,
          product: known.product,
          state: cardStateAt(known, to ?? at),
          validTo: known.validTo,
          heldFrom: from,
          heldTo: to,
        }),
      }),
    )
  }),

  read(getCardBalance, async ({ sql, at, params: { card } }) => {
    const key = cardKey(card)
    if (!(await cardFacts(sql, [key])).has(key)) return noCard()
    return ok({ card, at, ...(await balanceAsOf(sql, key, at)) })
  }),

  read(getCardHistory, async ({ sql, params: { card }, query, trail }) => {
    const key = cardKey(card)
    if (!(await cardFacts(sql, [key])).has(key)) return noCard()
    const lines = await historyPage(sql, card, query)
    // Where somebody went is theirs: who looks is kept.
    await trail({ act: 'card.history-read', subject: `card:${card}` })
    return ok(lines)
  }),
]
