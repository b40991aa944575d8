import type { Migration } from './migration'

/**
 * The debits of a day are added up as they are posted, so that closing it does not read every account. Each session
 * of the server has a row of its own: nobody waits for another's.
 */
export const migration: Migration = {
  name: '2026-11-22-1591-ledger-day-totals',
  up: `
    create table ledger_day_total (
      day         date not null,
      session     int4 not null,
      debits_fen  int8 not null check (debits_fen > 0),
      primary key (day, session)
    ) with (fillfactor = 50);
    insert into ledger_day_total
      select b.day, 0, sum(b.debits_fen) from ledger_day_balance_view b join ledger_day d using (day)
       where d.state <> 'closed' group by b.day having sum(b.debits_fen) > 0;

    grant select, insert, update on ledger_day_total to citycard_app;
  `,
}
