import type { Migration } from './migration'

/** What POS terminals need to read bank chips: CA public keys and parameters of applications, and who has which. */
export const migration: Migration = {
  name: '2026-11-22-1510-chip-data',
  up: `
    -- Sets are never changed: a mistake is mended by a further set.
    create table acquiring_chip_data (
      version     int8 generated always as identity primary key,
      kind        text not null check (kind in ('ca-keys', 'ic-parameters')),
      valid_from  date not null,
      entries     jsonb not null check (jsonb_typeof(entries) = 'array'),
      made_at     timestamptz not null,
      made_by     text not null,
      approved_by text,
      reason      text not null,
      reference   text not null
    );
    create index acquiring_chip_data_kind on acquiring_chip_data (kind, valid_from, version);

    -- Which set a terminal is fetching, what of it it was sent, and which set it has.
    create table acquiring_chip_progress (
      terminal     text collate "C" not null,
      kind         text not null check (kind in ('ca-keys', 'ic-parameters')),
      version      int8 not null references acquiring_chip_data,
      fetched      text[] not null default '{}',
      done_version int8 references acquiring_chip_data,
      done_at      timestamptz,
      primary key (terminal, kind),
      check ((done_version is null) = (done_at is null))
    );

    grant select, insert on acquiring_chip_data, acquiring_chip_progress to citycard_app;
    grant update (version, fetched, done_version, done_at) on acquiring_chip_progress to citycard_app;
  `,
}
