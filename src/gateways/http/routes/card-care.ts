import { z } from 'zod'
import { ok, type CardNumber, type Sql } from '../../../base'
import {
  blockCard,
  findCard,
  handBackCard,
  lossesOf,
  replaceCard,
  replacementOf,
  reportLoss,
  unblockCard,
} from '../../../card-care'
import { cardActs, cardFacts, cardKey, holderAt } from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { cardOut, dateOut, fenOut } from '../contract/fields'
import { fundingField } from '../contract/funding-field'
import { pageOf, pageWithin, shortPageQuery } from '../contract/page'
import { because, type Because } from '../contract/second-person'
import {
  cardParams,
  closeRefusals,
  closingFor,
  closingOut,
  COUNTER,
  emptiedField,
  holderRefusals,
  lossFor,
  lossOut,
  notTheirs,
  personField,
  SEES_CARDS,
  shown,
  stepOut,
  whyOut,
} from './card-care-parts'
import { closingRoutes } from './closings'
import { hotlistRoutes } from './hotlists'
import { payerNeedsSecond, shownFunding } from './known-parties'

export const reportCardLost = endpoint({
  name: 'cards.report-loss',
  method: 'post',
  path: '/v1/cards/{card}/loss-reports',
  tag: 'card-care',
  summary: 'Report a card lost: by phone (lapses unless confirmed) or in person',
  description:
    'From this instant the card is stopped. A formal report on one made by phone confirms it. ' +
    'What citizens report themselves is formal.',
  may: [...COUNTER, 'citizen'],
  params: cardParams,
  body: z.strictObject({
    kind: z.enum(['oral', 'formal']),
    person: personField,
    reason: z.enum(['lost', 'stolen']),
  }),
  answer: lossOut.extend({ replacementFrom: dateOut, findUntil: dateOut }),
  status: 201,
  refusals: { ...holderRefusals, 'found-too-late': 409 },
})

export const listLossReports = endpoint({
  name: 'cards.loss-reports',
  method: 'get',
  path: '/v1/cards/{card}/loss-reports',
  tag: 'card-care',
  summary: 'Every loss report of a card, newest first; citizens see their own cards',
  may: SEES_CARDS,
  params: cardParams,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(lossOut),
  refusals: { 'card-not-yours': 404 },
})

export const reportCardFound = endpoint({
  name: 'cards.found',
  method: 'post',
  path: '/v1/cards/{card}/found',
  tag: 'card-care',
  summary: 'The holder has the card again; not after the days of the rule found-within-days',
  description:
    'The stop is lifted, the next hotlist takes the card off, and later taps are the holder’s as ever. Who bears the ' +
    'taps of the stopped time stays as it was; what operators or the centre bear has left the chip and is given back ' +
    'onto the holder’s online account, also for records that come later.',
  may: [...COUNTER, 'citizen'],
  params: cardParams,
  body: z.strictObject({ person: personField, reason: z.enum(cardActs.find.reasons) }),
  answer: stepOut.extend({
    borne: z
      .object({
        holderFen: fenOut,
        operatorFen: fenOut,
        centreFen: fenOut,
        givenBackFen: fenOut,
        why: whyOut,
      })
      .meta({ description: 'who bears what was tapped while the card was stopped, so far' }),
  }),
  status: 201,
  refusals: { ...holderRefusals, 'found-too-late': 409 },
})

export const blockOneCard = endpoint({
  name: 'cards.block',
  method: 'post',
  path: '/v1/cards/{card}/blocks',
  tag: 'card-care',
  summary: 'The centre stops a card',
  may: COUNTER,
  params: cardParams,
  body: z.strictObject({ reason: z.enum(cardActs.block.reasons) }),
  answer: stepOut,
  status: 201,
  refusals: {
    'card-unknown': 404,
    'state-forbids': 409,
    'reason-unknown': 422,
    'second-person-needed': 409,
  },
})

export const unblockOneCard = endpoint({
  name: 'cards.unblock',
  method: 'post',
  path: '/v1/cards/{card}/unblocks',
  tag: 'card-care',
  summary: 'A blocked card is in order again; needs a second person',
  may: COUNTER,
  approvers: ['counter-supervisor'],
  fourEyes: () => because('card-unblocked'),
  params: cardParams,
  body: z.strictObject({ reason: z.enum(cardActs.unblock.reasons) }),
  answer: stepOut,
  status: 201,
  refusals: {
    'card-unknown': 404,
    'state-forbids': 409,
    'reason-unknown': 422,
    'second-person-needed': 409,
  },
})

export const getReplacement = endpoint({
  name: 'cards.replacement',
  method: 'get',
  path: '/v1/cards/{card}/replacement',
  tag: 'card-care',
  summary: 'From which day a card can be replaced, with what value and for what fee',
  may: SEES_CARDS,
  params: cardParams,
  query: z.strictObject({ reason: z.enum(cardActs.replace.reasons) }),
  answer: z.object({
    card: cardOut,
    reason: z.string(),
    from: dateOut,
    eligible: z.boolean(),
    valueFen: fenOut,
    feeFen: fenOut,
  }),
  refusals: { 'card-unknown': 404, 'card-not-yours': 404 },
})

