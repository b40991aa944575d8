import { z } from 'zod'
import { ok, parseSamNumber, refuse } from '../../../base'
import { samBindingPart, stopSam, takeOutTerminal, terminalPart } from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { instantField, instantOut, operatorField, reasonField, textField } from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'
import {
  ADMIN,
  byIdOfOperator,
  entered,
  entry,
  LOOKS,
  ownOperator,
  pageBy,
  partOf,
  registry,
  samField,
  terminalField,
} from './registry-parts'

const terminalOut = z.object({
  terminal: z.string(),
  operator: z.string(),
  kind: z.string(),
  place: z.string(),
  installedFrom: instantOut,
  installedTo: instantOut.nullable(),
})
const bindingOut = z.object({
  sam: z.string(),
  boundFrom: instantOut,
  boundTo: instantOut.nullable(),
  operator: z.string(),
  terminal: z.string(),
  blockedFrom: instantOut.nullable(),
})

export const listTerminals = endpoint({
  ...registry('terminals.list', '/v1/terminals'),
  method: 'get',
  summary: 'Terminals; an operator sees its own',
  may: [...LOOKS, 'operator'],
  query: byIdOfOperator,
  answer: pageOf(terminalOut),
})
export const addTerminal = endpoint({
  ...registry('terminals.add', '/v1/terminals'),
  method: 'post',
  summary: 'Register a terminal of an operator',
  may: ADMIN,
  body: z.strictObject({
    terminal: terminalField,
    operator: operatorField,
    kind: textField(40),
    place: textField(100, 0).optional(),
    installedFrom: instantField,
  }),
  answer: terminalOut,
  status: 201,
  refusals: entered,
})
export const endTerminal = endpoint({
  ...registry('terminals.take-out', '/v1/terminals/{terminal}/end'),
  method: 'post',
  summary: 'Take a terminal out, now',
  may: ADMIN,
  params: z.strictObject({ terminal: terminalField }),
  body: z.strictObject({ reason: reasonField }),
  answer: z.object({ terminal: z.string() }),
  refusals: { 'terminal-not-installed': 409 },
})

export const listSamBindings = endpoint({
  ...registry('sam-bindings.list', '/v1/sam-bindings'),
  method: 'get',
  summary: 'Which SAM sat in which terminal, from when to when; an operator sees its own',
  may: [...LOOKS, 'key-custodian', 'operator'],
  query: z.strictObject({
    operator: operatorField.optional(),
    ...pageQuery(z.tuple([z.string(), instantField])),
  }),
  answer: pageOf(bindingOut),
})
export const addSamBinding = endpoint({
  ...registry('sam-bindings.add', '/v1/sam-bindings'),
  method: 'post',
  summary: 'Bind a SAM to a terminal; it is in one place at a time',
  may: [...ADMIN, 'key-custodian'],
  body: z.strictObject({
    sam: samField,
    operator: operatorField,
    terminal: terminalField,
    boundFrom: instantField,
  }),
  answer: bindingOut,
  status: 201,
  refusals: entered,
})
export const stopSamBinding = endpoint({
  ...registry('sam-bindings.stop', '/v1/sam-bindings/{sam}/stop'),
  method: 'post',
  summary: 'Take a SAM out of its terminal, or block it: nothing made with it from now on is paid',
  may: [...ADMIN, 'key-custodian'],
  params: z.strictObject({ sam: samField }),
  body: z.strictObject({ step: z.enum(['unbind', 'block']), reason: reasonField }),
  answer: z.object({ sam: z.string() }),
  refusals: { 'sam-not-bound': 409, 'sam-number-malformed': 422 },
})

export const deviceRoutes: readonly Route[] = [
  read(listTerminals, async ({ sql, actor, query }) =>
    ok(
      pageBy('terminal')(
        await terminalPart(sql, { ...partOf(query), ...ownOperator(actor, query.operator) }),
        query.limit,
      ),
    ),
  ),
  write(addTerminal, async ({ act, body }) => {
    const { place = '', ...rest } = body
    const terminal = { ...rest, place, installedTo: null }
    const done = await entry({ act }, { terminals: [terminal] }, `terminal:${body.terminal}`)
    return done.ok ? ok(terminal) : done
  }),
  write(endTerminal, ({ act, params, body }) => takeOutTerminal(act, { ...params, ...body })),

  read(listSamBindings, async ({ sql, actor, query: { limit, cursor, operator } }) => {
    const after =
      cursor === undefined ? {} : { after: [cursor[0], cursor[1].toISOString()] as const }
    const of = ownOperator(actor, operator)
    const rows = await samBindingPart(sql, { limit: limit + 1, ...after, ...of })
    return ok(
      page(rows, limit, {
        placeOf: ({ sam, boundFrom }) => [sam, boundFrom.toISOString()],
        item: (row) => row,
      }),
    )
  }),
  write(addSamBinding, async ({ act, body }) => {
    const sam = parseSamNumber(body.sam)
    if (!sam.ok) return refuse('entry-malformed', { field: 'sam' })
    const binding = { ...body, sam: sam.value, boundTo: null, blockedFrom: null }
    const done = await entry({ act }, { samBindings: [binding] }, `sam:${body.sam}`)
    return done.ok ? ok(binding) : done
  }),
  write(stopSamBinding, async ({ act, params, body }) => {
    const sam = parseSamNumber(params.sam)
    return sam.ok ? stopSam(act, { sam: sam.value, ...body }) : sam
  }),
]
