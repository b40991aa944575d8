import type { Migration } from './migration'

export const migration: Migration = {
  name: '2026-11-22-0920-rules',
  up: `
-- Rules a city sets from a date on; a rule without a row has the first value of the code.
create table rules_value (
  entry       int8 generated always as identity primary key,
  rule        text collate "C" not null check (rule ~ '^[a-z0-9-]{1,60}$'),
  valid_from  date not null,
  value       int8 not null,
  reason      text not null check (reason <> ''),
  made_by     text not null,
  approved_by text not null check (approved_by <> made_by),
  reference   text collate "C" not null unique,
  entered_at  timestamptz not null
);
create index rules_value_rule on rules_value (rule, valid_from, entry);

create table rules_calendar (
  entry      int8 generated always as identity primary key,
  day        date not null,
  works      boolean not null,
  name       text not null,
  reference  text collate "C" not null unique,
  entered_at timestamptz not null
);
create index rules_calendar_day on rules_calendar (day, entry);

grant select, insert on rules_value, rules_calendar to citycard_app;
`,
}
