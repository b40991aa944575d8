import { ok, refuse, SetClock, type BusinessDate, type Result } from '../base'
import { openVirtualKeyFactory } from '../keys'
import { days as ledgerDays } from '../ledger'
import { castOf } from './cast'
import { replayCentre, type CentreParts } from './centre'
import { startOf } from './days'
import { drawResult } from './draw-result'
import { foundedBefore, type CityTimes } from './enrol'
import { planFaults } from './plan-faults'
import { readTaps, type ReadRefusal } from './read-taps'
import type { ReplayResult } from './result'
import { CityRun, type RunRefusal } from './run-city'
import { StageClock, type Progress } from './stages'
import { finishedRun, keepRun, markBegun, wasBegun } from './store'

export interface ReplayOptions extends Omit<CentreParts, 'clock'> {
  readonly file: string
  /** Development keys for the chips; the same file the vault was opened with. */
  readonly keysFile: string
  readonly production: boolean
  /** Makes challenges and the order of things repeatable (default 1). */
  readonly seed?: number
  /** With a seed for faults, things go wrong. */
  readonly faultsSeed?: number
  /** The day that opens when the last one of the file is closed; the day after it unless said otherwise. */
  readonly thenOpen?: BusinessDate
  readonly onProgress?: (progress: Progress) => void
}

type KeysRefusal = Extract<
  Awaited<ReturnType<typeof openVirtualKeyFactory>>,
  { readonly ok: false }
>['refused']

export type ReplayRefusal = ReadRefusal | KeysRefusal | RunRefusal

const SEED = 1

/**
 * Performs a file of taps: every row becomes an exchange between a virtual card and a virtual SAM, terminals
 * write batch files and upload them over HTTP, the centre clears and settles them day by day. The same file
 * and seeds always make the same files; books that hold the finished replay answer at once what came of it,
 * and where one was interrupted it is finished.
 *
 * @returns what came of it: also where the books are found wrong (`sound` is false then)
 * @throws Fault when the database or the centre's door fails; running it again goes on from there
 */
export async function replay(options: ReplayOptions): Promise<Result<ReplayResult, ReplayRefusal>> {
  const { file, database, rules, seed = SEED, faultsSeed } = options
  const stages = new StageClock(options.onProgress)
  const keys = await openVirtualKeyFactory(options)
  if (!keys.ok) return keys
  const read = await stages.time('read', 0, () => readTaps(file))
  if (!read.ok) return read
  const dataset = [read.value.digest, seed, faultsSeed ?? 'whole', rules.cutOffMinutes].join(':')
  const finished = await finishedRun(database, dataset)
  if (finished !== undefined) return ok(finished)
  const taken = await takeBooks(options, dataset)
  if (!taken.ok) return taken

  const cast = castOf(read.value.taps, rules.cutOffMinutes)
  const [firstDay] = cast.days
  const lastDay = cast.days.at(-1)
  if (firstDay === undefined || lastDay === undefined) {
    return refuse('no-taps', { field: 'file', detail: 'no card can do what the file says' })
  }
  const times: CityTimes = {
    founded: foundedBefore(firstDay),
    opening: startOf(firstDay, rules.cutOffMinutes),
    lastDay,
  }
  const clock = new SetClock(times.opening)
  const run = new CityRun({
    cast,
    times,
    clock,
    database,
    seed,
    stages,
    keysFile: options.keysFile,
    cutOffMinutes: rules.cutOffMinutes,
    thenOpen: options.thenOpen,
    centre: replayCentre({ ...options, clock }),
    faults:
      faultsSeed === undefined
        ? undefined
        : { seed: faultsSeed, plan: planFaults(cast.taps, faultsSeed) },
  })
  const ran = await run.run()
  if (!ran.ok) return ran
  const parts = { file, seed, cast, faultsSeed, stages, read: read.value, ran: ran.value }
  const result = await drawResult(database, parts)
  await keepRun(database, dataset, result)
  return ok(result)
}

/** Fresh books, or those in which this very replay was interrupted; no others. */
async function takeBooks(
  { database }: ReplayOptions,
  dataset: string,
): Promise<Result<undefined, RunRefusal>> {
  if (await wasBegun(database, dataset)) return ok(undefined)
  const [first] = await ledgerDays(database)
  if (first !== undefined) {
    return refuse('books-hold-another-history', {
      field: 'books',
      detail: `these books begin on ${first.day} with other business than this file; use --fresh`,
    })
  }
  await markBegun(database, dataset)
  return ok(undefined)
}
