import { type BusinessDate, type Fen, type Sql, type Tx } from '../base'
import { chartLineOf, type Account } from './account'
import type { Side } from './chart'
import type { DayState } from './day'
import type { Prepared } from './decide'
import { entriesOf, lineDigests } from './digest'
import type { When } from './outcome'
import type { Deltas, Standing } from './standing'

/** Another call used one of our references in the same moment; run again, this one will see it. */
export class ReferenceRaced extends Error {
  readonly code = '40001'

  constructor() {
    super('a reference was used by another transaction in the same moment')
    this.name = 'ReferenceRaced'
  }
}

export interface LockedAccounts {
  readonly dayState: DayState | undefined
  readonly standings: Map<Account, Standing>
}

/**
 * Locks the day against closing and the accounts against everybody else, in one order for all callers, and
 * says how they stand. Accounts that were never used are opened.
 */
export async function lockAccounts(
  tx: Tx,
  accounts: readonly Account[],
  when: Partial<When> & Pick<When, 'at'>,
): Promise<LockedAccounts> {
  const locked = await lockOpened(tx, accounts, when.day)
  const missing = accounts.filter((account) => !locked.standings.has(account))
  if (missing.length === 0) return locked
  await openAccounts(tx, missing, when.at)
  const opened = await lockOpened(tx, missing, when.day)
  return {
    dayState: locked.dayState,
    standings: new Map([...locked.standings, ...opened.standings]),
  }
}

interface StandingRow {
  readonly dayState: DayState | null
  readonly account: Account | null
  readonly side: Side
  readonly floored: boolean
  readonly postedDebits: Fen
  readonly postedCredits: Fen
  readonly pendingDebits: Fen
  readonly pendingCredits: Fen
}

async function lockOpened(
  tx: Tx,
  accounts: readonly Account[],
  day: BusinessDate | undefined,
): Promise<LockedAccounts> {
  // Always in name order: two calls that touch the same accounts queue up instead of deadlocking.
  const { rows } = await tx.query<StandingRow>(
    `with day as (select state from ledger_day where day = $2::date for share),
          locked as (select * from ledger_balance where account = any ($1::text[]) order by account for update)
     select (select state from day) as "dayState", account, side, floored,
            posted_debits_fen as "postedDebits", posted_credits_fen as "postedCredits",
            pending_debits_fen as "pendingDebits", pending_credits_fen as "pendingCredits"
       from (select) as always left join locked on true`,
    [accounts, day ?? null],
  )
  const standings = new Map<Account, Standing>()
  for (const { account, dayState: _, ...standing } of rows) {
    if (account !== null) standings.set(account, standing)
  }
  return { dayState: rows[0]?.dayState ?? undefined, standings }
}

async function openAccounts(tx: Tx, accounts: readonly Account[], at: Date): Promise<void> {
  const lines = accounts.map((account) => ({ account, line: chartLineOf(account) }))
  await tx.query(
    `with opened as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::"char"[], $6::boolean[])
                  as given (account, code, name, fund, side, floored) order by account collate "C"
     ), balance as (
       insert into ledger_balance (account, side, floored) select account, side, floored from opened
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
    ],
  )
}

/** The digests of the movements that stand under these references. */
export async function postedDigests(
  sql: Sql,
  references: readonly string[],
): Promise<Map<string, Buffer>> {
  const { rows } = await sql.query<{ reference: string; digest: Buffer }>(
    `select m.reference, m.digest
       from unnest($1::text[]) as asked (reference)
      cross join lateral (select reference, digest from ledger_movement
                           where reference = asked.reference limit 1) as m`,
    [references],
  )
  return new Map(rows.map(({ reference, digest }) => [reference, digest]))
}

/** Journal, balances and day balances in one statement, each account changed once whatever the call holds. */
export async function insertMovements(
  tx: Tx,
  write: { readonly accepted: readonly Prepared[]; readonly deltas: Deltas; readonly when: When },
): Promise<void> {
  const { accepted, when } = write
  const { rows } = await tx.query<{ inserted: bigint }>(
    INSERT_MOVEMENTS,
    [
      ...movementColumns(accepted),
      when.day,
      when.at,
      ...postingColumns(accepted),
      ...deltaColumns(write.deltas),
    ],
    'ledger-insert-movements',
  )
  if (rows[0]?.inserted !== BigInt(accepted.length)) throw new ReferenceRaced()
}

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
    on conflict (reference) do nothing
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
           pending_credits_fen = pending_credits_fen + d.pending_credits
      from delta d where b.account = d.account
  ), day_balance as (
    insert into ledger_day_balance as b (account, day, debits_fen, credits_fen)
    select account, $9::date, posted_debits, posted_credits from delta
     where posted_debits > 0 or posted_credits > 0
    on conflict (account, day) do update
      set debits_fen = b.debits_fen + excluded.debits_fen, credits_fen = b.credits_fen + excluded.credits_fen
  )
  select count(*) as inserted from movement`

/** An array of numbers or account names, which need no quoting; the driver’s own way is several times slower. */
const plainArray = (items: readonly (string | number | bigint)[]): string => `{${items.join(',')}}`

const hexArray = (items: readonly (Buffer | undefined)[]): string =>
  `{${items.map((item) => (item === undefined ? 'NULL' : `"\\\\x${item.toString('hex')}"`)).join(',')}}`

function movementColumns(accepted: readonly Prepared[]): unknown[] {
  const movements = accepted.map(({ movement }) => movement)
  return [
    movements.map(({ reference }) => reference),
    plainArray(movements.map(({ kind }) => kind)),
    plainArray(movements.map(({ effectiveAt }) => effectiveAt.toISOString())),
    hexArray(accepted.map(({ digest }) => digest)),
    hexArray(movements.map((movement) => lineDigests(movement.reference, entriesOf(movement)))),
    hexArray(movements.map(({ evidence }) => evidence)),
    movements.map(({ corrects }) => corrects ?? null),
    plainArray(
      movements.map(({ postings }) => postings.reduce((sum, { amount }) => sum + amount, 0n)),
    ),
  ]
}

function postingColumns(accepted: readonly Prepared[]): string[] {
  const postings = accepted.flatMap(({ movement }, place) =>
    movement.postings.map((posting, index) => ({ ...posting, place: place + 1, index: index + 1 })),
  )
  return [
    plainArray(postings.map(({ place }) => place)),
    plainArray(postings.map(({ index }) => index)),
    plainArray(postings.map(({ debit }) => debit)),
    plainArray(postings.map(({ credit }) => credit)),
    plainArray(postings.map(({ amount }) => amount)),
    plainArray(postings.map(({ count }) => count)),
  ]
}

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
