import type { Migration } from './migration'

/** The HTTP door: what was answered to which request, so that a repeated one acts once. */
export const migration: Migration = {
  name: '2026-11-22-0810-http',
  up: `
    -- A row is written with its claim and gets its answer in the same transaction; others never see it without.
    create table http_idempotency (
      actor       text collate "C" not null check (actor <> ''),
      endpoint    text collate "C" not null check (endpoint <> ''),
      key         text collate "C" not null check (key ~ '^[!-~]{1,128}$'),
      -- Keyed, so that nobody who reads it can guess what was sent.
      digest      bytea not null check (length(digest) between 16 and 32),
      claimed_at  timestamptz not null,
      answer      text,
      -- Instead of the answer, where that holds secrets or personal data.
      sealed      bytea,
      primary key (actor, endpoint, key),
      check (answer is null or sealed is null)
    );

    grant select, insert, update (answer, sealed) on http_idempotency to citycard_app;
  `,
}
