import { ripen } from './at-rest'
import type { Bench, Experiment, Samples } from './bench'
import { openBenchCity } from './bench-city'
import type { Sample } from './figure'
import { CopyFloor } from './floors/copy'
import { naiveLedgerTables } from './floors/naive-ledger'
import { hasPgbench, singleInsertTable } from './floors/single-inserts'
import { machineFacts } from './machine'
import { reportedRow, type BenchReport } from './report'
import { bookExperiments } from './rows/books'
import { consoleExperiments } from './rows/console'
import { codecExperiments } from './rows/codecs'
import { dayExperiments } from './rows/days'
import { fileExperiments } from './rows/files'
import { memoryExperiments } from './rows/memory'
import { onlineExperiments } from './rows/online'
import { posExperiments } from './rows/pos'
import { postingExperiments } from './rows/posting'
import { tacExperiments } from './rows/tacs'
import { rowNames, type RowName } from './rows.table'

export interface BenchOrder {
  readonly rounds: number
  readonly records: number
  /** All rows when absent. */
  readonly only?: readonly RowName[]
  /** Told what is being measured, in words. */
  readonly tell?: (step: string) => void
}

const experiments: readonly Experiment[] = [
  ...tacExperiments,
  ...postingExperiments,
  ...fileExperiments,
  ...onlineExperiments,
  ...dayExperiments,
  ...codecExperiments,
  ...posExperiments,
  ...consoleExperiments,
  ...bookExperiments,
  ...memoryExperiments,
]

const CARDS_MIN = 1_000
const CARDS_MAX = 1_000_000
/** Rows with which everything is run in before the first round: a centre is not started anew for each file. */
const WARM_UP = 100_000

/** Measures floors and product in one run, round by round, in a database of its own. */
export async function runBench(order: BenchOrder): Promise<BenchReport> {
  const from = performance.now()
  const tell = order.tell ?? (() => undefined)
  const { rounds, records, only = rowNames } = order
  const cards = Math.min(CARDS_MAX, Math.max(CARDS_MIN, records))
  const chosen = experiments.filter(({ rows }) => rows.some((row) => only.includes(row)))
  tell(`setting up a city of ${cards} cards`)
  const city = await openBenchCity(cards)
  try {
    await ripen(city, rounds * records)
    for (const statement of [singleInsertTable, ...naiveLedgerTables])
      await city.owner.query(statement)
    const copyFloor = await CopyFloor.prepare(city.owner)
    await copyFloor.rate(Math.min(WARM_UP, records))
    const machine = await machineFacts(city.owner, city.dir)
    for (const { run } of chosen.filter(({ runIn }) => runIn === true)) {
      await run({ city, copyFloor, records: Math.min(WARM_UP, records), round: rounds })
    }
    const results: Samples[] = []
    const measure = async (
      { rows, run }: Experiment,
      bench: Bench,
      when: string,
    ): Promise<void> => {
      tell(`${when}: ${rows.join(', ')}`)
      results.push(
        await run(bench).catch((cause: unknown) => {
          const why = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
          tell(`${rows.join(', ')} broke: ${why}`)
          return broken(rows, why)
        }),
      )
    }
    for (const kind of ['round', 'late-round'] as const) {
      const repeated = chosen.filter(({ when }) => when === kind)
      for (let round = 0; round < rounds; round++) {
        for (const experiment of repeated) {
          const bench = { city, copyFloor, records, round }
          await measure(experiment, bench, `round ${round + 1} of ${rounds}`)
        }
      }
    }
    const bench = { city, copyFloor, records, round: rounds }
    for (const experiment of chosen.filter(({ when }) => when === 'end')) {
      await measure(experiment, bench, 'at the end')
    }
    return {
      machine,
      settings: {
        rounds,
        records,
        cards,
        singleInsertsBy: hasPgbench() ? 'pgbench' : 'this process',
      },
      rows: only.map((name) => rowFrom(name, results)),
      tookSeconds: (performance.now() - from) / 1000,
    }
  } finally {
    await city.close()
  }
}

/** What breaks is told in its rows; minutes of other rows are not lost with it. */
const broken = (rows: readonly RowName[], why: string): Samples =>
  Object.fromEntries(rows.map((name) => [name, { unmeasured: `it broke: ${why}` }]))

function rowFrom(name: RowName, results: readonly Samples[]): ReturnType<typeof reportedRow> {
  const found = results.flatMap((samples) => samples[name] ?? [])
  const measured = found.filter((one): one is Sample => 'measured' in one)
  const why = found.find((one): one is { unmeasured: string } => 'unmeasured' in one)
  return reportedRow(name, measured, why?.unmeasured)
}
