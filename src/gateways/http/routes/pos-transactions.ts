import { z } from 'zod'
import {
  decideItem,
  differencesOf,
  itemKinds,
  listBatches,
  listItems,
  listMessages,
  messageLifecycle,
  referenceOf,
  setPin,
  type ItemKind,
  type PosBatch,
} from '../../../acquiring'
import { ok } from '../../../base'
import { oneAccount } from '../../../tills'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { because } from '../contract/second-person'
import {
  countOut,
  dateOut,
  fenOut,
  idField,
  instantField,
  instantOut,
  reasonField,
} from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'
import { LOOKERS, ofOperator, ownOf, posField } from './pos'

export const listPosMessages = endpoint({
  name: 'pos-transactions.list',
  method: 'get',
  path: '/v1/pos-transactions',
  tag: 'pos',
  summary: 'POS transactions with masked card numbers, newest first',
  may: LOOKERS,
  query: z.strictObject({
    ...ofOperator,
    terminal: posField.optional(),
    ...pageQuery(z.tuple([bigintPlace])),
  }),
  answer: pageOf(
    z.object({
      reference: z.string(),
      terminal: z.string(),
      merchantNumber: z.string(),
      operator: z.string(),
      kind: z.string(),
      state: z.enum(messageLifecycle.states),
      response: z.string(),
      batch: countOut,
      trace: countOut,
      amountFen: fenOut,
      refundedFen: fenOut,
      card: z.string(),
      original: z.string().nullable(),
      contract: z.string().nullable(),
      day: dateOut.nullable(),
      arrivedAt: instantOut,
    }),
  ),
})

const totalsOut = z
  .object({ debitFen: fenOut, debits: countOut, creditFen: fenOut, credits: countOut })
  .nullable()
const batchOut = {
  terminal: z.string(),
  batch: countOut,
  openedAt: instantOut,
  state: z.enum(['open', 'uploading', 'reported', 'closed', 'forced']),
  theirs: totalsOut,
  ours: totalsOut,
  result: z.string().nullable(),
  lines: countOut,
  closedAt: instantOut.nullable(),
}

export const listPosBatches = endpoint({
  name: 'pos-batches.list',
  method: 'get',
  path: '/v1/pos-batches',
  tag: 'pos',
  summary:
    'Batches of POS terminals as both sides counted them, with the differences between both logs',
  may: LOOKERS,
  query: z.strictObject({
    ...ofOperator,
    terminal: posField.optional(),
    ...pageQuery(z.tuple([instantField, z.string().max(8)])),
  }),
  answer: pageOf(
    z.object({
      ...batchOut,
      differences: z.array(
        z.object({
          trace: countOut,
          found: z.enum(['host-only', 'terminal-only', 'amounts-differ']),
          hostFen: fenOut.nullable(),
          terminalFen: fenOut.nullable(),
        }),
      ),
    }),
  ),
})

const ITEM_KINDS = Object.keys(itemKinds) as [ItemKind, ...ItemKind[]]
const itemOut = {
  item: z.string(),
  kind: z.enum(ITEM_KINDS),
  meaning: z.string(),
  terminal: z.string(),
  operator: z.string(),
  reference: z.string().nullable(),
  amountFen: fenOut,
  detail: z.string(),
  openedAt: instantOut,
  state: z.enum(['open', 'upheld', 'rejected']),
  decidedAt: instantOut.nullable(),
  reason: z.string().nullable(),
}

export const listPosItems = endpoint({
  name: 'pos-items.list',
  method: 'get',
  path: '/v1/pos-items',
  tag: 'pos',
  summary: 'What people have to look at: late reversals, claims, differences between logs',
  may: LOOKERS,
  query: z.strictObject({
    ...ofOperator,
    open: z.enum(['true', 'false']).optional(),
    ...pageQuery(z.tuple([instantField, z.string().max(60)])),
  }),
  answer: pageOf(z.object(itemOut)),
})

