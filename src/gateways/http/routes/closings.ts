import { z } from 'zod'
import { businessDateOf, ok } from '../../../base'
import {
  closingsOf,
  closingStands,
  payOutClosing,
  repayClosing,
  settleClosing,
} from '../../../card-care'
import { liabilitiesOf, reasons } from '../../../clearing'
import { cardKey } from '../../../registry'
import { ruleAt } from '../../../rules'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { fenField, fenOut } from '../contract/fields'
import { fundingField, payeeField, postRefusals } from '../contract/funding-field'
import { pageOf, pageWithin, shortPageQuery } from '../contract/page'
import { because } from '../contract/second-person'
import {
  cardParams,
  closingFor,
  closingOut,
  closingParams,
  COUNTER,
  notTheirs,
  payRefusals,
  SEES_CARDS,
  whyOut,
} from './card-care-parts'
import { payerNeedsSecond, shownFunding } from './known-parties'

export const listClosings = endpoint({
  name: 'cards.closings',
  method: 'get',
  path: '/v1/cards/{card}/closings',
  tag: 'card-care',
  summary: 'How a card was closed and when its value is or was given',
  may: SEES_CARDS,
  params: cardParams,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(closingOut),
  refusals: { 'card-not-yours': 404 },
})

export const getClosing = endpoint({
  name: 'closings.get',
  method: 'get',
  path: '/v1/closings/{closing}',
  tag: 'card-care',
  summary: 'A closing, with what is owed to the holder and by the holder',
  may: [...COUNTER, 'finance-maker', 'finance-checker', 'auditor'],
  params: closingParams,
  answer: closingOut.extend({ owedFen: fenOut, receivableFen: fenOut }),
  refusals: { 'closing-unknown': 404 },
})

export const settleOneClosing = endpoint({
  name: 'closings.settle',
  method: 'post',
  path: '/v1/closings/{closing}/settlement',
  tag: 'card-care',
  summary: 'Give the value of a closed card now, once its day has come',
  may: COUNTER,
  params: closingParams,
  body: z.strictObject({}),
  answer: closingOut,
  status: 201,
  refusals: {
    ...postRefusals,
    'closing-unknown': 404,
    'closing-not-due': 409,
    'records-being-cleared': 409,
    'overdraft-open': 409,
  },
})

export const payOutOneClosing = endpoint({
  name: 'closings.pay-out',
  method: 'post',
  path: '/v1/closings/{closing}/pay-outs',
  tag: 'card-care',
  summary: 'Pay all that is owed for a closed card to its holder',
  may: COUNTER,
  approvers: ['counter-supervisor'],
  fourEyes: async ({ tx, at, params }) => {
    const limit = await ruleAt(tx, 'second-person-from-fen', businessDateOf(at, 0))
    const stands = await closingStands(tx, params.closing)
    return stands.ok && stands.value.owedFen >= limit
      ? because('pay-out-large', { fen: limit })
      : undefined
  },
  params: closingParams,
  body: z.strictObject({ to: payeeField }),
  answer: z.object({
    closing: z.string(),
    paidFen: fenOut,
    feeFen: fenOut,
    feeWhy: whyOut.nullable(),
  }),
  status: 201,
  refusals: payRefusals,
})

export const repayOneClosing = endpoint({
  name: 'closings.repay',
  method: 'post',
  path: '/v1/closings/{closing}/repayments',
  tag: 'card-care',
  summary: 'The holder pays for taps that came in after the value was given',
  may: COUNTER,
  approvers: ['counter-supervisor'],
  fourEyes: async (call) => {
    const stands = await closingStands(call.tx, call.params.closing)
    return stands.ok
      ? payerNeedsSecond(call, call.body.funding, stands.value.person ?? undefined)
      : undefined
  },
  secret: true,
  params: closingParams,
  body: z.strictObject({ amountFen: fenField(), funding: fundingField }),
  answer: z.object({ closing: z.string(), leftFen: fenOut }),
  status: 201,
  refusals: payRefusals,
})

export const getLiabilities = endpoint({
  name: 'cards.liabilities',
  method: 'get',
  path: '/v1/cards/{card}/liabilities',
  tag: 'card-care',
  summary: 'Who bears the taps that were made while a card was stopped, and why',
  may: [...SEES_CARDS, 'finance-maker', 'finance-checker'],
  params: cardParams,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(
    z.object({
      at: z.string().meta({ description: 'local time of the tap' }),
      operator: z.string(),
      sam: z.string(),
      amountFen: fenOut,
      reason: z.string(),
      liable: z.enum(['operator', 'holder', 'centre']),
      meaning: z.string(),
    }),
  ),
  refusals: { 'card-not-yours': 404 },
})

export const closingRoutes: readonly Route[] = [
  read(listClosings, async ({ sql, actor, at, params: { card }, query }) => {
    const others = await notTheirs(sql, { actor, card, at })
    if (others !== undefined) return others
    return ok(
      pageWithin(await closingsOf(sql, card), query, {
        wordOf: ({ closedAt }) => closedAt.toISOString(),
        order: 'falling',
        item: (closing) => closingFor(actor, closing),
      }),
    )
  }),
  read(getClosing, async ({ sql, actor, params }) => {
    const stands = await closingStands(sql, params.closing)
    return stands.ok ? ok(closingFor(actor, stands.value)) : stands
  }),
  write(settleOneClosing, async ({ act, params }) => {
    const settled = await settleClosing(act, params.closing)
    return settled.ok ? ok(closingFor(act.actor, settled.value)) : settled
  }),
  write(payOutOneClosing, ({ act, params, body }) => payOutClosing(act, { ...params, ...body })),
  write(repayOneClosing, async ({ act, desks, params, body }) => {
    const from = await shownFunding(act.tx, { desks, at: act.at }, body.funding)
    return repayClosing(act, { ...params, amount: body.amountFen, from })
  }),
  read(getLiabilities, async ({ sql, actor, at, params: { card }, query }) => {
    const others = await notTheirs(sql, { actor, card, at })
    if (others !== undefined) return others
    return ok(
      pageWithin(await liabilitiesOf(sql, cardKey(card)), query, {
        wordOf: (row) => `${row.at} ${row.sam}`,
        order: 'rising',
        item: ({ sam, ...row }) => ({
          ...row,
          sam: sam.toString().padStart(12, '0'),
          meaning: reasons[row.reason].en,
        }),
      }),
    )
  }),
]
