import type { OperatorId, SamNumber } from '../base'
import type { PosMacAlgorithm, WorkKeyLayout } from '../keys'

/** The work keys of one sign-in, sealed by the vault, in hex. */
export interface KeySet {
  readonly layout: WorkKeyLayout
  readonly mak: string
  readonly pik: string
  readonly tdk?: string
  /** Check values, which may be shown. */
  readonly checks: Readonly<Partial<Record<'pik' | 'mak' | 'tdk', string>>>
  readonly madeAt: string
}

export type BatchState = 'open' | 'uploading' | 'reported' | 'closed' | 'forced'

/** A POS as the host knows it. */
export interface PosTerminal {
  /** f41. */
  readonly terminal: string
  /** f42. */
  readonly merchantNumber: string
  /** In the registry: the device, the merchant that sells with it, the operator that settles for the merchant. */
  readonly device: string
  readonly merchant: string
  readonly operator: OperatorId
  /** Pays for cash loads; null: none are made here. */
  readonly agent: string | null
  /** Terminal number under the codes of loads. */
  readonly sam: SamNumber
  readonly macAlgorithm: PosMacAlgorithm
  /** Label of the terminal master key, and that key itself where custodians brought it (sealed). */
  readonly masterKey: string
  readonly enteredKey: Buffer | null
  readonly registeredAt: Date
  readonly takenOutAt: Date | null
  readonly batch: number
  readonly keysCurrent: KeySet | null
  readonly keysPending: KeySet | null
  readonly keysPrevious: KeySet | null
  readonly previousUntil: Date | null
  readonly wrongMacs: number
  readonly lockedAt: Date | null
  readonly signedInAt: Date | null
  /** The last time a message code under the newest keys was right for the first time. */
  readonly provedAt: Date | null
}

/** A terminal locked for a turn, with what the turn needs to know of its merchant and its batch. */
export interface TerminalAtWork extends PosTerminal {
  /** The contract of the merchant for sales today; null: it may not sell. */
  readonly contract: string | null
  readonly batchOpenedAt: Date
  readonly batchState: BatchState
}

const LAST_BATCH = 999_999

/** Batch numbers have six digits and begin again at 1. */
export const batchAfter = (batch: number): number => (batch >= LAST_BATCH ? 1 : batch + 1)
