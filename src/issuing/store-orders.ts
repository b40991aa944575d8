import type { Act, BusinessDate, CardNumber, Sql, Tx } from '../base'
import { type CardProduct, cardKey } from '../registry'
import type { RowResult } from './maker-file'
import type { PersonalisationPlan } from './plan'

export interface CardOrder {
  readonly order: string
  readonly product: string
  readonly productVersion: number
  readonly profile: string
  readonly maker: string
  readonly rowCount: number
  readonly orderedAt: Date
  readonly orderedBy: string
  readonly keys: readonly { readonly label: string; readonly checkValue: string }[]
  readonly state: 'open' | 'answered'
}

export interface OrderRow {
  readonly order: string
  readonly nth: number
  readonly serial: string
  readonly printed: CardNumber
  readonly issuer: string
  readonly validFrom: string
  readonly validTo: string
  readonly cardKind: number
  readonly result: RowResult | null
}

const ORDER = `personalisation_order as "order", product, product_version as "productVersion", profile, maker,
  row_count as "rowCount", ordered_at as "orderedAt", ordered_by as "orderedBy", keys, state`

const ROW = `personalisation_order as "order", nth, serial, printed, issuer, valid_from as "validFrom",
  valid_to as "validTo", card_kind as "cardKind", result`

/** Writes an order and its rows. */
export async function insertOrder(
  act: Act,
  made: {
    readonly order: string
    readonly maker: string
    readonly product: CardProduct
    readonly plan: PersonalisationPlan
    readonly keys: CardOrder['keys']
    readonly rows: readonly { readonly serial: string; readonly printed: CardNumber }[]
    readonly validFrom: BusinessDate
    readonly validTo: BusinessDate
  },
): Promise<void> {
  const { order, product, plan, rows } = made
  await act.tx.query(
    `insert into issuing_order (personalisation_order, product, product_version, profile, maker, row_count,
                                key_version, algorithm, ordered_at, ordered_by, keys)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)`,
    [
      order,
      product.product,
      product.version,
      product.profile,
      made.maker,
      rows.length,
      plan.keyVersion,
      plan.algorithm,
      act.at,
      act.actor.id,
      JSON.stringify(made.keys),
    ],
  )
  await act.tx.query(
    `insert into issuing_order_row (personalisation_order, nth, serial, card_number, printed, issuer, valid_from,
                                    valid_to, card_kind)
     select $1, g.nth, g.serial, g.card, g.printed, $5, $6::date, $7::date, $8
       from unnest($2::text[], $3::int8[], $4::text[]) with ordinality as g(serial, card, printed, nth)`,
    [
      order,
      rows.map(({ serial }) => serial),
      rows.map(({ printed }) => cardKey(printed)),
      rows.map(({ printed }) => printed),
      plan.issuer,
      made.validFrom,
      made.validTo,
      plan.cardKind,
    ],
  )
}

export async function orderOf(sql: Sql, order: string): Promise<CardOrder | undefined> {
  const { rows } = await sql.query<CardOrder>(
    `select ${ORDER} from issuing_order where personalisation_order = $1`,
    [order],
  )
  return rows[0]
}

/** Orders, the newest first, `limit` and one more; `after` is the last of the page before. */
export async function listOrders(
  sql: Sql,
  asked: {
    readonly after?: { readonly orderedAt: Date; readonly order: string } | undefined
    readonly limit: number
  },
): Promise<(CardOrder & { readonly waiting: bigint })[]> {
  const { rows } = await sql.query<CardOrder & { waiting: bigint }>(
    `select ${ORDER}, (select count(*) from issuing_order_row r
                        where r.personalisation_order = o.personalisation_order and r.result is null) as waiting
       from issuing_order o
      where $1::timestamptz is null or (ordered_at, personalisation_order) < ($1, $2)
      order by ordered_at desc, personalisation_order desc limit $3`,
    [asked.after?.orderedAt ?? null, asked.after?.order ?? null, asked.limit + 1],
  )
  return rows
}

export async function lockOrder(tx: Tx, order: string): Promise<CardOrder | undefined> {
  const { rows } = await tx.query<CardOrder>(
    `select ${ORDER} from issuing_order where personalisation_order = $1 for update`,
    [order],
  )
  return rows[0]
}

export async function orderRows(
  sql: Sql,
  order: string,
  part: { readonly after?: number | undefined; readonly limit?: number } = {},
): Promise<OrderRow[]> {
  const { rows } = await sql.query<OrderRow>(
    `select ${ROW} from issuing_order_row where personalisation_order = $1 and nth > $2 order by nth limit $3`,
    [order, part.after ?? -1, part.limit ?? null],
  )
  return rows
}

/** The rows of a locked order by their number. */
export const lockOrderRows = async (
  tx: Tx,
  order: string,
): Promise<ReadonlyMap<number, OrderRow>> =>
  new Map((await orderRows(tx, order)).map((row) => [row.nth, row]))

export async function writeAnswers(
  act: Act,
  answered: readonly (OrderRow & { readonly result: RowResult })[],
): Promise<void> {
  if (answered.length === 0) return
  await act.tx.query(
    `update issuing_order_row r set result = g.result, answered_at = $4
       from unnest($1::text[], $2::int4[], $3::text[]) as g(personalisation_order, nth, result)
      where r.personalisation_order = g.personalisation_order and r.nth = g.nth`,
    [
      answered.map(({ order }) => order),
      answered.map(({ nth }) => nth),
      answered.map(({ result }) => result),
      act.at,
    ],
  )
}

export async function writeOrderState(
  tx: Tx,
  order: string,
  state: CardOrder['state'],
): Promise<void> {
  await tx.query(`update issuing_order set state = $2 where personalisation_order = $1`, [
    order,
    state,
  ])
}
