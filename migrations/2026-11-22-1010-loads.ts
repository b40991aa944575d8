import type { Migration } from './migration'

/** Loads and unloads: each order with the facts its card gave, and every step of it with its evidence. */
export const migration: Migration = {
  name: '2026-11-22-1010-loads',
  up: `
    create table loads_order (
      card            int8 not null,
      load            text collate "C" not null check (load <> ''),
      digits          smallint not null check (digits between 16 and 19),
      way             text not null check (way in ('load', 'unload')),
      cause           text not null check (cause in ('counter', 'void', 'auto', 'return')),
      -- The load that a void takes back.
      original        text collate "C",
      -- 0 while an unload of all that is on the card has not been opened.
      amount_fen      int8 not null check (amount_fen >= 0),
      funding         jsonb not null,
      account         text collate "C" not null,
      terminal        text not null check (terminal ~ '^[0-9]{12}$'),
      -- Local time as it stands under MAC2 and TAC.
      city_time       text not null check (city_time ~ '^[0-9]{14}$'),
      state           text not null default 'requested'
                      check (state in ('requested', 'authorised', 'unknown', 'confirmed', 'not-done', 'dropped')),
      requested_by    text not null,
      requested_at    timestamptz not null,
      session         text,
      held_until      timestamptz not null,
      counter         int4 check (counter between 0 and 65535),
      old_balance_fen int8,
      key_version     int2,
      algorithm       int2,
      random          bytea check (length(random) = 4),
      authorised_at   timestamptz,
      evidence        text check (evidence in ('answer', 'proof', 'counter', 'tap', 'refund', 'never-opened')),
      resolved_at     timestamptz,
      -- The money was given back (a load not done) or paid out (an unload done).
      settled_account text collate "C",
      settled_at      timestamptz,
      steps           int4 not null default 0,
      primary key (card, load),
      check (way = 'unload' or amount_fen > 0),
      check ((state in ('requested', 'dropped')) or amount_fen > 0),
      check ((state in ('requested', 'dropped', 'not-done')) or counter is not null),
      check ((state in ('confirmed', 'not-done')) = (evidence is not null)),
      check (way = 'unload' or original is null),
      check ((cause = 'void') = (original is not null))
    ) with (fillfactor = 70);
    -- A card has one online transaction in doubt at most: its online counter tells which one it was.
    create unique index loads_order_in_doubt on loads_order (card) where state in ('authorised', 'unknown');
    create unique index loads_order_void on loads_order (card, original)
      where original is not null and state not in ('dropped', 'not-done');
    create index loads_order_named on loads_order (load);
    create index loads_order_open on loads_order (requested_at)
      where state in ('requested', 'authorised', 'unknown');
    create index loads_order_owed on loads_order (resolved_at)
      where settled_at is null
        and ((way = 'load' and state = 'not-done') or (way = 'unload' and state = 'confirmed'));
    create index loads_order_by_time on loads_order (requested_at, load);
    create index loads_order_by_account on loads_order (account, requested_at);

    create table loads_step (
      card       int8 not null,
      load       text collate "C" not null,
      step       int4 not null,
      act        text not null,
      from_state text not null,
      to_state   text not null,
      at         timestamptz not null,
      actor      text not null,
      reference  text not null,
      evidence   text,
      primary key (card, load, step)
    );

    -- Standing wishes: from the online account onto the purse at the next terminal.
    create table loads_auto_order (
      card        int8 not null,
      auto        text collate "C" not null check (auto <> ''),
      person      text collate "C" not null,
      amount_fen  int8 not null check (amount_fen > 0),
      state       text not null default 'waiting' check (state in ('waiting', 'taken', 'withdrawn')),
      load        text collate "C",
      placed_at   timestamptz not null,
      ended_at    timestamptz,
      primary key (card, auto),
      check ((state = 'taken') = (load is not null))
    );
    create unique index loads_auto_order_one on loads_auto_order (card) where state = 'waiting';
    create index loads_auto_order_person on loads_auto_order (person, placed_at);

    create view loads_order_view as
      select card, load, way, cause, original, amount_fen, account, state, requested_by, requested_at,
             counter, old_balance_fen, evidence, resolved_at, settled_account, settled_at
        from loads_order;

    grant select, insert on loads_order, loads_step, loads_auto_order to citycard_app;
    grant update (state, amount_fen, session, counter, old_balance_fen, key_version, algorithm, random,
                  authorised_at, evidence, resolved_at, settled_account, settled_at, steps)
      on loads_order to citycard_app;
    grant update (state, load, ended_at) on loads_auto_order to citycard_app;
    grant select on loads_order_view to citycard_app;
  `,
}
