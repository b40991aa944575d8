import type { Migration } from './migration'

/** What POS terminals sold is added up as it is booked, so that a close does not read it message by message. */
export const migration: Migration = {
  name: '2026-11-22-1590-pos-day-totals',
  up: `
    create table acquiring_day_total (
      day           date not null,
      operator      text collate "C" not null,
      contract      text collate "C" not null,
      booked_fen    int8 not null,
      booked_count  int8 not null,
      primary key (day, operator, contract)
    ) with (fillfactor = 50);
    insert into acquiring_day_total
      select day, operator, contract, sum(booked_fen), sum(booked_count) from acquiring_message
       where day is not null group by day, operator, contract;

    create view acquiring_day_total_view as
      select day, operator, contract, booked_fen, booked_count from acquiring_day_total;

    grant select, insert, update on acquiring_day_total to citycard_app;
    grant select on acquiring_day_total_view to citycard_app;
  `,
}
