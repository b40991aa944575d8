import type { Migration } from './migration'

export const migration: Migration = {
  name: '2026-11-22-1100-cards',
  up: `
update registry_card set state = 'replaced' where state = 'retired';
update registry_card_change set to_state = 'replaced' where to_state = 'retired';

alter table registry_card add constraint registry_card_state check (state in ('blank', 'personalised',
  'ready', 'active', 'lost-oral', 'lost', 'blocked', 'expired', 'replaced', 'returned', 'spoiled', 'destroyed'));
-- A card is entered when its number is set aside; the time of issue is written when it is handed out.
grant update (issued_at) on registry_card to citycard_app;

-- Every step of a card's life, those before its issue too: who, why, and under which act.
alter table registry_card_change
  add column reason text not null default '',
  add column reference text not null default '',
  add column actor text not null default '',
  add column fee_fen int8 not null default 0 check (fee_fen >= 0);
-- What judging looks for: steps after the issue. Most cards have none, and then no row is read.
create index registry_card_change_since_issue on registry_card_change (card)
  where from_state not in ('blank', 'personalised', 'ready', 'spoiled');

-- Whose card it is. A card without a row is anonymous.
create table registry_card_holder (
  card      int8 not null,
  held_from timestamptz not null,
  held_to   timestamptz check (held_to >= held_from),
  person    text collate "C" not null check (person <> ''),
  reference text not null,
  primary key (card, held_from)
);
create unique index registry_card_holder_now on registry_card_holder (card) where held_to is null;
create index registry_card_holder_person on registry_card_holder (person, held_from);

-- What happened to the applications of a card, each by itself; the newest row is its state.
create table registry_card_application_change (
  card        int8 not null,
  application text collate "C" not null check (application ~ '^[a-z0-9-]{1,40}$'),
  step        int4 not null check (step > 0),
  changed_at  timestamptz not null,
  act         text not null,
  from_state  text not null,
  to_state    text not null check (to_state in ('enabled', 'locked', 'closed')),
  reason      text not null,
  reference   text not null,
  actor       text not null,
  primary key (card, application, step)
);

create view registry_card_change_view as
  select card, changed_at, act, from_state, to_state, reason, reference, actor, fee_fen
    from registry_card_change;

create view registry_card_holder_view as
  select card, held_from, held_to, person from registry_card_holder;

create view registry_card_application_view as
  select distinct on (card, application) card, application, to_state as state, changed_at as since, reason
    from registry_card_application_change order by card, application, step desc;

grant select, insert on registry_card_holder, registry_card_application_change to citycard_app;
grant update (held_to) on registry_card_holder to citycard_app;
grant select on registry_card_change_view, registry_card_holder_view, registry_card_application_view
  to citycard_app;
`,
  verify: `
select 'a card in a state nobody knows' as wrong from registry_card where state = 'retired'
`,
}
