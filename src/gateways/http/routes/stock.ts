import { z } from 'zod'
import { ok, refuse, type Role } from '../../../base'
import {
  allPlans,
  chipWithMoves,
  CHIPS_MAX,
  listChips,
  listOrders,
  makerFileOf,
  moveStock,
  ORDER_ROWS_MAX,
  orderCards,
  orderOf,
  orderRows,
  receiveStock,
  rowResults,
  rowVerdicts,
  setPlan,
  stockCounts,
  type StockState,
  stockStates,
  takeReturnFile,
  type RowVerdict,
} from '../../../issuing'
import { cardProfiles } from '../../../registry'
import { download, endpoint, read, write, type Route } from '../contract/endpoint'
import { cardOut, countOut, dateOut, idField, instantOut, versionOut } from '../contract/fields'
import { page, pageOf, pageQuery, pageWithin, shortPageQuery } from '../contract/page'
import { chipConcessionField, chipKind } from './chip-concession'

const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
const STORE = ['counter-supervisor', 'administrator'] as const satisfies readonly Role[]
const LOOKS = [...COUNTER, 'administrator', 'auditor'] as const satisfies readonly Role[]

const batchField = z.string().regex(/^[a-z0-9-]{1,40}$/)
const productField = z.string().regex(/^[a-z0-9_-]{1,100}$/)
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

const planShape = {
  issuer: z
    .string()
    .regex(/^[0-9A-F]{16}$/)
    .meta({ description: 'issuer code, first factor of the keys', example: '02005840FFFFFFFF' }),
  prefix: z
    .string()
    .regex(/^\d{4,15}$/)
    .meta({ description: 'numbers begin with it', example: '3105840' }),
  digits: z.int().min(16).max(19),
  keyVersion: z.int().min(1).max(63),
  algorithm: z.union([z.literal(0), z.literal(4)]).meta({ description: '0 is 3DES, 4 is SM4' }),
  cardKind: z.int().min(1).max(5),
}
const planAnswer = z.object({ product: z.string(), ...planShape, version: versionOut })

export const getPlans = endpoint({
  name: 'personalisation-plans.list',
  method: 'get',
  path: '/v1/personalisation-plans',
  tag: 'cards',
  summary: 'How cards of each product are written, and the numbers they get',
  may: [...STORE, 'auditor'],
  query: z.strictObject(shortPageQuery),
  answer: pageOf(planAnswer),
})

export const putPlan = endpoint({
  name: 'personalisation-plans.set',
  method: 'put',
  path: '/v1/personalisation-plans/{product}',
  tag: 'cards',
  summary: 'Say how cards of a product are written from now on',
  description: 'If-Match names the version seen; "v0" where there is no plan yet.',
  may: ['administrator'],
  params: z.strictObject({ product: productField }),
  body: z.strictObject(planShape),
  answer: planAnswer,
  editsVersion: true,
  refusals: { 'plan-malformed': 422, 'product-unknown': 404 },
})

const orderAnswer = {
  order: z.string(),
  product: z.string(),
  productVersion: countOut,
  profile: z.string(),
  maker: z.string(),
  rowCount: countOut,
  orderedAt: instantOut,
  orderedBy: z.string(),
  keys: z.array(z.object({ label: z.string(), checkValue: z.string() })),
  state: z.enum(['open', 'answered']),
}
const orderParams = z.strictObject({ order: idField('pord') })

export const makeOrder = endpoint({
  name: 'personalisation-orders.make',
  method: 'post',
  path: '/v1/personalisation-orders',
  tag: 'cards',
  summary: 'Order cards from a maker',
  may: STORE,
  body: z.strictObject({
    product: productField,
    count: z.int().min(1).max(ORDER_ROWS_MAX),
    maker: batchField,
    batch: batchField.optional(),
    concession: chipConcessionField,
  }),
  answer: z.object({ order: z.string(), count: countOut }),
  status: 201,
  refusals: {
    'product-unknown': 404,
    'plan-missing': 409,
    'numbers-used-up': 409,
    'too-many-cards': 422,
    'stock-short': 409,
    'key-unknown': 409,
    'card-number-taken': 409,
  },
})

export const getOrders = endpoint({
  name: 'personalisation-orders.list',
  method: 'get',
  path: '/v1/personalisation-orders',
  tag: 'cards',
  summary: 'Orders to makers, the newest first',
  may: [...STORE, 'auditor'],
  query: z.strictObject(pageQuery(z.tuple([z.iso.datetime(), z.string().max(80)]))),
  answer: pageOf(z.object({ ...orderAnswer, waiting: countOut })),
})

