import { z } from 'zod'
import {
  decideItem,
  differencesOf,
  giveKeyPart,
  itemKinds,
  listBatches,
  listItems,
  listMessages,
  listTerminals,
  messageLifecycle,
  referenceOf,
  registerPos,
  setPin,
  takeBackKeyParts,
  takeOutPos,
  type ItemKind,
  type PosBatch,
} from '../../../acquiring'
import { ok, parseSamNumber, type Actor, type Role } from '../../../base'
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
  operatorField,
  reasonField,
  wholeNumberText,
} from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'

const LOOKERS = [
  'finance-maker',
  'finance-checker',
  'auditor',
  'administrator',
  'operator',
] as const satisfies readonly Role[]

const posField = z
  .string()
  .regex(/^[A-Za-z0-9]{8}$/)
  .meta({ description: 'terminal number, f41', example: '10000001' })
const merchantNumberField = z
  .string()
  .regex(/^[A-Za-z0-9]{15}$/)
  .meta({ description: 'merchant number, f42', example: '898440354110001' })
const posParams = z.strictObject({ pos: posField })
const ofOperator = { operator: operatorField.optional() }

/** To an operator the terminals of others are not there. */
const ownOf = (
  { roles, operator }: Pick<Actor, 'roles' | 'operator'>,
  asked: string | undefined,
): string | undefined => (roles.includes('operator') ? (operator ?? 'nobody') : asked)

const posOut = {
  terminal: z.string(),
  merchantNumber: z.string(),
  device: z.string(),
  merchant: z.string(),
  operator: z.string(),
  macAlgorithm: z.string(),
  registeredAt: instantOut,
  takenOutAt: instantOut.nullable(),
  batch: countOut,
  hasKeys: z.boolean(),
  masterKeyCheck: z.string().nullable(),
  keyPartsWaiting: countOut,
  checks: z.record(z.string(), z.string()).nullable(),
  signedInAt: instantOut.nullable(),
  provedAt: instantOut.nullable(),
  wrongMacs: countOut,
  lockedAt: instantOut.nullable(),
  lastSeenAt: instantOut.nullable(),
}

export const listPos = endpoint({
  name: 'pos-terminals.list',
  method: 'get',
  path: '/v1/pos-terminals',
  tag: 'pos',
  summary: 'POS terminals: keys by check value, batch, and when they were last heard of',
  may: LOOKERS,
  query: z.strictObject({
    ...ofOperator,
    terminal: posField.optional(),
    ...pageQuery(z.tuple([z.string().max(8)])),
  }),
  answer: pageOf(z.object(posOut)),
})

export const addPos = endpoint({
  name: 'pos-terminals.register',
  method: 'post',
  path: '/v1/pos-terminals',
  tag: 'pos',
  summary: 'Register a POS; it may sign in at once',
  may: ['administrator'],
  body: z.strictObject({
    terminal: posField,
    merchantNumber: merchantNumberField,
    device: z.string().min(1).max(100),
    merchant: idField('mer'),
    agent: idField('agent').optional(),
    sam: z.string().regex(/^\d{12}$/),
    macAlgorithm: z.string().max(40).meta({ example: 'unionpay-ecb' }).optional(),
    masterKey: z.string().max(80).meta({ example: 'terminal-master/v1/3des' }).optional(),
  }),
  answer: z.object({ terminal: z.string(), batch: countOut }),
  status: 201,
  refusals: {
    'pos-number-malformed': 422,
    'merchant-unknown': 404,
    'terminal-unknown': 404,
    'agent-unknown': 404,
    'mac-algorithm-unknown': 422,
    'key-label-malformed': 422,
    'pos-registered-already': 409,
    'sam-number-malformed': 422,
  },
})

export const removePos = endpoint({
  name: 'pos-terminals.take-out',
  method: 'post',
  path: '/v1/pos-terminals/{pos}/removal',
  tag: 'pos',
  summary: 'Take a POS out: from now on the host does not know it',
  may: ['administrator'],
  params: posParams,
  body: z.strictObject({ reason: reasonField }),
  answer: z.object({ terminal: z.string() }),
  refusals: { 'pos-unknown': 404 },
})

