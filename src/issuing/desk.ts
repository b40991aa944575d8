import type { KeyVault } from '../keys'
import type { IssuePeople } from './issue'

/** What issuing works with beside the database. */
export interface IssuingDesk extends IssuePeople {
  readonly vault: KeyVault
}
