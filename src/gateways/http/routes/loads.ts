import { z } from 'zod'
import {
  businessDateOf,
  fenInJson,
  hex,
  maskCardNumber,
  ok,
  parseSamNumber,
  refuse,
  type Act,
  type Actor,
  type Fen,
  type Result,
  type Role,
} from '../../../base'
import { isSamePerson, onePerson } from '../../../citizens'
import {
  autoOrdersOf,
  beginAutoLoad,
  beginLoad,
  beginLook,
  beginUnload,
  beginVoid,
  correctLoad,
  evidences,
  handOver,
  orderLifecycle,
  orderNamed,
  ordersOf,
  placeAutoLoad,
  refundFeeOf,
  stepsOf,
  withdrawAutoLoad,
  type Begun,
  type LoadOrder,
  type LoadRefusal,
} from '../../../loads'
import {
  interruptSession,
  openSession,
  readSession,
  replyToTurn,
  type TurnOrEnd,
} from '../../../remote-reader'
import { cardFacts, cardKey, holderAt } from '../../../registry'
import { ruleAt } from '../../../rules'
import type { Funding } from '../../../tills'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { because } from '../contract/second-person'
import {
  cardField,
  cardOut,
  countOut,
  fenField,
  fenOut,
  idField,
  instantField,
  instantOut,
  reasonField,
  wholeNumberText,
} from '../contract/fields'
import {
  fundingField,
  fundingRefusals,
  payeeField,
  postRefusals,
  type AskedFunding,
} from '../contract/funding-field'
import { page, pageOf, pageQuery } from '../contract/page'
import type { Desks } from '../desks'
import { payerNeedsSecond, shownFunding } from './known-parties'

const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
const READERS = [...COUNTER, 'agent', 'terminal', 'citizen'] as const satisfies readonly Role[]
const LOOKERS = [
  ...COUNTER,
  'agent',
  'finance-maker',
  'finance-checker',
  'auditor',
] as const satisfies readonly Role[]

const whyOut = z
  .object({ en: z.string(), zh: z.string() })
  .meta({ description: 'the rule and its arithmetic' })

const terminalField = z
  .string()
  .regex(/^\d{12}$/)
  .transform((text, context) => {
    const terminal = parseSamNumber(text)
    if (terminal.ok) return terminal.value
    context.addIssue({ code: 'custom', message: terminal.detail ?? terminal.refused })
    return z.NEVER
  })
  .meta({ description: 'number of the loading terminal', example: '900000000001' })

/** What can be done with a card in a reader. Each kind of session has its own order. */
const sessionOrders = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('read'),
    profile: z.enum(['tunion', 'mohurd', 'pboc']).default('tunion'),
  }),
  z.strictObject({
    kind: z.literal('load'),
    card: cardField,
    amountFen: fenField(),
    funding: fundingField,
    terminal: terminalField.optional(),
  }),
  z.strictObject({
    kind: z.literal('unload'),
    card: cardField,
    amountFen: fenField().optional().meta({ description: 'everything when absent' }),
    payTo: payeeField,
    cause: z
      .enum(['counter', 'return'])
      .optional()
      .meta({
        description:
          'return: the card is given back or replaced, so it may be expired, found too late, or blocked (two people ' +
          'agree); everything goes into its own closing',
      }),
    terminal: terminalField.optional(),
  }),
  z.strictObject({
    kind: z.literal('void-load'),
    load: idField('load'),
    payTo: payeeField.optional(),
    terminal: terminalField.optional(),
  }),
  z.strictObject({
    kind: z.literal('look-again'),
    card: cardField,
    handTo: payeeField.optional(),
  }),
  z.strictObject({
    kind: z.literal('auto-load'),
    card: cardField,
    terminal: terminalField.optional(),
  }),
])
type SessionOrder = z.output<typeof sessionOrders>

const turnAnswer = z.object({
  session: z.string(),
  state: z.enum(['open', 'done', 'refused', 'interrupted']),
  turn: countOut.optional(),
  apdu: z.string().optional().meta({ description: 'command bytes in hex, for the card' }),
  repeat: z
    .enum(['safe', 'look-first'])
    .optional()
    .meta({ description: 'look-first: never send it twice' }),
  answer: z.record(z.string(), z.unknown()).optional(),
  refused: z.string().optional(),
  detail: z.string().optional(),
})

