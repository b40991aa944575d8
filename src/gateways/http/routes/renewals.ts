import { z } from 'zod'
import { ok, type Role } from '../../../base'
import {
  beginRenewal,
  giveUpRenewal,
  renewalOf,
  sessionOfRenewal,
  type Renewal,
} from '../../../issuing'
import { holderAt } from '../../../registry'
import { openSession } from '../../../remote-reader'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { cardField, cardOut, dateOut, fenOut, idField, instantOut } from '../contract/fields'
import { fundingField, fundingRefusals, payeeField, postRefusals } from '../contract/funding-field'
import { cardTurn } from './card-turn'
import { payerNeedsSecond, shownFunding } from './known-parties'

const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
const renewalParams = z.strictObject({ renewal: idField('ren') })
const renewalOut = z.object({
  renewal: z.string(),
  card: cardOut,
  validTo: dateOut.meta({ description: 'the last day before' }),
  extendTo: dateOut.meta({ description: 'the last day the chip is to say' }),
  feeFen: fenOut,
  state: z
    .enum(['open', 'told', 'done', 'given-up'])
    .meta({ description: 'told: the chip may have been written; show the card once more' }),
  begunAt: instantOut,
})
const renewalRefusals = { 'renewal-unknown': 404, 'renewal-ended': 409 } as const

export const beginOneRenewal = endpoint({
  name: 'cards.renew',
  method: 'post',
  path: '/v1/cards/{card}/renewals',
  tag: 'cards',
  summary: 'Begin to extend the dates of a card on its chip; begun again, the same renewal',
  description:
    'For an expired card, or in the last days of the rule renewal-before-days. The fee of the rule renewal-fee-fen ' +
    'is taken now and goes back when the renewal is given up. Then open a session for it; a card that was pulled is ' +
    'shown again in another session of the same renewal.',
  may: COUNTER,
  approvers: ['counter-supervisor'],
  fourEyes: async (call) =>
    payerNeedsSecond(call, call.body.feeFrom, await holderAt(call.tx, call.params.card, call.at)),
  secret: true,
  params: z.strictObject({ card: cardField }),
  body: z.strictObject({
    person: idField('person')
      .optional()
      .meta({ description: 'the holder; a clerk has seen their document' }),
    feeFrom: fundingField.optional(),
  }),
  answer: renewalOut,
  status: 201,
  refusals: {
    ...fundingRefusals,
    ...postRefusals,
    'card-unknown': 404,
    'state-forbids': 409,
    'renewal-too-early': 409,
    'holder-differs': 409,
    'funding-missing': 422,
  },
})

export const getRenewal = endpoint({
  name: 'renewals.get',
  method: 'get',
  path: '/v1/renewals/{renewal}',
  tag: 'cards',
  summary: 'A renewal as it stands',
  may: COUNTER,
  params: renewalParams,
  answer: renewalOut,
  refusals: { 'renewal-unknown': 404 },
})

export const openRenewalSession = endpoint({
  name: 'renewals.session',
  method: 'post',
  path: '/v1/renewals/{renewal}/sessions',
  tag: 'cards',
  summary: 'Open a reader session that writes the new date, or finds out whether it was written',
  may: COUNTER,
  params: renewalParams,
  answer: z.object(cardTurn),
  status: 201,
  refusals: renewalRefusals,
})

export const giveUpOneRenewal = endpoint({
  name: 'renewals.give-up',
  method: 'post',
  path: '/v1/renewals/{renewal}/giving-up',
  tag: 'cards',
  summary: 'Give a renewal up: the card stays as it is, and its fee goes back',
  may: COUNTER,
  params: renewalParams,
  body: z.strictObject({ payTo: payeeField.optional() }),
  answer: renewalOut,
  status: 201,
  refusals: {
    ...fundingRefusals,
    ...postRefusals,
    ...renewalRefusals,
    'renewal-in-doubt': 409,
    'funding-not-yours': 409,
  },
})

const renewalAnswer = ({ renewal, card, validTo, extendTo, feeFen, state, begunAt }: Renewal) => ({
  renewal,
  card,
  validTo,
  extendTo,
  feeFen,
  state,
  begunAt,
})

export const renewalRoutes: readonly Route[] = [
  write(beginOneRenewal, async ({ act, desks, params, body }) => {
    const feeFrom = await shownFunding(act.tx, { desks, at: act.at }, body.feeFrom)
    const begun = await beginRenewal(act, { ...params, person: body.person, feeFrom })
    return begun.ok ? ok(renewalAnswer(begun.value)) : begun
  }),
  read(getRenewal, async ({ sql, params }) => {
    const found = await renewalOf(sql, params.renewal)
    return found.ok ? ok(renewalAnswer(found.value)) : found
  }),
  write(openRenewalSession, async ({ act, desks, params }) => {
    const order = await sessionOfRenewal(act, params.renewal)
    if (!order.ok) return order
    const turn = await openSession(act, desks.works, order.value)
    return turn.state === 'open' ? ok(turn) : ok({ session: turn.session, state: turn.state })
  }),
  write(giveUpOneRenewal, async ({ act, params, body }) => {
    const ended = await giveUpRenewal(act, { ...params, ...body })
    return ended.ok ? ok(renewalAnswer(ended.value)) : ended
  }),
]
