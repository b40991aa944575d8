import { fen, minus, plus, NO_FEN, type BusinessDate, type Fen, type Sql, type Tx } from '../base'
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
  readonly lines: readonly TrialLine[]
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
  readonly accounts: number
}

/** How an account stands; zero for one that was never used. */
export async function balanceOf(sql: Sql, account: Account, asOf?: AsOf): Promise<Balance> {
  const [row] = await totals(sql, { account, asOf })
  const zero = { debits: NO_FEN, credits: NO_FEN, pendingDebits: NO_FEN, pendingCredits: NO_FEN }
  return asBalance(row ?? { account, ...zero, accounts: 1 })
}

/**
 * Keeps an account as it is until the transaction ends, so that what is decided by what it has paid stays true. One
 * that was never used has paid nothing, and is not kept.
 */
export async function lockAccount(tx: Tx, account: Account): Promise<void> {
  await tx.query(`select from ledger_balance where account = $1 for update`, [account])
}

/** Of one line of the chart so many accounts are told each by itself; more of them (persons, closings) are one line. */
export const PARTIES_TOLD_MAX = 200

/** A line of a trial balance: one account, or all accounts of one line of the chart together. */
export interface TrialLine extends Balance {
  /** How many accounts stand in it. */
  readonly accounts: number
}

/**
 * Every account ever used, in the order of the chart, with the totals of both sides.
 * @param bounds.partiesMax of a line of the chart that has more accounts than this all are one line, whose account is
 *   the name without a party: what is answered does not grow with the city. Without it every account is told.
 */
export async function trialBalance(
  sql: Sql,
  asOf?: AsOf,
  bounds: { readonly partiesMax?: number } = {},
): Promise<TrialBalance> {
  const lines = (await totals(sql, { asOf, ...bounds })).map((row) => ({
    ...asBalance(row),
    accounts: row.accounts,
  }))
  const debitsFen = plus(...lines.map((line) => line.debitsFen))
  const creditsFen = plus(...lines.map((line) => line.creditsFen))
  return { lines, debitsFen, creditsFen, balanced: minus(debitsFen, creditsFen) === NO_FEN }
}

function asBalance({ account, ...row }: TotalsRow): Balance {
  // All parties of a line together stand on the side of any of them.
  const side = (chartLineOf(account) ?? chartLineOf(`${account}:all`))?.side ?? 'D'
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
  asked: {
    readonly account?: Account
    readonly asOf?: AsOf | undefined
    readonly partiesMax?: number
  },
): Promise<readonly TotalsRow[]> {
  const given = [asked.account ?? null, asked.partiesMax ?? null]
  const { asOf } = asked
  const { rows } = await (asOf === undefined
    ? sql.query<TotalsRow>(gathered(TOTALS_NOW), given)
    : 'day' in asOf
      ? sql.query<TotalsRow>(gathered(TOTALS_OF_DAY), [...given, asOf.day])
      : sql.query<TotalsRow>(gathered(TOTALS_AT_INSTANT), [...given, asOf.instant]))
  return rows
}

/** Accounts of a line of the chart that has too many of them become one row, in the database. */
const gathered = (each: string): string => `
  with each as (${each}),
  counted as (
    select *, count(*) over (partition by split_part(account, ':', 1)) as parties from each)
  select case when parties > $2::int8 then split_part(account, ':', 1) else account end as account,
         sum(debits)::int8 as debits, sum(credits)::int8 as credits,
         sum("pendingDebits")::int8 as "pendingDebits", sum("pendingCredits")::int8 as "pendingCredits",
         count(*)::int4 as accounts
    from counted group by 1 order by 1`

const TOTALS_NOW = `
  select account, posted_debits_fen as debits, posted_credits_fen as credits,
         pending_debits_fen as "pendingDebits", pending_credits_fen as "pendingCredits"
    from ledger_balance where $1::text is null or account = $1`

const TOTALS_OF_DAY = `
  select account, sum(debits_fen)::int8 as debits, sum(credits_fen)::int8 as credits,
         0::int8 as "pendingDebits", 0::int8 as "pendingCredits"
    from ledger_day_balance_view
   where day <= $3 and ($1::text is null or account = $1) group by account`

const TOTALS_AT_INSTANT = `
  select e.account,
         coalesce(sum(e.amount_fen) filter (where e.side = 'D'), 0)::int8 as debits,
         coalesce(sum(e.amount_fen) filter (where e.side = 'C'), 0)::int8 as credits,
         0::int8 as "pendingDebits", 0::int8 as "pendingCredits"
    from ledger_entry e join ledger_movement m using (movement)
   where m.posted_at <= $3 and ($1::text is null or e.account = $1) group by e.account`