const sessionRefusals = {
  'session-unknown': 404,
  'session-not-yours': 404,
  'session-ended': 409,
  'turn-not-asked': 409,
  'turn-answered-otherwise': 409,
  'reply-malformed': 422,
} as const

const loadRefusals = {
  ...fundingRefusals,
  'session-kind-not-yours': 409,
  'funding-not-yours': 409,
  'return-needs-closing': 422,
  'card-unknown': 404,
  'card-not-active': 409,
  'card-not-valid': 409,
  'amount-not-a-step': 422,
  'amount-over-limit': 422,
  'day-limit-reached': 409,
  'agent-limit-reached': 409,
  'funds-not-enough': 409,
  'load-unknown': 404,
  'load-not-confirmed': 409,
  'void-too-late': 409,
  'void-not-yours': 409,
  'load-already-voided': 409,
  'nothing-in-doubt': 409,
  'no-auto-load': 409,
  ...postRefusals,
} as const

export const openCardSession = endpoint({
  name: 'card-sessions.open',
  method: 'post',
  path: '/v1/card-sessions',
  tag: 'loads',
  summary:
    'Begin a conversation with a card in a reader: read, load, unload, take back, look again',
  description:
    'Send the answered command to the card and its reply back, turn by turn, until the state is no longer open. ' +
    'Value that leaves a card as money (cash, bank, online account) costs the fee of the rules refund-fee-…, on all ' +
    'that left it in the days of refund-window-days together, whether the card stays in use or is returned ' +
    'afterwards; `GET /v1/cards/{card}/refund-quote` tells it with its arithmetic before, the answer of the session ' +
    'after. Before a card is returned or replaced its value is unloaded with `payTo` of kind `closed-card` and the ' +
    '`closing` that `GET /v1/cards/{card}` tells; then the fee is looked at when that closing is settled or paid out. ' +
    'An online account pays for its holder’s own cards; for another’s its holder shows a document or a second person ' +
    'agrees.',
  may: READERS,
  approvers: ['counter-supervisor'],
  fourEyes: async (call) => {
    const { tx, at, body } = call
    if (body.kind !== 'load' && body.kind !== 'unload') return undefined
    if (body.kind === 'load') {
      const holder = await holderAt(tx, body.card, at)
      const notAgreed = await payerNeedsSecond(call, body.funding, holder)
      if (notAgreed !== undefined) return notAgreed
    }
    if (body.kind === 'unload' && body.cause === 'return') {
      const state = (await cardFacts(tx, [cardKey(body.card)])).get(cardKey(body.card))?.state
      return state === 'blocked' ? because('blocked-card-emptied') : undefined
    }
    if (body.amountFen === undefined) return undefined
    const from = await ruleAt(tx, 'second-person-from-fen', businessDateOf(at, 0))
    return body.amountFen >= from ? because('amount-large', { fen: from }) : undefined
  },
  secret: true,
  body: sessionOrders,
  answer: turnAnswer.extend({ load: z.string().optional() }),
  status: 201,
  refusals: loadRefusals,
})

const sessionParams = z.strictObject({ session: idField('ses') })

export const getCardSession = endpoint({
  name: 'card-sessions.get',
  method: 'get',
  path: '/v1/card-sessions/{session}',
  tag: 'loads',
  summary: 'A conversation as it stands: the command that waits, or how it ended',
  may: READERS,
  params: sessionParams,
  answer: turnAnswer,
  refusals: { 'session-unknown': 404 },
})

export const replyToCardSession = endpoint({
  name: 'card-sessions.reply',
  method: 'post',
  path: '/v1/card-sessions/{session}/replies',
  tag: 'loads',
  summary: 'What the card answered to a turn; the next command, or the end',
  may: READERS,
  params: sessionParams,
  body: z.strictObject({
    turn: z.int().min(1).max(10_000),
    reply: z
      .string()
      .regex(/^([0-9A-Fa-f]{2}){2,258}$/)
      .meta({ description: 'reply bytes in hex, the status word last', example: '9000' }),
  }),
  answer: turnAnswer,
  // The next command may hold a code or a wrapped key of the vault.
  secret: true,
  refusals: sessionRefusals,
})

