import { z } from 'zod'
import { ok, maskCardNumber, refuse, type Role } from '../../../base'
import { entriesOf } from '../../../citizens'
import {
  beginWriting,
  depositOf,
  giveUpWriting,
  issueCard,
  sessionOfWriting,
  type Writing,
  writingOf,
} from '../../../issuing'
import {
  applicationLifecycle,
  applicationsOfCard,
  cardActs,
  cardFacts,
  cardKey,
  cardLife,
  type CardAct,
  cardLifecycle,
  type CardReason,
  type CardState,
  changeApplicationState,
  changeCardState,
  holdersNow,
  listCards,
} from '../../../registry'
import { openSession } from '../../../remote-reader'
import { closingOfCard } from '../../../tills'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import {
  cardField,
  cardOut,
  countOut,
  dateField,
  dateOut,
  fenOut,
  idField,
  instantOut,
  reasonField,
  textField,
} from '../contract/fields'
import { fundingField, fundingRefusals, postRefusals } from '../contract/funding-field'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'
import { cardParams } from './card-care-parts'
import { cardTurn } from './card-turn'
import { chipConcessionField, chipKind, concessionField } from './chip-concession'
import { payerNeedsSecond, shownFunding } from './known-parties'

const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
const LOOKS = [...COUNTER, 'administrator', 'auditor'] as const satisfies readonly Role[]

const productField = z.string().regex(/^[a-z0-9_-]{1,100}$/)
const personField = idField('person')
const applicationField = z.string().regex(/^[a-z0-9-]{1,40}$/)
const cardStateField = z.enum(cardLifecycle.states as readonly [CardState, ...CardState[]])
const cardActField = z.enum(Object.keys(cardActs) as [CardAct, ...CardAct[]])
const cardReasonField = z.enum(
  Object.values(cardActs).flatMap(({ reasons }) => reasons as readonly CardReason[]) as [
    CardReason,
    ...CardReason[],
  ],
)
const applicationStateField = z.enum(
  applicationLifecycle.states as readonly ['closed', 'enabled', 'locked'],
)

export const getCards = endpoint({
  name: 'cards.list',
  method: 'get',
  path: '/v1/cards',
  tag: 'cards',
  summary: 'Cards of a person, in a state or of a product, with masked numbers',
  may: LOOKS,
  query: z.strictObject({
    person: personField.optional(),
    state: cardStateField.optional(),
    product: productField.optional(),
    ...pageQuery(z.tuple([bigintPlace])),
  }),
  answer: pageOf(
    z.object({
      card: cardOut,
      product: z.string(),
      productVersion: countOut,
      state: cardStateField,
      validTo: dateOut,
    }),
  ),
})

export const getCard = endpoint({
  name: 'cards.get',
  method: 'get',
  path: '/v1/cards/{card}',
  tag: 'cards',
  summary: 'One card: its state, holder, deposit, applications and life',
  may: LOOKS,
  params: cardParams,
  answer: z.object({
    card: cardOut,
    state: cardStateField,
    product: z.string(),
    productVersion: countOut,
    person: z.string().nullable(),
    issuedAt: instantOut.nullable(),
    validFrom: dateOut,
    validTo: dateOut,
    depositFen: fenOut,
    closing: z.string().meta({
      description:
        'under this id the value of the card is owed once it is closed; an unload before a return or a replacement ' +
        'pays into it',
    }),
    applications: z.array(
      z.object({
        application: z.string(),
        state: applicationStateField,
        since: instantOut,
        reason: z.string(),
      }),
    ),
    life: z.array(
      z.object({
        at: instantOut,
        act: cardActField,
        from: cardStateField,
        to: cardStateField,
        reason: cardReasonField,
        feeFen: fenOut,
        actor: z.string(),
      }),
    ),
  }),
  refusals: { 'card-unknown': 404 },
})

const applicationRefusals = {
  'card-unknown': 404,
  'card-not-active': 409,
  'state-forbids': 409,
} as const

