import { z } from 'zod'
import { ok, refuse } from '../../../base'
import { disputeOf, disputes, handleDispute, raiseDispute, samePersons } from '../../../citizens'
import { cardHistory } from '../../../clearing'
import { cardKey } from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { cardField, textField } from '../contract/fields'
import { page, pageOf } from '../contract/page'
import { disputeLine, disputePage, disputeParams, disputeWhole, whole } from './dispute-fields'
import {
  CITIZEN,
  noCard,
  noDispute,
  noPerson,
  ownCard,
  self,
  subjectField,
  told,
} from './own-parts'

export const listOwnDisputes = endpoint({
  name: 'own.disputes',
  method: 'get',
  path: '/v1/own/disputes',
  tag: 'own',
  summary: 'The own disputes, newest first',
  may: CITIZEN,
  query: z.strictObject(disputePage),
  answer: pageOf(z.object(disputeLine)),
  refusals: { 'person-unknown': 404 },
})

export const getOwnDispute = endpoint({
  name: 'own.dispute',
  method: 'get',
  path: '/v1/own/disputes/{dispute}',
  tag: 'own',
  summary: 'One of the own disputes, with what was said',
  may: CITIZEN,
  params: disputeParams,
  answer: disputeWhole,
  refusals: { 'dispute-unknown': 404 },
})

export const raiseOwnDispute = endpoint({
  name: 'own.raise-dispute',
  method: 'post',
  path: '/v1/own/disputes',
  tag: 'own',
  summary: 'Say that a line of the history is not right',
  may: CITIZEN,
  body: z.strictObject({ card: cardField, subject: subjectField, statement: textField(2_000, 2) }),
  answer: disputeWhole,
  status: 201,
  secret: true,
  refusals: {
    'card-not-yours': 404,
    'subject-unknown': 404,
    'person-unknown': 404,
    'person-merged': 409,
    'dispute-open': 409,
  },
})

export const withdrawOwnDispute = endpoint({
  name: 'own.withdraw-dispute',
  method: 'post',
  path: '/v1/own/disputes/{dispute}/withdrawal',
  tag: 'own',
  summary: 'Withdraw one of the own disputes',
  may: CITIZEN,
  params: disputeParams,
  answer: disputeWhole,
  secret: true,
  refusals: { 'dispute-unknown': 404, 'state-forbids': 409 },
})

export const ownDisputeRoutes: readonly Route[] = [
  read(listOwnDisputes, async ({ sql, actor, query: { limit, cursor } }) => {
    const person = await self(sql, actor)
    if (person === undefined) return noPerson()
    const before =
      cursor === undefined ? {} : { before: [cursor[0].toISOString(), cursor[1]] as const }
    const persons = await samePersons(sql, person)
    const rows = await disputes(sql, { persons, limit: limit + 1, ...before })
    return ok(
      page(rows, limit, {
        placeOf: ({ raisedAt, dispute }) => [raisedAt.toISOString(), dispute],
        item: told,
      }),
    )
  }),

  read(getOwnDispute, async ({ sql, actor, params: { dispute }, desks }) => {
    const person = await self(sql, actor)
    if (person === undefined) return noDispute()
    const of = await samePersons(sql, person)
    const found = await disputeOf(sql, desks.citizens.vault, { dispute, of })
    return found.ok ? ok(await whole(sql, found.value)) : found
  }),

  write(raiseOwnDispute, async ({ act, body, desks }) => {
    const person = await self(act.tx, act.actor)
    const held = await ownCard(act.tx, act.actor, body.card)
    if (!held.ok) return held
    if (person === undefined) return noCard()
    const { subject, statement } = body
    const card = cardKey(body.card)
    const lines = await cardHistory(act.tx, card, { subject, limit: 1, within: held.value })
    if (lines.length === 0) {
      return refuse('subject-unknown', {
        field: 'subject',
        detail: 'the history of your card has no such line',
      })
    }
    const raised = await raiseDispute(act, desks.citizens.vault, {
      person,
      card,
      subject,
      statement,
    })
    return raised.ok ? ok(await whole(act.tx, raised.value)) : raised
  }),

  write(withdrawOwnDispute, async ({ act, params: { dispute }, desks }) => {
    const person = await self(act.tx, act.actor)
    if (person === undefined) return noDispute()
    const of = await samePersons(act.tx, person)
    const step = 'withdraw' as const
    const done = await handleDispute(act, desks.citizens.vault, { dispute, of, step })
    return done.ok ? ok(await whole(act.tx, done.value)) : done
  }),
]