export const interruptCardSession = endpoint({
  name: 'card-sessions.interrupt',
  method: 'post',
  path: '/v1/card-sessions/{session}/interruptions',
  tag: 'loads',
  summary: 'The card left the reader; the order behind the conversation lives on',
  may: READERS,
  params: sessionParams,
  body: z.strictObject({ turn: z.int().min(1).max(10_000) }),
  answer: turnAnswer,
  refusals: sessionRefusals,
})

export const getRefundQuote = endpoint({
  name: 'cards.refund-quote',
  method: 'get',
  path: '/v1/cards/{card}/refund-quote',
  tag: 'loads',
  summary: 'What would be kept of so much value leaving a card as money today, and why',
  may: [...COUNTER, 'citizen'],
  params: z.strictObject({ card: cardField }),
  query: z.strictObject({ amountFen: wholeNumberText(1, 100_000_000) }),
  answer: z.object({ amountFen: fenOut, feeFen: fenOut, paidFen: fenOut, why: whyOut }),
  refusals: { 'card-unknown': 404 },
})

const loadParams = z.strictObject({
  load: z
    .string()
    .regex(/^(load|unload)_[a-z0-9.-]{1,64}$/)
    .meta({ example: 'load_0a1b2c3d4e5f60718293' }),
})
const loadAnswer = z.object({
  load: z.string(),
  way: z.enum(['load', 'unload']),
  cause: z.enum(['counter', 'void', 'auto', 'return']),
  original: z.string().nullable(),
  card: cardOut,
  amountFen: fenOut,
  state: z.enum(orderLifecycle.states as [string, ...string[]]),
  evidence: z.enum(evidences).nullable(),
  owed: z.boolean(),
  feeFen: fenOut.meta({ description: 'kept of what an unload gave' }),
  feeWhy: whyOut.nullable(),
  overdraftFen: fenOut.meta({
    description: 'of a load so much paid back an overdraft of the card',
  }),
  requestedAt: instantOut,
  resolvedAt: instantOut.nullable(),
  settledAt: instantOut.nullable(),
})

export const listLoads = endpoint({
  name: 'loads.list',
  method: 'get',
  path: '/v1/loads',
  tag: 'loads',
  summary: 'Loads and unloads, newest first; an agent sees the own ones',
  may: LOOKERS,
  query: z.strictObject({
    card: cardField.optional(),
    state: z
      .enum(['requested', 'authorised', 'unknown', 'confirmed', 'not-done', 'dropped'])
      .optional(),
    owed: z.enum(['true', 'false']).optional().meta({ description: 'money is to be handed over' }),
    ...pageQuery(z.tuple([z.iso.datetime(), z.string().max(80)])),
  }),
  answer: pageOf(loadAnswer),
})

export const getLoad = endpoint({
  name: 'loads.get',
  method: 'get',
  path: '/v1/loads/{load}',
  tag: 'loads',
  summary: 'One load or unload with every step and its evidence',
  may: LOOKERS,
  params: loadParams,
  answer: loadAnswer.extend({
    steps: z.array(
      z.object({
        step: countOut,
        act: z.string(),
        to: z.string(),
        at: instantOut,
        evidence: z.string().nullable(),
      }),
    ),
  }),
  refusals: { 'load-unknown': 404 },
})

export const handOverLoad = endpoint({
  name: 'loads.hand-over',
  method: 'post',
  path: '/v1/loads/{load}/hand-over',
  tag: 'loads',
  summary: 'Hand over money that is owed: of a load not done, or of an unload done',
  may: COUNTER,
  params: loadParams,
  body: z.strictObject({ payTo: payeeField }),
  answer: loadAnswer,
  status: 201,
  refusals: {
    ...fundingRefusals,
    ...postRefusals,
    'load-unknown': 404,
    'nothing-owed': 409,
    'funding-not-yours': 409,
  },
})

