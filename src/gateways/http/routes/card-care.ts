import { z } from 'zod'
import {
  businessDateOf,
  cityDateTime,
  maskCardNumber,
  ok,
  refuse,
  type Actor,
  type CardNumber,
  type Role,
  type Sql,
} from '../../../base'
import {
  acknowledgeHotlist,
  blockCard,
  closingsOf,
  closingStands,
  findCard,
  handBackCard,
  lossesOf,
  payOutClosing,
  repayClosing,
  replaceCard,
  replacementOf,
  reportLoss,
  settleClosing,
  signForTerminals,
  unblockCard,
  type Closing,
  type LossReport,
} from '../../../card-care'
import { isSamePerson } from '../../../citizens'
import { liabilitiesOf, reasons } from '../../../clearing'
import { writeHotlistFile } from '../../../messages'
import {
  cardActs,
  cardFacts,
  cardKey,
  hotlistLines,
  hotlistVersion,
  hotlistVersions,
  holderAt,
  makeHotlist,
  staleTerminals,
} from '../../../registry'
import { ruleAt } from '../../../rules'
import { download, endpoint, read, write, type Route } from '../contract/endpoint'
import { because, type Because } from '../contract/second-person'
import {
  cardField,
  cardOut,
  countOut,
  dateOut,
  fenField,
  fenOut,
  idField,
  instantOut,
  wholeNumberText,
} from '../contract/fields'
import { fundingField, fundingRefusals, payeeField, postRefusals } from '../contract/funding-field'
import { bigintPlace, page, pageOf, pageQuery, pageWithin, shortPageQuery } from '../contract/page'
import { payerNeedsSecond, shownFunding } from './known-parties'

const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
const SEES_CARDS = [...COUNTER, 'auditor', 'citizen'] as const satisfies readonly Role[]
const HOTLIST_READERS = [
  'terminal',
  'operator',
  'administrator',
  'auditor',
] as const satisfies readonly Role[]

const cardParams = z.strictObject({ card: cardField })
const closingParams = z.strictObject({ closing: idField('closing') })
const personField = idField('person').meta({
  description: 'the holder; a clerk has seen their document',
})
const emptiedField = z
  .boolean()
  .meta({ description: 'the purse was unloaded into the closing of the card before' })

const whyOut = z
  .object({ en: z.string(), zh: z.string() })
  .meta({ description: 'the rule and its arithmetic' })

const lossOut = z.object({
  report: z.string(),
  card: cardOut,
  kind: z.enum(['oral', 'formal']),
  person: z.string(),
  reportedAt: instantOut,
  holderBearsUntil: instantOut,
  lapsesAt: instantOut.nullable(),
  confirmedAt: instantOut.nullable(),
  endedAt: instantOut.nullable(),
  endedHow: z.enum(['found', 'lapsed', 'replaced']).nullable(),
})
const stepOut = z.object({ card: cardOut, at: instantOut })
const closingOut = z.object({
  closing: z.string(),
  card: cardOut,
  cause: z.string(),
  emptied: z.boolean(),
  person: z.string().nullable(),
  closedAt: instantOut,
  dueOn: dateOut,
  settledAt: instantOut.nullable(),
  givenFen: fenOut.nullable(),
  refundedFen: fenOut.meta({ description: 'given in money, not moved to another card' }),
  feeFen: fenOut.meta({ description: 'kept of that' }),
  feeWhy: whyOut.nullable(),
  depositFen: fenOut.meta({ description: 'the deposit that is owed beside the value' }),
})

const holderRefusals = {
  'card-unknown': 404,
  'card-not-yours': 404,
  'card-anonymous': 409,
  'holder-differs': 409,
  'state-forbids': 409,
  'reason-unknown': 422,
} as const
const closeRefusals = {
  ...fundingRefusals,
  ...postRefusals,
  ...holderRefusals,
  'loss-not-effective-yet': 409,
  'purse-not-unloaded': 409,
  'fee-funding-needed': 422,
  'records-being-cleared': 409,
  'closing-unknown': 404,
  'closing-not-due': 409,
  'overdraft-open': 409,
} as const
const payRefusals = {
  ...fundingRefusals,
  ...postRefusals,
  'closing-unknown': 404,
  'closing-not-settled': 409,
  'closing-empty': 409,
  'nothing-owed': 409,
} as const

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

const hotlistOut = z.object({
  version: countOut,
  kind: z.enum(['full', 'incremental']),
  madeAt: instantOut,
  effectiveAt: instantOut,
  cardCount: countOut,
  changeCount: countOut,
})
const VERSION_MAX = 999_999_999_999_999

export const listHotlists = endpoint({
  name: 'hotlists.list',
  method: 'get',
  path: '/v1/hotlists',
  tag: 'card-care',
  summary: 'The hotlists that were made, newest first',
  may: HOTLIST_READERS,
  query: z.strictObject(pageQuery(z.tuple([bigintPlace]))),
  answer: pageOf(hotlistOut),
})

export const getHotlist = endpoint({
  name: 'hotlists.get',
  method: 'get',
  path: '/v1/hotlists/{version}',
  tag: 'card-care',
  summary: 'A hotlist as a signed file: the whole list, or what changed since a version',
  description:
    'Lines that end in a line feed: CITYCARD-HOTLIST|1|version|since|madeAt|effectiveAt|count, then L|card|cause ' +
    'for a card to refuse or U|card for one in order again, then END|count|digest|mac. The digest is the SHA-256 ' +
    'of every byte before the last line, the MAC is made over it with the file key of the centre.',
  may: ['terminal', 'operator', 'administrator'],
  params: z.strictObject({ version: wholeNumberText(1, VERSION_MAX) }),
  query: z.strictObject({ since: wholeNumberText(0, VERSION_MAX).optional() }),
  media: 'text/plain',
  refusals: { 'hotlist-unknown': 404 },
})

