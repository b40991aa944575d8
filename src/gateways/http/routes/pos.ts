import { z } from 'zod'
import {
  giveKeyPart,
  listTerminals,
  registerPos,
  takeBackKeyParts,
  takeOutPos,
} from '../../../acquiring'
import { ok, parseSamNumber, type Actor, type Role } from '../../../base'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import {
  countOut,
  idField,
  instantOut,
  operatorField,
  reasonField,
  wholeNumberText,
} from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'

export const LOOKERS = [
  'finance-maker',
  'finance-checker',
  'auditor',
  'administrator',
  'operator',
] as const satisfies readonly Role[]

export const posField = z
  .string()
  .regex(/^[A-Za-z0-9]{8}$/)
  .meta({ description: 'terminal number, f41', example: '10000001' })
const merchantNumberField = z
  .string()
  .regex(/^[A-Za-z0-9]{15}$/)
  .meta({ description: 'merchant number, f42', example: '898440354110001' })
const posParams = z.strictObject({ pos: posField })
export const ofOperator = { operator: operatorField.optional() }

/** To an operator the terminals of others are not there. */
export const ownOf = (
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
]
