import { ok, refuse, type Result } from '../../src/base'
import type { CardFacts } from './tap-card'
import type { Ride } from './tap-ride'

/** Lists that a terminal carries; each answers at once, from its own memory. */
export interface TapLists {
  hotlisted(card: string): boolean
  /** Whether cards of this issuer (16 hex digits) are served here. */
  issuerServed(issuer: string): boolean
}

/** A terminal that knows no lists yet serves everybody. */
export const noLists: TapLists = { hotlisted: () => false, issuerServed: () => true }

interface Case {
  readonly facts: CardFacts
  readonly ride: Ride
  readonly lists: TapLists
}

const checks = [
  ['issuer-not-served', ({ facts, lists }) => lists.issuerServed(facts.identity.issuerHex)],
  ['card-not-in-use', ({ facts }) => facts.identity.enabled],
  ['card-not-valid-yet', ({ facts, ride }) => facts.identity.start <= ride.at.slice(0, 8)],
  ['card-out-of-date', ({ facts, ride }) => facts.identity.expiry >= ride.at.slice(0, 8)],
  ['card-locked', ({ facts }) => !facts.locked],
  ['card-hotlisted', ({ facts, lists }) => !lists.hotlisted(facts.identity.number)],
  ['purse-short', ({ facts, ride }) => facts.balance >= ride.amount],
] as const satisfies readonly (readonly [string, (asked: Case) => boolean])[]

export type CheckRefusal = (typeof checks)[number][0]

/** Whether this card may ride: the first check that fails is the answer (card-protocol §6.1 step 2). */
export function mayRide(asked: Case): Result<void, CheckRefusal> {
  for (const [refusal, passes] of checks) if (!passes(asked)) return refuse(refusal)
  return ok(undefined)
}