export const makeOneHotlist = endpoint({
  name: 'hotlists.make',
  method: 'post',
  path: '/v1/hotlists',
  tag: 'card-care',
  summary: 'Make a hotlist now, without waiting for its hour',
  may: ['administrator', 'counter-supervisor'],
  body: z.strictObject({ kind: z.enum(['full', 'incremental']) }),
  answer: hotlistOut,
  status: 201,
  refusals: { 'hotlist-unchanged': 409 },
})

export const acknowledgeOneHotlist = endpoint({
  name: 'hotlists.acknowledge',
  method: 'post',
  path: '/v1/hotlist-acknowledgements',
  tag: 'card-care',
  summary: 'A terminal has a hotlist from now on, by the clock of the centre',
  may: ['terminal', 'operator', 'administrator'],
  body: z.strictObject({
    terminal: z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/),
    version: z.int().min(1).max(VERSION_MAX),
  }),
  answer: z.object({ terminal: z.string(), version: countOut, acknowledgedAt: instantOut }),
  status: 201,
  refusals: { 'terminal-unknown': 404, 'terminal-not-yours': 404, 'hotlist-unknown': 404 },
})

export const listStaleTerminals = endpoint({
  name: 'terminals.stale',
  method: 'get',
  path: '/v1/stale-terminals',
  tag: 'card-care',
  summary: 'Terminals that lack a hotlist older than the rule terminal-stale-hours',
  may: ['administrator', 'auditor'],
  query: z.strictObject(pageQuery(z.tuple([z.string().max(64)]))),
  answer: pageOf(
    z.object({
      terminal: z.string(),
      operator: z.string(),
      place: z.string(),
      version: countOut,
      acknowledgedAt: instantOut.nullable(),
      missingSince: instantOut,
    }),
  ),
})

/** Auditors see that there is a card, not which; clerks and holders have it in their hands. */
const shown = (actor: Actor, card: CardNumber): string =>
  actor.roles.includes('auditor') ? maskCardNumber(card) : card

/** A citizen sees the own cards only; another's is not there. */
async function notTheirs(
  sql: Sql,
  asked: { readonly actor: Actor; readonly card: CardNumber; readonly at: Date },
): Promise<ReturnType<typeof refuse<'card-not-yours'>> | undefined> {
  if (asked.actor.kind !== 'citizen') return undefined
  const holder = await holderAt(sql, asked.card, asked.at)
  return (await isSamePerson(sql, holder, asked.actor.person))
    ? undefined
    : refuse('card-not-yours', { field: 'card', detail: 'no such card of yours' })
}

const lossFor = <Loss extends LossReport>(actor: Actor, loss: Loss) => ({
  ...loss,
  card: shown(actor, loss.card),
})
const closingFor = <Of extends Closing>(actor: Actor, closing: Of) => ({
  ...closing,
  card: shown(actor, closing.card),
})

export const cardCareRoutes: readonly Route[] = [
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

  read(listHotlists, async ({ sql, query: { limit, cursor } }) =>
    ok(
      page(await hotlistVersions(sql, { before: cursor?.[0], limit: limit + 1 }), limit, {
        placeOf: ({ version }) => [version],
        item: (version) => version,
      }),
    ),
  ),
  download(getHotlist, async ({ sql, desks, params, query }) => {
    const version = await hotlistVersion(sql, BigInt(params.version))
    const since = BigInt(query.since ?? 0)
    if (version === undefined || since > version.version) {
      return refuse('hotlist-unknown', { field: 'version', detail: 'no such hotlist was made' })
    }
    const lines = await hotlistLines(sql, { version: version.version, since })
    return ok(
      await writeHotlistFile(
        {
          version: version.version,
          since,
          madeAt: cityDateTime(version.madeAt),
          effectiveAt: cityDateTime(version.effectiveAt),
        },
        lines,
        (digest) => signForTerminals(desks.care, digest),
      ),
    )
  }),
  write(makeOneHotlist, async ({ act, body }) => {
    const made = await makeHotlist(act, body.kind)
    if (made === undefined) {
      return refuse('hotlist-unchanged', { detail: 'nothing changed since the newest hotlist' })
    }
    await act.trail({
      act: 'hotlist.made',
      subject: `hotlist:${made.version}`,
      detail: { kind: made.kind, changes: Number(made.changeCount) },
    })
    return ok(made)
  }),
  write(acknowledgeOneHotlist, ({ act, body }) =>
    acknowledgeHotlist(act, { ...body, version: BigInt(body.version) }),
  ),
  read(listStaleTerminals, async ({ sql, at, query: { limit, cursor } }) => {
    const hours = await ruleAt(sql, 'terminal-stale-hours', businessDateOf(at, 0))
    const rows = await staleTerminals(sql, {
      at,
      limit: new Date(at.getTime() - Number(hours) * HOUR_MS),
      after: cursor?.[0] ?? '',
      count: limit + 1,
    })
    return ok(page(rows, limit, { placeOf: ({ terminal }) => [terminal], item: (row) => row }))
  }),
]

const HOUR_MS = 3_600_000
