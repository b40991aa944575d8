/** A value of a test vector that came out otherwise than it says. */
export interface FailedField {
  readonly id: string
  readonly field: string
  readonly expected: string
  readonly got: string
}

/** A vector that nobody could judge whole. */
export interface SkippedVector {
  readonly id: string
  readonly why: string
}

/** What a run of a file of test vectors found, whatever they are about. */
export interface VectorReport {
  /** Vectors whose every expected value was worked out and equal. */
  readonly passed: number
  readonly failed: readonly FailedField[]
  readonly skipped: readonly SkippedVector[]
}

/** What came of one vector: `why` when it could not be judged. */
export interface VectorOutcome {
  readonly id: string
  readonly failed: readonly Omit<FailedField, 'id'>[]
  readonly why?: string
}

/** Outcomes as a report: a vector with a wrong value is failed, one that nobody could judge skipped. */
export const reportOf = (outcomes: readonly VectorOutcome[]): VectorReport => ({
  passed: outcomes.filter(({ failed, why }) => failed.length === 0 && why === undefined).length,
  failed: outcomes.flatMap(({ id, failed }) => failed.map((one) => ({ id, ...one }))),
  skipped: outcomes.flatMap(({ id, failed, why }) =>
    why !== undefined && failed.length === 0 ? [{ id, why }] : [],
  ),
})

/** Several reports as one. */
export const joinReports = (reports: readonly VectorReport[]): VectorReport => ({
  passed: reports.reduce((sum, { passed }) => sum + passed, 0),
  failed: reports.flatMap(({ failed }) => failed),
  skipped: reports.flatMap(({ skipped }) => skipped),
})
