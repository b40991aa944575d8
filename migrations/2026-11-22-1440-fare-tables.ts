import type { Migration } from './migration'

/** Fare tables that operators publish, and which terminal has which. */
export const migration: Migration = {
  name: '2026-11-22-1440-fare-tables',
  up: `
    -- body: the lines of the table as they stand in its file (messages/fare-table-file.ts).
    create table registry_fare_table (
      operator       text collate "C" not null references registry_operator,
      version        int8 not null check (version > 0),
      made_at        timestamptz not null,
      effective_from timestamptz not null check (effective_from >= made_at),
      line_count     int4 not null check (line_count > 0),
      body           text not null,
      actor          text not null,
      reference      text not null,
      primary key (operator, version)
    );

    -- That a terminal has a table, and since when by the clock of the centre.
    create table registry_fare_acknowledgement (
      terminal        text collate "C" not null,
      operator        text collate "C" not null,
      version         int8 not null,
      acknowledged_at timestamptz not null,
      actor           text not null,
      reference       text not null,
      primary key (terminal, operator, version),
      foreign key (operator, version) references registry_fare_table
    );

    grant select, insert on registry_fare_table, registry_fare_acknowledgement to citycard_app;
  `,
}
