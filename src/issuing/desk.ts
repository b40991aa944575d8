import type { KeyVault } from '../keys'
import type { PersonStanding } from './issue'

/** What issuing works with beside the database. */
export interface IssuingDesk {
  readonly vault: KeyVault
  readonly personStanding: PersonStanding
}