export const correctOneLoad = endpoint({
  name: 'loads.correct',
  method: 'post',
  path: '/v1/loads/{load}/corrections',
  tag: 'loads',
  summary: 'Correct what was taken for a load that stands; two people agree',
  may: ['finance-maker'],
  approvers: ['finance-checker'],
  fourEyes: () => because('correction'),
  params: loadParams,
  body: z.strictObject({
    amountFen: fenField(),
    what: z.enum(['taken-too-little', 'taken-too-much']),
    reason: reasonField,
    evidence: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'SHA-256 of the paper that shows it' }),
  }),
  answer: z.object({ movement: z.string() }),
  status: 201,
  refusals: {
    ...postRefusals,
    'load-unknown': 404,
    'load-not-confirmed': 409,
    'second-person-needed': 409,
  },
})

const autoAnswer = z.object({
  auto: z.string(),
  card: cardOut,
  amountFen: fenOut,
  state: z.enum(['waiting', 'taken', 'withdrawn']),
  load: z.string().nullable(),
  placedAt: instantOut,
})

export const listAutoLoads = endpoint({
  name: 'auto-loads.list',
  method: 'get',
  path: '/v1/own/auto-loads',
  tag: 'own',
  summary: 'Loads from the own online account that wait for a terminal, and those carried out',
  may: ['citizen'],
  query: z.strictObject(pageQuery(z.tuple([instantField, z.string().max(80)]))),
  answer: pageOf(autoAnswer),
})

export const placeOneAutoLoad = endpoint({
  name: 'auto-loads.place',
  method: 'post',
  path: '/v1/own/auto-loads',
  tag: 'own',
  summary: 'Load the own card from the online account at the next terminal',
  may: ['citizen'],
  body: z.strictObject({ card: cardField, amountFen: fenField() }),
  answer: z.object({ auto: z.string() }),
  status: 201,
  refusals: {
    'not-your-card': 404,
    'amount-not-a-step': 422,
    'auto-load-waiting': 409,
    'no-auto-load': 404,
  },
})

export const withdrawOneAutoLoad = endpoint({
  name: 'auto-loads.withdraw',
  method: 'delete',
  path: '/v1/own/auto-loads/{card}',
  tag: 'own',
  summary: 'Take the wish back as long as no terminal has carried it out',
  may: ['citizen'],
  params: z.strictObject({ card: cardField }),
  refusals: {
    'not-your-card': 404,
    'amount-not-a-step': 422,
    'auto-load-waiting': 409,
    'no-auto-load': 404,
  },
})

/** Which kinds of session each role begins, and with whose money. A counter does all with everything but agents'. */
const limitsOf: Readonly<
  Partial<Record<Role, { kinds: readonly string[]; fundings: readonly Funding['kind'][] }>>
> = {
  'counter-clerk': {
    kinds: ['read', 'load', 'unload', 'void-load', 'look-again', 'auto-load'],
    fundings: ['cash', 'bank', 'online', 'closed-card'],
  },
  'counter-supervisor': {
    kinds: ['read', 'load', 'unload', 'void-load', 'look-again', 'auto-load'],
    fundings: ['cash', 'bank', 'online', 'closed-card'],
  },
  agent: { kinds: ['read', 'load', 'look-again'], fundings: ['agent'] },
  terminal: { kinds: ['read', 'load', 'auto-load', 'look-again'], fundings: ['bank'] },
  citizen: { kinds: ['read', 'load', 'look-again'], fundings: ['online'] },
}

type Allowed = Result<undefined, 'session-kind-not-yours' | 'funding-not-yours'>

function allowed(actor: Actor, kind: string, money: Pick<Funding, 'kind'> | undefined): Allowed {
  const mine = actor.roles.flatMap((role) => limitsOf[role] ?? [])
  const fitting = mine.filter(({ kinds }) => kinds.includes(kind))
  if (fitting.length === 0) {
    return refuse('session-kind-not-yours', { field: 'kind', detail: 'your role does not do this' })
  }
  return money === undefined || fitting.some(({ fundings }) => fundings.includes(money.kind))
    ? ok(undefined)
    : refuse('funding-not-yours', {
        field: 'funding',
        detail: 'your role neither takes nor pays out such money',
      })
}

