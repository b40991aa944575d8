import { invariant, ok, refuse, type BusinessDate, type Result, type Sql, type Tx } from '../base'
import { dayLifecycle, type DayState } from './day'

export interface LedgerDay {
  readonly day: BusinessDate
  readonly state: DayState
  readonly openedAt: Date
  readonly closingAt: Date | null
  readonly closedAt: Date | null
  /** Sum of all debits of the day, known once it is closed. */
  readonly totalFen: bigint | null
  readonly digest: Buffer | null
}

/** How a change of day ended; `fresh` is false when it had been done before. */
export interface DayChange {
  readonly state: DayState
  readonly fresh: boolean
}

/** More often than this the open day does not slip away between two looks. */
const LOOKS_MAX = 5

/**
 * The day that is open, kept open until the caller's transaction ends. Opens `firstDay` when the books have
 * never had a day.
 */
export async function dayForPosting(tx: Tx, firstDay: BusinessDate): Promise<BusinessDate> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const { rows } = await tx.query<{ day: BusinessDate }>(
      `select day from ledger_day where state = 'open' for share`,
      [],
      'ledger-day-for-posting',
    )
    if (rows[0] !== undefined) return rows[0].day
    // Nothing open: either the very first day, or a close has just put the next one in its place.
    await tx.query(
      `insert into ledger_day (day, state) select $1::date, 'open' where not exists (select from ledger_day)
       on conflict do nothing`,
      [firstDay],
    )
  }
  invariant(false, 'the books always have one open day', { firstDay })
}

/**
 * The days that are not closed yet, the earliest first, kept from closing further until the caller's
 * transaction ends. A ruling on taps of a day that is among them is booked there, on older taps in the first
 * of them. The books have had a day when there is something to rule on.
 */
export async function daysForRulings(tx: Tx): Promise<readonly BusinessDate[]> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const { rows } = await tx.query<{ day: BusinessDate }>(
      `select day from ledger_day where state in ('closing', 'open') order by day for share`,
    )
    if (rows.length > 0) return rows.map(({ day }) => day)
  }
  invariant(false, 'a ruling follows a posting, so the books have a day')
}

/**
 * Open → closing, and `nextDay` opens, in one step. Waits for the postings under way, which finish in the day
 * they began in; whoever comes later waits for us and lands in the next day. Repeating it changes nothing.
 */
export async function beginClose(
  tx: Tx,
  day: BusinessDate,
  nextDay: BusinessDate,
): Promise<Result<DayChange, 'day-unknown' | 'next-day-not-later'>> {
  if (nextDay <= day) {
    return refuse('next-day-not-later', {
      field: nextDay,
      detail: 'the next day follows the day that closes',
    })
  }
  // The table lock, not the row's: share locks on a row would let a stream of postings starve the close.
  await tx.query('lock table ledger_day in exclusive mode')
  const { rows } = await tx.query<{ before: DayState }>(
    `with ending as (
       update ledger_day set state = 'closing', closing_at = now() where day = $1 and state = 'open' returning day
     ), opened as (
       insert into ledger_day (day, state) select $2::date, 'open' from ending
     )
     select state as before from ledger_day where day = $1`,
    [day, nextDay],
    'ledger-begin-close',
  )
  const [was] = rows
  if (was === undefined) return unknownDay(day)
  const next = dayLifecycle.after(was.before, 'beginClose')
  return next.ok ? ok({ state: next.value, fresh: true }) : ok({ state: was.before, fresh: false })
}

/**
 * Keeps a closing day to the caller until its transaction ends: rulings that would still be booked in it wait
 * and then find it closed, so that what the caller adds up is what the day ends with.
 */
export async function keepClosingDay(tx: Tx, day: BusinessDate): Promise<void> {
  await tx.query(
    `select 1 from ledger_day where day = $1 and state = 'closing' for update`,
    [day],
    'ledger-keep-closing-day',
  )
}

/**
 * Closing → closed, for ever. `digest` is the SHA-256 of the day's settlement; finishing again with the same
 * digest changes nothing, with another one is refused.
 */
export async function finishClose(
  tx: Tx,
  day: BusinessDate,
  digest: Buffer,
): Promise<Result<DayChange, 'day-unknown' | 'day-not-closing' | 'day-closed-with-other-digest'>> {
  const { rowCount } = await tx.query(
    `update ledger_day
        set state = 'closed', closed_at = now(), digest = $2,
            total_fen = (select coalesce(sum(debits_fen), 0)::int8 from ledger_day_total where day = $1)
      where day = $1 and state = 'closing'`,
    [day, digest],
    'ledger-finish-close',
  )
  if (rowCount === 1) return ok({ state: 'closed', fresh: true })
  const { rows } = await tx.query<{ state: DayState; digest: Buffer | null }>(
    'select state, digest from ledger_day where day = $1 for update',
    [day],
  )
  const [now] = rows
  if (now === undefined) return unknownDay(day)
  if (now.state !== 'closed') {
    return refuse('day-not-closing', { field: day, detail: `the day is ${now.state}` })
  }
  return now.digest?.equals(digest) === true
    ? ok({ state: 'closed', fresh: false })
    : refuse('day-closed-with-other-digest', { field: day })
}

/**
 * The part of a posting statement that adds its debits to the total of the day. Each session of the server has a row
 * of its own, so that no posting waits for another here.
 * @param debits a query of one row with `fen`, null when nothing is posted
 * @param day the parameter that has the day
 */
export const addedToDay = (debits: string, day: string): string => `day_total as (
    insert into ledger_day_total as total (day, session, debits_fen)
    select ${day}::date, pg_backend_pid(), fen::int8 from (${debits}) posted where fen > 0
    on conflict (day, session) do update set debits_fen = total.debits_fen + excluded.debits_fen
  )`

const unknownDay = (day: BusinessDate): Result<never, 'day-unknown'> =>
  refuse('day-unknown', { field: day, detail: 'the books have no such day' })

export async function dayState(sql: Sql, day: BusinessDate): Promise<DayState | undefined> {
  const { rows } = await sql.query<{ state: DayState }>(
    'select state from ledger_day where day = $1',
    [day],
    'ledger-day-state',
  )
  return rows[0]?.state
}

/** All days of the books, oldest first. */
export async function days(sql: Sql): Promise<readonly LedgerDay[]> {
  const { rows } = await sql.query<LedgerDay>(
    `select day, state, opened_at as "openedAt", closing_at as "closingAt", closed_at as "closedAt",
            total_fen as "totalFen", digest
       from ledger_day order by day`,
  )
  return rows
}