/** A blocked card is stopped for a cause: one person alone does not give its value away. */
async function blockedNeedsSecond(sql: Sql, card: CardNumber): Promise<Because | undefined> {
  const state = (await cardFacts(sql, [cardKey(card)])).get(cardKey(card))?.state
  return state === 'blocked' ? because('blocked-card-closed') : undefined
}

export const replaceOneCard = endpoint({
  name: 'cards.replace',
  method: 'post',
  path: '/v1/cards/{card}/replacements',
  tag: 'card-care',
  summary: 'Close a card in favour of another; its value is owed under the closing',
  description:
    'A lost card not before its waiting time is over (`loss-not-effective-yet` says the day). The value goes ' +
    'onto the new card by a load that the funding `closed-card` pays, without a fee, or is paid out: then it is a ' +
    'refund and costs the fee on one (not for a new generation, nor where a faulty chip could not be read).',
  may: COUNTER,
  approvers: ['counter-supervisor'],
  fourEyes: async (call) => {
    const { tx, at, params, body } = call
    const blocked = await blockedNeedsSecond(tx, params.card)
    return blocked ?? payerNeedsSecond(call, body.feeFrom, await holderAt(tx, params.card, at))
  },
  secret: true,
  params: cardParams,
  body: z.strictObject({
    reason: z.enum(cardActs.replace.reasons),
    person: personField.optional(),
    emptied: emptiedField,
    feeFrom: fundingField.optional(),
  }),
  answer: closingOut,
  status: 201,
  refusals: closeRefusals,
})

export const returnOneCard = endpoint({
  name: 'cards.return',
  method: 'post',
  path: '/v1/cards/{card}/returns',
  tag: 'card-care',
  summary: 'A holder hands a card back; what is owed for it is paid out of the closing',
  description:
    'A chip that can be read is emptied first: `POST /v1/card-sessions` with an unload and `payTo` of kind ' +
    '`closed-card` and the `closing` that `GET /v1/cards/{card}` tells (cause `return` where the card is expired, ' +
    'blocked, or was found too late); then return it with `emptied: true`, and the refund fee (rules refund-fee-…) is ' +
    'kept back from what the closing owes, on all that was unloaded of the card in the days of refund-window-days ' +
    'before together. A chip that cannot be read is returned with `emptied: false` and worth what the books say after ' +
    'the waiting time, less the same fee.',
  may: COUNTER,
  approvers: ['counter-supervisor'],
  fourEyes: ({ tx, params }) => blockedNeedsSecond(tx, params.card),
  params: cardParams,
  body: z.strictObject({
    reason: z.enum(cardActs.handBack.reasons),
    person: personField.optional(),
    emptied: emptiedField,
  }),
  answer: closingOut,
  status: 201,
  refusals: closeRefusals,
})

export const stoppedCardRoutes: readonly Route[] = [
  write(reportCardLost, async ({ act, params, body }) => {
    const kind = act.actor.kind === 'citizen' ? 'formal' : body.kind
    const reported = await reportLoss(act, { ...body, ...params, kind })
    return reported.ok ? ok(lossFor(act.actor, reported.value)) : reported
  }),
  read(listLossReports, async ({ sql, actor, at, params: { card }, query }) => {
    const others = await notTheirs(sql, { actor, card, at })
    if (others !== undefined) return others
    return ok(
      pageWithin(await lossesOf(sql, card), query, {
        wordOf: ({ reportedAt }) => reportedAt.toISOString(),
        order: 'falling',
        item: (loss) => lossFor(actor, loss),
      }),
    )
  }),
  write(reportCardFound, ({ act, params, body }) => findCard(act, { ...params, ...body })),
  write(blockOneCard, ({ act, params, body }) => blockCard(act, { ...params, ...body })),
  write(unblockOneCard, ({ act, params, body }) => unblockCard(act, { ...params, ...body })),

  read(getReplacement, async ({ sql, actor, at, params: { card }, query: { reason } }) => {
    const others = await notTheirs(sql, { actor, card, at })
    if (others !== undefined) return others
    const found = await replacementOf(sql, { card, reason, at })
    return found.ok ? ok({ ...found.value, card: shown(actor, card) }) : found
  }),
  write(replaceOneCard, async ({ act, desks, params, body }) => {
    const feeFrom = await shownFunding(act.tx, { desks, at: act.at }, body.feeFrom)
    const closed = await replaceCard(act, { ...params, ...body, feeFrom })
    return closed.ok ? ok(closingFor(act.actor, closed.value)) : closed
  }),
  write(returnOneCard, async ({ act, params, body }) => {
    const closed = await handBackCard(act, { ...params, ...body })
    return closed.ok ? ok(closingFor(act.actor, closed.value)) : closed
  }),
]

/** What is done with a card that is lost, stopped or given back, and what terminals are told of it. */
export const cardCareRoutes: readonly Route[] = [
  ...stoppedCardRoutes,
  ...closingRoutes,
  ...hotlistRoutes,
]
