import type { Act, CardNumber, Sql, Tx } from '../base'

/** A wish that a card be loaded from the online account at its next terminal. */
export interface AutoOrder {
  readonly auto: string
  readonly card: bigint
  readonly person: string
  readonly amountFen: bigint
  readonly state: 'waiting' | 'taken' | 'withdrawn'
  readonly load: string | null
  readonly placedAt: Date
}

const AUTO = `auto, card, person, amount_fen as "amountFen", state, load, placed_at as "placedAt"`

/** What a reader at a card looks through at once. */
const AUTO_ORDERS_MAX = 200

/** False when the card has one waiting already. */
export async function insertAuto(
  act: Act,
  auto: Pick<AutoOrder, 'auto' | 'card' | 'person' | 'amountFen'>,
): Promise<boolean> {
  const { rowCount } = await act.tx.query(
    `insert into loads_auto_order (card, auto, person, amount_fen, placed_at)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [auto.card, auto.auto, auto.person, auto.amountFen, act.at],
  )
  return rowCount === 1
}

export async function lockWaitingAuto(tx: Tx, card: bigint): Promise<AutoOrder | undefined> {
  const { rows } = await tx.query<AutoOrder>(
    `select ${AUTO} from loads_auto_order where card = $1 and state = 'waiting' for update`,
    [card],
  )
  return rows[0]
}

export async function writeAutoEnd(
  act: Act,
  auto: AutoOrder,
  end: { readonly state: 'taken' | 'withdrawn'; readonly load: string | null },
): Promise<void> {
  await act.tx.query(
    `update loads_auto_order set state = $3, load = $4, ended_at = $5 where card = $1 and auto = $2`,
    [auto.card, auto.auto, end.state, end.load, act.at],
  )
}

export async function autoOrdersOf(
  sql: Sql,
  of: {
    readonly card?: CardNumber
    readonly persons?: readonly string[]
    /** The last of the page before. */
    readonly before?: { readonly placedAt: Date; readonly auto: string } | undefined
    readonly limit?: number
  },
): Promise<AutoOrder[]> {
  const { rows } = await sql.query<AutoOrder>(
    `select ${AUTO} from loads_auto_order
      where ($1::int8 is null or card = $1) and ($2::text[] is null or person = any($2))
        and ($3::timestamptz is null or (placed_at, auto) < ($3, $4))
      order by placed_at desc, auto desc limit $5`,
    [
      of.card === undefined ? null : BigInt(of.card),
      of.persons ?? null,
      of.before?.placedAt ?? null,
      of.before?.auto ?? null,
      of.limit ?? AUTO_ORDERS_MAX,
    ],
  )
  return rows
}
