import type { Reason, Verdict } from '../clearing'
import type { Finding } from '../ledger'
import type { FaultCounts } from './faults.table'
import type { SkippedRows } from './read-taps'

/** What came of a replay. Money is whole fen as JSON numbers; a city's day stays far below 2^53. */
export interface ReplayResult {
  readonly file: string
  /** SHA-256 of the file's content, lower-case hex. */
  readonly digest: string
  readonly seed: number
  readonly rows: number
  readonly distinctRows: number
  readonly skipped: readonly SkippedRows[]
  readonly cards: number
  readonly terminals: number
  /** All closed days together, in order of name. */
  readonly operators: readonly OperatorResult[]
  readonly settledTaps: number
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly reasons: Readonly<Partial<Record<Reason, number>>>
  readonly days: readonly {
    readonly date: string
    readonly taps: number
    readonly digest: string | null
  }[]
  readonly uploads: {
    readonly files: number
    readonly bytes: number
    readonly binary: number
    readonly packed: number
  }
  readonly ledger: LedgerResult
  readonly audit: { readonly ok: boolean; readonly findings: readonly FindingResult[] }
  /** What the file itself adds up to, and where the settlement says otherwise. */
  readonly expected: {
    readonly operators: readonly Totals[]
    readonly differences: readonly string[]
  }
  readonly faults?: {
    readonly seed: number
    readonly injected: FaultCounts
    readonly found: FaultCounts
  }
  /** Audit, totals and faults are all as they must be. */
  readonly sound: boolean
  readonly stages: readonly StageTime[]
  readonly wallMs: number
}

/** What one operator's taps add up to. */
export interface Totals {
  readonly operator: string
  readonly taps: number
  readonly listFareFen: number
  readonly chargedFen: number
}

export interface OperatorResult extends Totals {
  readonly operatorId: string
  readonly cardDiscountFen: number
  readonly concessionFen: number
  readonly transferFen: number
  readonly subsidyFen: number
  readonly feeFen: number
  readonly netFen: number
  readonly feePpm: number | null
  readonly demoRates: boolean
}

export interface LedgerResult {
  readonly debitsFen: number
  readonly creditsFen: number
  readonly balanced: boolean
  readonly cashFen: number
  readonly cardholderValueFen: number
  readonly operatorPayableFen: number
  readonly operatorSubsidyPayableFen: number
  readonly subsidyReceivableFen: number
  readonly commissionFen: number
}

export type FindingResult = Omit<Finding, 'driftFen'> & { readonly driftFen?: number }

export interface StageTime {
  readonly stage: string
  readonly ms: number
}
