import type { Sql } from '../base'
import { findingsOf, type Check, type Finding } from '../ledger'

/** What must be true of loads and unloads at any moment, over one moment of the books. */
export const auditLoads = (sql: Sql): Promise<Finding[]> => findingsOf(sql, checks)

const SUSPENSE = `select account, sum(case when side = 'C' then amount_fen else -amount_fen end)::int8 as fen
  from ledger_entry_view where account in ('2299.suspense:load', '2299.suspense:unload') group by account`

const checks: readonly Check[] = [
  {
    check: 'money-in-doubt-is-known',
    holds: 'what is in suspense for loads and unloads is what their orders say is in doubt or owed',
    breaches: `
      with booked as (${SUSPENSE}),
      said as (
        select '2299.suspense:' || way as account, sum(amount_fen)::int8 as fen from loads_order
         where settled_at is null
           and ((way = 'load' and state in ('authorised', 'unknown', 'not-done'))
             or (way = 'unload' and state = 'confirmed'))
         group by way)
      select account as place, coalesce(booked.fen, 0) - coalesce(said.fen, 0) as drift
        from booked full join said using (account)
       where coalesce(booked.fen, 0) <> coalesce(said.fen, 0)`,
  },
  {
    check: 'loads-equal-card-history',
    holds: 'every load and unload that was done stands in the history of its card, with its amount',
    breaches: `
      select done.load as place, (coalesce(kept.amount_fen, 0) - done.fen)::int8 as drift
        from (select card, load, counter, case way when 'load' then amount_fen else -amount_fen end as fen
                from loads_order where state = 'confirmed') done
        left join registry_card_load_view kept on kept.card = done.card and kept.online_seq = done.counter
       where kept.amount_fen is distinct from done.fen`,
  },
  {
    check: 'orders-equal-steps',
    holds: 'every order stands where its last step led',
    breaches: `
      select o.load as place, 0::int8 as drift
        from loads_order o
        left join loads_step s on s.card = o.card and s.load = o.load and s.step = o.steps
       where s.to_state is distinct from o.state`,
  },
]
