import type { BusinessDate, Clock, CutOffMinutes, Database } from '../base'

/** What the settlement clerk has at hand. */
export interface SettlementDesk {
  readonly database: Database
  readonly clock: Clock
  /** Clearing finishes what it still owes to a day that has ended: its chains and its rulings. */
  readonly drainChains: (day: BusinessDate) => Promise<void>
  /** Minutes after midnight at which the business day ends; only asked when the books never had a day. */
  readonly cutOffMinutes?: CutOffMinutes
  /**
   * Whether a day is re-derived from its taps before it is closed (default true). The close itself reads
   * totals only; the re-derivation reads the day's taps, outside of every lock, and may be left to the audit.
   */
  readonly rederive?: boolean
}
