import type { Migration } from './migration'

/**
 * The books. Journal and chain are append-only: work may insert and read them, never update or delete.
 * Only balances, the day's state and the position of the sealer change.
 */
export const migration: Migration = {
  name: '2026-11-22-0200-ledger',
  up: `
    create table ledger_account (
      account    text collate "C" primary key,
      code       text not null,
      name       text not null,
      fund       text not null,
      side       "char" not null check (side in ('D', 'C')),
      floored    boolean not null,
      opened_at  timestamptz not null
    );

    create table ledger_day (
      day        date primary key,
      state      text not null check (state in ('open', 'closing', 'closed')),
      opened_at  timestamptz not null default now(),
      closing_at timestamptz,
      closed_at  timestamptz,
      -- Total of the day's debits at its close: a posting that comes later cannot hide.
      total_fen  int8,
      digest     bytea check (length(digest) = 32),
      check ((state = 'open') = (closing_at is null)),
      check ((state = 'closed') = (closed_at is not null)),
      check ((state = 'closed') = (digest is not null)),
      check ((state = 'closed') = (total_fen is not null))
    );
    create unique index ledger_day_open on ledger_day (state) where state = 'open';

    create table ledger_movement (
      movement     int8 generated always as identity primary key,
      reference    text collate "C" not null unique,
      kind         text not null,
      day          date not null,
      effective_at timestamptz not null,
      posted_at    timestamptz not null,
      debit_fen    int8 not null check (debit_fen >= 0),
      credit_fen   int8 not null,
      digest       bytea not null check (length(digest) = 32),
      -- Eight bytes of hash per entry, so that an altered entry can be named.
      line_digests bytea not null check (length(line_digests) % 16 = 0),
      evidence     bytea check (length(evidence) = 32),
      corrects     text,
      check (debit_fen = credit_fen),
      check ((debit_fen = 0) = (length(line_digests) = 0)),
      check (debit_fen > 0 or evidence is not null)
    );

    create table ledger_entry (
      movement   int8 not null,
      line       int4 not null check (line > 0),
      account    text collate "C" not null,
      side       "char" not null check (side in ('D', 'C')),
      amount_fen int8 not null check (amount_fen > 0),
      count      int4 not null check (count >= 0),
      day        date not null,
      primary key (movement, line)
    );
    -- An account's own page, and any day of it.
    create index ledger_entry_account on ledger_entry (account, day, movement);

    -- The one hot table: free space in each page lets a balance be changed in place, without touching an index.
    create table ledger_balance (
      account             text collate "C" primary key,
      side                "char" not null check (side in ('D', 'C')),
      floored             boolean not null,
      posted_debits_fen   int8 not null default 0 check (posted_debits_fen >= 0),
      posted_credits_fen  int8 not null default 0 check (posted_credits_fen >= 0),
      pending_debits_fen  int8 not null default 0 check (pending_debits_fen >= 0),
      pending_credits_fen int8 not null default 0 check (pending_credits_fen >= 0),
      -- The newest day the account was posted in, and what that day alone brought.
      day                 date not null,
      day_debits_fen      int8 not null default 0 check (day_debits_fen between 0 and posted_debits_fen),
      day_credits_fen     int8 not null default 0 check (day_credits_fen between 0 and posted_credits_fen),
      constraint ledger_balance_floor check (
        not floored
        or (side = 'C' and posted_credits_fen - posted_debits_fen - pending_debits_fen >= 0)
        or (side = 'D' and posted_debits_fen - posted_credits_fen - pending_credits_fen >= 0)
      )
    ) with (fillfactor = 70);

    -- What earlier days brought. A day's row is written when the account is posted in a later one.
    create table ledger_day_balance (
      account     text collate "C" not null,
      day         date not null,
      debits_fen  int8 not null check (debits_fen >= 0),
      credits_fen int8 not null check (credits_fen >= 0),
      primary key (account, day)
    ) with (fillfactor = 70);
    create index ledger_day_balance_day on ledger_day_balance (day);

    create table ledger_hold (
      hold         text collate "C" primary key,
      kind         text not null,
      effective_at timestamptz not null,
      held_at      timestamptz not null,
      expires_at   timestamptz not null,
      digest       bytea not null check (length(digest) = 32),
      evidence     bytea check (length(evidence) = 32),
      corrects     text,
      debits       text[] not null check (cardinality(debits) > 0),
      credits      text[] not null check (cardinality(credits) = cardinality(debits)),
      amounts_fen  int8[] not null check (cardinality(amounts_fen) = cardinality(debits) and 0 < all (amounts_fen)),
      counts       int4[] not null check (cardinality(counts) = cardinality(debits))
    );

    -- The primary key is the promise: a hold ends once.
    create table ledger_hold_end (
      hold      text collate "C" primary key,
      outcome   text not null check (outcome in ('posted', 'voided', 'expired')),
      reference text,
      ended_at  timestamptz not null,
      check ((outcome = 'posted') = (reference is not null))
    );

    -- The work list: holds that have not ended. A hold leaves it in the transaction that writes its end.
    create table ledger_hold_open (
      hold       text collate "C" primary key,
      expires_at timestamptz not null
    );
    create index ledger_hold_open_expiry on ledger_hold_open (expires_at);

    create table ledger_seal (
      seq           int8 primary key check (seq > 0),
      previous_hash bytea not null check (length(previous_hash) = 32),
      hash          bytea not null unique check (length(hash) = 32),
      sealed_at     timestamptz not null default now(),
      last_movement int8 not null,
      movements     int8[] not null check (cardinality(movements) > 0),
      "references"  text[] not null check (cardinality("references") = cardinality(movements)),
      -- Eight bytes of hash per movement, so that an altered movement can be named.
      digests       bytea not null check (length(digests) = 8 * cardinality(movements))
    );
    create index ledger_seal_last on ledger_seal (last_movement);

    -- Where the sealer stands; its row lock lets one sealer work at a time.
    create table ledger_chain (
      chain         text primary key,
      seq           int8 not null,
      hash          bytea not null check (length(hash) = 32),
      horizon       int8 not null,
      candidate     int8 not null,
      candidate_xid text not null
    );
    insert into ledger_chain values ('journal', 0, decode(repeat('00', 32), 'hex'), 0, 0, '0');

    create view ledger_day_view as
      select day, state, opened_at, closing_at, closed_at, total_fen, digest from ledger_day;
    create view ledger_movement_view as
      select movement, reference, kind, day, effective_at, posted_at, debit_fen, evidence, corrects
        from ledger_movement;
    create view ledger_entry_view as
      select e.movement, m.reference, m.kind, e.line, e.account, e.side::text as side, e.amount_fen, e.count,
             e.day, m.effective_at, m.posted_at, m.corrects
        from ledger_entry e join ledger_movement m using (movement);
    create view ledger_day_balance_view as
      select account, day, debits_fen, credits_fen from ledger_day_balance
      union all
      select account, day, day_debits_fen, day_credits_fen from ledger_balance
       where day_debits_fen > 0 or day_credits_fen > 0;

    grant select, insert on
      ledger_account, ledger_movement, ledger_entry, ledger_hold, ledger_hold_end, ledger_seal to citycard_app;
    grant select, insert, update on ledger_balance, ledger_day_balance, ledger_day to citycard_app;
    grant select, insert, delete on ledger_hold_open to citycard_app;
    grant select, update on ledger_chain to citycard_app;
    grant select on ledger_day_view, ledger_movement_view, ledger_entry_view, ledger_day_balance_view to citycard_app;
  `,
  verify: `
    select t.name || ' may be ' || p.privilege || 'd by work' as wrong
      from unnest(array['ledger_account', 'ledger_movement', 'ledger_entry', 'ledger_hold', 'ledger_hold_end',
                        'ledger_seal']) as t (name)
     cross join unnest(array['update', 'delete', 'truncate']) as p (privilege)
     where has_table_privilege('citycard_app', t.name, p.privilege)
  `,
}
