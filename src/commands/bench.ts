import { reportText, rowNames, runBench, type RowName } from '../bench'
import { done, misused, type Answer } from './answer'

export interface BenchOptions {
  readonly rounds: string
  readonly records: string
  /** Names of rows, separated by commas. */
  readonly only?: string
  readonly json?: boolean
}

const ROUNDS_MAX = 100
const RECORDS_MAX = 10_000_000

/** `citycard bench`: the product against floors that are measured in the same run. */
export async function bench(options: BenchOptions): Promise<Answer> {
  const rounds = wholeNumber(options.rounds, ROUNDS_MAX)
  const records = wholeNumber(options.records, RECORDS_MAX)
  if (rounds === undefined) return misused(`--rounds is a whole number from 1 to ${ROUNDS_MAX}`)
  if (records === undefined) return misused(`--records is a whole number from 1 to ${RECORDS_MAX}`)
  const only = options.only?.split(',').map((name) => name.trim())
  const unknown = only?.find((name) => !isRowName(name))
  if (unknown !== undefined) {
    return misused(`--only: there is no row "${unknown}"; the rows are ${rowNames.join(', ')}`)
  }
  const report = await runBench({
    rounds,
    records,
    ...(only === undefined ? {} : { only: only.filter(isRowName) }),
    tell: (step) => void process.stderr.write(`bench: ${step}\n`),
  })
  return done(report, reportText(report))
}

const isRowName = (name: string): name is RowName => (rowNames as readonly string[]).includes(name)

function wholeNumber(text: string, upTo: number): number | undefined {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= upTo ? value : undefined
}
