import type { Migration } from './migration'

/** The fee on value that leaves cards as money, by whatever way; and whose the value of a closed card is. */
export const migration: Migration = {
  name: '2026-11-22-1320-refunds',
  up: `
    alter table loads_order
      -- Kept of what an unload gave; fixed when the card got its code.
      add column fee_fen int8 not null default 0 check (fee_fen >= 0 and fee_fen <= amount_fen),
      -- The rule and the arithmetic behind it, {en, zh}.
      add column fee_why jsonb,
      add check (fee_fen = 0 or (way = 'unload' and fee_why is not null));
    grant update (fee_fen, fee_why) on loads_order to citycard_app;

    alter table card_care_closing
      -- Of its value so much has been given in money and not moved to another card.
      add column refunded_fen int8 not null default 0 check (refunded_fen >= 0),
      add column fee_fen int8 not null default 0 check (fee_fen >= 0),
      add column fee_why jsonb,
      -- The deposit that is owed under the closing beside the value.
      add column deposit_fen int8 not null default 0 check (deposit_fen >= 0);
    grant update (refunded_fen, fee_fen, fee_why, deposit_fen) on card_care_closing to citycard_app;

    create view card_care_closing_view as
      select card, closing, cause, emptied, person, closed_at, due_on, settled_at, given_fen
        from card_care_closing;
    grant select on card_care_closing_view to citycard_app;

    -- Taps of a stopped time that others bear, given back to the holder of a card that is in use again; signed, as
    -- rulings that come later may turn them round.
    create table card_care_compensation (
      card           int8 not null,
      step           int4 not null check (step >= 0),
      -- Out of the value of all purses: taken off the chip, and not paid to its operator.
      purse_fen      int8 not null,
      -- Borne by the centre.
      shortage_fen   int8 not null,
      -- Owed by the holder, who had been given more than was left.
      receivable_fen int8 not null,
      -- Onto the online account of the holder, or out of it.
      given_fen      int8 not null,
      person         text not null,
      reference      text not null,
      booked_at      timestamptz not null,
      primary key (card, step),
      check (purse_fen + shortage_fen + receivable_fen = given_fen)
    );
    grant select, insert on card_care_compensation to citycard_app;

    create or replace view card_care_value_closed_view as
      select card, closing, step, purse_fen from card_care_closing_step
      union all
      select card, 'compensation', step, purse_fen from card_care_compensation;
  `,
}
