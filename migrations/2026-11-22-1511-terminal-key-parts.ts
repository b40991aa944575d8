import type { Migration } from './migration'

/** Master keys of POS terminals that custodians bring in parts, each person one. */
export const migration: Migration = {
  name: '2026-11-22-1511-terminal-key-parts',
  up: `
    -- A part waits here, sealed by the vault, until the others are given; then all of them are removed.
    create table acquiring_key_part (
      terminal    text collate "C" not null,
      part        int2 not null check (part between 1 and 3),
      parts       int2 not null check (parts between 2 and 3),
      kept        bytea not null,
      check_value text not null,
      given_by    text not null,
      given_at    timestamptz not null,
      primary key (terminal, part),
      unique (terminal, given_by),
      check (part <= parts)
    );

    -- Check value of a key that custodians brought; null where the vault derives it.
    alter table acquiring_terminal add column entered_check text;

    grant select, insert, delete on acquiring_key_part to citycard_app;
    grant update (entered_check) on acquiring_terminal to citycard_app;
  `,
}
