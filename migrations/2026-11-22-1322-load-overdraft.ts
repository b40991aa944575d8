import type { Migration } from './migration'

/** A load pays back what a card has overdrawn before it becomes value on it. */
export const migration: Migration = {
  name: '2026-11-22-1322-load-overdraft',
  up: `
    alter table loads_order
      -- Of a load so much paid back an overdraft of the chip, as the new balance under its TAC says.
      add column overdraft_fen int8 not null default 0
        check (overdraft_fen >= 0 and overdraft_fen <= amount_fen),
      add check (overdraft_fen = 0 or way = 'load');
    grant update (overdraft_fen) on loads_order to citycard_app;
  `,
}
