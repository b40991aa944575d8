import { z } from 'zod'
import { ok, refuse, type Sql } from '../../../base'
import { remedyCauses, remedyOfDispute, type RemedyCause } from '../../../card-care'
import {
  disputeLifecycle,
  disputeOf,
  disputes,
  handleDispute,
  raiseDispute,
  samePersons,
  type Dispute,
  type DisputeState,
} from '../../../citizens'
import { cardHistory } from '../../../clearing'
import { cardKey } from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import {
  cardField,
  cardOut,
  fenOut,
  idField,
  instantField,
  instantOut,
  textField,
  versionOut,
} from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'
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

const causes = Object.keys(remedyCauses) as [RemedyCause, ...RemedyCause[]]
const states = disputeLifecycle.states as [DisputeState, ...DisputeState[]]
const disputeLine = {
  dispute: z.string(),
  version: versionOut,
  card: cardOut,
  subject: z.string(),
  state: z.enum(states),
  remedy: z.string().nullable(),
  raisedAt: instantOut,
  changedAt: instantOut,
}
const disputeWhole = z.object({
  ...disputeLine,
  statement: z.string(),
  answer: z.string().nullable().meta({ description: 'why, where it was upheld or rejected' }),
  given: z
    .object({
      fen: fenOut,
      cause: z.enum(causes),
      why: z.object({ en: z.string(), zh: z.string() }),
      bearer: z.enum(['operator', 'centre']),
      bookedAt: instantOut,
    })
    .nullable()
    .meta({ description: 'what it gave back, onto the online account' }),
})
const disputePage = pageQuery(z.tuple([instantField, z.string()]))
const disputeParams = z.strictObject({ dispute: idField('disp') })

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

/** A dispute with what it gave back. */
async function whole(sql: Sql, dispute: Dispute) {
  const remedy = await remedyOfDispute(sql, dispute.dispute)
  if (remedy === undefined) return { ...told(dispute), given: null }
  const { fen, cause, bookedAt, operator } = remedy
  const { en, zh } = remedyCauses[cause]
  const bearer = operator === null ? ('centre' as const) : ('operator' as const)
  return { ...told(dispute), given: { fen, cause, why: { en, zh }, bearer, bookedAt } }
}

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
