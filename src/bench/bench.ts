import type { BenchCity } from './bench-city'
import type { Sample, Unmeasured } from './figure'
import type { CopyFloor } from './floors/copy'
import type { RowName } from './rows.table'

/** What an experiment has at hand. */
export interface Bench {
  readonly city: BenchCity
  readonly copyFloor: CopyFloor
  /** Records of one measurement. */
  readonly records: number
  /** From 0. */
  readonly round: number
}

export type Samples = Partial<Record<RowName, Sample | Unmeasured>>

/** Measures some rows together, because they share their preparation or their floor. */
export interface Experiment {
  readonly rows: readonly RowName[]
  /**
   * `round`: once in every round, next to its floor. `late-round`: the same in rounds after those, because it leaves
   * many times their records. `end`: once, over all that the rounds have left.
   */
  readonly when: 'round' | 'late-round' | 'end'
  /** Run once with few records before the first round, as the floor is: a centre does not meet its first file. */
  readonly runIn?: true
  readonly run: (bench: Bench) => Promise<Samples>
}
