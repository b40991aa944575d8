import { invariant } from '../base'
import type { KeyLabel } from './label'

/**
 * A batch of purchase records whose TACs are to be checked, as plain bytes so that a worker thread or an
 * HSM takes it without unpacking. Each row:
 * issuer factor 8 ‖ card factor 8 ‖ TAC input 22 ‖ TAC 4 ‖ 00 00.
 */
export interface TacBatch {
  readonly label: KeyLabel
  /** Factors to apply: 2 = issuer, then card; 1 = card alone (the issuer's eight bytes are ignored). */
  readonly levels: 1 | 2
  readonly count: number
  /** At least `count` rows of `TAC_ROW_BYTES`. */
  readonly rows: Buffer
}

export const TAC_ROW_BYTES = 44
export const CARD_AT = 8
export const INPUT_AT = 16
export const INPUT_BYTES = 22
export const TAC_AT = 38

/** One byte of the answer per row. */
export const TAC_VERDICT = { forged: 0, genuine: 1, keyUnknown: 2 } as const

export function assertRows(batch: Pick<TacBatch, 'count' | 'rows'>): void {
  invariant(
    batch.count >= 0 && batch.rows.length >= batch.count * TAC_ROW_BYTES,
    'a TAC batch holds as many rows as it says',
    { count: batch.count, sizeBytes: batch.rows.length },
  )
}
