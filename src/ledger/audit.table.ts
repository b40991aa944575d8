import type { Check } from './run-checks'

/** What must be true of the books, each asked of the tables by a road of its own. */
export const checks: readonly Check[] = [
  {
    check: 'debits-equal-credits',
    holds: 'all debits of the journal equal all credits',
    breaches: `
      select 'the whole journal' as place, sum(case side when 'D' then amount_fen else -amount_fen end) as drift
        from ledger_entry having sum(case side when 'D' then amount_fen else -amount_fen end) <> 0`,
  },
  {
    check: 'debits-equal-credits-each-day',
    holds: 'the debits of every day equal its credits',
    breaches: `
      select day::text as place, sum(case side when 'D' then amount_fen else -amount_fen end) as drift
        from ledger_entry group by day having sum(case side when 'D' then amount_fen else -amount_fen end) <> 0`,
  },
  {
    check: 'movements-equal-entries',
    holds: 'every movement is the sum of its entries, on both sides, in its own day',
    breaches: `
      select coalesce(m.reference, 'movement ' || e.movement) as place,
             coalesce(e.debits, 0) - coalesce(m.debit_fen, 0) as drift
        from ledger_movement m
        full join (select movement, min(day) as first_day, max(day) as last_day,
                          coalesce(sum(amount_fen) filter (where side = 'D'), 0) as debits,
                          coalesce(sum(amount_fen) filter (where side = 'C'), 0) as credits
                     from ledger_entry group by movement) e using (movement)
       where coalesce(m.debit_fen, -1) <> coalesce(e.debits, 0)
          or coalesce(m.credit_fen, -1) <> coalesce(e.credits, 0)
          or e.first_day <> m.day or e.last_day <> m.day`,
  },
  {
    check: 'balances-equal-journal',
    holds: 'the balance of every account is the sum of its entries',
    breaches: `
      select account as place, coalesce(abs(b.posted_debits_fen - j.debits), b.posted_debits_fen, j.debits)
                             + coalesce(abs(b.posted_credits_fen - j.credits), b.posted_credits_fen, j.credits) as drift
        from ledger_balance b
        full join (select account, coalesce(sum(amount_fen) filter (where side = 'D'), 0) as debits,
                          coalesce(sum(amount_fen) filter (where side = 'C'), 0) as credits
                     from ledger_entry group by account) j using (account)
       where coalesce(b.posted_debits_fen, -1) <> coalesce(j.debits, 0)
          or coalesce(b.posted_credits_fen, -1) <> coalesce(j.credits, 0)`,
  },
  {
    check: 'days-equal-journal',
    holds: 'what every day brought to every account is the sum of its entries of that day',
    breaches: `
      select account || ' on ' || day as place,
             coalesce(abs(b.debits - j.debits), b.debits, j.debits)
           + coalesce(abs(b.credits - j.credits), b.credits, j.credits) as drift
        from (select account, day, sum(debits_fen) as debits, sum(credits_fen) as credits
                from ledger_day_balance_view group by account, day) b
        full join (select account, day, coalesce(sum(amount_fen) filter (where side = 'D'), 0) as debits,
                          coalesce(sum(amount_fen) filter (where side = 'C'), 0) as credits
                     from ledger_entry group by account, day) j using (account, day)
       where b.debits is distinct from j.debits or b.credits is distinct from j.credits`,
  },
  {
    check: 'accounts-known',
    holds:
      'every account of the journal was opened by the chart and has a balance of the same kind',
    breaches: `
      select account as place, 0::int8 as drift
        from (select distinct account from ledger_entry union select account from ledger_balance) used
        left join ledger_account a using (account)
        left join ledger_balance b using (account)
       where a.account is null or b.account is null or a.side <> b.side or a.floored <> b.floored`,
  },
  {
    check: 'floors-hold',
    holds: 'no account with a floor stands below it, with what is held counted as gone',
    breaches: `
      select account as place,
             least(0, case side when 'C' then posted_credits_fen - posted_debits_fen - pending_debits_fen
                                else posted_debits_fen - posted_credits_fen - pending_credits_fen end) as drift
        from ledger_balance
       where floored
         and case side when 'C' then posted_credits_fen - posted_debits_fen - pending_debits_fen
                       else posted_debits_fen - posted_credits_fen - pending_credits_fen end < 0`,
  },
  {
    check: 'closed-days-stand',
    holds: 'nothing was posted in a day after it was closed',
    breaches: `
      select d.day::text as place, coalesce(j.debits, 0) - d.total_fen as drift
        from ledger_day d
        left join (select day, sum(amount_fen) filter (where side = 'D') as debits
                     from ledger_entry group by day) j using (day)
       where d.state = 'closed' and coalesce(j.debits, 0) <> d.total_fen`,
  },
  {
    check: 'day-totals-equal-days',
    holds: 'what is counted of a day until it is closed is what it brought to all accounts',
    breaches: `
      select day::text as place, coalesce(counted.debits, 0) - coalesce(brought.debits, 0) as drift
        from (select day, sum(debits_fen) as debits from ledger_day_total group by day) counted
        full join (select day, sum(debits_fen) as debits from ledger_day_balance_view
                    group by day having sum(debits_fen) > 0) brought using (day)
        join ledger_day d using (day)
       where d.state <> 'closed' and coalesce(counted.debits, 0) <> coalesce(brought.debits, 0)`,
  },
  {
    check: 'days-known',
    holds: 'every movement was posted in a day of the books',
    breaches: `
      select m.reference as place, m.debit_fen as drift
        from ledger_movement m left join ledger_day d using (day) where d.day is null`,
  },
  {
    check: 'holds-end-once',
    holds:
      'every hold is open or has ended, and a posted one became a movement of at most its amount',
    breaches: `
      select hold as place,
             coalesce(greatest(m.debit_fen - (select sum(amount) from unnest(h.amounts_fen) as amount), 0), 0) as drift
        from ledger_hold h
        full join ledger_hold_end e using (hold)
        full join ledger_hold_open o using (hold)
        left join ledger_movement m on m.reference = e.reference
       where h.hold is null
          or (e.hold is null) = (o.hold is null)
          or (e.outcome = 'posted' and m.reference is null)
          or m.debit_fen > (select sum(amount) from unnest(h.amounts_fen) as amount)`,
  },
  {
    check: 'pending-equals-open-holds',
    holds: 'what is held on every account is the sum of the open holds',
    breaches: `
      select account as place, coalesce(abs(b.pending_debits_fen - h.debits), b.pending_debits_fen, h.debits)
                             + coalesce(abs(b.pending_credits_fen - h.credits), b.pending_credits_fen, h.credits) as drift
        from ledger_balance b
        full join (
          select account, sum(debit) as debits, sum(credit) as credits
            from ledger_hold_open join ledger_hold using (hold)
           cross join lateral unnest(debits, credits, amounts_fen) as p (debit_account, credit_account, amount)
           cross join lateral (values (debit_account, amount, 0), (credit_account, 0, amount)) as v (account, debit, credit)
           group by account
        ) h using (account)
       where coalesce(b.pending_debits_fen, 0) <> coalesce(h.debits, 0)
          or coalesce(b.pending_credits_fen, 0) <> coalesce(h.credits, 0)`,
  },
]
