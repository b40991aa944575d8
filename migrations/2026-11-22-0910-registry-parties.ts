import type { Migration } from './migration'

export const migration: Migration = {
  name: '2026-11-22-0910-registry-parties',
  up: `
-- A shop or another that sells against the card, under an operator that settles for it.
create table registry_merchant (
  merchant    text collate "C" primary key check (merchant ~ '^mer_[a-z0-9-]{1,40}$'),
  operator    text collate "C" not null references registry_operator,
  name        text not null check (name <> ''),
  credit_code text collate "C" not null check (credit_code ~ '^[0-9A-Z]{18}$|^[0-9A-Z]{9}$'),
  mcc         smallint not null check (mcc between 0 and 9999),
  active_from date not null,
  active_to   date check (active_to >= active_from)
);
create index registry_merchant_credit_code on registry_merchant (credit_code);
create index registry_merchant_operator on registry_merchant (operator);

-- Loads cards out of a prepayment.
create table registry_agent (
  agent       text collate "C" primary key check (agent ~ '^agent_[a-z0-9-]{1,40}$'),
  name        text not null check (name <> ''),
  credit_code text collate "C" not null check (credit_code ~ '^[0-9A-Z]{18}$|^[0-9A-Z]{9}$'),
  active_from date not null,
  active_to   date check (active_to >= active_from)
);

-- What the centre and a merchant or an agent agreed for one scope.
create table registry_party_contract (
  contract   text collate "C" primary key check (contract ~ '^[a-z0-9_-]{1,100}$'),
  party_kind text collate "C" not null check (party_kind in ('merchant', 'agent')),
  party      text collate "C" not null,
  scope      text collate "C" not null check (scope ~ '^[a-z0-9-]{1,40}$'),
  valid_from date not null,
  valid_to   date check (valid_to >= valid_from),
  rate_ppm   int8 not null check (rate_ppm between 0 and 1000000),
  demo       boolean not null,
  notes      text not null default '',
  constraint registry_party_contract_one_a_day exclude using gist (
    registry_text_range(party, party, '[]') with &&,
    registry_text_range(scope, scope, '[]') with &&,
    daterange(valid_from, valid_to, '[]') with &&)
);
create index registry_party_contract_party on registry_party_contract (party, valid_from);

-- What a card may be used for.
create table registry_application (
  application text collate "C" primary key check (application ~ '^[a-z0-9-]{1,40}$'),
  name        text not null check (name <> ''),
  purpose     text not null check (purpose in ('purse', 'entitlement', 'identity', 'record')),
  valid_from  date not null,
  valid_to    date check (valid_to >= valid_from)
);

-- The applications that cards of one product version carry. Never changed: other content is another version.
create table registry_product_application (
  product     text collate "C" not null,
  version     smallint not null,
  application text collate "C" not null references registry_application,
  on_at_issue boolean not null,
  primary key (product, version, application),
  foreign key (product, version) references registry_card_product (product, version)
);

create view registry_merchant_view as
  select merchant, operator, name, credit_code, mcc, active_from, active_to from registry_merchant;
create view registry_agent_view as
  select agent, name, credit_code, active_from, active_to from registry_agent;
create view registry_party_contract_view as
  select contract, party_kind, party, scope, valid_from, valid_to, rate_ppm, demo, notes
    from registry_party_contract;
create view registry_application_catalogue_view as
  select application, name, purpose, valid_from, valid_to from registry_application;
create view registry_product_application_view as
  select product, version, application, on_at_issue from registry_product_application;

grant select, insert on registry_merchant, registry_agent, registry_party_contract, registry_application,
  registry_product_application to citycard_app;
grant update (active_to) on registry_merchant to citycard_app;
grant update (active_to) on registry_agent to citycard_app;
grant update (valid_to) on registry_party_contract to citycard_app;
grant update (valid_to) on registry_application to citycard_app;
grant select on registry_merchant_view, registry_agent_view, registry_party_contract_view,
  registry_application_catalogue_view, registry_product_application_view to citycard_app;
`,
}
