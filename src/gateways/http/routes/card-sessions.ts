import { z } from 'zod'
import {
  businessDateOf,
  hex,
  ok,
  parseSamNumber,
  refuse,
  type Act,
  type Actor,
  type Fen,
  type Result,
  type Role,
} from '../../../base'
import { isSamePerson } from '../../../citizens'
import {
  beginAutoLoad,
  beginLoad,
  beginLook,
  beginUnload,
  beginVoid,
  refundFeeOf,
  type Begun,
  type LoadRefusal,
} from '../../../loads'
import { cardFacts, cardKey, holderAt } from '../../../registry'
import {
  interruptSession,
  openSession,
  readSession,
  replyToTurn,
  type TurnOrEnd,
} from '../../../remote-reader'
import { ruleAt } from '../../../rules'
import type { Funding } from '../../../tills'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { cardField, fenField, fenOut, idField, wholeNumberText } from '../contract/fields'
import { fundingField, payeeField, type AskedFunding } from '../contract/funding-field'
import { because } from '../contract/second-person'
import type { Desks } from '../desks'
import { cardTurn } from './card-turn'
import { payerNeedsSecond, shownFunding } from './known-parties'
import { COUNTER, loadRefusals, READERS } from './load-parts'

export const whyOut = z
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
  ...cardTurn,
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
    const day = businessDateOf(at, 0)
    if (body.kind === 'load') {
      // Refused by the act itself, whoever agrees: nobody is asked for that.
      if (
        body.funding.kind !== 'closed-card' &&
        body.amountFen > (await ruleAt(tx, 'load-max-fen', day))
      ) {
        return undefined
      }
      const holder = await holderAt(tx, body.card, at)
      const notAgreed = await payerNeedsSecond(call, body.funding, holder)
      if (notAgreed !== undefined) return notAgreed
    }
    if (body.kind === 'unload' && body.cause === 'return') {
      const state = (await cardFacts(tx, [cardKey(body.card)])).get(cardKey(body.card))?.state
      return state === 'blocked' ? because('blocked-card-emptied') : undefined
    }
    if (body.amountFen === undefined) return undefined
    const from = await ruleAt(tx, 'second-person-from-fen', day)
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

export function allowed(
  actor: Actor,
  kind: string,
  money: Pick<Funding, 'kind'> | undefined,
): Allowed {
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

export const cardSessionRoutes: readonly Route[] = [
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
]
