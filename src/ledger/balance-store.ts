import { fen, minus, plus, NO_FEN, type BusinessDate, type Fen, type Sql } from '../base'
import { chartLineOf, type Account } from './account'
import type { Side } from './chart'
import { bookedOf } from './standing'

/** Until when the books are read: the end of a day, or an instant by the time of posting. */
export type AsOf = { readonly day: BusinessDate } | { readonly instant: Date }

export interface Balance {
  readonly account: Account
  readonly side: Side
  readonly debitsFen: Fen
  readonly creditsFen: Fen
  /** On the account's normal side; below zero when it stands on the other. */
  readonly balanceFen: Fen
  /** Held now, by side; zero when the books are read as of an earlier time. */
  readonly pendingDebitsFen: Fen
  readonly pendingCreditsFen: Fen
}

export interface TrialBalance {
  readonly lines: readonly Balance[]
  readonly debitsFen: Fen
  readonly creditsFen: Fen
  readonly balanced: boolean
}

interface TotalsRow {
  readonly account: Account
  readonly debits: Fen
  readonly credits: Fen
  readonly pendingDebits: Fen
  readonly pendingCredits: Fen
}

/** How an account stands; zero for one that was never used. */
export async function balanceOf(sql: Sql, account: Account, asOf?: AsOf): Promise<Balance> {
  const [row] = await totals(sql, { account, asOf })
  const zero = { debits: NO_FEN, credits: NO_FEN, pendingDebits: NO_FEN, pendingCredits: NO_FEN }
  return asBalance(row ?? { account, ...zero })
}

/** Every account ever used, in the order of the chart, with the totals of both sides. */
export async function trialBalance(sql: Sql, asOf?: AsOf): Promise<TrialBalance> {
  const lines = (await totals(sql, { asOf })).map(asBalance)
  const debitsFen = plus(...lines.map((line) => line.debitsFen))
  const creditsFen = plus(...lines.map((line) => line.creditsFen))
  return { lines, debitsFen, creditsFen, balanced: minus(debitsFen, creditsFen) === NO_FEN }
}

function asBalance({ account, ...row }: TotalsRow): Balance {
  const side = chartLineOf(account)?.side ?? 'D'
  return {
    account,
    side,
    debitsFen: fen(row.debits),
    creditsFen: fen(row.credits),
    balanceFen: bookedOf({ side, ...row, postedDebits: row.debits, postedCredits: row.credits }),
    pendingDebitsFen: row.pendingDebits,
    pendingCreditsFen: row.pendingCredits,
  }
}

async function totals(
  sql: Sql,
  asked: { readonly account?: Account; readonly asOf?: AsOf | undefined },
): Promise<readonly TotalsRow[]> {
  const account = asked.account ?? null
  const { asOf } = asked
  const { rows } = await (asOf === undefined
    ? sql.query<TotalsRow>(TOTALS_NOW, [account])
    : 'day' in asOf
      ? sql.query<TotalsRow>(TOTALS_OF_DAY, [account, asOf.day])
      : sql.query<TotalsRow>(TOTALS_AT_INSTANT, [account, asOf.instant]))
  return rows
}

const TOTALS_NOW = `
  select account, posted_debits_fen as debits, posted_credits_fen as credits,
         pending_debits_fen as "pendingDebits", pending_credits_fen as "pendingCredits"
    from ledger_balance where $1::text is null or account = $1 order by account`

const TOTALS_OF_DAY = `
  select account, sum(debits_fen)::int8 as debits, sum(credits_fen)::int8 as credits,
         0::int8 as "pendingDebits", 0::int8 as "pendingCredits"
    from ledger_day_balance_view
   where day <= $2 and ($1::text is null or account = $1) group by account order by account`

const TOTALS_AT_INSTANT = `
  select e.account,
         coalesce(sum(e.amount_fen) filter (where e.side = 'D'), 0)::int8 as debits,
         coalesce(sum(e.amount_fen) filter (where e.side = 'C'), 0)::int8 as credits,
         0::int8 as "pendingDebits", 0::int8 as "pendingCredits"
    from ledger_entry e join ledger_movement m using (movement)
   where m.posted_at <= $2 and ($1::text is null or e.account = $1) group by e.account order by e.account`
