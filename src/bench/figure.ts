/** One row of the bench in one round: what was measured, against what, in the unit of the row. */
export interface Sample {
  /** `measured` over `floor` is the ratio; without a floor the measurement stands for itself. */
  readonly measured: number
  readonly floor?: number
  /** Whatever else the round showed of this row, by name, in the unit the name ends in. */
  readonly extra?: Readonly<Record<string, number>>
}

/** Rows that cannot be measured here say why. */
export type Unmeasured = { readonly unmeasured: string }

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** The value below which this share of the values lies. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Runs something and answers how long it took, in seconds. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}