export const issueReadyCard = endpoint({
  name: 'cards.issue',
  method: 'post',
  path: '/v1/cards/{card}/issue',
  tag: 'cards',
  summary: 'Hand out a ready card, to a person or to nobody by name',
  may: COUNTER,
  approvers: ['counter-supervisor'],
  fourEyes: (call) => payerNeedsSecond(call, call.body.funding, call.body.person),
  secret: true,
  params: cardParams,
  body: z.strictObject({
    person: personField.optional(),
    reason: z.enum(['first', 'further']).optional(),
    funding: fundingField.optional(),
    applications: z.array(applicationField).max(20).optional(),
    concession: z
      .strictObject({
        kind: concessionField,
        evidence: textField(400),
        validTo: dateField.optional(),
      })
      .optional()
      .meta({ description: 'granted with the card, from today until it has to be verified' }),
  }),
  answer: z.object({
    card: cardOut,
    state: z.literal('active'),
    person: z.string().nullable(),
    depositFen: fenOut,
    feeFen: fenOut,
    validTo: dateOut,
    concession: z
      .object({ concession: z.string(), kind: z.string(), verifiedUntil: dateOut })
      .nullable(),
  }),
  status: 201,
  refusals: {
    ...applicationRefusals,
    'concession-kind-unknown': 422,
    'concession-missing': 409,
    'concession-overlaps': 409,
    'card-kind-differs': 409,
    'person-merged': 409,
    'person-not-alive': 409,
    'birth-date-missing': 409,
    'age-too-low': 409,
    'date-malformed': 422,
    'dates-reversed': 422,
    ...fundingRefusals,
    ...postRefusals,
    'reason-unknown': 422,
    'person-unknown': 404,
    'person-not-eligible': 409,
    'application-unknown': 422,
    'card-held-already': 409,
    'stock-not-yours': 409,
    'product-ended': 409,
    'card-expired': 409,
    'funding-missing': 422,
    'deposit-held-already': 409,
  },
})

export const changeApplication = endpoint({
  name: 'cards.application',
  method: 'post',
  path: '/v1/cards/{card}/applications/{application}',
  tag: 'cards',
  summary: 'Open, lock, unlock or close one application of a card',
  may: COUNTER,
  params: z.strictObject({ card: cardField, application: applicationField }),
  body: z.strictObject({ act: z.enum(['open', 'lock', 'unlock', 'close']), reason: reasonField }),
  answer: z.object({ application: z.string(), state: applicationStateField }),
  status: 201,
  refusals: applicationRefusals,
})

export const destroyCard = endpoint({
  name: 'cards.destroy',
  method: 'post',
  path: '/v1/cards/{card}/destruction',
  tag: 'cards',
  summary: 'Record that the plastic of a returned or replaced card was destroyed',
  may: ['counter-supervisor'],
  params: cardParams,
  body: z.strictObject({ reason: z.enum(cardActs.destroy.reasons) }),
  answer: z.object({ card: cardOut, state: cardStateField }),
  status: 201,
  refusals: { 'card-unknown': 404, 'state-forbids': 409, 'reason-unknown': 422 },
})

const writingOut = z.object({
  writing: z.string(),
  card: cardOut,
  serial: z.string(),
  product: z.string(),
  productVersion: countOut,
  validFrom: dateOut,
  validTo: dateOut,
  begunAt: instantOut,
  begunBy: z.string(),
  state: z.enum(['open', 'done', 'given-up']),
})
const writingParams = z.strictObject({ writing: idField('wri') })
const handRefusals = {
  'writing-unknown': 404,
  'writing-ended': 409,
  'stock-not-yours': 409,
} as const

export const beginCardWriting = endpoint({
  name: 'card-writings.begin',
  method: 'post',
  path: '/v1/card-writings',
  tag: 'cards',
  summary: 'Begin to make a card of a blank chip; begun again for the same chip, the same writing',
  may: COUNTER,
  body: z.strictObject({
    product: productField,
    serial: z.string().regex(/^[0-9A-Fa-f]{16}$/),
    concession: chipConcessionField,
  }),
  answer: writingOut,
  status: 201,
  refusals: {
    'product-unknown': 404,
    'plan-missing': 409,
    'numbers-used-up': 409,
    'serial-unknown': 404,
    'stock-state-forbids': 409,
    'stock-not-yours': 409,
    'chip-not-blank': 409,
    'profile-differs': 409,
    'card-number-taken': 409,
  },
})

export const getCardWriting = endpoint({
  name: 'card-writings.get',
  method: 'get',
  path: '/v1/card-writings/{writing}',
  tag: 'cards',
  summary: 'A writing as it stands',
  may: LOOKS,
  params: writingParams,
  answer: writingOut,
  refusals: { 'writing-unknown': 404 },
})

export const openWritingSession = endpoint({
  name: 'card-writings.session',
  method: 'post',
  path: '/v1/card-writings/{writing}/sessions',
  tag: 'cards',
  summary: 'Open a reader session that writes the chip, or goes on writing it',
  description:
    'The answer holds the first command for the chip; replies go to the session. A session that breaks off ' +
    'leaves the card blank: open another one for the same writing.',
  may: COUNTER,
  params: writingParams,
  answer: z.object(cardTurn),
  status: 201,
  refusals: handRefusals,
})

