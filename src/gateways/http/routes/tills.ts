import { z } from 'zod'
import { businessDateOf, ok, refuse, type Actor, type Role, type Sql, type Tx } from '../../../base'
import { agentOf } from '../../../registry'
import { ruleAt } from '../../../rules'
import {
  agentHistory,
  agentStanding,
  agentWorks,
  bankCash,
  cashExpected,
  closeTill,
  countTill,
  fetchCash,
  onlineHistory,
  onlineStanding,
  openTill,
  openTillOf,
  operatorWorks,
  payOnline,
  personFor,
  prepayAgent,
  topUpOnline,
  withdrawOnline,
} from '../../../tills'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { because, type Because } from '../contract/second-person'
import {
  countOut,
  fenField,
  fenOut,
  idField,
  instantOut,
  operatorField,
  textField,
} from '../contract/fields'
import {
  channelField,
  documentField,
  fundingRefusals,
  outsideFundingField,
  postRefusals,
  type DocumentOnDesk,
} from '../contract/funding-field'
import type { Desks } from '../desks'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'
import { isShown, NOT_SHOWN } from './known-parties'

const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
const FINANCE = ['finance-maker', 'finance-checker'] as const satisfies readonly Role[]

const tillParams = z.strictObject({ till: idField('till') })
const personParams = z.strictObject({ person: idField('person') })
const agentParams = z.strictObject({ agent: idField('agent') })

const countAnswer = z.object({
  till: z.string(),
  countedFen: fenOut,
  expectedFen: fenOut,
  differenceFen: fenOut,
})
const tillRefusals = { ...fundingRefusals, ...postRefusals }

export const openOwnTill = endpoint({
  name: 'tills.open',
  method: 'post',
  path: '/v1/tills',
  tag: 'tills',
  summary: 'Open a cash drawer at a desk',
  may: COUNTER,
  body: z.strictObject({
    desk: z.string().regex(/^[a-z0-9-]{1,40}$/),
    floatFen: fenField({ min: 0 }),
  }),
  answer: z.object({ till: z.string(), desk: z.string() }),
  status: 201,
  refusals: tillRefusals,
})

export const getOwnTill = endpoint({
  name: 'tills.own',
  method: 'get',
  path: '/v1/tills/own',
  tag: 'tills',
  summary: 'The own open drawer; what should lie in it is told when it has been counted',
  may: COUNTER,
  answer: z.object({ till: z.string(), desk: z.string(), openedAt: instantOut }),
  refusals: { 'till-not-open': 404 },
})

export const countOwnTill = endpoint({
  name: 'tills.count',
  method: 'post',
  path: '/v1/tills/{till}/counts',
  tag: 'tills',
  summary: 'Count the own drawer; nothing is booked',
  may: COUNTER,
  params: tillParams,
  body: z.strictObject({ countedFen: fenField({ min: 0 }) }),
  answer: countAnswer,
  status: 201,
  refusals: tillRefusals,
})

export const closeOwnTill = endpoint({
  name: 'tills.close',
  method: 'post',
  path: '/v1/tills/{till}/closing',
  tag: 'tills',
  summary: 'Count and close the own drawer; the difference is booked, the cash goes to the safe',
  may: COUNTER,
  params: tillParams,
  body: z.strictObject({ countedFen: fenField({ min: 0 }) }),
  answer: countAnswer,
  status: 201,
  refusals: tillRefusals,
  approvers: ['counter-supervisor'],
  fourEyes: async ({ tx, actor, at, params, body }) => {
    const till = await openTillOf(tx, actor.id)
    if (till?.till !== params.till) return undefined
    const expected = await cashExpected(tx, till.desk)
    const allowed = await ruleAt(tx, 'till-difference-max-fen', businessDateOf(at, 0))
    const difference = body.countedFen - expected
    return difference > allowed || -difference > allowed
      ? because('drawer-differs', { fen: allowed })
      : undefined
  },
})

export const fetchFromBank = endpoint({
  name: 'cash.fetch',
  method: 'post',
  path: '/v1/cash/fetched',
  tag: 'tills',
  summary: 'Change fetched from the bank into the safe',
  may: ['finance-maker'],
  approvers: ['finance-checker'],
  fourEyes: () => because('bank-money-fetched'),
  body: z.strictObject({ bank: channelField, amountFen: fenField() }),
  answer: z.object({ reference: z.string() }),
  status: 201,
  refusals: tillRefusals,
})

export const bringToBank = endpoint({
  name: 'cash.bank',
  method: 'post',
  path: '/v1/cash/banked',
  tag: 'tills',
  summary: 'Cash of the safe brought to the bank',
  may: ['finance-maker'],
  body: z.strictObject({ bank: channelField, amountFen: fenField() }),
  answer: z.object({ reference: z.string() }),
  status: 201,
  refusals: tillRefusals,
})

