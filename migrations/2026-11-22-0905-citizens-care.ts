import type { Migration } from './migration'

export const migration: Migration = {
  name: '2026-11-22-0905-citizens-care',
  up: `
create table citizens_population_file (
  file         text collate "C" primary key check (file ~ '^pop_[0-9a-z]{20}$'),
  source       text collate "C" not null,
  kind         text not null check (kind in ('full', 'delta')),
  as_of        date not null,
  encoding     text not null,
  -- An arrival that never ended is broken: nothing of it was used.
  state        text not null check (state in ('arriving', 'waiting', 'done', 'broken')),
  digest       bytea check (length(digest) = 32),
  row_count    int4 not null check (row_count >= 0),
  rows_done    int4 not null default 0 check (rows_done between 0 and row_count),
  absent_count int4 not null default 0 check (absent_count >= 0),
  received_at  timestamptz not null,
  received_by  text not null,
  done_at      timestamptz,
  check ((digest is not null) or state in ('arriving', 'broken'))
);
create unique index citizens_population_file_once on citizens_population_file (digest)
  where state in ('waiting', 'done');
create index citizens_population_file_turn on citizens_population_file (source, as_of);

-- Rows as they came, sealed, until they have been worked through.
create table citizens_population_part (
  file      text collate "C" not null references citizens_population_file,
  first_row int4 not null check (first_row > 0),
  row_count int4 not null check (row_count > 0),
  sealed    bytea not null,
  primary key (file, first_row)
);

-- What became of each row. Never what stood in it.
create table citizens_population_row (
  file    text collate "C" not null references citizens_population_file,
  row     int4 not null,
  verdict text not null check (verdict in ('created', 'changed', 'unchanged', 'gone', 'refused')),
  person  text collate "C",
  refused text,
  field   text,
  detail  text,
  primary key (file, row),
  check ((verdict = 'refused') = (refused is not null))
);
create index citizens_population_row_refused on citizens_population_row (file, row) where verdict = 'refused';

-- Which source vouches for whom, by its last file.
create table citizens_vouched (
  source   text collate "C" not null,
  person   text collate "C" not null references citizens_person,
  file     text collate "C" not null references citizens_population_file,
  since    date not null,
  ended_on date,
  primary key (source, person)
);

create table citizens_concession (
  concession     text collate "C" primary key check (concession ~ '^conc_[0-9a-z]{20}$'),
  person         text collate "C" not null references citizens_person,
  kind           text not null,
  version        int4 not null default 1,
  valid_from     date not null,
  valid_to       date check (valid_to >= valid_from),
  -- It stands until this day unless it is verified again.
  verified_until date not null,
  granted_at     timestamptz not null,
  reference      text collate "C" not null,
  ended_on       date check (ended_on >= valid_from),
  ended_reason   text,
  check ((ended_on is null) = (ended_reason is null)),
  constraint citizens_concession_one_of_a_kind exclude using gist (
    registry_text_range(person, person, '[]') with &&,
    registry_text_range(kind, kind, '[]') with &&,
    daterange(valid_from, least(valid_to, ended_on), '[]') with &&)
);
create index citizens_concession_person on citizens_concession (person, valid_from);

create table citizens_verification (
  concession     text collate "C" not null references citizens_concession,
  reference      text collate "C" not null,
  verified_on    date not null,
  verified_until date not null,
  -- What was shown as proof, in words of the clerk: may name people and papers.
  evidence       bytea not null,
  verified_by    text not null,
  primary key (concession, reference)
);

create table citizens_dispute (
  dispute    text collate "C" primary key check (dispute ~ '^disp_[0-9a-z]{20}$'),
  person     text collate "C" not null references citizens_person,
  version    int4 not null default 1,
  of_card    int8 not null,
  -- What is disputed, as the history of the card names it: "tap:123", "load:load_…".
  subject    text collate "C" not null,
  state      text not null check (state in ('raised', 'under-review', 'upheld', 'rejected', 'withdrawn')),
  statement  bytea not null,
  answer     bytea,
  -- The movement that sets it right, where one does.
  remedy     text collate "C",
  raised_at  timestamptz not null,
  changed_at timestamptz not null,
  handled_by text,
  reference  text collate "C" not null
);
-- One open dispute about one thing.
create unique index citizens_dispute_once on citizens_dispute (of_card, subject)
  where state in ('raised', 'under-review');
create index citizens_dispute_person on citizens_dispute (person, raised_at);
create index citizens_dispute_state on citizens_dispute (state, raised_at, dispute);

create view citizens_concession_view as
  select concession, person, kind, valid_from, least(valid_to, ended_on) as valid_to, verified_until
    from citizens_concession;

grant select, insert on citizens_population_file, citizens_population_part, citizens_population_row,
  citizens_vouched, citizens_concession, citizens_verification, citizens_dispute to citycard_app;
grant update (state, digest, rows_done, absent_count, done_at) on citizens_population_file to citycard_app;
grant delete on citizens_population_part to citycard_app;
grant update (file, since, ended_on) on citizens_vouched to citycard_app;
grant update (version, verified_until, ended_on, ended_reason) on citizens_concession to citycard_app;
grant update (evidence) on citizens_verification to citycard_app;
grant update (version, state, statement, answer, remedy, changed_at, handled_by) on citizens_dispute
  to citycard_app;
grant select on citizens_concession_view to citycard_app;
`,
}
