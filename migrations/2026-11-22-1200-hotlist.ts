import type { Migration } from './migration'

/** Cards that are to be stopped, the lists by which terminals learn of them, and who has which list. */
export const migration: Migration = {
  name: '2026-11-22-1200-hotlist',
  up: `
    -- A time in which a card is to be refused everywhere. Until holder_bears_until its holder bears taps of
    -- terminals that were not told, after that the centre; without it always the holder.
    create table registry_card_stop (
      card               int8 not null,
      stopped_at         timestamptz not null,
      cause              text not null check (cause in ('lost', 'blocked', 'closed')),
      holder_bears_until timestamptz check (holder_bears_until >= stopped_at),
      lifted_at          timestamptz check (lifted_at >= stopped_at),
      reference          text not null,
      primary key (card, stopped_at)
    );
    create unique index registry_card_stop_now on registry_card_stop (card) where lifted_at is null;

    create table registry_hotlist_version (
      version      int8 primary key check (version > 0),
      kind         text not null check (kind in ('full', 'incremental')),
      made_at      timestamptz not null,
      effective_at timestamptz not null check (effective_at >= made_at),
      card_count   int8 not null check (card_count >= 0),
      change_count int8 not null check (change_count >= 0)
    );

    -- What a version changed: a card came onto the list or left it. The newest entry up to a version says.
    create table registry_hotlist_entry (
      card    int8 not null,
      version int8 not null,
      listed  boolean not null,
      cause   text not null,
      primary key (card, version)
    );
    create index registry_hotlist_entry_by_version on registry_hotlist_entry (version);

    -- That a terminal has a version, and since when by the clock of the centre.
    create table registry_hotlist_acknowledgement (
      terminal        text collate "C" not null,
      version         int8 not null references registry_hotlist_version,
      acknowledged_at timestamptz not null,
      actor           text not null,
      reference       text not null,
      primary key (terminal, version)
    );

    create table registry_hotlist_turn (only_one boolean primary key default true check (only_one));
    insert into registry_hotlist_turn values (true);

    grant select, update on registry_hotlist_turn to citycard_app;
    grant select, insert on registry_card_stop, registry_hotlist_version, registry_hotlist_entry,
      registry_hotlist_acknowledgement to citycard_app;
    grant update (lifted_at) on registry_card_stop to citycard_app;
  `,
}
