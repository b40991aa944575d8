import type { BusinessDate, Sql } from '../base'
import type { Side } from './chart'

/** A movement of the journal with its entries, as they are shown. Fen. */
export interface PostedMovement {
  readonly reference: string
  readonly kind: string
  readonly day: BusinessDate
  readonly effectiveAt: Date
  readonly postedAt: Date
  readonly amountFen: bigint
  readonly entries: readonly PostedEntry[]
}

export interface PostedEntry {
  readonly line: number
  readonly account: string
  readonly side: Side
  readonly amountFen: bigint
  /** How many taps, cards or the like the entry sums. */
  readonly count: number
}

/** What was posted under these references, in the order of posting; an unknown one is not in the answer. */
export async function movementsUnder(
  sql: Sql,
  references: readonly string[],
): Promise<PostedMovement[]> {
  const { rows } = await sql.query<PostedMovement & { readonly movement: bigint }>(
    `select movement, reference, kind, day, effective_at as "effectiveAt", posted_at as "postedAt",
            debit_fen as "amountFen"
       from ledger_movement where reference = any ($1::text[]) order by movement`,
    [references],
  )
  const entries = await sql.query<PostedEntry & { readonly movement: bigint }>(
    `select movement, line, account, side, amount_fen as "amountFen", count
       from ledger_entry where movement = any ($1::int8[]) order by movement, line`,
    [rows.map(({ movement }) => movement)],
  )
  return rows.map((row) => ({
    ...row,
    entries: entries.rows.filter(({ movement }) => movement === row.movement),
  }))
}
