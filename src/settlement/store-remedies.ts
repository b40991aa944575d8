import type { BusinessDate, Sql } from '../base'
import { entriesOf } from './entries-of'
import { NO_TAKINGS, type ContractTakings } from './takings'

/**
 * What upheld disputes gave back out of what is owed to operators, by the independent road: from the entries of the
 * journal. For one day, or for all.
 */
export async function remediedByJournal(
  sql: Sql,
  day?: BusinessDate,
): Promise<(ContractTakings & { readonly day: BusinessDate })[]> {
  const { rows } = await sql.query<Remedied & { readonly day: BusinessDate }>(
    `with entry as (${entriesOf(`'dispute-remedied'`)})
     select entry.day, entry.operator, coalesce(kept.contract, 'none') as contract,
            sum(-entry.owed_fen)::int8 as fen
       from entry left join card_care_remedy_view kept on kept.dispute = entry.origin
      group by entry.day, entry.operator, coalesce(kept.contract, 'none')`,
    [day ?? null],
  )
  return rows.map((row) => ({ ...asTakings(row), day: row.day }))
}

/** How much of one operator's day went back to holders after disputes, in fen. */
export async function remediedFenOf(
  sql: Sql,
  { operator, day }: { readonly operator: string; readonly day: BusinessDate },
): Promise<bigint> {
  const { rows } = await sql.query<{ fen: bigint }>(
    `select coalesce(sum(fen), 0)::int8 as fen from card_care_remedy_view
      where day = $1::date and operator = $2`,
    [day, operator],
  )
  return rows[0]?.fen ?? 0n
}

interface Remedied {
  readonly operator: string
  readonly contract: string
  readonly fen: bigint
}

/** A wrong charge was no fare: it goes from the list fare and from what was charged, and its fee with it. */
const asTakings = ({ operator, contract, fen }: Remedied): ContractTakings => ({
  ...NO_TAKINGS,
  operator,
  contract,
  listFen: -fen,
  chargedFen: -fen,
})
