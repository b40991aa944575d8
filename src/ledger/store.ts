import { type BusinessDate, type Fen, type Tx } from '../base'
import { chartLineOf, type Account } from './account'
import type { DayState } from './day'
import { movementColumns, plainArray, postingColumns, sqlStateOf } from './columns'
import { addedToDay } from './day-store'
import type { Prepared } from './decide'
import type { When } from './outcome'
import type { Deltas, Standing } from './standing'

/** Another call used one of our references in the same moment; run again, this one will see it. */
export class ReferenceRaced extends Error {
  readonly code = '40001'

  constructor(options?: ErrorOptions) {
    super('a reference was used by another transaction in the same moment', options)
    this.name = 'ReferenceRaced'
  }
}

export interface LockedBooks {
  readonly dayState: DayState | undefined
  readonly standings: Map<Account, LockedStanding>
  /** Digests (hexadecimal) of the movements that stand under the references asked for. */
  readonly posted: Map<string, string>
}

/** With the newest day the account was posted in, whose totals are still in the balance row. */
export interface LockedStanding extends Standing {
  readonly day: BusinessDate
  readonly dayDebits: Fen
  readonly dayCredits: Fen
}

export interface ToLock {
  /** Without doubles, in order. */
  readonly accounts: readonly Account[]
  readonly references?: readonly string[]
}

/**
 * Locks the day against closing and the accounts against everybody else, in one order for all callers, and
 * says how they stand and which references are taken. Accounts that were never used are opened.
 */
export async function lockBooks(
  tx: Tx,
  toLock: ToLock,
  when: Partial<When> & Pick<When, 'at'>,
): Promise<LockedBooks> {
  const books = await lockOpened(tx, toLock, when.day)
  const missing = toLock.accounts.filter((account) => !books.standings.has(account))
  if (missing.length === 0) return books
  await openAccounts(tx, missing, when)
  const opened = await lockOpened(tx, { accounts: missing }, when.day)
  return { ...books, standings: new Map([...books.standings, ...opened.standings]) }
}

interface BooksRow extends LockedStanding {
  readonly dayState: DayState | null
  readonly account: Account | null
  readonly reference: string | null
  readonly digest: string | null
}

async function lockOpened(
  tx: Tx,
  { accounts, references = [] }: ToLock,
  day: BusinessDate | undefined,
): Promise<LockedBooks> {
  const { rows } = await tx.query<BooksRow>(
    LOCK_BOOKS,
    [accounts, references, day ?? null],
    'ledger-lock-books',
  )
  const standings = new Map<Account, LockedStanding>()
  const posted = new Map<string, string>()
  let dayState: DayState | undefined
  for (const row of rows) {
    if (row.account !== null) standings.set(row.account, row)
    else if (row.reference !== null) posted.set(row.reference, row.digest as string)
    else dayState = row.dayState ?? undefined
  }
  return { dayState, standings, posted }
}

/*
 * Written so that every plan looks accounts and references up one by one in their indexes: a plan kept from
 * when the tables were small is right for large ones too, and need not be made anew at every posting. Accounts
 * are locked always in name order, so that two calls that touch the same ones queue up instead of deadlocking.
 * A reference somebody posts while we wait for a lock is not seen here; the insert will find it
 * (ReferenceRaced).
 */
const LOCK_BOOKS = `
  with open_day as (select state from ledger_day where day = $3::date for share),
       locked as (
         select balance.*
           from (select account collate "C" as account from unnest($1::text[]) as account order by 1) asked
          cross join lateral (select * from ledger_balance where account = asked.account for update) balance
       )
  select state as "dayState", null as account, null::"char" as side, null::bool as floored,
         null::int8 as "postedDebits", null::int8 as "postedCredits",
         null::int8 as "pendingDebits", null::int8 as "pendingCredits",
         null::date as day, null::int8 as "dayDebits", null::int8 as "dayCredits",
         null as reference, null::text as digest
    from open_day
   union all
  select null, account, side, floored, posted_debits_fen, posted_credits_fen, pending_debits_fen,
         pending_credits_fen, day, day_debits_fen, day_credits_fen, null, null
    from locked
   union all
  select null, null, null, null, null, null, null, null, null, null, null, m.reference, encode(m.digest, 'hex')
    from unnest($2::text[]) as asked (reference)
   cross join lateral (select reference, digest from ledger_movement
                        where reference = asked.reference limit 1) as m`

async function openAccounts(
  tx: Tx,
  accounts: readonly Account[],
  { day, at }: Partial<When> & Pick<When, 'at'>,
): Promise<void> {
  const lines = accounts.map((account) => ({ account, line: chartLineOf(account) }))
  await tx.query(
    `with opened as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::"char"[], $6::boolean[])
                  as given (account, code, name, fund, side, floored) order by account collate "C"
     ), balance as (
       insert into ledger_balance (account, side, floored, day)
       select account, side, floored, coalesce($8::date, 'epoch') from opened
       on conflict (account) do nothing
     )
     insert into ledger_account (account, code, name, fund, side, floored, opened_at)
     select account, code, name, fund, side, floored, $7::timestamptz from opened
     on conflict (account) do nothing`,
    [
      lines.map(({ account }) => account),
      lines.map(({ line }) => line?.code),
      lines.map(({ line }) => line?.name),
      lines.map(({ line }) => line?.fund),
      lines.map(({ line }) => line?.side),
      lines.map(({ line }) => line?.floored),
      at,
      day ?? null,
    ],
  )
}

