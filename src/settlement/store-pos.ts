import type { BusinessDate, Sql } from '../base'
import type { ContractTakings } from './takings'

/** Sales at POS terminals as the acquirer has written them down beside each message. */
export async function soldOnline(sql: Sql, day: BusinessDate): Promise<ContractTakings[]> {
  const { rows } = await sql.query<Sold>(
    `select operator, contract, sum(booked_count)::int8 as taps, sum(booked_fen)::int8 as "soldFen"
       from acquiring_booked_view where day = $1::date group by operator, contract`,
    [day],
  )
  return rows.map(asTakings)
}

/** The same by the independent road: from the entries of the journal. For one day, or for all. */
export async function soldByJournal(
  sql: Sql,
  day?: BusinessDate,
): Promise<(ContractTakings & { readonly day: BusinessDate })[]> {
  const { rows } = await sql.query<Sold & { readonly day: BusinessDate }>(
    `with entry as (
       select day, split_part(account, ':', 2) as operator, split_part(reference, ':', 2)::int8 as message,
              case side when 'C' then amount_fen else -amount_fen end as fen,
              case kind when 'pos-refund' then 0 when 'pos-sale-undone' then -1 else 1 end as taps
         from ledger_entry_view
        where kind in ('pos-sale', 'pos-sale-undone', 'pos-refund', 'pos-claim-upheld')
          and account like '2004.operator-payable:%' and ($1::date is null or day = $1::date))
     select entry.day, entry.operator, coalesce(kept.contract, 'none') as contract,
            sum(entry.taps)::int8 as taps, sum(entry.fen)::int8 as "soldFen"
       from entry left join acquiring_booked_view kept using (message)
      group by entry.day, entry.operator, coalesce(kept.contract, 'none')`,
    [day ?? null],
  )
  return rows.map((row) => ({ ...asTakings(row), day: row.day }))
}

interface Sold {
  readonly operator: string
  readonly contract: string
  readonly taps: bigint
  readonly soldFen: bigint
}

/** A sale has one price, and nobody lets anything off it. */
const asTakings = ({ operator, contract, taps, soldFen }: Sold): ContractTakings => ({
  operator,
  contract,
  taps,
  listFen: soldFen,
  chargedFen: soldFen,
  cardDiscountFen: 0n,
  concessionFen: 0n,
  transferFen: 0n,
  cityCardFen: 0n,
  cityConcessionFen: 0n,
  cityTransferFen: 0n,
})
