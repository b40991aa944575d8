import type { Migration } from './migration'

export const migration: Migration = {
  name: '2026-11-22-0900-citizens',
  up: `
-- Nothing in these tables says who somebody is: what does is sealed by the vault (a version, a nonce, ciphertext
-- and a tag), and found by blind indexes (a version and a keyed digest).

create table citizens_person (
  person        text collate "C" primary key check (person ~ '^person_[0-9a-z]{20}$'),
  version       int4 not null check (version > 0),
  status        text not null check (status in ('alive', 'moved-away', 'dead', 'missing')),
  -- Name and birth date together: two persons who share it may be one.
  twin_index    bytea check (length(twin_index) = 16),
  merged_into   text collate "C" references citizens_person check (merged_into <> person),
  registered_at timestamptz not null,
  changed_at    timestamptz not null,
  reference     text collate "C" not null
);
create index citizens_person_twin on citizens_person (twin_index) where twin_index is not null;
create index citizens_person_merged on citizens_person (merged_into) where merged_into is not null;

create table citizens_field (
  person     text collate "C" not null references citizens_person,
  field      text not null check (field in ('name', 'birthDate', 'sex', 'phone', 'address')),
  sealed     bytea not null check (length(sealed) > 29),
  find_index bytea check (length(find_index) = 16),
  provenance text not null,
  reference  text collate "C" not null,
  set_at     timestamptz not null,
  primary key (person, field)
);
create index citizens_field_find on citizens_field (field, find_index) where find_index is not null;

-- What a field said before, and who had said it.
create table citizens_field_before (
  person      text collate "C" not null,
  field       text not null,
  version     int4 not null,
  sealed      bytea not null,
  provenance  text not null,
  reference   text collate "C" not null,
  set_at      timestamptz not null,
  replaced_at timestamptz not null,
  primary key (person, field, version)
);

create table citizens_document (
  document     text collate "C" primary key check (document ~ '^doc_[0-9a-z]{20}$'),
  person       text collate "C" not null references citizens_person,
  kind         text not null,
  sealed       bytea not null check (length(sealed) > 29),
  number_index bytea not null check (length(number_index) = 16),
  -- The same number in its newest form: 15 digits as 18.
  same_index   bytea not null check (length(same_index) = 16),
  valid_to     date,
  provenance   text not null,
  reference    text collate "C" not null,
  added_at     timestamptz not null,
  ended_at     timestamptz
);
-- One document belongs to one person.
create unique index citizens_document_once on citizens_document (kind, number_index) where ended_at is null;
create index citizens_document_same on citizens_document (same_index) where ended_at is null;
create index citizens_document_person on citizens_document (person);

-- Rows to lock: two clerks who register one person at the same moment take turns, and the second is told.
create table citizens_turn (slot int4 primary key);
insert into citizens_turn select generate_series(0, 255);

create table citizens_duplicate_case (
  duplicate_case text collate "C" primary key check (duplicate_case ~ '^dup_[0-9a-z]{20}$'),
  person         text collate "C" not null references citizens_person,
  other          text collate "C" not null references citizens_person check (other > person),
  reasons        text[] not null check (cardinality(reasons) > 0),
  state          text not null default 'open' check (state in ('open', 'merged', 'distinct')),
  version        int4 not null default 1,
  found_at       timestamptz not null,
  reference      text collate "C" not null,
  kept           text collate "C" check (kept in (person, other)),
  decided_at     timestamptz,
  decided_by     text,
  decision       text,
  unique (person, other),
  check ((state = 'open') = (decided_at is null)),
  check ((state = 'merged') = (kept is not null))
);
create index citizens_duplicate_case_open on citizens_duplicate_case (found_at, duplicate_case) where state = 'open';

create view citizens_person_view as
  select person, version, status, merged_into, registered_at from citizens_person;

grant select, insert on citizens_person, citizens_field, citizens_field_before, citizens_document, citizens_turn,
  citizens_duplicate_case to citycard_app;
grant update (version, status, twin_index, merged_into, changed_at) on citizens_person to citycard_app;
grant update (sealed, find_index, provenance, reference, set_at) on citizens_field to citycard_app;
-- Sealed anew under a newer key, never with other content.
grant update (sealed) on citizens_field_before to citycard_app;
grant update (person, sealed, number_index, same_index, ended_at) on citizens_document to citycard_app;
grant update (slot) on citizens_turn to citycard_app;
grant update (reasons, state, version, kept, decided_at, decided_by, decision) on citizens_duplicate_case
  to citycard_app;
grant select on citizens_person_view to citycard_app;
`,
}
