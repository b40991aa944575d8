import type { Clock } from '../../base'
import type { CareDesk } from '../../card-care'
import type { ClearingDesk } from '../../clearing'
import type { OversightDesk } from '../../oversight'

/** What handlers work with beside the database: every district that needs more than SQL adds its desk here. */
export interface Desks {
  readonly clock: Clock
  readonly care: CareDesk
  readonly clearing: ClearingDesk
  readonly oversight: OversightDesk
}
