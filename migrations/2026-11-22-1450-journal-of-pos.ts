import type { Migration } from './migration'

/** The movements of POS sales are found without reading the others, when a day is derived again from its journal. */
export const migration: Migration = {
  name: '2026-11-22-1450-journal-of-pos',
  up: `
    create index ledger_movement_pos on ledger_movement (movement)
     where kind in ('pos-sale', 'pos-sale-undone', 'pos-refund', 'pos-claim-upheld');
  `,
}
