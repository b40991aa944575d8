import type { Sql, Tx } from '../base'
import type { PurseBlock } from '../messages'

/** A purse sale as its terminal told it. */
export type PurseSaleRecord = PurseBlock<'TA'> & { readonly card: string }

/** False when this very record has come before, over this terminal or another. */
export async function insertPurseSale(
  tx: Tx,
  sale: {
    readonly card: string
    readonly block: PurseBlock<'TA'>
    readonly message: bigint
    readonly terminal: string
    readonly operator: string
    readonly at: Date
  },
): Promise<boolean> {
  const { block } = sale
  const record: PurseSaleRecord = { ...block, card: sale.card }
  const { rowCount } = await tx.query(
    `insert into acquiring_purse_sale (card, counter, type, tac, message, terminal, operator, amount_fen, record,
                                       arrived_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10) on conflict do nothing`,
    [
      BigInt(sale.card),
      block.counter,
      block.type,
      block.tac,
      sale.message,
      sale.terminal,
      sale.operator,
      block.amount,
      JSON.stringify(record),
      sale.at,
    ],
    'acquiring-insert-purse-sale',
  )
  return rowCount === 1
}

/** Sales of one operator that go to clearing together. */
export interface Handover {
  readonly handover: bigint
  readonly operator: string
  readonly createdAt: Date
}

/** Puts what waits of one operator into a handover of its own; undefined when nothing waits. */
export async function beginHandover(tx: Tx, at: Date, most: number): Promise<Handover | undefined> {
  const { rows: waiting } = await tx.query<{ operator: string }>(
    `select operator from acquiring_purse_sale where handover is null order by arrived_at limit 1`,
  )
  const [first] = waiting
  if (first === undefined) return undefined
  const { rows } = await tx.query<Handover>(
    `insert into acquiring_handover (operator, created_at) values ($1, $2)
     returning handover, operator, created_at as "createdAt"`,
    [first.operator, at],
  )
  const [handover] = rows
  await tx.query(
    `update acquiring_purse_sale set handover = $2
      where (card, counter, type, tac) in (
        select card, counter, type, tac from acquiring_purse_sale where operator = $1 and handover is null
         order by card, counter, type, tac limit $3 for update)`,
    [first.operator, handover?.handover, most],
  )
  return handover
}

/** Handovers that clearing has not confirmed, oldest first. */
export async function openHandovers(sql: Sql): Promise<Handover[]> {
  const { rows } = await sql.query<Handover>(
    `select handover, operator, created_at as "createdAt" from acquiring_handover
      where done_at is null order by handover`,
  )
  return rows
}

/** The records of a handover, always in the same order. */
export async function salesOf(
  sql: Sql,
  handover: bigint,
): Promise<(PurseSaleRecord & { readonly terminal: string })[]> {
  const { rows } = await sql.query<{ record: PurseSaleRecord; terminal: string }>(
    `select record, terminal from acquiring_purse_sale where handover = $1
      order by card, counter, type, tac`,
    [handover],
  )
  return rows.map(({ record, terminal }) => ({ ...record, terminal }))
}

export async function endHandover(tx: Tx, handover: bigint, at: Date): Promise<void> {
  await tx.query(
    `update acquiring_handover set done_at = $2 where handover = $1 and done_at is null`,
    [handover, at],
  )
}
