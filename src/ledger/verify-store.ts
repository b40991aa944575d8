import type { Sql } from '../base'
import type { JournalEntry, JournalMovement } from './verify'

const MOVEMENT = `movement, reference, kind, day, effective_at as "effectiveAt", posted_at as "postedAt", digest,
                  line_digests as "lineDigests", evidence, corrects, debit_fen as "debitFen"`

export async function movementsNumbered(
  sql: Sql,
  movements: readonly bigint[],
): Promise<readonly JournalMovement[]> {
  const { rows } = await sql.query<JournalMovement>(
    `select ${MOVEMENT} from ledger_movement where movement = any ($1::int8[]) order by movement`,
    [movements],
  )
  return rows
}

export async function entriesOfMovements(
  sql: Sql,
  movements: readonly bigint[],
): Promise<readonly JournalEntry[]> {
  const { rows } = await sql.query<JournalEntry>(
    `select movement, line, account, side, amount_fen as amount, count, day
       from ledger_entry where movement = any ($1::int8[]) order by movement, line`,
    [movements],
  )
  return rows
}

/** Movements that are in no link, a page at a time. */
export async function unsealed(
  sql: Sql,
  page: { readonly after: bigint; readonly limit: number },
): Promise<readonly bigint[]> {
  const { rows } = await sql.query<{ movement: bigint }>(
    `select m.movement from ledger_movement m
      where m.movement > $1
        and not exists (select from (select unnest(movements) as movement from ledger_seal) s
                         where s.movement = m.movement)
      order by m.movement limit $2`,
    [page.after, page.limit],
  )
  return rows.map(({ movement }) => movement)
}

/** Entries whose movement is gone. */
export async function orphanedEntries(sql: Sql, limit: number): Promise<readonly JournalEntry[]> {
  const { rows } = await sql.query<JournalEntry>(
    `select movement, line, account, side, amount_fen as amount, count, day from ledger_entry e
      where not exists (select from ledger_movement m where m.movement = e.movement)
      order by movement, line limit $1`,
    [limit],
  )
  return rows
}

export async function knownAccounts(sql: Sql): Promise<readonly string[]> {
  const { rows } = await sql.query<{ account: string }>(
    'select account from ledger_account order by account',
  )
  return rows.map(({ account }) => account)
}
