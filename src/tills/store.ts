import type { Fen, Sql, Tx } from '../base'
import type { Account } from '../ledger'

export interface Till {
  readonly till: string
  readonly desk: string
  /** The actor who opened it. */
  readonly clerk: string
  readonly floatFen: Fen
  readonly openedAt: Date
  readonly closedAt: Date | null
}

const TILL = `till, desk, clerk, float_fen as "floatFen", opened_at as "openedAt", closed_at as "closedAt"`

/** False when the clerk or the desk has an open till already. */
export async function insertTill(tx: Tx, till: Omit<Till, 'closedAt'>): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into tills_till (till, desk, clerk, float_fen, opened_at)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [till.till, till.desk, till.clerk, till.floatFen, till.openedAt],
  )
  return rowCount === 1
}

export async function lockTill(tx: Tx, till: string): Promise<Till | undefined> {
  const { rows } = await tx.query<Till>(
    `select ${TILL} from tills_till where till = $1 for update`,
    [till],
  )
  return rows[0]
}

export async function openTillOf(sql: Sql, clerk: string): Promise<Till | undefined> {
  const { rows } = await sql.query<Till>(
    `select ${TILL} from tills_till where clerk = $1 and closed_at is null`,
    [clerk],
  )
  return rows[0]
}

export async function closeOpenTill(tx: Tx, till: string, at: Date): Promise<void> {
  await tx.query(`update tills_till set closed_at = $2 where till = $1 and closed_at is null`, [
    till,
    at,
  ])
}

export async function insertCount(
  tx: Tx,
  count: {
    readonly till: string
    readonly reference: string
    readonly countedFen: Fen
    readonly expectedFen: Fen
    readonly closing: boolean
    readonly at: Date
  },
): Promise<void> {
  await tx.query(
    `insert into tills_count (reference, till, counted_fen, expected_fen, closing, counted_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [count.reference, count.till, count.countedFen, count.expectedFen, count.closing, count.at],
  )
}

/** False when the payment was used before. */
export async function insertBankPayment(
  tx: Tx,
  used: {
    readonly channel: string
    readonly payment: string
    readonly amount: Fen
    readonly usedFor: string
    readonly at: Date
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into tills_bank_payment (channel, payment, amount_fen, used_for, used_at)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [used.channel, used.payment, used.amount, used.usedFor, used.at],
  )
  return rowCount === 1
}

/** A line of an online account as its owner reads it: above zero came in, below zero went out. */
export interface OnlineEntry {
  readonly entry: bigint
  readonly kind: string
  readonly reference: string
  readonly amountFen: Fen
  readonly effectiveAt: Date
}

export async function onlineEntries(
  sql: Sql,
  asked: {
    readonly accounts: readonly Account[]
    readonly limit: number
    readonly before?: bigint
  },
): Promise<readonly OnlineEntry[]> {
  const { rows } = await sql.query<OnlineEntry>(
    `select m.movement as entry, m.kind, m.reference, m.effective_at as "effectiveAt",
            sum(case e.side when 'C' then e.amount_fen else -e.amount_fen end)::int8 as "amountFen"
       from ledger_entry_view e join ledger_movement_view m using (movement)
      where e.account = any($1) and ($2::int8 is null or m.movement < $2)
      group by m.movement, m.kind, m.reference, m.effective_at
     having sum(case e.side when 'C' then e.amount_fen else -e.amount_fen end) <> 0
      order by m.movement desc limit $3`,
    [asked.accounts, asked.before ?? null, asked.limit],
  )
  return rows
}

/** A line of an agent's prepayment: above zero was paid in (its commission within), below zero was loaded. */
export interface AgentEntry extends OnlineEntry {
  readonly commissionFen: Fen
}

export async function agentEntries(
  sql: Sql,
  asked: {
    readonly account: Account
    /** Where commissions are expended. */
    readonly commission: Account
    readonly limit: number
    readonly before?: bigint | undefined
  },
): Promise<readonly AgentEntry[]> {
  const { rows } = await sql.query<AgentEntry>(
    `select m.movement as entry, m.kind, m.reference, m.effective_at as "effectiveAt",
            sum(case e.side when 'C' then e.amount_fen else -e.amount_fen end)::int8 as "amountFen",
            coalesce((select sum(c.amount_fen) from ledger_entry_view c
                       where c.movement = m.movement and c.account = $4 and c.side = 'D'), 0)::int8
              as "commissionFen"
       from ledger_entry_view e join ledger_movement_view m using (movement)
      where e.account = $1 and ($2::int8 is null or m.movement < $2)
      group by m.movement, m.kind, m.reference, m.effective_at
      order by m.movement desc limit $3`,
    [asked.account, asked.before ?? null, asked.limit, asked.commission],
  )
  return rows
}

/** Whose the value of a closed card is, by the closing it is owed under. */
export async function closedCardNamed(
  sql: Sql,
  closing: string,
): Promise<{ readonly person: string | null; readonly settledAt: Date | null } | undefined> {
  const { rows } = await sql.query<{ person: string | null; settledAt: Date | null }>(
    `select person, settled_at as "settledAt" from card_care_closing_view where closing = $1`,
    [closing],
  )
  return rows[0]
}
