import type { Migration } from './migration'

/**
 * Card readers at desks: which program keeps one, what lies in it, and which conversation was handed to it. A session
 * remembers whose reader it was handed to, so that the program at the desk may answer in it.
 */
export const migration: Migration = {
  name: '2026-11-22-1410-readers',
  up: `
    create table remote_reader_reader (
      reader      text collate "C" primary key check (reader ~ '^rdr_[a-z0-9.-]{1,64}$'),
      kept_by     text not null,
      keeper_kind text not null check (keeper_kind in ('staff', 'terminal')),
      instance    text not null check (instance <> ''),
      model       text not null,
      drawer      jsonb,
      lying       jsonb,
      trouble     text,
      change      bigint not null default 1 check (change > 0),
      session     text collate "C",
      wish_number bigint not null default 0 check (wish_number >= 0),
      wish        text,
      heard_at    timestamptz not null
    ) with (fillfactor = 50);
    create index remote_reader_reader_of on remote_reader_reader (kept_by);
    grant select, insert on remote_reader_reader to citycard_app;
    grant update (kept_by, keeper_kind, instance, model, drawer, lying, trouble, change, session, wish_number, wish,
      heard_at) on remote_reader_reader to citycard_app;

    alter table remote_reader_session add column handed_to text;
    grant update (handed_to) on remote_reader_session to citycard_app;
  `,
}