const standingAnswer = z.object({ person: z.string(), balanceFen: fenOut, heldFen: fenOut })
const onlineRefusals = {
  ...tillRefusals,
  'balance-over-limit': 409,
  'funds-not-enough': 409,
  'amount-not-positive': 422,
  'person-unknown': 404,
  'operator-unknown': 404,
} as const

/** From which amount on a second person agrees. */
const largeAmount = async ({
  tx,
  at,
  body,
}: {
  readonly tx: Parameters<typeof ruleAt>[0]
  readonly at: Date
  readonly body: { readonly amountFen: bigint }
}): Promise<Because | undefined> => {
  const from = await ruleAt(tx, 'second-person-from-fen', businessDateOf(at, 0))
  return body.amountFen >= from ? because('amount-large', { fen: from }) : undefined
}

/** Staff move money out of an account when its holder has shown a document; else a second person agrees. */
async function notShown({
  tx,
  actor,
  at,
  desks,
  params,
  body,
}: {
  readonly tx: Tx
  readonly actor: Actor
  readonly at: Date
  readonly desks: Desks
  readonly params: { readonly person: string }
  readonly body: { readonly document?: DocumentOnDesk | undefined }
}): Promise<Because | undefined> {
  // Of somebody nobody knows there is nothing to agree on: it is refused at once.
  if (actor.kind === 'citizen' || !(await personFor(tx, actor, params.person)).ok) return undefined
  return (await isShown(tx, { desks, at }, { ...params, ...body })) ? undefined : NOT_SHOWN
}

export const getOnlineAccount = endpoint({
  name: 'online-accounts.get',
  method: 'get',
  path: '/v1/online-accounts/{person}',
  tag: 'tills',
  summary: 'How a person’s online account stands; a citizen sees the own one',
  may: [...COUNTER, ...FINANCE, 'auditor', 'citizen'],
  params: personParams,
  answer: standingAnswer,
  refusals: { 'person-unknown': 404 },
})

export const getOnlineEntries = endpoint({
  name: 'online-accounts.entries',
  method: 'get',
  path: '/v1/online-accounts/{person}/entries',
  tag: 'tills',
  summary: 'Lines of an online account, newest first',
  may: [...COUNTER, ...FINANCE, 'auditor', 'citizen'],
  params: personParams,
  query: z.strictObject(pageQuery(z.tuple([bigintPlace]))),
  answer: pageOf(
    z.object({
      entry: countOut,
      kind: z.string(),
      reference: z.string(),
      amountFen: fenOut,
      effectiveAt: instantOut,
    }),
  ),
  refusals: { 'person-unknown': 404 },
})

export const topUp = endpoint({
  name: 'online-accounts.top-up',
  method: 'post',
  path: '/v1/online-accounts/{person}/top-ups',
  tag: 'tills',
  summary: 'Money into an online account',
  may: COUNTER,
  approvers: ['counter-supervisor'],
  fourEyes: largeAmount,
  params: personParams,
  body: z.strictObject({ amountFen: fenField(), funding: outsideFundingField }),
  answer: standingAnswer,
  status: 201,
  refusals: onlineRefusals,
})

export const withdraw = endpoint({
  name: 'online-accounts.withdraw',
  method: 'post',
  path: '/v1/online-accounts/{person}/withdrawals',
  tag: 'tills',
  summary: 'Money out of an online account',
  may: COUNTER,
  approvers: ['counter-supervisor'],
  fourEyes: async (call) => (await notShown(call)) ?? largeAmount(call),
  params: personParams,
  body: z.strictObject({
    amountFen: fenField(),
    to: outsideFundingField,
    document: documentField,
  }),
  answer: standingAnswer,
  status: 201,
  secret: true,
  refusals: onlineRefusals,
})

export const payFromAccount = endpoint({
  name: 'online-accounts.pay',
  method: 'post',
  path: '/v1/online-accounts/{person}/payments',
  tag: 'tills',
  summary: 'Pay an operator from an online account; a citizen pays from the own one',
  may: [...COUNTER, 'citizen'],
  approvers: ['counter-supervisor'],
  fourEyes: async (call) =>
    (await operatorWorks(call.tx, call.body.operator, call.at)).ok ? notShown(call) : undefined,
  params: personParams,
  body: z.strictObject({
    amountFen: fenField(),
    operator: operatorField,
    document: documentField,
  }),
  answer: standingAnswer,
  status: 201,
  secret: true,
  refusals: onlineRefusals,
})

export const getAgentAccount = endpoint({
  name: 'agents.account',
  method: 'get',
  path: '/v1/agents/{agent}/account',
  tag: 'tills',
  summary: 'How an agent’s prepayment stands; an agent sees the own one',
  may: ['agent', ...FINANCE, 'auditor'],
  params: agentParams,
  answer: z.object({ agent: z.string(), availableFen: fenOut, heldFen: fenOut }),
  refusals: { 'agent-unknown': 404 },
})

