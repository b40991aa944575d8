import { NO_FEN, minus, plus, type Fen } from '../base'
import type { Account } from './account'
import type { Side } from './chart'

/** An account as it stands now: what is booked and what is held, each by side. */
export interface Standing {
  readonly side: Side
  readonly floored: boolean
  readonly postedDebits: Fen
  readonly postedCredits: Fen
  readonly pendingDebits: Fen
  readonly pendingCredits: Fen
}

/** What one call adds to an account. Pending amounts may be negative: a hold that ends is taken off. */
export interface Delta {
  postedDebits: Fen
  postedCredits: Fen
  pendingDebits: Fen
  pendingCredits: Fen
}

export type Deltas = Map<Account, Delta>

export const NO_DELTA: Delta = {
  postedDebits: NO_FEN,
  postedCredits: NO_FEN,
  pendingDebits: NO_FEN,
  pendingCredits: NO_FEN,
}

/** Booked on the normal side. */
export const bookedOf = (standing: Omit<Standing, 'floored'>): Fen =>
  standing.side === 'C'
    ? minus(standing.postedCredits, standing.postedDebits)
    : minus(standing.postedDebits, standing.postedCredits)

/** What may still be taken from an account: booked less what is held for others. */
export const availableOf = (standing: Standing): Fen =>
  minus(
    bookedOf(standing),
    standing.side === 'C' ? standing.pendingDebits : standing.pendingCredits,
  )

export const breaksFloor = (standing: Standing): boolean =>
  standing.floored && availableOf(standing) < NO_FEN

export const after = (standing: Standing, delta: Delta): Standing => ({
  side: standing.side,
  floored: standing.floored,
  postedDebits: plus(standing.postedDebits, delta.postedDebits),
  postedCredits: plus(standing.postedCredits, delta.postedCredits),
  pendingDebits: plus(standing.pendingDebits, delta.pendingDebits),
  pendingCredits: plus(standing.pendingCredits, delta.pendingCredits),
})

/** Adds `amount` to one column of an account's delta. */
export function addTo(
  deltas: Deltas,
  account: Account,
  change: { readonly column: keyof Delta; readonly amount: bigint },
): void {
  let delta = deltas.get(account)
  if (delta === undefined) deltas.set(account, (delta = { ...NO_DELTA }))
  delta[change.column] = (delta[change.column] + change.amount) as Fen
}

export function addDeltas(into: Deltas, more: Deltas): void {
  for (const [account, delta] of more) {
    for (const column of [
      'postedDebits',
      'postedCredits',
      'pendingDebits',
      'pendingCredits',
    ] as const) {
      if (delta[column] !== 0n) addTo(into, account, { column, amount: delta[column] })
    }
  }
}
