import { z } from 'zod'
import { fenInJson, hex, maskCardNumber, ok, refuse, type Actor } from '../../../base'
import { onePerson } from '../../../citizens'
import {
  autoOrdersOf,
  correctLoad,
  evidences,
  handOver,
  orderLifecycle,
  orderNamed,
  ordersOf,
  placeAutoLoad,
  stepsOf,
  withdrawAutoLoad,
  type LoadOrder,
} from '../../../loads'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import {
  cardField,
  cardOut,
  countOut,
  fenField,
  fenOut,
  instantField,
  instantOut,
  reasonField,
} from '../contract/fields'
import { fundingRefusals, payeeField, postRefusals } from '../contract/funding-field'
import { page, pageOf, pageQuery } from '../contract/page'
import { because } from '../contract/second-person'
import { allowed, cardSessionRoutes, whyOut } from './card-sessions'
import { COUNTER, LOOKERS } from './load-parts'

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
  roles.includes('agent') ? id : undefined

export const loadOrderRoutes: readonly Route[] = [
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

/** Cards in a reader of somebody else, and the orders of money that come of it. */
export const loadRoutes: readonly Route[] = [...cardSessionRoutes, ...loadOrderRoutes]
