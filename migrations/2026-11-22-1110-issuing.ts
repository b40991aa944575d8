import type { Migration } from './migration'

export const migration: Migration = {
  name: '2026-11-22-1110-issuing',
  up: `
-- One chip, from its arrival to its end. Its serial number is its own for ever.
create table issuing_stock (
  serial      text collate "C" primary key check (serial ~ '^[0-9A-F]{16}$'),
  batch       text collate "C" not null check (batch ~ '^[a-z0-9-]{1,40}$'),
  profile     text not null check (profile in ('pboc', 'mohurd', 't-union')),
  state       text not null check (state in ('in-store', 'with-clerk', 'at-maker', 'issued', 'spoiled',
                                             'scrapped', 'destroyed')),
  -- Who has it in hand: a member of staff; the store and the maker have no name here.
  holder      text collate "C" check ((holder is not null) = (state = 'with-clerk')),
  -- The card it has become.
  card_number int8 unique check (card_number >= 0),
  received_at timestamptz not null
);
create index issuing_stock_batch on issuing_stock (batch, serial);
create index issuing_stock_blank on issuing_stock (profile, serial) where state = 'in-store' and card_number is null;
create index issuing_stock_holder on issuing_stock (holder) where holder is not null;

-- Every move of every chip; nothing is forgotten.
create table issuing_stock_move (
  serial     text collate "C" not null references issuing_stock,
  step       int4 not null check (step > 0),
  moved_at   timestamptz not null,
  act        text not null,
  from_state text,
  to_state   text not null,
  from_holder text,
  to_holder  text,
  reason     text not null,
  reference  text not null,
  actor      text not null,
  primary key (serial, step)
);

-- How cards of a product are written, and the numbers they get: prefix, then a running number.
create table issuing_plan (
  product     text collate "C" primary key,
  issuer      text not null check (issuer ~ '^[0-9A-F]{16}$'),
  prefix      text not null check (prefix ~ '^[0-9]{4,15}$'),
  digits      smallint not null check (digits between 16 and 19 and digits > length(prefix)),
  key_version smallint not null check (key_version between 1 and 63),
  algorithm   smallint not null check (algorithm in (0, 4)),
  card_kind   smallint not null check (card_kind between 1 and 5),
  next_number int8 not null check (next_number >= 0),
  version     int4 not null check (version > 0)
);

-- An order to a maker: so many cards of one product, with the chips and numbers they are made of.
create table issuing_order (
  personalisation_order text collate "C" primary key,
  product         text collate "C" not null,
  product_version smallint not null,
  profile         text not null,
  maker           text collate "C" not null check (maker ~ '^[a-z0-9-]{1,40}$'),
  row_count       int4 not null check (row_count > 0),
  key_version     smallint not null,
  algorithm       smallint not null,
  ordered_at      timestamptz not null,
  ordered_by      text not null,
  -- Key labels with their check values, as the maker file names them.
  keys            jsonb not null,
  state           text not null default 'open' check (state in ('open', 'answered'))
);

create table issuing_order_row (
  personalisation_order text collate "C" not null references issuing_order,
  nth         int4 not null check (nth > 0),
  serial      text collate "C" not null references issuing_stock,
  card_number int8 not null unique,
  -- The number as it stands in the file, with its leading zeros.
  printed     text not null,
  issuer      text not null,
  valid_from  date not null,
  valid_to    date not null,
  card_kind   smallint not null,
  result      text check (result in ('ok', 'scrap', 'not-dispensed')),
  answered_at timestamptz,
  check ((result is null) = (answered_at is null)),
  primary key (personalisation_order, nth)
);

-- One chip that a clerk makes a card of, in a reader at the counter.
create table issuing_writing (
  writing         text collate "C" primary key,
  serial          text collate "C" not null references issuing_stock,
  card_number     int8 not null unique,
  printed         text not null,
  product         text collate "C" not null,
  product_version smallint not null,
  profile         text not null,
  issuer          text not null,
  valid_from      date not null,
  valid_to        date not null,
  key_version     smallint not null,
  algorithm       smallint not null,
  card_kind       smallint not null,
  begun_at        timestamptz not null,
  begun_by        text not null,
  state           text not null default 'open' check (state in ('open', 'done', 'given-up')),
  ended_at        timestamptz check ((ended_at is null) = (state = 'open'))
);
create unique index issuing_writing_open on issuing_writing (serial) where state = 'open';

-- What was paid for the plastic. It is held until it is given back or kept.
create table issuing_deposit (
  card       int8 not null,
  reference  text collate "C" not null,
  amount_fen int8 not null check (amount_fen > 0),
  taken_at   timestamptz not null,
  state      text not null default 'held' check (state in ('held', 'given-back', 'kept')),
  ended_at   timestamptz check ((ended_at is null) = (state = 'held')),
  end_reference text,
  primary key (card, reference)
);
create unique index issuing_deposit_held on issuing_deposit (card) where state = 'held';

create view issuing_stock_view as
  select serial, batch, profile, state, holder, card_number, received_at from issuing_stock;

create view issuing_deposit_view as
  select card, reference, amount_fen, taken_at, state, ended_at from issuing_deposit;

grant select, insert on issuing_stock, issuing_stock_move, issuing_plan, issuing_order, issuing_order_row,
  issuing_writing, issuing_deposit to citycard_app;
grant update (state, holder, card_number) on issuing_stock to citycard_app;
grant update (issuer, prefix, digits, key_version, algorithm, card_kind, next_number, version) on issuing_plan
  to citycard_app;
grant update (state) on issuing_order to citycard_app;
grant update (result, answered_at) on issuing_order_row to citycard_app;
grant update (state, ended_at) on issuing_writing to citycard_app;
grant update (state, ended_at, end_reference) on issuing_deposit to citycard_app;
grant select on issuing_stock_view, issuing_deposit_view to citycard_app;
`,
  verify: `
select 'a deposit held for no card' as wrong from issuing_deposit where amount_fen <= 0
`,
}
