import type { BusinessDate, Sql } from '../base'
import { entriesOf } from './entries-of'
import type { ContractTakings } from './takings'

const POS_KINDS = `'pos-sale', 'pos-sale-undone', 'pos-refund', 'pos-claim-upheld'`

/** What POS terminals sold, by the independent road: from the entries of the journal. For one day, or for all. */
export async function soldByJournal(
  sql: Sql,
  day?: BusinessDate,
): Promise<(ContractTakings & { readonly day: BusinessDate })[]> {
  const { rows } = await sql.query<Sold & { readonly day: BusinessDate }>(
    `with entry as (${entriesOf(POS_KINDS)})
     select entry.day, entry.operator, coalesce(kept.contract, 'none') as contract,
            sum(case kind when 'pos-refund' then 0 when 'pos-sale-undone' then -1 else 1 end)::int8 as taps,
            sum(entry.owed_fen)::int8 as "soldFen"
       from entry left join acquiring_booked_view kept on kept.message = entry.origin::int8
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
