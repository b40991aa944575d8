import { z } from 'zod'
import { ok } from '../../../base'
import { reportLoss } from '../../../card-care'
import { shownPerson } from '../../../citizens'
import { balanceAsOf } from '../../../clearing'
import { cardFacts, cardKey, cardProducts, cardStateAt } from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { cardOut, dateOut, instantField, instantOut } from '../contract/fields'
import { pageOf, pageWithin, shortPageQuery } from '../contract/page'
import { balanceOut, historyPage, historyQuery } from './card-account'
import { shownPersonOut } from './citizen-fields'
import { explained } from './explained-entry'
import { ownDisputeRoutes } from './own-disputes'
import {
  CITIZEN,
  heldAt,
  noCard,
  noPerson,
  ownCard,
  ownCardParams,
  ownCards,
  self,
} from './own-parts'

export const getOwnSelf = endpoint({
  name: 'own.self',
  method: 'get',
  path: '/v1/own',
  tag: 'own',
  summary: 'What is known of oneself, masked',
  may: CITIZEN,
  answer: shownPersonOut,
  refusals: { 'person-unknown': 404 },
})

export const listOwnCards = endpoint({
  name: 'own.cards',
  method: 'get',
  path: '/v1/own/cards',
  tag: 'own',
  summary: 'The own cards, newest first',
  may: CITIZEN,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(
    z.object({
      card: cardOut,
      product: z.string(),
      productName: z.string(),
      state: z.string(),
      validTo: dateOut,
      heldFrom: instantOut,
      heldTo: instantOut.nullable(),
    }),
  ),
  refusals: { 'person-unknown': 404 },
})

export const getOwnBalance = endpoint({
  name: 'own.balance',
  method: 'get',
  path: '/v1/own/cards/{card}/balance',
  tag: 'own',
  summary: 'The balance of an own card as of a moment, and what that rests on',
  may: CITIZEN,
  params: ownCardParams,
  query: z.strictObject({ at: instantField.optional() }),
  answer: balanceOut,
  refusals: { 'card-not-yours': 404 },
})

export const getOwnHistory = endpoint({
  name: 'own.history',
  method: 'get',
  path: '/v1/own/cards/{card}/history',
  tag: 'own',
  summary: 'What happened on an own card, newest first, each charge explained',
  may: CITIZEN,
  params: ownCardParams,
  query: historyQuery,
  answer: pageOf(explained),
  refusals: { 'card-not-yours': 404 },
})

export const reportOwnLoss = endpoint({
  name: 'own.report-loss',
  method: 'post',
  path: '/v1/own/cards/{card}/loss-reports',
  tag: 'own',
  summary: 'Report an own card lost; it is stopped from this moment',
  may: CITIZEN,
  params: ownCardParams,
  body: z.strictObject({ reason: z.enum(['lost', 'stolen']) }),
  answer: z.object({
    report: z.string(),
    reportedAt: instantOut,
    holderBearsUntil: instantOut,
    replacementFrom: dateOut,
    findUntil: dateOut,
  }),
  status: 201,
  refusals: {
    'card-not-yours': 404,
    'card-unknown': 404,
    'card-anonymous': 409,
    'holder-differs': 409,
    'found-too-late': 409,
    'reason-unknown': 422,
    'state-forbids': 409,
  },
})

export const ownCardRoutes: readonly Route[] = [
  read(getOwnSelf, async ({ sql, actor, desks }) => {
    const person = await self(sql, actor)
    return person === undefined ? noPerson() : shownPerson(sql, desks.citizens.vault, person)
  }),

  read(listOwnCards, async ({ sql, actor, at, query }) => {
    if ((await self(sql, actor)) === undefined) return noPerson()
    const held = await ownCards(sql, actor)
    const facts = await cardFacts(
      sql,
      held.map(({ card }) => cardKey(card)),
    )
    // In order of their versions: the newest name stays.
    const names = new Map((await cardProducts(sql)).map(({ product, name }) => [product, name]))
    const cards = held.flatMap((one) => {
      const known = facts.get(cardKey(one.card))
      return known === undefined ? [] : [{ ...one, known }]
    })
    return ok(
      pageWithin(cards, query, {
        wordOf: ({ card, from }) => `${from.toISOString()} ${card}`,
        order: 'falling',
        item: ({ card, from, to, known }) => ({
          card,
          product: known.product,
          productName: names.get(known.product) ?? known.product,
          state: cardStateAt(known, to ?? at),
          validTo: known.validTo,
          heldFrom: from,
          heldTo: to,
        }),
      }),
    )
  }),

  read(getOwnBalance, async ({ sql, actor, at: now, params: { card }, query }) => {
    const held = await ownCard(sql, actor, card)
    if (!held.ok) return held
    const at = query.at ?? now
    // What a card held before or after it was the citizen's is somebody else's business.
    if (!heldAt(held.value, at)) return noCard()
    return ok({ card, at, ...(await balanceAsOf(sql, cardKey(card), at)) })
  }),

  read(getOwnHistory, async ({ sql, actor, params: { card }, query }) => {
    const held = await ownCard(sql, actor, card)
    if (!held.ok) return held
    return ok(await historyPage(sql, card, { ...query, within: held.value }))
  }),

  write(reportOwnLoss, async ({ act, params: { card }, body }) => {
    const held = await ownCard(act.tx, act.actor, card)
    const now = held.ok ? held.value.find(({ to }) => to === null) : undefined
    if (now === undefined) return noCard()
    return reportLoss(act, { card, kind: 'formal', person: now.person, reason: body.reason })
  }),
]

/** What a citizen sees and does alone, and how the staff answers disputes. */
export const ownRoutes: readonly Route[] = [...ownCardRoutes, ...ownDisputeRoutes]
