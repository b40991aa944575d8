import type { Migration } from './migration'

/** Conversations with cards in readers elsewhere: the order, and the card's replies. Never a key or a code. */
export const migration: Migration = {
  name: '2026-11-22-1000-remote-reader',
  up: `
    create table remote_reader_session (
      session    text collate "C" primary key check (session ~ '^ses_[0-9a-f]{24}$'),
      kind       text not null check (kind <> ''),
      subject    text collate "C" not null check (subject <> ''),
      work_order jsonb not null,
      state      text not null default 'open' check (state in ('open', 'done', 'refused', 'interrupted')),
      replies    bytea[] not null default '{}',
      outcome    jsonb,
      opened_by  text not null,
      opened_at  timestamptz not null,
      heard_at   timestamptz not null,
      ended_at   timestamptz,
      check ((state = 'open') = (ended_at is null)),
      check ((state in ('done', 'refused')) = (outcome is not null))
    ) with (fillfactor = 70);
    create unique index remote_reader_session_one_open on remote_reader_session (subject) where state = 'open';
    create index remote_reader_session_silent on remote_reader_session (heard_at) where state = 'open';

    grant select, insert on remote_reader_session to citycard_app;
    grant update (state, replies, outcome, heard_at, ended_at) on remote_reader_session to citycard_app;
  `,
}
