import { z } from 'zod'
import {
  maskCardNumber,
  ok,
  refuse,
  type Actor,
  type CardNumber,
  type Refusal,
  type Result,
  type Sql,
} from '../../../base'
import {
  disputeLifecycle,
  disputeOf,
  disputes,
  handleDispute,
  raiseDispute,
  samePersons,
  shownPerson,
  standsFor,
  type DisputeState,
} from '../../../citizens'
import { balanceAsOf, cardHistory } from '../../../clearing'
import { reportLoss } from '../../../card-care'
import { cardFacts, cardKey, cardsOfPerson, cardStateAt } from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import {
  cardField,
  cardOut,
  dateOut,
  fenOut,
  countOut,
  idField,
  instantField,
  instantOut,
  textField,
  versionOut,
} from '../contract/fields'
import { page, pageOf, pageQuery, pageWithin, shortPageQuery } from '../contract/page'
import { COUNTER, shownPersonOut } from './citizen-fields'
import { explained, explanationOf } from './explained-entry'

const CITIZEN = ['citizen'] as const
const ownCardParams = z.strictObject({ card: cardField })
const subjectField = z
  .string()
  .regex(/^(tap:\d{4}-\d{2}-\d{2}\.\d{1,19}\.\d{1,19}|load:\d{1,5})$/)
  .meta({ description: 'a line of the history', example: 'tap:2026-03-02.100000000001.17' })

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
  answer: z.object({
    card: cardOut,
    at: instantOut,
    balanceFen: fenOut,
    lastTapAt: instantOut.nullable(),
    gapCount: countOut.meta({ description: 'records of the card that have not come in yet' }),
  }),
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
  query: z.strictObject(pageQuery(z.tuple([instantField, z.string()]))),
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
  answer: z.string().nullable(),
})
const staffDispute = disputeWhole.extend({
  person: z.string(),
  handledBy: z.string().nullable(),
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

export const listDisputes = endpoint({
  name: 'disputes.list',
  method: 'get',
  path: '/v1/disputes',
  tag: 'citizens',
  summary: 'Disputes of citizens, newest first',
  may: [...COUNTER, 'finance-maker', 'auditor'],
  query: z.strictObject({ state: z.enum(states).optional(), ...disputePage }),
  answer: pageOf(
    z.object({ ...disputeLine, person: z.string(), handledBy: z.string().nullable() }),
  ),
})

export const getDispute = endpoint({
  name: 'disputes.get',
  method: 'get',
  path: '/v1/disputes/{dispute}',
  tag: 'citizens',
  summary: 'A dispute, with what was said',
  may: [...COUNTER, 'finance-maker', 'auditor'],
  params: disputeParams,
  answer: staffDispute,
  refusals: { 'dispute-unknown': 404 },
})

export const stepDispute = endpoint({
  name: 'disputes.step',
  method: 'post',
  path: '/v1/disputes/{dispute}/steps',
  tag: 'citizens',
  summary: 'Take a dispute, uphold or reject it',
  description:
    'A remedy names the movement or adjustment that sets it right; it is made elsewhere.',
  may: ['counter-supervisor', 'finance-maker'],
  params: disputeParams,
  body: z.union([
    z.strictObject({ step: z.literal('take') }),
    z.strictObject({
      step: z.enum(['uphold', 'reject']),
      answer: textField(2_000, 2),
      remedy: textField(100).optional(),
    }),
  ]),
  answer: staffDispute,
  editsVersion: true,
  secret: true,
  refusals: { 'dispute-unknown': 404, 'state-forbids': 409 },
})

const noCard = (): Refusal<'card-not-yours'> =>
  refuse('card-not-yours', { field: 'card', detail: 'you hold no such card' })
const noPerson = (): Refusal<'person-unknown'> =>
  refuse('person-unknown', { detail: 'you are bound to no person' })
const noDispute = (): Refusal<'dispute-unknown'> =>
  refuse('dispute-unknown', { field: 'dispute', detail: 'there is no such dispute' })

/** The person a citizen is, after merging; undefined for somebody bound to nobody. */
const self = async (sql: Sql, { person }: Actor): Promise<string | undefined> =>
  person === undefined ? undefined : standsFor(sql, person)

interface OwnCard {
  readonly card: CardNumber
  readonly from: Date
  readonly to: Date | null
  /** The entry under which it was registered: the citizen's own, or one merged into it. */
  readonly person: string
}

async function ownCards(sql: Sql, actor: Actor): Promise<OwnCard[]> {
  const person = await self(sql, actor)
  if (person === undefined) return []
  const all: OwnCard[] = []
  for (const one of await samePersons(sql, person)) all.push(...(await cardsOfPerson(sql, one)))
  return all.sort((one, other) => other.from.getTime() - one.from.getTime())
}

/** A card that the citizen holds now or held once; of the latter only the time in which it was the citizen's. */
async function ownCard(
  sql: Sql,
  actor: Actor,
  card: CardNumber,
): Promise<Result<readonly OwnCard[], 'card-not-yours'>> {
  const held = (await ownCards(sql, actor)).filter((one) => one.card === card)
  return held.length === 0 ? noCard() : ok(held)
}

const heldAt = (held: readonly OwnCard[], at: Date): boolean =>
  held.some(({ from, to }) => from <= at && (to === null || at <= to))

const digitsOf = (card: bigint): string => card.toString().padStart(16, '0')
const told = <Row extends { readonly card: bigint }>({ card, ...row }: Row) => ({
  ...row,
  card: digitsOf(card),
})
const maskedFor = <Row extends { readonly card: bigint }>({ card, ...row }: Row) => ({
  ...row,
  card: maskCardNumber(digitsOf(card)),
})

export const ownRoutes: readonly Route[] = [
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

  read(getOwnHistory, async ({ sql, actor, params: { card }, query: { limit, cursor } }) => {
    const held = await ownCard(sql, actor, card)
    if (!held.ok) return held
    const before =
      cursor === undefined ? undefined : ([cursor[0].toISOString(), cursor[1]] as const)
    const rows = await cardHistory(sql, cardKey(card), {
      before,
      limit: limit + 1,
      within: held.value,
    })
    return ok(
      page(rows, limit, {
        placeOf: ({ at, subject }) => [at.toISOString(), subject],
        item: (entry) => ({ ...entry, explanation: explanationOf(entry) }),
      }),
    )
  }),

  write(reportOwnLoss, async ({ act, params: { card }, body }) => {
    const held = await ownCard(act.tx, act.actor, card)
    const now = held.ok ? held.value.find(({ to }) => to === null) : undefined
    if (now === undefined) return noCard()
    return reportLoss(act, { card, kind: 'formal', person: now.person, reason: body.reason })
  }),

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
    return found.ok ? ok(told(found.value)) : found
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
    return raised.ok ? ok(told(raised.value)) : raised
  }),

  write(withdrawOwnDispute, async ({ act, params: { dispute }, desks }) => {
    const person = await self(act.tx, act.actor)
    if (person === undefined) return noDispute()
    const of = await samePersons(act.tx, person)
    const step = 'withdraw' as const
    const done = await handleDispute(act, desks.citizens.vault, { dispute, of, step })
    return done.ok ? ok(told(done.value)) : done
  }),

  read(listDisputes, async ({ sql, query: { limit, cursor, state } }) => {
    const rows = await disputes(sql, {
      limit: limit + 1,
      ...(state === undefined ? {} : { state }),
      ...(cursor === undefined ? {} : { before: [cursor[0].toISOString(), cursor[1]] as const }),
    })
    return ok(
      page(rows, limit, {
        placeOf: ({ raisedAt, dispute }) => [raisedAt.toISOString(), dispute],
        item: maskedFor,
      }),
    )
  }),

  read(getDispute, async ({ sql, params: { dispute }, desks, trail }) => {
    const found = await disputeOf(sql, desks.citizens.vault, { dispute })
    if (!found.ok) return found
    await trail({
      act: 'dispute.read',
      subject: `citizen:${found.value.person}`,
      detail: { dispute },
    })
    return ok(told(found.value))
  }),

  write(stepDispute, async ({ act, params: { dispute }, body, version, desks }) => {
    const done = await handleDispute(act, desks.citizens.vault, { dispute, version, ...body })
    return done.ok ? ok(told(done.value)) : done
  }),
]
