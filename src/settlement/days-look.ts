import type { BusinessDate, Sql } from '../base'
import type { DayState } from '../ledger'
import { statementOf, settlementOf } from './statement-of'
import { NO_SUMS, type Sums } from './statement'

/** A business day with what it came to; of a day that is not closed, what it would come to now. Fen. */
export interface DayOfSettlement extends Sums {
  readonly date: BusinessDate
  readonly state: DayState
  /** SHA-256 of the day in upper-case hex; null while the day is not closed. */
  readonly digest: string | null
  readonly closedAt: Date | null
}

interface Row extends Sums {
  readonly date: BusinessDate
  readonly state: DayState
  readonly digest: Buffer | null
  readonly closedAt: Date | null
}

/** The days of the books, newest first, before a day: of all operators together, or what one of them got. */
export async function settlementDays(
  sql: Sql,
  asked: {
    readonly operator?: string | undefined
    readonly before?: BusinessDate | undefined
    readonly limit: number
  },
): Promise<DayOfSettlement[]> {
  const { rows } = await sql.query<Row>(
    `select of_books.day as date, of_books.state, settled.digest, settled.closed_at as "closedAt",
            ${sum('taps')} as taps, ${sum('list_fen')} as "listFen", ${sum('charged_fen')} as "chargedFen",
            ${sum('surcharge_fen')} as "surchargeFen", ${sum('card_discount_fen')} as "cardDiscountFen",
            ${sum('concession_fen')} as "concessionFen", ${sum('transfer_fen')} as "transferFen",
            ${sum('city_card_fen')} as "cityCardFen", ${sum('city_concession_fen')} as "cityConcessionFen",
            ${sum('city_transfer_fen')} as "cityTransferFen", ${sum('subsidy_fen')} as "subsidyFen",
            ${sum('fee_fen')} as "feeFen", ${sum('net_fen')} as "netFen"
       from (select day, state from ledger_day_view where $1::date is null or day < $1::date
              order by day desc limit $2) of_books
       left join settlement_day settled using (day)
       left join settlement_statement line on line.day = of_books.day
             and ($3::text is null or line.operator = $3)
      group by of_books.day, of_books.state, settled.digest, settled.closed_at
      order by of_books.day desc`,
    [asked.before ?? null, asked.limit, asked.operator ?? null],
  )
  return Promise.all(
    rows.map(async ({ digest, ...row }) => ({
      ...row,
      ...(row.state === 'closed' ? {} : await asOfNow(sql, { ...asked, date: row.date })),
      digest: digest?.toString('hex').toUpperCase() ?? null,
    })),
  )
}

const sum = (column: string): string => `coalesce(sum(line.${column}), 0)::int8`

/** What a day that is not closed would come to. */
async function asOfNow(
  sql: Sql,
  { date, operator }: { readonly date: BusinessDate; readonly operator?: string | undefined },
): Promise<Sums> {
  if (operator === undefined) {
    const found = await settlementOf(sql, date)
    return found.ok ? found.value.total : NO_SUMS
  }
  const found = await statementOf(sql, { operator, date })
  return found.ok ? pick(found.value) : NO_SUMS
}

const pick = (of: Sums): Sums =>
  Object.fromEntries(
    Object.keys(NO_SUMS).map((name) => [name, of[name as keyof Sums]]),
  ) as unknown as Sums
