import type { Migration } from './migration'

/** What upheld disputes gave back to holders: how much of which record, who bears it, and which two people agreed. */
export const migration: Migration = {
  name: '2026-11-22-1460-remedies',
  up: `
    create table card_care_remedy (
      dispute     text collate "C" not null,
      card        int8 not null,
      -- The line of the card's history, as the dispute names it.
      subject     text collate "C" not null,
      -- To whose online account it went.
      person      text collate "C" not null,
      cause       text not null,
      -- Who bears it, and under which contract; null where the centre does.
      operator    text collate "C",
      contract    text collate "C",
      charged_fen int8 not null check (charged_fen > 0),
      -- What earlier disputes had given back of the same line.
      before_fen  int8 not null check (before_fen >= 0),
      fen         int8 not null check (fen > 0),
      -- The business day it is booked and settled in.
      day         date not null,
      maker       text not null,
      approver    text not null,
      booked_at   timestamptz not null,
      primary key (card, dispute),
      check (before_fen + fen <= charged_fen),
      check ((operator is null) = (contract is null)),
      check (maker <> approver),
      -- Two remedies of one line cannot both have seen the same earlier ones.
      unique (card, subject, before_fen)
    );
    create index card_care_remedy_by_dispute on card_care_remedy (dispute);
    create index card_care_remedy_day on card_care_remedy (day, operator) where operator is not null;

    create view card_care_remedy_view as
      select dispute, day, operator, contract, fen from card_care_remedy;

    create view citizens_dispute_view as
      select dispute, of_card as card, subject, state, remedy from citizens_dispute;

    -- Found without reading the others, when a day is derived again from its journal.
    create index ledger_movement_remedy on ledger_movement (movement) where kind = 'dispute-remedied';

    grant select, insert on card_care_remedy to citycard_app;
    grant select on card_care_remedy_view, citizens_dispute_view to citycard_app;
  `,
}
