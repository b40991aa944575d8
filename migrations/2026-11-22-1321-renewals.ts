import type { Migration } from './migration'

/** Cards whose dates are extended on the chip. */
export const migration: Migration = {
  name: '2026-11-22-1321-renewals',
  up: `
    create table issuing_renewal (
      card      int8 not null,
      renewal   text collate "C" not null check (renewal ~ '^ren_'),
      -- The last day as it was, and as the chip is to say.
      valid_to  date not null,
      extend_to date not null check (extend_to > valid_to),
      fee_fen   int8 not null check (fee_fen >= 0),
      -- What paid the fee, for the case that it goes back.
      funding   jsonb,
      account   text collate "C",
      -- told: the chip was given the command, and nobody has read since what it did.
      state     text not null default 'open' check (state in ('open', 'told', 'done', 'given-up')),
      begun_at  timestamptz not null,
      begun_by  text not null,
      ended_at  timestamptz,
      primary key (card, renewal),
      check ((fee_fen > 0) = (account is not null)),
      check ((ended_at is not null) = (state in ('done', 'given-up')))
    );
    create unique index issuing_renewal_one on issuing_renewal (card) where state in ('open', 'told');
    create index issuing_renewal_named on issuing_renewal (renewal);
    grant select, insert on issuing_renewal to citycard_app;
    grant update (state, ended_at) on issuing_renewal to citycard_app;
  `,
}
