import type { Migration } from './migration'

/** How far each POS is with what it fetches, and what it last said of itself. */
export const migration: Migration = {
  name: '2026-11-22-1360-pos-downloads',
  up: `
    create table acquiring_device (
      terminal        text collate "C" primary key,
      -- The hotlist it is fetching: its version, how many cards it has, how many of them were sent.
      hotlist_version int8,
      hotlist_cards   int4,
      hotlist_served  int4,
      parameters_at   timestamptz,
      status          bytea,
      status_at       timestamptz,
      check ((hotlist_version is null) = (hotlist_cards is null)),
      check ((hotlist_version is null) = (hotlist_served is null)),
      check (hotlist_served <= hotlist_cards),
      check ((status is null) = (status_at is null))
    );
    grant select, insert on acquiring_device to citycard_app;
    grant update (hotlist_version, hotlist_cards, hotlist_served, parameters_at, status, status_at)
      on acquiring_device to citycard_app;
  `,
}