export const getOrder = endpoint({
  name: 'personalisation-orders.get',
  method: 'get',
  path: '/v1/personalisation-orders/{order}',
  tag: 'cards',
  summary: 'An order',
  may: [...STORE, 'auditor'],
  params: orderParams,
  answer: z.object(orderAnswer),
  refusals: { 'order-unknown': 404 },
})

export const getOrderRows = endpoint({
  name: 'personalisation-orders.rows',
  method: 'get',
  path: '/v1/personalisation-orders/{order}/rows',
  tag: 'cards',
  summary: 'The rows of an order, and what its maker answered to each',
  may: [...STORE, 'auditor'],
  params: orderParams,
  query: z.strictObject(
    pageQuery(
      z.tuple([
        z
          .int()
          .min(0)
          .max(2 ** 31 - 1),
      ]),
    ),
  ),
  answer: pageOf(
    z.object({
      nth: countOut,
      serial: z.string(),
      card: cardOut,
      validTo: dateOut,
      result: z.enum(rowResults).nullable(),
    }),
  ),
  refusals: { 'order-unknown': 404 },
})

export const getMakerFile = endpoint({
  name: 'personalisation-orders.maker-file',
  method: 'get',
  path: '/v1/personalisation-orders/{order}/maker-file',
  tag: 'cards',
  summary: 'The maker file of an order; keys stand in it by label and check value only',
  may: STORE,
  params: orderParams,
  media: 'text/plain',
  refusals: { 'order-unknown': 404 },
})

/** A row is about 60 characters; a whole order fits well. */
const RETURN_FILE_MAX = 250_000

export const takeReturn = endpoint({
  name: 'personalisation-orders.return-file',
  method: 'post',
  path: '/v1/personalisation-orders/{order}/return-files',
  tag: 'cards',
  summary: 'Take what a maker answers, row by row; good rows count beside bad ones',
  may: STORE,
  params: orderParams,
  body: z.strictObject({ file: z.string().max(RETURN_FILE_MAX) }),
  answer: z.object({
    order: z.string(),
    state: z.enum(['open', 'answered']),
    waiting: countOut,
    rows: z.array(
      z.object({
        line: countOut,
        nth: countOut.nullable(),
        verdict: z.enum(Object.keys(rowVerdicts) as [RowVerdict, ...RowVerdict[]]),
      }),
    ),
  }),
  status: 201,
  refusals: {
    'return-file-malformed': 422,
    'return-file-damaged': 422,
    'return-file-mac-wrong': 422,
    'order-unknown': 404,
    'order-other': 422,
  },
})

const noOrder = (order: string) => refuse('order-unknown', { detail: `no order ${order}` })

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
  read(getPlans, async ({ sql, query }) =>
    ok(
      pageWithin(await allPlans(sql), query, {
        wordOf: ({ product }) => product,
        order: 'rising',
        item: (plan) => plan,
      }),
    ),
  ),
  write(putPlan, ({ act, params, body, version }) =>
    setPlan(act, { product: params.product, ...body }, version),
  ),
  write(makeOrder, ({ act, desks, body: { batch, concession, ...wanted } }) =>
    orderCards(act, desks.issuing.vault, {
      ...wanted,
      ...chipKind(concession),
      ...(batch === undefined ? {} : { batch }),
    }),
  ),
  read(getOrders, async ({ sql, query: { limit, cursor } }) => {
    const [orderedAt, order] = cursor ?? []
    const after =
      orderedAt === undefined || order === undefined
        ? undefined
        : { orderedAt: new Date(orderedAt), order }
    const rows = await listOrders(sql, { after, limit })
    return ok(
      page(rows, limit, {
        placeOf: (row) => [row.orderedAt.toISOString(), row.order],
        item: (row) => row,
      }),
    )
  }),
  read(getOrder, async ({ sql, params }) => {
    const found = await orderOf(sql, params.order)
    return found === undefined ? noOrder(params.order) : ok(found)
  }),
  read(getOrderRows, async ({ sql, params: { order }, query: { limit, cursor } }) => {
    if ((await orderOf(sql, order)) === undefined) return noOrder(order)
    const rows = await orderRows(sql, order, { after: cursor?.[0], limit: limit + 1 })
    return ok(
      page(rows, limit, {
        placeOf: ({ nth }) => [nth],
        item: ({ nth, serial, printed, validTo, result }) => ({
          nth,
          serial,
          card: printed,
          validTo,
          result,
        }),
      }),
    )
  }),
  download(getMakerFile, ({ sql, desks, params }) =>
    makerFileOf(sql, desks.issuing.vault, params.order),
  ),
  write(takeReturn, ({ act, desks, params, body }) =>
    takeReturnFile(act, desks.issuing.vault, params.order, body.file),
  ),
]