export const getAgentEntries = endpoint({
  name: 'agents.entries',
  method: 'get',
  path: '/v1/agents/{agent}/entries',
  tag: 'tills',
  summary: 'Lines of an agent’s prepayment, newest first; an agent sees the own ones',
  may: ['agent', ...FINANCE, 'auditor'],
  params: agentParams,
  query: z.strictObject(pageQuery(z.tuple([bigintPlace]))),
  answer: pageOf(
    z.object({
      entry: countOut,
      kind: z.string(),
      reference: z.string(),
      amountFen: fenOut.meta({
        description: 'above zero what came in, below zero what was loaded',
      }),
      commissionFen: fenOut.meta({ description: 'of it the commission' }),
      effectiveAt: instantOut,
    }),
  ),
  refusals: { 'agent-unknown': 404 },
})

export const enterPrepayment = endpoint({
  name: 'agents.prepay',
  method: 'post',
  path: '/v1/agents/{agent}/prepayments',
  tag: 'tills',
  summary: 'A payment of an agent has reached our bank; its commission comes on top',
  may: ['finance-maker'],
  approvers: ['finance-checker'],
  // Of an agent who does not work there is nothing to agree on: it is refused at once.
  fourEyes: async ({ tx, at, params }) =>
    (await agentWorks(tx, params.agent, at)).ok ? because('agent-prepaid') : undefined,
  params: agentParams,
  body: z.strictObject({ paidInFen: fenField(), bank: channelField, payment: textField(64) }),
  answer: z.object({
    agent: z.string(),
    availableFen: fenOut,
    heldFen: fenOut,
    commissionFen: fenOut,
  }),
  status: 201,
  refusals: {
    ...postRefusals,
    'amount-not-positive': 422,
    'payment-already-used': 409,
    'funds-not-enough': 409,
    'agent-unknown': 404,
  },
})

export const tillRoutes: readonly Route[] = [
  write(openOwnTill, ({ act, body }) => openTill(act, body)),
  read(getOwnTill, async ({ sql, actor }) => {
    const till = await openTillOf(sql, actor.id)
    return till === undefined
      ? refuse('till-not-open', { detail: 'you have no open till' })
      : ok(till)
  }),
  write(countOwnTill, ({ act, params, body }) => countTill(act, { ...params, ...body })),
  write(closeOwnTill, ({ act, params, body }) => closeTill(act, { ...params, ...body })),
  write(fetchFromBank, ({ act, body }) => fetchCash(act, body)),
  write(bringToBank, ({ act, body }) => bankCash(act, body)),
  read(getOnlineAccount, async ({ sql, actor, params }) => {
    const found = await personFor(sql, actor, params.person)
    if (!found.ok) return found
    return ok(await onlineStanding(sql, found.value.person, found.value.entries))
  }),
  read(getOnlineEntries, async ({ sql, actor, params, query: { limit, cursor } }) => {
    const found = await personFor(sql, actor, params.person)
    if (!found.ok) return found
    const before = cursor === undefined ? {} : { before: cursor[0] }
    const rows = await onlineHistory(sql, { ...found.value, limit: limit + 1, ...before })
    return ok(page(rows, limit, { placeOf: ({ entry }) => [entry], item: (row) => row }))
  }),
  write(topUp, ({ act, params, body }) => topUpOnline(act, { ...params, ...body })),
  write(withdraw, async ({ act, desks, params, body: { amountFen, to, document } }) => {
    const shown = await isShown(act.tx, { desks, at: act.at }, { ...params, document })
    return withdrawOnline(act, { ...params, amountFen, to, shown })
  }),
  write(payFromAccount, async ({ act, desks, params, body: { amountFen, operator, document } }) => {
    const shown = await isShown(act.tx, { desks, at: act.at }, { ...params, document })
    return payOnline(act, { ...params, amountFen, operator, shown })
  }),
  read(getAgentAccount, async ({ sql, actor, params: { agent } }) => {
    return (await isSeen(sql, actor, agent)) ? ok(await agentStanding(sql, agent)) : noAgent()
  }),
  read(getAgentEntries, async ({ sql, actor, params: { agent }, query: { limit, cursor } }) => {
    if (!(await isSeen(sql, actor, agent))) return noAgent()
    const rows = await agentHistory(sql, { agent, limit: limit + 1, before: cursor?.[0] })
    return ok(page(rows, limit, { placeOf: ({ entry }) => [entry], item: (row) => row }))
  }),
  write(enterPrepayment, ({ act, params, body }) => prepayAgent(act, { ...params, ...body })),
]

/** Of other agents an agent sees nothing; one who has ended still has a prepayment to look at. */
const isSeen = async (sql: Sql, { roles, agent: own }: Actor, agent: string): Promise<boolean> =>
  !(roles.includes('agent') && own !== agent) && (await agentOf(sql, agent)) !== undefined

const noAgent = () => refuse('agent-unknown', { field: 'agent', detail: 'no such agent' })
