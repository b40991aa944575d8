import type { Migration } from './migration'

/** Settlement: what each closed day owes to whom. Rows are written once, by the close, and never touched. */
export const migration: Migration = {
  name: '2026-11-22-0500-settlement',
  up: `
    -- One row per closed day: its totals and its very bytes, chained to the day settled before it.
    create table settlement_day (
      day                 date primary key,
      previous_day        date unique check (previous_day < day),
      previous_digest     bytea check (length(previous_digest) = 32),
      statements          int4 not null check (statements >= 0),
      taps                int8 not null,
      list_fen            int8 not null,
      charged_fen         int8 not null,
      surcharge_fen       int8 not null,
      card_discount_fen   int8 not null,
      concession_fen      int8 not null,
      transfer_fen        int8 not null,
      subsidy_fen         int8 not null,
      fee_fen             int8 not null,
      net_fen             int8 not null,
      bytes               text not null,
      digest              bytea not null check (digest = sha256(convert_to(bytes, 'UTF8'))),
      closed_at           timestamptz not null,
      check ((previous_day is null) = (previous_digest is null)),
      check (list_fen + surcharge_fen
             = charged_fen + card_discount_fen + concession_fen + transfer_fen),
      check (net_fen = charged_fen - fee_fen)
    );

    -- One row per day, operator and contract. A contract names who bears a discount, so all of a kind is the
    -- city's or none of it.
    create table settlement_statement (
      day                    date not null references settlement_day,
      operator               text collate "C" not null,
      contract               text collate "C" not null,
      taps                   int8 not null,
      list_fen               int8 not null,
      charged_fen            int8 not null,
      surcharge_fen          int8 not null,
      card_discount_fen      int8 not null,
      concession_fen         int8 not null,
      transfer_fen           int8 not null,
      city_card_fen          int8 not null check (city_card_fen in (0, card_discount_fen)),
      city_concession_fen    int8 not null check (city_concession_fen in (0, concession_fen)),
      city_transfer_fen      int8 not null check (city_transfer_fen in (0, transfer_fen)),
      subsidy_fen            int8 not null,
      fee_ppm                int8 not null check (fee_ppm between 0 and 1000000),
      fee_fen                int8 not null,
      carried_in_micro_fen   int8 not null check (carried_in_micro_fen between 0 and 999999),
      carried_out_micro_fen  int8 not null check (carried_out_micro_fen between 0 and 999999),
      net_fen                int8 not null,
      demo                   boolean not null,
      primary key (day, operator, contract),
      check (list_fen + surcharge_fen
             = charged_fen + card_discount_fen + concession_fen + transfer_fen),
      check (subsidy_fen = city_card_fen + city_concession_fen + city_transfer_fen),
      check (net_fen = charged_fen - fee_fen),
      check (fee_fen::numeric * 1000000 + carried_out_micro_fen
             = charged_fen::numeric * fee_ppm + carried_in_micro_fen)
    );
    create unique index settlement_statement_by_contract on settlement_statement (contract, day);
    create index settlement_statement_by_operator on settlement_statement (operator, day);

    create view settlement_day_view as
      select day, previous_day, previous_digest, statements, taps, list_fen, charged_fen,
             surcharge_fen, card_discount_fen, concession_fen, transfer_fen, subsidy_fen, fee_fen,
             net_fen, digest, closed_at
        from settlement_day;

    create view settlement_statement_view as
      select day, operator, contract, taps, list_fen, charged_fen, surcharge_fen, card_discount_fen,
             concession_fen, transfer_fen, city_card_fen, city_concession_fen, city_transfer_fen,
             subsidy_fen, fee_ppm, fee_fen, carried_in_micro_fen, carried_out_micro_fen, net_fen, demo
        from settlement_statement;

    grant select, insert on settlement_day, settlement_statement to citycard_app;
    grant select on settlement_day_view, settlement_statement_view to citycard_app;
  `,
}
