import type { Migration } from './migration'

/**
 * Clearing: presentment (raw bytes and verdicts), transaction (one row per genuine tap), and what follows
 * from the set of them (chains, gaps). Facts are append-only; only derived rows may change.
 */
export const migration: Migration = {
  name: '2026-11-22-0400-clearing',
  up: `
    create table clearing_upload (
      upload        int8 generated always as identity primary key,
      operator      text not null,
      file_no       int8 not null check (file_no > 0),
      form          text not null check (form in ('text', 'binary')),
      state         text not null default 'receiving'
                    check (state in ('receiving', 'received', 'complete', 'refused', 'cut-off')),
      refused       text,
      field         text,
      detail        text,
      created_at    text not null,
      record_count  int8,
      sum_fen       int8,
      digest        bytea,
      received_at   timestamptz not null,
      completed_at  timestamptz,
      receipt       jsonb,
      check ((state in ('refused', 'cut-off')) = (refused is not null)),
      check ((state = 'complete') = (receipt is not null))
    );
    -- A file number is taken by the first whole file that carries it; refused and cut-off attempts leave it free.
    create unique index clearing_upload_once on clearing_upload (operator, file_no)
      where state in ('received', 'complete');
    create index clearing_upload_unfinished on clearing_upload (upload) where state in ('receiving', 'received');

    -- What arrived, byte for byte (deflated); never changed.
    create table clearing_presentment (
      upload        int8 not null,
      chunk         int4 not null,
      first_line    int8 not null,
      record_count  int4 not null,
      raw           bytea not null,
      primary key (upload, chunk)
    );
    alter table clearing_presentment alter column raw set storage external;

    create sequence clearing_batch_number;

    -- One posted part of an upload: its verdicts, one byte a line (codes of reasons.table.ts).
    create table clearing_batch (
      batch         int8 primary key,
      upload        int8 not null,
      chunk         int4 not null,
      operator      text not null,
      settle_date   date not null,
      judged_at     timestamptz not null,
      first_line    int8 not null,
      verdicts      bytea not null,
      accepted_fen  int8 not null,
      duplicate_fen int8 not null,
      suspect_fen   int8 not null,
      rejected_fen  int8 not null,
      out_of_order  int4 not null,
      late          int4 not null,
      evidence      bytea not null,
      unique (upload, chunk)
    );

    create table clearing_batch_total (
      batch               int8 not null,
      contract            text not null,
      cause               text not null check (cause in ('takings', 'ruling')),
      operator            text not null,
      settle_date         date not null,
      taps                int8 not null,
      list_fen            int8 not null,
      charged_fen         int8 not null,
      card_discount_fen   int8 not null,
      concession_fen      int8 not null,
      transfer_fen        int8 not null,
      city_card_fen       int8 not null,
      city_concession_fen int8 not null,
      city_transfer_fen   int8 not null,
      primary key (batch, operator, contract, settle_date, cause)
    );
    create index clearing_batch_total_by_day on clearing_batch_total (settle_date);

    -- The transaction: one row per genuine TAC, keyed by what the TAC and the card's own key cover.
    create table clearing_tap (
      card           int8 not null,
      sam            int8 not null,
      term_seq       int8 not null,
      event_date     date not null,
      event_time     int4 not null,
      type           int2 not null,
      discount       int2 not null,
      key_version    int2 not null,
      algorithm      int2 not null,
      counter        int4 not null check (counter between 0 and 65535),
      line           int4 not null,
      amount_fen     int8 not null check (amount_fen >= 0),
      list_fen       int8 not null check (list_fen >= 0),
      balance_before int8 not null,
      batch          int8 not null,
      tac            int4 not null,
      primary key (card, event_date, sam, term_seq)
    );
    create index clearing_tap_by_sam on clearing_tap (sam, term_seq);
    create index clearing_tap_by_batch on clearing_tap (batch);

    -- Every other claim that could be read: suspects, unconfirmed taps, other contents under one genuine TAC.
    create table clearing_claim (
      card           int8 not null,
      event_date     date not null,
      sam            int8 not null,
      term_seq       int8 not null,
      batch          int8 not null,
      line           int4 not null,
      event_time     int4 not null,
      type           int2 not null,
      discount       int2 not null,
      key_version    int2 not null,
      algorithm      int2 not null,
      counter        int4 not null,
      amount_fen     int8 not null,
      list_fen       int8 not null,
      balance_before int8 not null,
      tac            int4 not null,
      reason         int2 not null,
      operator       text not null,
      primary key (card, event_date, sam, term_seq, batch, line)
    );
    create index clearing_claim_by_batch on clearing_claim (batch, line);

    create table clearing_reject (
      batch   int8 not null,
      line    int4 not null,
      reason  int2 not null,
      field   text not null,
      detail  text not null,
      primary key (batch, line)
    );

    -- A later verdict is a further row. sign says what it does to the money: +1 paid now, -1 taken back.
    create table clearing_ruling (
      card           int8 not null,
      event_date     date not null,
      sam            int8 not null,
      term_seq       int8 not null,
      run            int8 not null,
      batch          int8 not null,
      line           int4 not null,
      reason         int2 not null,
      sign           int2 not null check (sign in (-1, 0, 1)),
      operator       text not null,
      settle_date    date not null,
      amount_fen     int8 not null,
      list_fen       int8 not null,
      discount       int2 not null,
      ruled_at       timestamptz not null,
      primary key (card, event_date, sam, term_seq, run, batch, line)
    );
    create index clearing_ruling_by_batch on clearing_ruling (batch, line);
    create index clearing_ruling_by_run on clearing_ruling (run);

    -- What follows from the set of taps of a card: recomputed, never believed.
    create table clearing_card_shadow (
      card          int8 not null,
      purse         int2 not null check (purse in (1, 2)),
      next_counter  int4 not null,
      balance_fen   int8 not null,
      last_at       int8 not null,
      paid_fen      int8 not null,
      held_fen      int8 not null,
      tap_count     int4 not null,
      gap_count     int4 not null,
      break_count   int4 not null,
      fork_count    int4 not null,
      has_claims    boolean not null,
      primary key (card, purse)
    ) with (fillfactor = 80);

    create table clearing_card_gap (
      card          int8 not null,
      purse         int2 not null,
      from_counter  int4 not null,
      to_counter    int4 not null,
      missing_fen   int8,
      primary key (card, purse, from_counter)
    );

    create table clearing_card_fork (
      card          int8 not null,
      purse         int2 not null,
      counter       int4 not null,
      taps          int4 not null,
      primary key (card, purse, counter)
    );

    create table clearing_sam_shadow (
      sam        int8 primary key,
      first_seq  int8 not null,
      last_seq   int8 not null
    ) with (fillfactor = 80);

    -- Posted batches whose cards have not been looked at as chains yet.
    create table clearing_chain_todo (batch int8 primary key);
    create table clearing_chain_turn (only_one boolean primary key default true check (only_one));
    insert into clearing_chain_turn values (true);

    create view clearing_batch_total_view as
      select batch, operator, contract, settle_date, cause, taps, list_fen, charged_fen,
             card_discount_fen, concession_fen, transfer_fen,
             city_card_fen, city_concession_fen, city_transfer_fen
        from clearing_batch_total;

    -- Everything that was ever paid or taken back, tap by tap: the independent road to a settlement.
    create view clearing_paid_view as
      select tap.card, tap.event_date, tap.sam, tap.term_seq, batch.operator, batch.settle_date,
             1 as sign, tap.list_fen, tap.amount_fen as charged_fen, tap.discount, tap.batch
        from clearing_tap tap join clearing_batch batch using (batch)
      union all
      select card, event_date, sam, term_seq, operator, settle_date,
             sign::int, list_fen, amount_fen, discount, run
        from clearing_ruling where sign <> 0;

    grant select, insert on clearing_upload, clearing_presentment, clearing_batch, clearing_batch_total,
      clearing_tap, clearing_claim, clearing_reject, clearing_ruling to citycard_app;
    grant update (state, refused, field, detail, record_count, sum_fen, digest, completed_at, receipt)
      on clearing_upload to citycard_app;
    grant select, insert, update on clearing_card_shadow, clearing_sam_shadow to citycard_app;
    grant select, insert, delete on clearing_card_gap, clearing_card_fork, clearing_chain_todo to citycard_app;
    grant select, update on clearing_chain_turn to citycard_app;
    grant usage on sequence clearing_batch_number to citycard_app;
    grant select on clearing_batch_total_view, clearing_paid_view to citycard_app;
  `,
}