export const giveUpCardWriting = endpoint({
  name: 'card-writings.give-up',
  method: 'post',
  path: '/v1/card-writings/{writing}/giving-up',
  tag: 'cards',
  summary: 'Give a writing up: the number is never used again, the chip is scrap',
  may: COUNTER,
  params: writingParams,
  body: z.strictObject({ reason: z.enum(['half-written', 'chip-fault']) }),
  answer: writingOut,
  status: 201,
  refusals: handRefusals,
})

const writingAnswer = ({ writing, card, serial, product, ...rest }: Writing) => ({
  writing,
  card,
  serial,
  product,
  productVersion: rest.productVersion,
  validFrom: rest.validFrom,
  validTo: rest.validTo,
  begunAt: rest.begunAt,
  begunBy: rest.begunBy,
  state: rest.state,
})

const NOT_ISSUED: ReadonlySet<string> = new Set(['blank', 'personalised', 'ready', 'spoiled'])

export const cardRoutes: readonly Route[] = [
  read(getCards, async ({ sql, query: { limit, cursor, ...asked } }) => {
    const { person, ...more } = asked
    const persons = person === undefined ? undefined : await entriesOf(sql, person)
    const rows = await listCards(sql, { ...more, persons, after: cursor?.[0] ?? -1n, limit })
    return ok(
      page(rows, limit, {
        placeOf: ({ card }) => [cardKey(card)],
        item: (row) => ({ ...row, card: maskCardNumber(row.card) }),
      }),
    )
  }),
  read(getCard, async ({ sql, params: { card }, trail }) => {
    const key = cardKey(card)
    const facts = (await cardFacts(sql, [key])).get(key)
    if (facts === undefined)
      return refuse('card-unknown', { field: 'card', detail: 'no such card' })
    const person = (await holdersNow(sql, [key])).get(key) ?? null
    if (person !== null) await trail({ act: 'card.looked-at', subject: `card:${card}` })
    const life = await cardLife(sql, card)
    return ok({
      card,
      state: facts.state,
      product: facts.product,
      productVersion: facts.productVersion,
      person,
      issuedAt: NOT_ISSUED.has(facts.state) ? null : facts.issuedAt,
      validFrom: facts.validFrom,
      validTo: facts.validTo,
      depositFen: (await depositOf(sql, card))?.amountFen ?? 0n,
      closing: closingOfCard(card),
      applications: await applicationsOfCard(sql, card),
      life,
    })
  }),
  write(issueReadyCard, async ({ act, desks, params, body }) => {
    const funding = await shownFunding(act.tx, { desks, at: act.at }, body.funding)
    return issueCard(
      act,
      {
        card: params.card,
        reason: body.reason ?? 'first',
        ...(body.person === undefined ? {} : { person: body.person }),
        ...(funding === undefined ? {} : { funding }),
        ...(body.applications === undefined ? {} : { applications: body.applications }),
        ...(body.concession === undefined ? {} : { concession: body.concession }),
      },
      desks.issuing,
    )
  }),
  write(changeApplication, async ({ act, params, body }) => {
    const changed = await changeApplicationState(act, { ...params, ...body })
    return changed.ok ? ok({ application: params.application, state: changed.value }) : changed
  }),
  write(destroyCard, async ({ act, params, body }) => {
    const done = await changeCardState(act, { ...params, act: 'destroy', reason: body.reason })
    return done.ok ? ok({ card: params.card, state: done.value.to }) : done
  }),
  write(beginCardWriting, async ({ act, body }) => {
    const { concession, ...wanted } = body
    const begun = await beginWriting(act, { ...wanted, ...chipKind(concession) })
    return begun.ok ? ok(writingAnswer(begun.value)) : begun
  }),
  read(getCardWriting, async ({ sql, params }) => {
    const found = await writingOf(sql, params.writing)
    return found === undefined
      ? refuse('writing-unknown', { field: 'writing', detail: 'no such writing' })
      : ok(writingAnswer(found))
  }),
  write(openWritingSession, async ({ act, desks, params }) => {
    const order = await sessionOfWriting(act, params.writing)
    if (!order.ok) return order
    const turn = await openSession(act, desks.works, order.value)
    if (turn.state !== 'open') return ok({ session: turn.session, state: turn.state })
    return ok(turn)
  }),
  write(giveUpCardWriting, async ({ act, params, body }) => {
    const ended = await giveUpWriting(act, { ...params, ...body })
    return ended.ok ? ok(writingAnswer(ended.value)) : ended
  }),
]
