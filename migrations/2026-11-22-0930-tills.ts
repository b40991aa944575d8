import type { Migration } from './migration'

export const migration: Migration = {
  name: '2026-11-22-0930-tills',
  up: `
create table tills_till (
  till      text collate "C" primary key,
  desk      text collate "C" not null,
  clerk     text collate "C" not null,
  float_fen int8 not null check (float_fen >= 0),
  opened_at timestamptz not null,
  closed_at timestamptz check (closed_at >= opened_at)
);
-- One open till a clerk, and one a desk.
create unique index tills_till_of_clerk on tills_till (clerk) where closed_at is null;
create unique index tills_till_at_desk on tills_till (desk) where closed_at is null;

create table tills_count (
  reference    text collate "C" primary key,
  till         text collate "C" not null references tills_till,
  counted_fen  int8 not null check (counted_fen >= 0),
  expected_fen int8 not null,
  closing      boolean not null,
  counted_at   timestamptz not null
);
create index tills_count_till on tills_count (till, counted_at);
create unique index tills_count_closing on tills_count (till) where closing;

-- A payment of a bank or another channel pays for one act.
create table tills_bank_payment (
  channel    text collate "C" not null,
  payment    text collate "C" not null check (payment <> ''),
  amount_fen int8 not null check (amount_fen > 0),
  used_for   text collate "C" not null,
  used_at    timestamptz not null,
  primary key (channel, payment)
);

grant select, insert on tills_till, tills_count, tills_bank_payment to citycard_app;
grant update (closed_at) on tills_till to citycard_app;
`,
}
