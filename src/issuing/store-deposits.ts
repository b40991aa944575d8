import type { CardNumber, Fen, Sql, Tx } from '../base'
import { cardKey } from '../registry'
import type { HeldDeposit } from './deposit'

export async function heldDeposit(sql: Sql, card: CardNumber): Promise<HeldDeposit | undefined> {
  const { rows } = await sql.query<{ amountFen: Fen; takenAt: Date }>(
    `select amount_fen as "amountFen", taken_at as "takenAt" from issuing_deposit
      where card = $1 and state = 'held'`,
    [cardKey(card)],
  )
  return rows[0] === undefined ? undefined : { card, ...rows[0] }
}

/** False when a deposit is held for the card already. */
export async function insertDeposit(
  tx: Tx,
  taken: {
    readonly card: bigint
    readonly reference: string
    readonly amount: Fen
    readonly at: Date
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into issuing_deposit (card, reference, amount_fen, taken_at)
     values ($1, $2, $3, $4) on conflict do nothing`,
    [taken.card, taken.reference, taken.amount, taken.at],
  )
  return rowCount === 1
}

/** Ends the deposit that is held for a card; answers how much it was. */
export async function endDeposit(
  tx: Tx,
  card: bigint,
  end: {
    readonly state: 'given-back' | 'kept'
    readonly at: Date
    readonly reference: string
  },
): Promise<Fen | undefined> {
  const { rows } = await tx.query<{ amountFen: Fen }>(
    `update issuing_deposit set state = $2, ended_at = $3, end_reference = $4
      where card = $1 and state = 'held' returning amount_fen as "amountFen"`,
    [card, end.state, end.at, end.reference],
  )
  return rows[0]?.amountFen
}

/** What is held in deposits, by the rows. */
export async function heldDepositsFen(sql: Sql): Promise<bigint> {
  const { rows } = await sql.query<{ held: bigint }>(
    `select coalesce(sum(amount_fen), 0)::int8 as held from issuing_deposit where state = 'held'`,
  )
  return rows[0]?.held ?? 0n
}
