import { z } from 'zod'
import { ok, refuse, type Role } from '../../../base'
import {
  chipWithMoves,
  CHIPS_MAX,
  listChips,
  moveStock,
  receiveStock,
  stockCounts,
  stockStates,
  type StockState,
} from '../../../issuing'
import { cardProfiles } from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { cardOut, countOut, instantOut } from '../contract/fields'
import { page, pageOf, pageQuery, pageWithin, shortPageQuery } from '../contract/page'

const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
export const STORE = ['counter-supervisor', 'administrator'] as const satisfies readonly Role[]
const LOOKS = [...COUNTER, 'administrator', 'auditor'] as const satisfies readonly Role[]

export const batchField = z.string().regex(/^[a-z0-9-]{1,40}$/)
const serialField = z
  .string()
  .regex(/^[0-9A-Fa-f]{16}$/)
  .meta({ description: 'serial number of a chip, 16 hexadecimal digits' })
const stockStateField = z.enum(stockStates as readonly [StockState, ...StockState[]])

const chipOut = z.object({
  serial: z.string(),
  batch: z.string(),
  profile: z.enum(cardProfiles),
  state: stockStateField,
  holder: z.string().nullable(),
  card: cardOut.nullable(),
})

const chipAnswer = ({ card, ...chip }: Awaited<ReturnType<typeof listChips>>[number]) => ({
  ...chip,
  card: card === null ? null : card.number.toString().padStart(card.digits, '0'),
})

const moveRefusals = {
  'serial-malformed': 422,
  'serial-twice': 422,
  'serial-known': 409,
  'serial-unknown': 404,
  'batch-malformed': 422,
  'too-many-chips': 422,
  'stock-state-forbids': 409,
  'stock-not-yours': 409,
  'receiver-missing': 422,
  'reason-unknown': 422,
} as const

export const getStock = endpoint({
  name: 'stock.counts',
  method: 'get',
  path: '/v1/stock',
  tag: 'cards',
  summary: 'How many chips are where, and what they are',
  may: LOOKS,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(
    z.object({
      profile: z.enum(cardProfiles),
      state: stockStateField,
      holder: z.string().nullable(),
      product: z.string().nullable(),
      count: countOut,
    }),
  ),
})

export const getChips = endpoint({
  name: 'stock.list',
  method: 'get',
  path: '/v1/stock/chips',
  tag: 'cards',
  summary: 'Chips by batch, place or hand',
  may: LOOKS,
  query: z.strictObject({
    batch: batchField.optional(),
    state: stockStateField.optional(),
    holder: z.string().max(80).optional(),
    ...pageQuery(z.tuple([z.string().regex(/^[0-9A-F]{16}$/)])),
  }),
  answer: pageOf(chipOut),
})

export const getChip = endpoint({
  name: 'stock.get',
  method: 'get',
  path: '/v1/stock/chips/{serial}',
  tag: 'cards',
  summary: 'One chip and every move it made',
  may: LOOKS,
  params: z.strictObject({ serial: serialField }),
  answer: z.object({
    ...chipOut.shape,
    moves: z.array(
      z.object({
        at: instantOut,
        act: z.string(),
        from: stockStateField.nullable(),
        to: stockStateField,
        fromHolder: z.string().nullable(),
        toHolder: z.string().nullable(),
        reason: z.string(),
        actor: z.string(),
      }),
    ),
  }),
  refusals: { 'serial-unknown': 404 },
})

export const receiveBatch = endpoint({
  name: 'stock.receive',
  method: 'post',
  path: '/v1/stock/batches',
  tag: 'cards',
  summary: 'Blank chips arrive: a batch is counted into the store',
  may: STORE,
  body: z.strictObject({
    batch: batchField,
    profile: z.enum(cardProfiles),
    serials: z.array(serialField).min(1).max(CHIPS_MAX),
  }),
  answer: z.object({ batch: z.string(), count: countOut }),
  status: 201,
  refusals: moveRefusals,
})

const serialsField = z.array(serialField).min(1).max(CHIPS_MAX)
const staffField = z.string().regex(/^staff_[a-z0-9._-]{1,64}$/)

export const moveChips = endpoint({
  name: 'stock.move',
  method: 'post',
  path: '/v1/stock/moves',
  tag: 'cards',
  summary: 'Hand chips over, give them back, or write them off as spoiled',
  may: COUNTER,
  body: z.strictObject({
    act: z.enum(['handOver', 'giveBack', 'spoil']),
    serials: serialsField,
    to: staffField.optional(),
    reason: z.string().min(1).max(40),
  }),
  answer: z.object({ count: countOut }),
  status: 201,
  refusals: moveRefusals,
})

export const moveStoreChips = endpoint({
  name: 'stock.store-move',
  method: 'post',
  path: '/v1/stock/store-moves',
  tag: 'cards',
  summary: 'Take chips out of the store for a clerk, undo a spoiling, or record their destruction',
  may: ['counter-supervisor'],
  body: z.strictObject({
    act: z.enum(['takeOut', 'undoSpoil', 'destroy']),
    serials: serialsField,
    to: staffField.optional(),
    reason: z.string().min(1).max(40),
  }),
  answer: z.object({ count: countOut }),
  status: 201,
  refusals: moveRefusals,
})

export const stockRoutes: readonly Route[] = [
  read(getStock, async ({ sql, query }) =>
    ok(
      pageWithin(await stockCounts(sql), query, {
        wordOf: ({ profile, state, holder, product }) =>
          [profile, state, holder ?? '', product ?? ''].join(' '),
        order: 'rising',
        item: (count) => count,
      }),
    ),
  ),
  read(getChips, async ({ sql, query: { limit, cursor, ...asked } }) => {
    const rows = await listChips(sql, { ...asked, after: cursor?.[0] ?? '', limit })
    return ok(page(rows, limit, { placeOf: ({ serial }) => [serial], item: chipAnswer }))
  }),
  read(getChip, async ({ sql, params }) => {
    const found = await chipWithMoves(sql, params.serial.toUpperCase())
    return found === undefined
      ? refuse('serial-unknown', { field: 'serial', detail: 'no such chip' })
      : ok({ ...chipAnswer(found.chip), moves: found.moves })
  }),
  write(receiveBatch, ({ act, body }) => receiveStock(act, body)),
  write(moveChips, ({ act, body: { to, ...move } }) =>
    moveStock(act, { ...move, ...(to === undefined ? {} : { to }) }),
  ),
  write(moveStoreChips, ({ act, body: { to, ...move } }) =>
    moveStock(act, { ...move, ...(to === undefined ? {} : { to }) }),
  ),
]
