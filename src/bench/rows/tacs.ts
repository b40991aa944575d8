import { tacBatchOf } from '../../card'
import { checkTacRows, TacWorkers, type TacBatch } from '../../keys'
import { invariant } from '../../base'
import type { Bench, Experiment, Samples } from '../bench'
import type { BenchCity } from '../bench-city'
import { median, seconds } from '../figure'
import { naiveGenuineTacs } from '../floors/naive-tacs'
import { GenuineTaps } from '../genuine-taps'

/** Riders of their own: their taps are checked and never posted. */
function batchOf(city: BenchCity, records: number, seed: number): TacBatch {
  const riders = new GenuineTaps({ cards: city.cards, cityTacKey: city.cityTacKey, seed })
  const label = { purpose: 'tac', version: 1, algorithm: '3des' } as const
  return tacBatchOf(label, 2, riders.next(0, records))
}

async function tacs({ city, records, round }: Bench): Promise<Samples> {
  const batch = batchOf(city, records, 1000 + round)
  const key = city.masterTacKey
  const tenth = { ...batch, count: Math.ceil(records / 10) }
  checkTacRows('3des', key, tenth)
  const naive = await seconds(async () =>
    invariant(
      naiveGenuineTacs(key, tenth) === tenth.count,
      'the floor finds the same TACs genuine',
    ),
  )
  const fast = await seconds(async () => allGenuine(checkTacRows('3des', key, batch)))
  return {
    tac: { measured: records / fast, floor: tenth.count / naive },
    'tac-workers': await workers(key, batch),
  }
}

/**
 * Every thread compiles the cipher anew and is at its speed after some hundred thousand rows; those of a
 * centre live for months, so they are measured as they are then. Floor and product take turns.
 */
const WARM_UP_ROWS = 500_000
const TURNS = 5

async function workers(key: Buffer, batch: TacBatch): Promise<NonNullable<Samples['tac-workers']>> {
  const [one, two] = [new TacWorkers(1), new TacWorkers(2)]
  try {
    if (two.threadCount === 0) {
      return { unmeasured: 'threads run compiled files only, and this is running from sources' }
    }
    const check = (pool: TacWorkers): Promise<number> =>
      seconds(async () => allGenuine(await pool.check('3des', key, batch)))
    for (let rows = 0; rows < WARM_UP_ROWS; rows += batch.count) {
      for (const pool of [one, two]) await check(pool)
    }
    const alone: number[] = []
    const together: number[] = []
    for (let turn = 0; turn < TURNS; turn++) {
      alone.push(await check(one))
      together.push(await check(two))
    }
    return { measured: batch.count / median(together), floor: batch.count / median(alone) }
  } finally {
    await Promise.all([one.close(), two.close()])
  }
}

const allGenuine = (verdicts: Uint8Array): void =>
  invariant(
    verdicts.every((verdict) => verdict === 1),
    'the TACs of the bench are genuine',
  )

export const tacExperiments: readonly Experiment[] = [
  { rows: ['tac', 'tac-workers'], when: 'round', run: tacs },
]
