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
  type Dispute,
  type DisputeState,
} from '../../../citizens'
import { balanceAsOf, cardHistory } from '../../../clearing'
import {
  remediedOf,
  remedyCauses,
  remedyOfDispute,
  reportLoss,
  upholdDispute,
  type RemedyCause,
} from '../../../card-care'
import { cardFacts, cardKey, cardsOfPerson, cardStateAt } from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { because } from '../contract/second-person'
import {
  cardField,
  cardOut,
  dateOut,
  fenField,
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
import { chargedUnder, explained, told as toldEntry } from './explained-entry'

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
    'A remedy gives back what was charged wrongly, at most what the line charged, onto the online account of its holder; the cause says who bears it. Giving money back needs a second person.',
  may: ['counter-supervisor', 'finance-maker'],
  params: disputeParams,
  body: z.union([
    z.strictObject({ step: z.literal('take') }),
    z.strictObject({ step: z.literal('reject'), answer: textField(2_000, 2) }),
    z.strictObject({
      step: z.literal('uphold'),
      answer: textField(2_000, 2),
      remedy: z.strictObject({ fen: fenField(), cause: z.enum(causes) }).optional(),
    }),
  ]),
  answer: staffDispute,
  editsVersion: true,
  secret: true,
  fourEyes: ({ body }) =>
    body.step === 'uphold' && body.remedy !== undefined
      ? because('money-given-back', { fen: body.remedy.fen })
      : undefined,
  approvers: ['counter-supervisor', 'finance-checker'],
  refusals: {
    'dispute-unknown': 404,
    'state-forbids': 409,
    'second-person-needed': 403,
    'remedy-not-charged': 409,
    'remedy-over-charge': 409,
    'cause-does-not-fit': 409,
  },
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
/** A dispute with what it gave back. */
async function whole(sql: Sql, dispute: Dispute) {
  const remedy = await remedyOfDispute(sql, dispute.dispute)
  if (remedy === undefined) return { ...told(dispute), given: null }
  const { fen, cause, bookedAt, operator } = remedy
  const { en, zh } = remedyCauses[cause]
  const bearer = operator === null ? ('centre' as const) : ('operator' as const)
  return { ...told(dispute), given: { fen, cause, why: { en, zh }, bearer, bookedAt } }
}
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
    const subjects = rows.map(({ subject }) => subject)
    const remedied = await remediedOf(sql, { card: cardKey(card), subjects })
    const under = await chargedUnder(sql, rows)
    return ok(
      page(rows, limit, {
        placeOf: ({ at, subject }) => [at.toISOString(), subject],
        item: (entry) => toldEntry(entry, { remedied, under }),
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
    return ok(await whole(sql, found.value))
  }),

  write(stepDispute, async ({ act, params: { dispute }, body, version, desks }) => {
    const { vault } = desks.citizens
    const done =
      body.step === 'uphold' && body.remedy !== undefined
        ? await upholdDispute(act, vault, {
            dispute,
            version,
            answer: body.answer,
            remedy: { fen: body.remedy.fen, cause: body.remedy.cause },
          })
        : await handleDispute(act, vault, {
            dispute,
            version,
            ...(body.step === 'take' ? body : { step: body.step, answer: body.answer }),
          })
    return done.ok ? ok(await whole(act.tx, done.value)) : done
  }),
]