export const decidePosItem = endpoint({
  name: 'pos-items.decide',
  method: 'post',
  path: '/v1/pos-items/{item}/decision',
  tag: 'pos',
  summary:
    'Decide an item; two people agree, and a claim that is upheld is booked for its operator',
  may: ['finance-maker'],
  approvers: ['finance-checker'],
  fourEyes: () => because('item-decided'),
  params: z.strictObject({ item: idField('positem') }),
  body: z.strictObject({ verdict: z.enum(['upheld', 'rejected']), reason: reasonField }),
  answer: z.object(itemOut),
  refusals: {
    'item-unknown': 404,
    'item-decided': 409,
    'money-moved-already': 409,
    'claim-without-contract': 409,
    'second-person-needed': 409,
  },
})

export const putPin = endpoint({
  name: 'online-accounts.set-pin',
  method: 'put',
  path: '/v1/online-accounts/{person}/pin',
  tag: 'tills',
  summary:
    'Set the PIN with which an online account pays at POS terminals; a citizen sets the own one',
  may: ['counter-clerk', 'counter-supervisor', 'citizen'],
  params: z.strictObject({ person: idField('person') }),
  body: z.strictObject({ pin: z.string().regex(/^\d{6}$/) }),
  answer: z.object({ person: z.string() }),
  secret: true,
  refusals: { 'person-unknown': 404, 'pin-malformed': 422 },
})

const itemShown = (one: Awaited<ReturnType<typeof listItems>>[number]) => ({
  ...one,
  meaning: itemKinds[one.kind],
  reference: one.message === null ? null : referenceOf(one.message),
})

/** What POS terminals sold, how their batches were settled, and what people have to decide of it. */
export const posTransactionRoutes: readonly Route[] = [
  read(listPosMessages, async ({ sql, actor, query }) => {
    const rows = await listMessages(sql, {
      operator: ownOf(actor, query.operator),
      terminal: query.terminal,
      after: query.cursor?.[0],
      limit: query.limit + 1,
    })
    return ok(
      page(rows, query.limit, {
        placeOf: ({ message }) => [message],
        item: (row) => ({
          ...row,
          reference: referenceOf(row.message),
          card: row.cardMasked,
          original: row.original === null ? null : referenceOf(row.original),
        }),
      }),
    )
  }),

  read(listPosBatches, async ({ sql, actor, query }) => {
    const [openedAt, terminal] = query.cursor ?? []
    const rows = await listBatches(sql, {
      operator: ownOf(actor, query.operator),
      terminal: query.terminal,
      after: openedAt === undefined ? undefined : { openedAt, terminal: terminal ?? '' },
      limit: query.limit + 1,
    })
    const differences = new Map<PosBatch, Awaited<ReturnType<typeof differencesOf>>>()
    for (const one of rows) {
      if (one.result === '2') differences.set(one, await differencesOf(sql, one))
    }
    return ok(
      page(rows, query.limit, {
        placeOf: (row) => [row.openedAt.toISOString(), row.terminal],
        item: (row) => ({ ...row, differences: differences.get(row) ?? [] }),
      }),
    )
  }),

  read(listPosItems, async ({ sql, actor, query }) => {
    const [openedAt, item] = query.cursor ?? []
    const rows = await listItems(sql, {
      operator: ownOf(actor, query.operator),
      open: query.open === 'true',
      after: openedAt === undefined ? undefined : { openedAt, item: item ?? '' },
      limit: query.limit + 1,
    })
    return ok(
      page(rows, query.limit, {
        placeOf: (row) => [row.openedAt.toISOString(), row.item],
        item: itemShown,
      }),
    )
  }),

  write(decidePosItem, async ({ act, params, body }) => {
    const done = await decideItem(act, { item: params.item, ...body })
    return done.ok ? ok(itemShown(done.value)) : done
  }),

  write(putPin, async ({ act, params, body, desks }) => {
    const one = await oneAccount(act, params.person)
    if (!one.ok) return one
    const done = await setPin(act, desks.acquiring.vault, {
      person: one.value.person,
      pin: body.pin,
    })
    return done.ok ? ok({ person: one.value.person }) : done
  }),
]
