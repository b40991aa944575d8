import type { Sql } from '../base'
import { findingsOf, type Check, type Finding } from '../ledger'

/** What must be true of the remedies of upheld disputes, over one moment of the books. */
export const auditCare = (sql: Sql): Promise<Finding[]> => findingsOf(sql, checks)

const checks: readonly Check[] = [
  {
    check: 'remedies-booked-once',
    holds:
      'every remedy moved its amount from who bears it to its holder, with its evidence, and nothing else moved as one',
    breaches: `
      with booked as (
        select split_part(m.reference, ':', 2) as dispute, m.day, m.evidence,
               max(e.account) filter (where e.side = 'D') as bearer,
               max(e.account) filter (where e.side = 'C') as holder,
               coalesce(sum(e.amount_fen) filter (where e.side = 'C'), 0)::int8 as fen
          from ledger_movement_view m join ledger_entry_view e using (movement)
         where m.kind = 'dispute-remedied' group by m.reference, m.day, m.evidence),
      said as (
        select dispute, day, fen, '2003.online-account:' || person as holder,
               coalesce('2004.operator-payable:' || operator, '6203.dispute-remedies') as bearer,
               sha256(convert_to(concat_ws('|', dispute, card, subject, cause, charged_fen, before_fen, fen),
                                 'UTF8')) as evidence
          from card_care_remedy)
      select coalesce(said.dispute, booked.dispute) as place,
             (coalesce(booked.fen, 0) - coalesce(said.fen, 0))::int8 as drift
        from booked full join said using (dispute)
       where (booked.day, booked.fen, booked.bearer, booked.holder, booked.evidence)
             is distinct from (said.day, said.fen, said.bearer, said.holder, said.evidence)`,
  },
  {
    check: 'remedies-of-upheld-disputes',
    holds: 'every remedy is of an upheld dispute about its line, and no other dispute names one',
    breaches: `
      select coalesce(said.dispute, kept.dispute) as place, coalesce(kept.fen, 0)::int8 as drift
        from (select * from citizens_dispute_view where remedy like 'remedy:%') said
        full join card_care_remedy kept using (dispute)
       where said.state is distinct from 'upheld' or said.remedy is distinct from 'remedy:' || kept.dispute
          or (said.card, said.subject) is distinct from (kept.card, kept.subject)`,
  },
  {
    check: 'remedies-within-charges',
    holds: 'the disputes about one line gave back what it charged, at most',
    breaches: `
      select subject as place, over_fen as drift from (
        select subject,
               (sum(fen) over line - charged_fen)::int8 as over_fen,
               before_fen - coalesce(sum(fen) over (line rows between unbounded preceding and 1 preceding), 0) as off
          from card_care_remedy window line as (partition by card, subject order by before_fen)) each_one
       where over_fen > 0 or off <> 0`,
  },
]
