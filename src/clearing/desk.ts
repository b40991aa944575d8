import type { Clock, CutOffMinutes, Database } from '../base'
import type { KeyVault } from '../keys'
import type { RefusedLine } from './tap'
import type { TapTable } from './tap-table'

/** The rules clearing works by; every one of them is configuration. */
export interface ClearingRules {
  /** Minutes after midnight at which the business day ends. */
  readonly cutOffMinutes: CutOffMinutes
  /** Days after the tap within which its record may still arrive. */
  readonly lateUploadDays: number
  /** How far a terminal's clock may run ahead of ours. */
  readonly futureSkewMinutes: number
  /** The most one tap may take, in fen. */
  readonly largestTapFen: bigint
}

/** What could be read of a part, and what not. */
export interface DecodedPart {
  readonly lines: number
  /** The first rows of the table hold the lines that could be read, in their order. */
  readonly rows: number
  readonly refused: readonly RefusedLine[]
}

/** What the clearing clerk has at hand. Formats stay outside: `decode` is handed in. */
export interface ClearingDesk {
  readonly database: Database
  readonly vault: Pick<KeyVault, 'checkTacs' | 'checkFileMac'>
  readonly clock: Clock
  readonly rules: ClearingRules
  readonly decode: (
    form: UploadForm,
    part: { readonly raw: Buffer; readonly firstLine: number },
    tableFor: (records: number) => TapTable,
  ) => DecodedPart
  /** Told of work done, for metrics; never of card numbers. */
  readonly observe?: (event: ClearingEvent) => void
}

export type UploadForm = 'text' | 'binary'

export type ClearingEvent =
  | { readonly what: 'records'; readonly verdict: string; readonly count: number }
  | { readonly what: 'upload'; readonly outcome: 'complete' | 'repeated' | 'refused' | 'cut-off' }
  | { readonly what: 'clone-alarm'; readonly count: number }