/** Journal and balances in one statement, each account changed once whatever the call holds. */
export async function insertMovements(
  tx: Tx,
  write: {
    readonly accepted: readonly Prepared[]
    readonly deltas: Deltas
    readonly standings: ReadonlyMap<Account, LockedStanding>
    readonly when: When
  },
): Promise<void> {
  const { accepted, when, deltas } = write
  const columns = [
    ...movementColumns(accepted),
    when.day,
    when.at,
    ...postingColumns(accepted),
    ...deltaColumns(deltas),
    ...dayColumns(dayTotals(deltas, write.standings, when.day)),
  ]
  try {
    await tx.query(INSERT_MOVEMENTS, columns, 'ledger-insert-movements')
  } catch (error) {
    throw isUniqueViolation(error) ? new ReferenceRaced({ cause: error }) : error
  }
}

const isUniqueViolation = (error: unknown): boolean => sqlStateOf(error) === '23505'

const INSERT_MOVEMENTS = `
  with given as (
    select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::bytea[], $5::bytea[], $6::bytea[],
                         $7::text[], $8::int8[])
      with ordinality as g (reference, kind, effective_at, digest, line_digests, evidence, corrects, amount_fen, place)
  ), movement as (
    insert into ledger_movement (reference, kind, day, effective_at, posted_at, debit_fen, credit_fen, digest,
                                 line_digests, evidence, corrects)
    select reference, kind, $9::date, effective_at, $10::timestamptz, amount_fen, amount_fen, digest,
           line_digests, evidence, corrects
      from given order by place
    returning movement, reference
  ), entry as (
    insert into ledger_entry (movement, line, account, side, amount_fen, count, day)
    select m.movement, 2 * p.posting - half.back, case half.back when 1 then p.debit else p.credit end,
           case half.back when 1 then 'D' else 'C' end, p.amount_fen, p.count, $9::date
      from unnest($11::int4[], $12::int4[], $13::text[], $14::text[], $15::int8[], $16::int4[])
             as p (place, posting, debit, credit, amount_fen, count)
      join given g using (place)
      join movement m using (reference)
     cross join (values (1), (0)) as half (back)
  ), delta as materialized (
    select * from unnest($17::text[], $18::int8[], $19::int8[], $20::int8[], $21::int8[])
      as d (account, posted_debits, posted_credits, pending_debits, pending_credits)
  ), balance as (
    update ledger_balance b
       set posted_debits_fen = posted_debits_fen + d.posted_debits,
           posted_credits_fen = posted_credits_fen + d.posted_credits,
           pending_debits_fen = pending_debits_fen + d.pending_debits,
           pending_credits_fen = pending_credits_fen + d.pending_credits,
           day = greatest(b.day, $9::date),
           day_debits_fen = case when b.day = $9::date then day_debits_fen + d.posted_debits
                                 when b.day < $9::date then d.posted_debits else day_debits_fen end,
           day_credits_fen = case when b.day = $9::date then day_credits_fen + d.posted_credits
                                  when b.day < $9::date then d.posted_credits else day_credits_fen end
      from delta d where b.account = d.account and d.posted_debits >= 0 and d.posted_credits >= 0
  ), day_balance as (
    insert into ledger_day_balance as b (account, day, debits_fen, credits_fen)
    select * from unnest($22::text[], $23::date[], $24::int8[], $25::int8[])
    on conflict (account, day) do update
      set debits_fen = b.debits_fen + excluded.debits_fen, credits_fen = b.credits_fen + excluded.credits_fen
  ), ${addedToDay('select sum(fen) as fen from unnest($8::int8[]) as fen', '$9')}
  select count(*) from movement`

function deltaColumns(deltas: Deltas): string[] {
  const changes = [...deltas.values()]
  return [
    plainArray([...deltas.keys()]),
    plainArray(changes.map(({ postedDebits }) => postedDebits)),
    plainArray(changes.map(({ postedCredits }) => postedCredits)),
    plainArray(changes.map(({ pendingDebits }) => pendingDebits)),
    plainArray(changes.map(({ pendingCredits }) => pendingCredits)),
  ]
}

interface DayTotal {
  readonly account: Account
  readonly day: BusinessDate
  readonly debits: Fen
  readonly credits: Fen
}

/**
 * What goes to the page of days: the totals of an earlier day when an account enters a new one, and postings
 * into a day that is closing while the account is already in the next. Empty for almost every call.
 */
function dayTotals(
  deltas: Deltas,
  standings: ReadonlyMap<Account, LockedStanding>,
  day: BusinessDate,
): DayTotal[] {
  return [...deltas].flatMap(([account, delta]): DayTotal[] => {
    const row = standings.get(account)
    if (row === undefined || row.day === day) return []
    const total =
      row.day < day
        ? { account, day: row.day, debits: row.dayDebits, credits: row.dayCredits }
        : { account, day, debits: delta.postedDebits, credits: delta.postedCredits }
    return total.debits > 0n || total.credits > 0n ? [total] : []
  })
}

const dayColumns = (totals: readonly DayTotal[]): string[] => [
  plainArray(totals.map(({ account }) => account)),
  plainArray(totals.map(({ day }) => day)),
  plainArray(totals.map(({ debits }) => debits)),
  plainArray(totals.map(({ credits }) => credits)),
]

/** Changes what is held on accounts, where nothing is booked. The accounts are locked already. */
export async function movePending(tx: Tx, deltas: Deltas): Promise<void> {
  const changes = [...deltas.values()]
  await tx.query(
    `update ledger_balance b
        set pending_debits_fen = pending_debits_fen + d.debits,
            pending_credits_fen = pending_credits_fen + d.credits
       from unnest($1::text[], $2::int8[], $3::int8[]) as d (account, debits, credits)
      where b.account = d.account`,
    [
      plainArray([...deltas.keys()]),
      plainArray(changes.map(({ pendingDebits }) => pendingDebits)),
      plainArray(changes.map(({ pendingCredits }) => pendingCredits)),
    ],
  )
}
