import type { Migration } from './migration'

/** Replays: which one these books hold, and what came of it. And, for every officer, what forgers left behind. */
export const migration: Migration = {
  name: '2026-11-22-0600-simulation',
  up: `
    -- The replay that these books hold; its name is made of the file's digest and of how it is replayed.
    create table simulation_begun (
      dataset   text primary key check (dataset <> ''),
      begun_at  timestamptz not null default now()
    );

    create table simulation_run (
      dataset   text primary key references simulation_begun,
      done_at   timestamptz not null default now(),
      -- json, not jsonb: its fields stay in the order in which people read them.
      result    json not null
    );

    -- Claims whose TAC is not genuine. One that bears the TAC of the tap booked under the same signed key is
    -- that tap with something changed; any other is an invention.
    create view clearing_forgery_view as
      select claim.card, claim.event_date, claim.sam, claim.term_seq, claim.batch, claim.line, claim.operator,
             exists (select from clearing_tap tap
                      where tap.card = claim.card and tap.event_date = claim.event_date
                        and tap.sam = claim.sam and tap.term_seq = claim.term_seq
                        and tap.tac = claim.tac) as bears_booked_tac
        from clearing_claim claim
       where claim.reason = 38;

    grant select, insert on simulation_begun, simulation_run to citycard_app;
    grant select on clearing_forgery_view to citycard_app;
  `,
}