const moneyOf = (order: SessionOrder): AskedFunding | undefined => {
  switch (order.kind) {
    case 'load':
      return order.funding
    case 'unload':
    case 'void-load':
      return order.payTo
    case 'look-again':
      return order.handTo
    case 'read':
    case 'auto-load':
      return undefined
  }
}

async function begin(
  act: Act,
  desks: Desks,
  order: SessionOrder,
): Promise<Result<{ readonly load?: string; readonly turn: TurnOrEnd }, LoadRefusal>> {
  const counter = { desk: desks.loads, works: desks.works }
  switch (order.kind) {
    case 'read': {
      const { profile } = order
      const subject = `reader:${act.actor.id}`
      return ok({
        turn: await openSession(act, desks.works, { kind: 'read', order: { profile }, subject }),
      })
    }
    case 'load':
      return beginLoad(act, counter, {
        card: order.card,
        amountFen: order.amountFen,
        funding: await shownFunding(act.tx, { desks, at: act.at }, order.funding),
        ...terminalOf(order),
      })
    case 'unload':
      return beginUnload(act, counter, {
        card: order.card,
        payTo: order.payTo,
        ...(order.cause === undefined ? {} : { cause: order.cause }),
        ...amountOf(order),
        ...terminalOf(order),
      })
    case 'void-load':
      return beginVoid(act, counter, {
        load: order.load,
        ...(order.payTo === undefined ? {} : { payTo: order.payTo }),
        ...terminalOf(order),
      })
    case 'look-again':
      return beginLook(act, counter, {
        card: order.card,
        ...(order.handTo === undefined ? {} : { handTo: order.handTo }),
      })
    case 'auto-load':
      return beginAutoLoad(act, counter, { card: order.card, ...terminalOf(order) })
  }
}

const terminalOf = <T>({ terminal }: { readonly terminal?: T | undefined }) =>
  terminal === undefined ? {} : { terminal }
const amountOf = ({ amountFen }: { readonly amountFen?: Fen | undefined }) =>
  amountFen === undefined ? {} : { amountFen }

const begunAnswer = ({
  load,
  turn,
}: Pick<Partial<Begun>, 'load'> & { readonly turn: TurnOrEnd }) =>
  load === undefined ? turn : { ...turn, load }

const orderAnswer = (order: LoadOrder) => {
  const { load, way, cause, original, amountFen, state, evidence } = order
  const { requestedAt, resolvedAt, settledAt, feeFen, feeWhy } = order
  const moment = (at: Date | null) => (at === null ? null : at.toISOString())
  return {
    load,
    way,
    cause,
    original,
    card: maskCardNumber(order.number),
    amountFen: fenInJson(amountFen),
    state,
    evidence,
    owed:
      settledAt === null &&
      ((way === 'load' && state === 'not-done') || (way === 'unload' && state === 'confirmed')),
    feeFen: fenInJson(feeFen),
    feeWhy,
    overdraftFen: fenInJson(order.overdraftFen),
    requestedAt: requestedAt.toISOString(),
    resolvedAt: moment(resolvedAt),
    settledAt: moment(settledAt),
  }
}

const noLoad = () => refuse('load-unknown', { field: 'load', detail: 'no such load' })

/** An agent looks at what the agent did; everybody else who may look, at everything. */
const lookerOf = ({ roles, id }: Actor): string | undefined =>
  roles.includes('agent') && roles.length === 1 ? id : undefined