const KEY_PARTS_MAX = 3
const checkValueField = z.string().regex(/^(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$/)

export const giveMasterKeyPart = endpoint({
  name: 'pos-terminals.give-master-key-part',
  method: 'put',
  path: '/v1/pos-terminals/{pos}/master-key-parts/{part}',
  tag: 'pos',
  summary:
    'A custodian gives one part of the master key of a POS; each part comes from another person, the last puts it in force',
  description:
    'Parts are combined bit by bit. Nothing of a part is answered, logged or stored but sealed by the vault; what is ' +
    'told are check values: the first bytes of zeros encrypted under the part or the key.',
  may: ['key-custodian'],
  params: z.strictObject({ pos: posField, part: wholeNumberText(1, KEY_PARTS_MAX) }),
  body: z.strictObject({
    parts: z.int().min(2).max(KEY_PARTS_MAX),
    component: z.string().regex(/^[0-9A-Fa-f]{32}$/),
    checkValue: checkValueField,
    wholeCheckValue: checkValueField.optional(),
  }),
  answer: z.object({
    terminal: z.string(),
    part: countOut,
    parts: countOut,
    checkValue: z.string(),
    given: countOut,
    wholeCheckValue: z
      .string()
      .nullable()
      .meta({ description: 'of the whole key, when it is in force; null while parts are missing' }),
  }),
  secret: true,
  refusals: {
    'pos-unknown': 404,
    'key-part-malformed': 422,
    'key-part-given': 409,
    'key-parts-differ': 409,
    'custodian-again': 409,
    'check-value-differs': 422,
  },
})

export const takeBackMasterKeyParts = endpoint({
  name: 'pos-terminals.take-back-master-key-parts',
  method: 'post',
  path: '/v1/pos-terminals/{pos}/master-key-parts/removal',
  tag: 'pos',
  summary: 'Take back the parts that wait, so that custodians begin anew; a key in force stays',
  may: ['key-custodian', 'administrator'],
  params: posParams,
  body: z.strictObject({ reason: reasonField }),
  answer: z.object({ terminal: z.string(), removed: countOut }),
  refusals: { 'pos-unknown': 404 },
})

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

export const posRoutes: readonly Route[] = [
  read(listPos, async ({ sql, actor, query }) => {
    const rows = await listTerminals(sql, {
      operator: ownOf(actor, query.operator),
      terminal: query.terminal,
      after: query.cursor?.[0],
      limit: query.limit + 1,
    })
    return ok(
      page(rows, query.limit, { placeOf: ({ terminal }) => [terminal], item: (row) => row }),
    )
  }),

  write(addPos, async ({ act, body }) => {
    const sam = parseSamNumber(body.sam)
    if (!sam.ok) return { ...sam, field: 'sam' }
    const { agent, macAlgorithm, masterKey, ...named } = body
    const done = await registerPos(act, {
      ...named,
      sam: sam.value,
      ...(agent === undefined ? {} : { agent }),
      ...(macAlgorithm === undefined ? {} : { macAlgorithm }),
      ...(masterKey === undefined ? {} : { masterKey }),
    })
    return done.ok ? ok({ terminal: done.value.terminal, batch: done.value.batch }) : done
  }),

  write(removePos, async ({ act, params, body }) => {
    const done = await takeOutPos(act, { terminal: params.pos, reason: body.reason })
    return done.ok ? ok({ terminal: params.pos }) : done
  }),

  write(giveMasterKeyPart, ({ act, params, body, desks }) =>
    giveKeyPart(act, desks.acquiring.vault, {
      ...body,
      terminal: params.pos,
      part: params.part,
    }),
  ),

  write(takeBackMasterKeyParts, ({ act, params, body }) =>
    takeBackKeyParts(act, { terminal: params.pos, reason: body.reason }),
  ),

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
