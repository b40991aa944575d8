import type { Chain } from './chain'
import type { Ruling } from './store-rulings'
import type { StandingClaim } from './store-standing'
import { verdictOf, type Reason } from './verdict'

/**
 * What has to be ruled anew when a chain says something else than the books: a ruling for every record whose
 * verdict differs, with the sign of what it does to the money.
 */
export function rulingsFor(records: readonly StandingClaim[], chain: Chain): Ruling[] {
  const now = new Map(chain.standings.map(({ tap, reason }) => [tap, reason]))
  return records.flatMap(({ tap, operator, reason, settleDate }): Ruling[] => {
    const should = now.get(tap) ?? reason
    return should === reason
      ? []
      : [{ tap, operator, settleDate, reason: should, sign: signOf(reason, should) }]
  })
}

function signOf(was: Reason, is: Reason): -1 | 0 | 1 {
  const [paidBefore, paidNow] = [was, is].map((reason) => verdictOf(reason) === 'accepted')
  if (paidBefore === paidNow) return 0
  return paidBefore === true ? -1 : 1
}
