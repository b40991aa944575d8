import type { Database, Fen } from '../base'
import type { Account } from './account'
import { movementColumns, plainArray, postingColumns, sqlStateOf } from './columns'
import { addedToDay } from './day-store'
import type { Prepared } from './decide'
import type { When } from './outcome'

/** What a call takes from an account and brings to it. */
export interface Moved {
  readonly account: Account
  debits: Fen
  credits: Fen
}

/** A reference was taken, or accounts were locked in a circle or changed, in the same moment by somebody else. */
const OUTRUN = new Set<unknown>(['23505', '40001', '40P01'])

/**
 * Posts a call as a whole when nothing about it needs deciding: the day is open and no account has entered a
 * later one, every account is open and holds what the call takes from it whatever the order, and no reference
 * stands already. Otherwise it writes nothing and answers false. One statement, which is its own transaction.
 * @param moved in the order of the accounts' names, each account once
 */
export async function insertPlain(
  database: Database,
  call: readonly Prepared[],
  { moved, when }: { readonly moved: readonly Moved[]; readonly when: When },
): Promise<boolean> {
  const columns = [
    when.day,
    when.at,
    ...movementColumns(call),
    ...postingColumns(call),
    plainArray(moved.map(({ account }) => account)),
    plainArray(moved.map(({ debits }) => debits)),
    plainArray(moved.map(({ credits }) => credits)),
  ]
  try {
    const { rows } = await (database.inLine === undefined
      ? database.query(POST_PLAIN, columns, 'ledger-post-plain')
      : database.inLine(POST_PLAIN, columns, 'ledger-post-plain'))
    return rows.length === 1
  } catch (error) {
    if (OUTRUN.has(sqlStateOf(error))) return false
    throw error
  }
}

/*
 * Accounts are locked in name order, as in LOCK_BOOKS, and nothing is written before they are. The locks also
 * bring the newest state of each account, which a day's totals are taken from. The comparison with an array of
 * one keeps every plan from reading the whole table of balances.
 */
const POST_PLAIN = `
  with open_day as materialized (
    select from ledger_day where day = $1::date and state = 'open' for share
  ), locked as materialized (
    select balance.*, moved.debits, moved.credits
      from (select * from unnest($17::text[], $18::int8[], $19::int8[]) with ordinality
                       as moved (account, debits, credits, place) order by place) moved
     cross join lateral (select * from ledger_balance where account = moved.account for update) balance
  ), plain as materialized (
    select where exists (select from open_day)
       and (select count(*) = cardinality($17::text[])
                   and bool_and(day <= $1::date
                                and (not floored
                                     or case side when 'C' then posted_credits_fen - posted_debits_fen - pending_debits_fen - debits
                                                  else posted_debits_fen - posted_credits_fen - pending_credits_fen - credits
                                        end >= 0))
              from locked)
       and not exists (select from unnest($3::text[]) as asked (reference)
                        cross join lateral (select from ledger_movement
                                             where reference = asked.reference limit 1) as stands)
  ), movement as (
    insert into ledger_movement (reference, kind, day, effective_at, posted_at, debit_fen, credit_fen, digest,
                                 line_digests, evidence, corrects)
    select reference, kind, $1::date, effective_at, $2::timestamptz, amount_fen, amount_fen, digest,
           line_digests, evidence, corrects
      from plain
     cross join unnest($3::text[], $4::text[], $5::timestamptz[], $6::bytea[], $7::bytea[], $8::bytea[],
                       $9::text[], $10::int8[])
             as g (reference, kind, effective_at, digest, line_digests, evidence, corrects, amount_fen)
    returning movement, reference
  ), entry as (
    insert into ledger_entry (movement, line, account, side, amount_fen, count, day)
    select m.movement, 2 * p.posting - half.back, case half.back when 1 then p.debit else p.credit end,
           case half.back when 1 then 'D' else 'C' end, p.amount_fen, p.count, $1::date
      from unnest($11::int4[], $12::int4[], $13::text[], $14::text[], $15::int8[], $16::int4[])
             as p (place, posting, debit, credit, amount_fen, count)
      join movement m on m.reference = ($3::text[])[p.place]
     cross join (values (1), (0)) as half (back)
  ), balance as (
    update ledger_balance b
       set posted_debits_fen = b.posted_debits_fen + l.debits,
           posted_credits_fen = b.posted_credits_fen + l.credits,
           day = $1::date,
           day_debits_fen = case when b.day = $1::date then b.day_debits_fen + l.debits else l.debits end,
           day_credits_fen = case when b.day = $1::date then b.day_credits_fen + l.credits else l.credits end
      from locked l cross join plain
     where b.account = any (array[l.account])
  ), earlier_day as (
    insert into ledger_day_balance as b (account, day, debits_fen, credits_fen)
    select account, day, day_debits_fen, day_credits_fen
      from locked cross join plain
     where day < $1::date and (day_debits_fen > 0 or day_credits_fen > 0)
    on conflict (account, day) do update
      set debits_fen = b.debits_fen + excluded.debits_fen, credits_fen = b.credits_fen + excluded.credits_fen
  ), ${addedToDay(`select sum(debits) as fen from locked cross join plain`, '$1')}
  select true as posted from plain`
