import type { Migration } from './migration'

/**
 * Value may leave a card online as well as come onto it, and whatever changes a card beside its taps is noted
 * for the chains.
 */
export const migration: Migration = {
  name: '2026-11-22-1210-clearing-care',
  up: `
    -- Below zero: value taken off the card online (圈提). Loads and unloads share the card's online counter.
    alter table registry_card_load drop constraint registry_card_load_amount_fen_check;
    alter table registry_card_load add constraint registry_card_load_amount_fen_check check (amount_fen <> 0);

    -- Cards whose chains must be looked at again though no tap came. The note is the number of the transaction
    -- that changed the card: one written while the card is being looked at is a row of its own and not lost.
    create table clearing_card_todo (
      card int8 not null,
      note int8 not null default (pg_current_xact_id()::text::int8),
      primary key (card, note)
    );

    grant select, insert, delete on clearing_card_todo to citycard_app;
  `,
}
