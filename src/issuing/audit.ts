import type { Sql } from '../base'
import { balanceOf, CARD_DEPOSITS, type Finding } from '../ledger'
import { heldDepositsFen } from './store-deposits'

/** What must be true of issuing: each deposit held for a card stands in the books, and nothing else does. */
export async function auditIssuing(sql: Sql): Promise<Finding[]> {
  const held = await heldDepositsFen(sql)
  const { balanceFen: booked } = await balanceOf(sql, CARD_DEPOSITS)
  const check = 'deposits-equal-cards'
  return held === booked
    ? [{ check, ok: true, detail: 'the deposits held for cards are those in the books' }]
    : [
        {
          check,
          ok: false,
          detail: 'not so: the deposits held for cards are those in the books',
          driftFen: booked > held ? booked - held : held - booked,
        },
      ]
}
