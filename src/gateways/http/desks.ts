import type { Clock } from '../../base'
import type { CareDesk } from '../../card-care'
import type { PopulationDesk } from '../../citizens'
import type { ClearingDesk } from '../../clearing'
import type { IssuingDesk } from '../../issuing'
import type { LoadsDesk } from '../../loads'
import type { OversightDesk } from '../../oversight'
import type { CardWorks, ReaderBell } from '../../remote-reader'

/** What handlers work with beside the database: every district that needs more than SQL adds its desk here. */
export interface Desks {
  readonly clock: Clock
  readonly care: CareDesk
  readonly citizens: PopulationDesk
  readonly clearing: ClearingDesk
  readonly oversight: OversightDesk
  readonly issuing: IssuingDesk
  readonly loads: LoadsDesk
  /** Every kind of session with a card in a reader. */
  readonly works: CardWorks
  /** Wakes who waits for news of a card reader. */
  readonly bell: ReaderBell
}
