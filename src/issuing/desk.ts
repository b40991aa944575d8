import type { KeyVault } from '../keys'
import type { PersonKnown } from './issue'

/** What issuing works with beside the database. */
export interface IssuingDesk {
  readonly vault: KeyVault
  readonly personKnown: PersonKnown
}
