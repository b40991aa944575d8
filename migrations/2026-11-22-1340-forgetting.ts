import type { Migration } from './migration'

/**
 * What is only of use for a time is forgotten after it: answers kept for repeated requests, sessions of staff and of
 * readers that are over. What happened in them stays in the trail, the ledger and the tables of their acts.
 */
export const migration: Migration = {
  name: '2026-11-22-1340-forgetting',
  up: `
    -- The answer is gone; the key stays a while longer, so that a very late repeat is refused and never acts again.
    alter table http_idempotency add column forgotten_at timestamptz check (forgotten_at > claimed_at);
    alter table http_idempotency add check (forgotten_at is null or (answer is null and sealed is null));
    create index http_idempotency_kept on http_idempotency (claimed_at) where forgotten_at is null;
    create index http_idempotency_forgotten on http_idempotency (claimed_at) where forgotten_at is not null;
    grant update (forgotten_at), delete on http_idempotency to citycard_app;

    create index oversight_session_over on oversight_session (expires_at);
    grant delete on oversight_session to citycard_app;

    create index remote_reader_session_over on remote_reader_session (ended_at) where state <> 'open';
    grant delete on remote_reader_session to citycard_app;
  `,
}
