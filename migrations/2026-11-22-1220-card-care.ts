import type { Migration } from './migration'

/** Loss reports, and what became of the value of cards that were closed. */
export const migration: Migration = {
  name: '2026-11-22-1220-card-care',
  up: `
    create table card_care_loss (
      card               int8 not null,
      reported_at        timestamptz not null,
      report             text not null check (report ~ '^loss_'),
      kind               text not null check (kind in ('oral', 'formal')),
      person             text not null,
      holder_bears_until timestamptz not null,
      -- When a report by phone lapses unless it is confirmed in person before.
      lapses_at          timestamptz,
      confirmed_at       timestamptz,
      ended_at           timestamptz,
      ended_how          text check (ended_how in ('found', 'lapsed', 'replaced')),
      actor              text not null,
      reference          text not null,
      primary key (card, reported_at),
      check ((kind = 'oral') = (lapses_at is not null)),
      check ((ended_at is null) = (ended_how is null))
    );
    create unique index card_care_loss_now on card_care_loss (card) where ended_at is null;
    create index card_care_loss_lapsing on card_care_loss (lapses_at)
      where ended_at is null and confirmed_at is null;

    -- A card whose value is given to its holder by the books and not by its chip.
    create table card_care_closing (
      card       int8 not null,
      closing    text not null check (closing ~ '^closing_'),
      cause      text not null,
      -- The chip was emptied at the counter before: what the books still see on it are taps yet to come.
      emptied    boolean not null,
      person     text,
      closed_at  timestamptz not null,
      due_on     date not null,
      settled_at timestamptz,
      given_fen  int8 check (given_fen >= 0),
      actor      text not null,
      reference  text not null,
      primary key (card, closing),
      check ((settled_at is null) = (given_fen is null))
    );
    create index card_care_closing_by_name on card_care_closing (closing);
    create index card_care_closing_due on card_care_closing (due_on) where settled_at is null;

    -- What a closing moved: step 0 when it was settled, later ones for taps that arrived afterwards.
    create table card_care_closing_step (
      card           int8 not null,
      closing        text not null,
      step           int4 not null check (step >= 0),
      -- Out of the value of all purses (below zero: back into it, for an operator that was paid after all).
      purse_fen      int8 not null,
      -- Borne by the centre.
      shortage_fen   int8 not null,
      -- Owed by the holder, who had been given more than was left.
      receivable_fen int8 not null,
      -- Owed to the holder.
      payable_fen    int8 not null,
      booked_at      timestamptz not null,
      primary key (card, closing, step),
      check (purse_fen + shortage_fen + receivable_fen = payable_fen)
    );

    create view card_care_value_closed_view as
      select card, closing, step, purse_fen from card_care_closing_step;

    grant select, insert on card_care_loss, card_care_closing, card_care_closing_step to citycard_app;
    grant update (confirmed_at, ended_at, ended_how) on card_care_loss to citycard_app;
    grant update (settled_at, given_fen) on card_care_closing to citycard_app;
    grant select on card_care_value_closed_view to citycard_app;
  `,
}
