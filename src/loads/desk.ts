import type { Chance, SamNumber } from '../base'
import type { KeyVault } from '../keys'

/** What the loads district works with beside the database. */
export interface LoadsDesk {
  readonly vault: KeyVault
  /** Numbers that nobody can guess: an answer of the card recorded before must not fit a new look. */
  readonly chance: Chance
  /** Terminal number that stands under the codes where the caller has none. */
  readonly terminal: SamNumber
}
