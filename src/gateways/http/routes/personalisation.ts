import { z } from 'zod'
import { ok, refuse } from '../../../base'
import {
  allPlans,
  listOrders,
  makerFileOf,
  ORDER_ROWS_MAX,
  orderCards,
  orderOf,
  orderRows,
  rowResults,
  rowVerdicts,
  setPlan,
  takeReturnFile,
  type RowVerdict,
} from '../../../issuing'
import { download, endpoint, read, write, type Route } from '../contract/endpoint'
import { cardOut, countOut, dateOut, idField, instantOut, versionOut } from '../contract/fields'
import { page, pageOf, pageQuery, pageWithin, shortPageQuery } from '../contract/page'
import { chipConcessionField, chipKind } from './chip-concession'
import { batchField, STORE } from './stock'

const productField = z.string().regex(/^[a-z0-9_-]{1,100}$/)

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

/** How cards are written, and the orders and files that go between the centre and card makers. */
export const personalisationRoutes: readonly Route[] = [
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
