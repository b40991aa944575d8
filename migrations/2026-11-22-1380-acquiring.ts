import type { Migration } from './migration'

/** POS terminals at the host: their keys and batches, every message once with its answer, and what is in dispute. */
export const migration: Migration = {
  name: '2026-11-22-1380-acquiring',
  up: `
    create table acquiring_terminal (
      -- f41 and f42.
      terminal        text collate "C" primary key check (terminal ~ '^[A-Za-z0-9]{8}$'),
      merchant_number text collate "C" not null check (merchant_number ~ '^[A-Za-z0-9]{15}$'),
      -- The device in the registry, who sells with it, and who settles for the seller.
      device          text collate "C" not null,
      merchant        text collate "C" not null,
      operator        text collate "C" not null,
      -- Pays for cash loads out of its prepayment; null: the terminal loads nothing for cash.
      agent           text collate "C",
      -- Terminal number under the codes of loads (12 digits).
      sam             text not null check (sam ~ '^[0-9]{12}$'),
      mac_algorithm   text not null,
      master_key      text not null,
      entered_key     bytea,
      registered_at   timestamptz not null,
      taken_out_at    timestamptz,
      batch           int4 not null default 1 check (batch between 1 and 999999),
      -- Sealed work keys: in force, given out and not yet proved by a right MAC, and those before.
      keys_current    jsonb,
      keys_pending    jsonb,
      keys_previous   jsonb,
      previous_until  timestamptz,
      wrong_macs      int4 not null default 0,
      locked_at       timestamptz,
      signed_in_at    timestamptz,
      proved_at       timestamptz
    ) with (fillfactor = 60);
    create index acquiring_terminal_operator on acquiring_terminal (operator, terminal);
    create index acquiring_terminal_merchant on acquiring_terminal (merchant_number, terminal);

    create sequence acquiring_reference as int8 minvalue 1 maxvalue 999999999999;

    create table acquiring_message (
      -- Also the reference number f37, in twelve digits.
      message         int8 primary key,
      terminal        text collate "C" not null,
      merchant_number text collate "C" not null,
      batch           int4 not null check (batch between 0 and 999999),
      trace           int4 not null check (trace between 0 and 999999),
      class           text not null check (class in ('request', 'reversal', 'notice')),
      business_date   date not null,
      -- Null where a reversal stands for an original that has not come.
      fingerprint     bytea check (length(fingerprint) = 16),
      kind            text not null,
      state           text not null check (state in ('approved', 'declined', 'forestalled', 'held', 'completed',
                        'expired', 'voided', 'reversed', 'claimed', 'upheld', 'rejected', 'taken')),
      response        text not null check (response ~ '^[0-9A-Z]{2}$'),
      answer          jsonb not null,
      amount_fen      int8 not null default 0 check (amount_fen >= 0),
      -- Of whom the terminal named; null where it is no card of ours.
      payer_card      int8,
      card_masked     text not null default '',
      person          text collate "C",
      operator        text collate "C" not null,
      merchant        text collate "C" not null,
      contract        text collate "C",
      original        int8,
      -- What was booked for it, signed as the merchant sees it, and in which day of the books.
      day             date,
      booked_fen      int8 not null default 0,
      booked_count    int4 not null default 0,
      refunded_fen    int8 not null default 0 check (refunded_fen >= 0),
      -- The hold of a pre-authorisation as it stands.
      hold            text collate "C",
      held_until      timestamptz,
      load            text collate "C",
      arrived_at      timestamptz not null,
      unique (terminal, batch, trace, class, business_date),
      check ((day is null) = (booked_fen = 0 and booked_count = 0)),
      check (day is null or contract is not null),
      check (refunded_fen <= amount_fen),
      check (state <> 'held' or hold is not null)
    ) with (fillfactor = 80);
    create index acquiring_message_day on acquiring_message (day) where day is not null;
    create index acquiring_message_operator on acquiring_message (operator, message);
    create index acquiring_message_held on acquiring_message (held_until) where state = 'held';
    create index acquiring_message_original on acquiring_message (original) where original is not null;

    create table acquiring_batch (
      terminal         text collate "C" not null,
      batch            int4 not null,
      opened_at        timestamptz not null,
      state            text not null check (state in ('open', 'uploading', 'reported', 'closed', 'forced')),
      -- As the terminal says and as we have it: debit and credit of our own cards.
      their_debit_fen  int8, their_debits int4, their_credit_fen int8, their_credits int4,
      our_debit_fen    int8, our_debits int4, our_credit_fen int8, our_credits int4,
      result           text check (result in ('1', '2', '3')),
      lines            int4 not null default 0,
      closed_at        timestamptz,
      primary key (terminal, batch, opened_at),
      check ((state in ('closed', 'forced')) = (closed_at is not null))
    );
    create index acquiring_batch_open on acquiring_batch (opened_at) where closed_at is null;

    -- What a terminal uploads of its batch, and what the comparison found.
    create table acquiring_line (
      terminal    text collate "C" not null,
      batch       int4 not null,
      opened_at   timestamptz not null,
      trace       int4 not null,
      upload      text not null,
      card_masked text not null default '',
      amount_fen  int8 not null,
      received_at timestamptz not null,
      primary key (terminal, batch, opened_at, trace)
    );
    create table acquiring_difference (
      terminal     text collate "C" not null,
      batch        int4 not null,
      opened_at    timestamptz not null,
      trace        int4 not null,
      found        text not null check (found in ('host-only', 'terminal-only', 'amounts-differ')),
      host_fen     int8,
      terminal_fen int8,
      message      int8,
      primary key (terminal, batch, opened_at, trace)
    );

    create table acquiring_item (
      item        text collate "C" primary key,
      kind        text not null,
      terminal    text collate "C" not null,
      operator    text collate "C" not null,
      message     int8,
      amount_fen  int8 not null,
      detail      text not null default '',
      opened_at   timestamptz not null,
      state       text not null default 'open' check (state in ('open', 'upheld', 'rejected')),
      decided_at  timestamptz,
      decided_by  text,
      reason      text,
      check ((state = 'open') = (decided_at is null))
    );
    create index acquiring_item_open on acquiring_item (opened_at, item) where state = 'open';
    create index acquiring_item_operator on acquiring_item (operator, item);

    create table acquiring_pin (
      person      text collate "C" primary key,
      kept        bytea not null,
      set_at      timestamptz not null,
      wrong_tries int4 not null default 0,
      locked_at   timestamptz
    );

    -- Purse sales that terminals made offline. The same record over another terminal or batch is the same record.
    create table acquiring_purse_sale (
      card        int8 not null,
      counter     int4 not null,
      type        int2 not null,
      tac         text not null check (tac ~ '^[0-9A-F]{8}$'),
      message     int8 not null,
      terminal    text collate "C" not null,
      operator    text collate "C" not null,
      amount_fen  int8 not null check (amount_fen >= 0),
      record      jsonb not null,
      arrived_at  timestamptz not null,
      handover    int8,
      primary key (card, counter, type, tac)
    );
    create index acquiring_purse_sale_waiting on acquiring_purse_sale (operator) where handover is null;
    create index acquiring_purse_sale_handover on acquiring_purse_sale (handover);

    create table acquiring_handover (
      handover    int8 generated always as identity primary key,
      operator    text collate "C" not null,
      created_at  timestamptz not null,
      done_at     timestamptz
    );
    create index acquiring_handover_open on acquiring_handover (handover) where done_at is null;

    create view acquiring_booked_view as
      select message, day, operator, contract, booked_fen, booked_count from acquiring_message
       where day is not null;

    -- What is held now, one posting a hold.
    create view ledger_hold_open_view as
      select h.hold, h.kind, h.debits[1] as debit, h.amounts_fen[1] as amount_fen, h.held_at, h.expires_at
        from ledger_hold_open o join ledger_hold h using (hold);

    grant select, insert on acquiring_terminal, acquiring_message, acquiring_batch, acquiring_line,
      acquiring_difference, acquiring_item, acquiring_pin, acquiring_purse_sale, acquiring_handover
      to citycard_app;
    grant usage on sequence acquiring_reference to citycard_app;
    grant update (taken_out_at, entered_key, batch, keys_current, keys_pending, keys_previous, previous_until,
      wrong_macs, locked_at, signed_in_at, proved_at) on acquiring_terminal to citycard_app;
    grant update (state, refunded_fen, hold, held_until, day, booked_fen, booked_count) on acquiring_message to citycard_app;
    grant update (state, their_debit_fen, their_debits, their_credit_fen, their_credits, our_debit_fen,
      our_debits, our_credit_fen, our_credits, result, lines, closed_at) on acquiring_batch to citycard_app;
    grant update (state, decided_at, decided_by, reason) on acquiring_item to citycard_app;
    grant update (kept, set_at, wrong_tries, locked_at) on acquiring_pin to citycard_app;
    grant update (handover) on acquiring_purse_sale to citycard_app;
    grant update (done_at) on acquiring_handover to citycard_app;
    grant select on acquiring_booked_view, ledger_hold_open_view to citycard_app;
  `,
}
