import type { Migration } from './migration'

/** Of years of POS sales the re-derivation of a day reads that day's only. */
export const migration: Migration = {
  name: '2026-11-22-1560-journal-of-pos-by-day',
  up: `
    drop index ledger_movement_pos;
    create index ledger_movement_pos on ledger_movement (day, movement)
     where kind in ('pos-sale', 'pos-sale-undone', 'pos-refund', 'pos-claim-upheld');
  `,
}
