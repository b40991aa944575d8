import type { Sql } from '../base'
import { findingsOf, type Check, type Finding } from '../ledger'

/** What must be true of POS messages at any moment, over one moment of the books. */
export const auditAcquiring = (sql: Sql): Promise<Finding[]> => findingsOf(sql, checks)

/** What the journal moved for each message to or from an operator, signed as the operator sees it. */
const BOOKED = `select split_part(reference, ':', 2)::int8 as message,
              sum(case side when 'C' then amount_fen else -amount_fen end)::int8 as fen
         from ledger_entry_view
        where kind in ('pos-sale', 'pos-sale-undone', 'pos-refund', 'pos-claim-upheld')
          and account like '2004.operator-payable:%'
        group by 1`

const SALES = `('purchase', 'completion', 'completion-notice', 'offline-sale')`

const checks: readonly Check[] = [
  {
    check: 'pos-sales-booked-once',
    holds:
      'every POS message has booked what it says, and the journal has no POS money of no message',
    breaches: `
      with booked as (${BOOKED})
      select coalesce(kept.message, booked.message)::text as place,
             (coalesce(booked.fen, 0) - coalesce(kept.booked_fen, 0))::int8 as drift
        from booked full join acquiring_message kept using (message)
       where coalesce(booked.fen, 0) <> coalesce(kept.booked_fen, 0)`,
  },
  {
    check: 'pos-days-equal-messages',
    holds: 'what each day has of POS sales under each contract is what its messages have booked',
    breaches: `
      with said as (
        select day, operator, contract, sum(booked_fen) as fen, sum(booked_count) as sales
          from acquiring_message where day is not null group by day, operator, contract)
      select day || ' ' || contract as place,
             (coalesce(total.booked_fen, 0) - coalesce(said.fen, 0))::int8 as drift
        from acquiring_day_total total full join said using (day, operator, contract)
       where total.booked_fen is distinct from said.fen or total.booked_count is distinct from said.sales`,
  },
  {
    check: 'pos-undone-nets-zero',
    holds: 'a sale that stands has been booked once, and one that was taken back comes to nothing',
    breaches: `
      with undone as materialized (
        select original as message, sum(booked_fen) as fen from acquiring_message
         where original is not null and kind not in ('completion', 'completion-notice') group by original),
      void_undone as materialized (
        select undo.original as message, sum(back.booked_fen) as fen
          from acquiring_message undo join acquiring_message back on back.original = undo.message
         where undo.kind like '%void' and back.class = 'reversal' group by undo.original),
      about as (
        select message, sale.state, sale.amount_fen, sale.refunded_fen,
               sale.booked_fen + coalesce(undone.fen, 0) + coalesce(void_undone.fen, 0) as fen
          from acquiring_message sale left join undone using (message) left join void_undone using (message)
         where sale.kind in ${SALES} and sale.class in ('request', 'notice'))
      select message::text as place, fen::int8 as drift from about
       where fen <> case when state in ('approved', 'upheld') then amount_fen - refunded_fen else 0 end`,
  },
  {
    check: 'pos-holds-equal-pre-authorisations',
    holds:
      'what is held for POS is what open pre-authorisations say, but for those whose time is over',
    breaches: `
      select coalesce(kept.hold, open.hold) as place,
             (coalesce(open.amount_fen, 0) - coalesce(kept.amount_fen, 0))::int8 as drift
        from (select hold, amount_fen, held_until from acquiring_message where state = 'held') kept
        full join (select hold, amount_fen from ledger_hold_open_view where hold like 'pos:%') open using (hold)
       where open.amount_fen is distinct from kept.amount_fen
         and not (open.hold is null and kept.held_until <= now())`,
  },
  {
    check: 'pos-claims-equal-suspense',
    holds:
      'what merchants claim and nobody has decided stands in suspense, and nothing else does there',
    breaches: `
      with booked as (
        select split_part(account, ':', 3) as operator,
               sum(case side when 'C' then amount_fen else -amount_fen end)::int8 as fen
          from ledger_entry_view where account like '2299.suspense:pos-claim:%' group by 1),
      said as (
        select operator, sum(amount_fen)::int8 as fen from acquiring_message
         where state = 'claimed' group by operator)
      select operator as place, (coalesce(booked.fen, 0) - coalesce(said.fen, 0))::int8 as drift
        from booked full join said using (operator)
       where coalesce(booked.fen, 0) <> coalesce(said.fen, 0)`,
  },
]
