import type { BusinessDate, Sql } from '../base'
import { NO_TAKINGS, type ContractTakings } from './takings'

/** What a day's upheld disputes gave back out of what is owed to operators: takings below zero, and no tap less. */
export async function remediedOfDay(sql: Sql, day: BusinessDate): Promise<ContractTakings[]> {
  const { rows } = await sql.query<Remedied>(
    `select operator, contract, sum(fen)::int8 as fen from card_care_remedy_view
      where day = $1::date and operator is not null group by operator, contract`,
    [day],
  )
  return rows.map(asTakings)
}

/** The same by the independent road: from the entries of the journal. For one day, or for all. */
export async function remediedByJournal(
  sql: Sql,
  day?: BusinessDate,
): Promise<(ContractTakings & { readonly day: BusinessDate })[]> {
  const { rows } = await sql.query<Remedied & { readonly day: BusinessDate }>(
    `select entry.day, split_part(entry.account, ':', 2) as operator, coalesce(kept.contract, 'none') as contract,
            sum(case entry.side when 'D' then entry.amount_fen else -entry.amount_fen end)::int8 as fen
       from ledger_entry_view entry
       left join card_care_remedy_view kept on kept.dispute = split_part(entry.reference, ':', 2)
      where entry.kind = 'dispute-remedied' and entry.account like '2004.operator-payable:%'
        and ($1::date is null or entry.day = $1::date)
      group by 1, 2, 3`,
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