export const loadRoutes: readonly Route[] = [
  write(openCardSession, async ({ act, desks, body }) => {
    const may = allowed(act.actor, body.kind, moneyOf(body))
    if (!may.ok) return may
    const begun = await begin(act, desks, body)
    return begun.ok ? ok(begunAnswer(begun.value)) : begun
  }),
  read(getRefundQuote, async ({ sql, actor, at, params: { card }, query }) => {
    const value = BigInt(query.amountFen)
    const known = (await cardFacts(sql, [cardKey(card)])).has(cardKey(card))
    const holder = known ? await holderAt(sql, card, at) : undefined
    // Of others' cards citizens are told nothing, not even that there are such.
    if (!known || (actor.kind === 'citizen' && !(await isSamePerson(sql, actor.person, holder)))) {
      return refuse('card-unknown', { field: 'card', detail: 'no such card' })
    }
    const { feeFen, why } = await refundFeeOf(sql, { card, value, at })
    return ok({ amountFen: value, feeFen, paidFen: value - feeFen, why })
  }),
  read(getCardSession, async ({ sql, actor, desks, params }) => {
    const found = await readSession(sql, desks.works, params.session)
    if (!found.ok) return found
    return found.value.openedBy === actor.id
      ? ok(found.value.standing)
      : refuse('session-unknown', { field: 'session', detail: 'no such session' })
  }),
  write(replyToCardSession, ({ act, desks, params, body }) =>
    replyToTurn(act, desks.works, { ...params, turn: body.turn, reply: hex(body.reply) }),
  ),
  write(interruptCardSession, ({ act, desks, params, body }) =>
    interruptSession(act, desks.works, { ...params, ...body }),
  ),
  read(listLoads, async ({ sql, actor, query: { card, state, owed, limit, cursor } }) => {
    const rows = await ordersOf(sql, {
      card,
      state,
      owed: owed === 'true',
      requestedBy: lookerOf(actor),
      after:
        cursor === undefined ? undefined : { requestedAt: new Date(cursor[0]), load: cursor[1] },
      limit: limit + 1,
    })
    return ok(
      page(rows, limit, {
        placeOf: ({ requestedAt, load }) => [requestedAt.toISOString(), load],
        item: orderAnswer,
      }),
    )
  }),
  read(getLoad, async ({ sql, actor, params }) => {
    const order = await orderNamed(sql, params.load)
    const looker = lookerOf(actor)
    if (order === undefined || (looker !== undefined && order.requestedBy !== looker)) {
      return noLoad()
    }
    const steps = await stepsOf(sql, order)
    return ok({
      ...orderAnswer(order),
      steps: steps.map(({ step, act, to, at, evidence }) => ({ step, act, to, at, evidence })),
    })
  }),
  write(handOverLoad, async ({ act, params, body }) => {
    const may = allowed(act.actor, 'unload', body.payTo)
    if (!may.ok) {
      return refuse('funding-not-yours', { field: 'payTo', detail: may.detail ?? '' })
    }
    const handed = await handOver(act, { load: params.load, payTo: body.payTo })
    return handed.ok ? ok(orderAnswer(handed.value)) : handed
  }),
  write(correctOneLoad, ({ act, params, body }) =>
    correctLoad(act, { ...params, ...body, evidence: hex(body.evidence) }),
  ),
  read(listAutoLoads, async ({ sql, actor, query: { limit, cursor } }) => {
    const own = actor.person === undefined ? undefined : await onePerson(sql, actor.person)
    const before = cursor && { placedAt: cursor[0], auto: cursor[1] }
    const rows =
      own === undefined
        ? []
        : await autoOrdersOf(sql, { persons: own.entries, before, limit: limit + 1 })
    return ok(
      page(rows, limit, {
        placeOf: ({ placedAt, auto }) => [placedAt.toISOString(), auto],
        item: ({ auto, card, amountFen, state, load, placedAt }) => ({
          auto,
          card: maskCardNumber(card.toString().padStart(16, '0')),
          amountFen: fenInJson(amountFen),
          state,
          load,
          placedAt: placedAt.toISOString(),
        }),
      }),
    )
  }),
  write(placeOneAutoLoad, async ({ act, body }) =>
    act.actor.person === undefined
      ? refuse('not-your-card', { field: 'card', detail: 'the card is somebody else’s' })
      : placeAutoLoad(act, { ...body, person: act.actor.person }),
  ),
  write(withdrawOneAutoLoad, async ({ act, params }) => {
    if (act.actor.person === undefined) {
      return refuse('no-auto-load', { field: 'card', detail: 'no automatic load waits' })
    }
    const withdrawn = await withdrawAutoLoad(act, { ...params, person: act.actor.person })
    return withdrawn.ok ? ok(undefined) : withdrawn
  }),
]
