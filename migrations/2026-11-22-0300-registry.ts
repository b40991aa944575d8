import type { Migration } from './migration'

export const migration: Migration = {
  name: '2026-11-22-0300-registry',
  up: `
-- A range of one text equals another exactly when the texts are equal: with it an exclusion constraint
-- says "no two at one time" without any extension.
create type registry_text_range as range (subtype = text, collation = "C");

create table registry_operator (
  operator    text collate "C" primary key check (operator ~ '^op_[a-z0-9-]{1,40}$'),
  name        text not null check (name <> ''),
  kind        text not null,
  active_from date not null,
  active_to   date check (active_to >= active_from)
);

create table registry_contract (
  contract             text collate "C" primary key check (contract <> ''),
  operator             text collate "C" not null references registry_operator,
  valid_from           date not null,
  valid_to             date check (valid_to >= valid_from),
  fee_ppm              int8 not null check (fee_ppm between 0 and 1000000),
  card_discount_bearer text not null check (card_discount_bearer in ('operator', 'city')),
  concession_bearer    text not null check (concession_bearer in ('operator', 'city')),
  transfer_bearer      text not null check (transfer_bearer in ('operator', 'city')),
  demo                 boolean not null,
  notes                text not null default '',
  constraint registry_contract_one_a_day exclude using gist (
    registry_text_range(operator, operator, '[]') with &&,
    daterange(valid_from, valid_to, '[]') with &&)
);
create index registry_contract_operator on registry_contract (operator, valid_from);

create table registry_terminal (
  terminal       text collate "C" primary key check (terminal <> ''),
  operator       text collate "C" not null references registry_operator,
  kind           text not null,
  place          text not null default '',
  installed_from timestamptz not null,
  installed_to   timestamptz check (installed_to >= installed_from),
  unique (terminal, operator)
);

create table registry_sam_binding (
  sam          text collate "C" not null check (sam ~ '^[0-9]{12}$'),
  bound_from   timestamptz not null,
  bound_to     timestamptz check (bound_to >= bound_from),
  operator     text collate "C" not null,
  terminal     text collate "C" not null,
  blocked_from timestamptz,
  primary key (sam, bound_from),
  foreign key (terminal, operator) references registry_terminal (terminal, operator),
  constraint registry_sam_in_one_place exclude using gist (
    registry_text_range(sam, sam, '[]') with &&,
    tstzrange(bound_from, bound_to) with &&)
);

create table registry_card_product (
  product         text collate "C" not null check (product <> ''),
  version         smallint not null check (version > 0),
  name            text not null,
  profile         text not null,
  valid_from      date not null,
  valid_to        date check (valid_to >= valid_from),
  max_balance_fen int8 not null check (max_balance_fen >= 0),
  max_tap_fen     int8 not null check (max_tap_fen >= 0),
  deposit_fen     int8 not null check (deposit_fen >= 0),
  primary key (product, version)
);

create table registry_key_version (
  label      text collate "C" primary key check (label <> ''),
  purpose    text not null,
  version    smallint not null check (version between 0 and 255),
  algorithm  smallint not null check (algorithm between 0 and 255),
  valid_from timestamptz not null,
  valid_to   timestamptz check (valid_to >= valid_from),
  unique (purpose, version, algorithm)
);

create table registry_card (
  card            int8 primary key check (card >= 0),
  digits          smallint not null check (digits between 16 and 19),
  product         text collate "C" not null,
  product_version smallint not null,
  issuer          text collate "C" not null check (issuer ~ '^[0-9A-F]{16}$'),
  state           text not null default 'active',
  issued_at       timestamptz not null,
  valid_from      date not null,
  valid_to        date not null check (valid_to >= valid_from),
  opening_counter int4 not null check (opening_counter between 0 and 65535),
  key_version     smallint not null check (key_version between 0 and 255),
  algorithm       smallint not null check (algorithm between 0 and 255),
  check (length(card::text) <= digits),
  foreign key (product, product_version) references registry_card_product (product, version)
) with (fillfactor = 90);

-- What happened to a card after its issue; without a row the state is the one of the issue.
create table registry_card_change (
  card       int8 not null,
  changed_at timestamptz not null,
  act        text not null,
  from_state text not null,
  to_state   text not null,
  primary key (card, changed_at)
);

create table registry_card_load (
  card       int8 not null,
  online_seq int4 not null check (online_seq between 0 and 65535),
  amount_fen int8 not null check (amount_fen > 0),
  loaded_at  timestamptz not null,
  primary key (card, online_seq)
);

create view registry_operator_view as
  select operator, name, kind, active_from, active_to from registry_operator;

create view registry_contract_view as
  select contract, operator, valid_from, valid_to, fee_ppm, card_discount_bearer, concession_bearer,
         transfer_bearer, demo, notes
    from registry_contract;

create view registry_terminal_view as
  select terminal, operator, kind, place, installed_from, installed_to from registry_terminal;

create view registry_sam_binding_view as
  select sam, bound_from, bound_to, operator, terminal, blocked_from from registry_sam_binding;

create view registry_key_version_view as
  select label, purpose, version, algorithm, valid_from, valid_to from registry_key_version;

create view registry_card_load_view as
  select card, online_seq, amount_fen, loaded_at from registry_card_load;

create view registry_card_view as
  select c.card, c.digits, c.product, c.product_version, c.issuer, c.state, c.issued_at, c.valid_from,
         c.valid_to, c.opening_counter, c.key_version, c.algorithm,
         coalesce((select sum(l.amount_fen) from registry_card_load l where l.card = c.card), 0)::int8
           as loaded_fen
    from registry_card c;

grant select, insert on registry_operator, registry_contract, registry_terminal, registry_sam_binding,
  registry_card_product, registry_key_version, registry_card, registry_card_change, registry_card_load
  to citycard_app;
grant update (active_to) on registry_operator to citycard_app;
grant update (valid_to) on registry_contract to citycard_app;
grant update (installed_to) on registry_terminal to citycard_app;
grant update (bound_to, blocked_from) on registry_sam_binding to citycard_app;
grant update (valid_to) on registry_card_product to citycard_app;
grant update (valid_to) on registry_key_version to citycard_app;
grant update (state, valid_to) on registry_card to citycard_app;
grant select on registry_operator_view, registry_contract_view, registry_terminal_view,
  registry_sam_binding_view, registry_key_version_view, registry_card_load_view, registry_card_view
  to citycard_app;
`,
  verify: `
select 'a contract without an operator' as wrong from registry_contract c
 where not exists (select from registry_operator o where o.operator = c.operator)
`,
}
