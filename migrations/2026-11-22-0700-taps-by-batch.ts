import type { Migration } from './migration'

/**
 * What was paid, in the pieces in which it is read again for an audit: the batches of a day, their taps with
 * nothing joined to each, and rulings. A day has some hundred thousand taps and few batches, contracts and
 * dates, so whoever adds up joins afterwards.
 */
export const migration: Migration = {
  name: '2026-11-22-0700-taps-by-batch',
  up: `
    create view clearing_batch_view as
      select batch, operator, settle_date from clearing_batch;

    create view clearing_taken_view as
      select batch, event_date, discount, list_fen, amount_fen as charged_fen from clearing_tap;

    create view clearing_ruled_view as
      select operator, settle_date, event_date, discount, sign::int as sign, list_fen,
             amount_fen as charged_fen
        from clearing_ruling where sign <> 0;

    grant select on clearing_batch_view, clearing_taken_view, clearing_ruled_view to citycard_app;
  `,
}
