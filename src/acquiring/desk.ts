import type { Act, Actor, Clock, CutOffMinutes, Database, Tx } from '../base'
import type { KeyVault } from '../keys'
import type { LoadsDesk } from '../loads'

/** What the host works with. */
export interface AcquiringDesk {
  readonly database: Database
  readonly vault: KeyVault
  readonly clock: Clock
  readonly cutOffMinutes: CutOffMinutes
  readonly loads: LoadsDesk
  /** An act of a terminal, with the trail of the house. */
  readonly actOf: (
    tx: Tx,
    given: { readonly actor: Actor; readonly at: Date; readonly reference: string },
  ) => Act
  /** Told of what happened, for metrics and alarms; never of card numbers. */
  readonly observe?: (event: AcquiringEvent) => void
}

export type AcquiringEvent =
  | { readonly what: 'message'; readonly kind: string; readonly response: string }
  | { readonly what: 'repeat'; readonly kind: string }
  | { readonly what: 'trace-used'; readonly terminal: string }
  | { readonly what: 'locked-out'; readonly terminal: string }
