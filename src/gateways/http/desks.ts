import type { AcquiringDesk } from '../../acquiring'
import type { Clock } from '../../base'
import type { CareDesk } from '../../card-care'
import type { PopulationDesk } from '../../citizens'
import type { ClearingDesk } from '../../clearing'
import type { IssuingDesk } from '../../issuing'
import type { LoadsDesk } from '../../loads'
import type { OversightDesk } from '../../oversight'
import type { CardWorks, ReaderBell } from '../../remote-reader'

/** What may be told about a key. Never the key. */
export interface ShownKey {
  /** "tac/v1/3des" */
  readonly label: string
  readonly level: string
  readonly checkValue: string
  /** First and last day of use, "YYYY-MM-DD". */
  readonly validFrom: string
  readonly validTo: string
  readonly purpose: string
  readonly purposeChinese: string
}

/** What handlers work with beside the database: every district that needs more than SQL adds its desk here. */
export interface Desks {
  readonly clock: Clock
  readonly care: CareDesk
  readonly citizens: PopulationDesk
  readonly clearing: ClearingDesk
  /** Names and check values of all keys; the door itself holds none. */
  readonly keyCupboard: { describe(): Promise<readonly ShownKey[]> }
  readonly oversight: OversightDesk
  readonly issuing: IssuingDesk
  readonly loads: LoadsDesk
  readonly acquiring: Pick<AcquiringDesk, 'vault'>
  /** Every kind of session with a card in a reader. */
  readonly works: CardWorks
  /** Wakes who waits for news of a card reader. */
  readonly bell: ReaderBell
}
