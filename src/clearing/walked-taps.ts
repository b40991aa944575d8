import { grouped, type Sql } from '../base'

/** A genuine tap of a purse as a step of its balance. */
export interface WalkedTap {
  readonly card: bigint
  readonly counter: number
  /** Local time, YYYYMMDDHHMMSS. */
  readonly at: string
  readonly balanceBefore: bigint
  readonly amountFen: bigint
}

/**
 * The genuine taps of these cards' purses (EP) since a day, in order of card and counter: balances that
 * terminals saw. Evidence for whoever asks what a card did in between.
 */
export async function walkedTaps(
  sql: Sql,
  { cards, since }: { readonly cards: readonly bigint[]; readonly since: string },
): Promise<Map<bigint, WalkedTap[]>> {
  const { rows } = await sql.query<WalkedTap>(
    `select card, counter, to_char(event_date, 'YYYYMMDD') || lpad(event_time::text, 6, '0') as at,
            balance_before as "balanceBefore", amount_fen as "amountFen"
       from clearing_tap
      where card = any($1::int8[]) and event_date >= $2::date and type not in (4, 5)
      order by card, counter, 3`,
    [cards, since],
  )
  return grouped(rows, ({ card }) => card)
}
