import { setImmediate as breathe } from 'node:timers/promises'
import {
  cityDateTime,
  cityInstant,
  grouped,
  invariant,
  SeededChance,
  type BusinessDate,
  type Fen,
  type SamNumber,
} from '../base'
import type { KeyVault, VirtualKeyFactory } from '../keys'
import type { VirtualCard } from '../../terminals/virtual'
import { BatchDesk, canBeMixed, fileOf, mixedUp, type Batch, type BatchFile } from './batch-files'
import type { CastCard, CityTap } from './cast'
import { ChipWorks, type Validity } from './chip-works'
import { endOf, startOf } from './days'
import { LoadingDesk, type LoadDone } from './issue-cards'
import { shuffled, type FaultPlan } from './plan-faults'
import type { Stage } from './stages'
import { Street, type OperatorRecord, type RetiredTerminal } from './street'

/** Everything the streets of a city need to play a file: plain values, so that they can play in a thread. */
export interface CityScript {
  readonly taps: readonly CityTap[]
  /** The days that are played, in order; some may have no taps of their own. */
  readonly days: readonly BusinessDate[]
  readonly cutOffMinutes: number
  readonly seed: number
  readonly faults: { readonly seed: number; readonly plan: FaultPlan } | undefined
  /** A terminal of each operator whose binding has ended, by operator id; none in a city without faults. */
  readonly retired: ReadonlyMap<string, RetiredTerminal>
  /** Number of the loading desk's terminal. */
  readonly loadingDesk: SamNumber
  readonly validity: Validity
}

/** A file that is ready to go up; `cut`: its first attempt breaks off. */
export interface ReadyFile {
  readonly file: BatchFile
  readonly form: Batch['form']
  readonly mixed: boolean
  readonly cut: boolean
}

/**
 * What comes out of the streets day by day: cards with their first loads; then, as often as terminals upload,
 * further loads and files. `at` is the time at which they do, `last` the end of the day.
 */
export type CityEvent =
  | { readonly kind: 'issued'; readonly day: BusinessDate; readonly loads: readonly LoadDone[] }
  | { readonly kind: 'loaded'; readonly day: BusinessDate; readonly loads: readonly LoadDone[] }
  | {
      readonly kind: 'files'
      readonly day: BusinessDate
      readonly at: Date
      readonly files: readonly ReadyFile[]
      readonly last: boolean
    }
  | {
      readonly kind: 'progress'
      readonly stage: Stage
      readonly done: number
      readonly total: number
    }
  | { readonly kind: 'took'; readonly stage: Stage; readonly ms: number }

/** Acts of chips between two looks at what else there is to do. */
const ACTS_AT_A_TIME = 64
const LOADS_A_MESSAGE = 512
/** Taps of the city between two uploads: terminals send what they have several times on a busy day. */
const TAPS_AN_UPLOAD = 12_500
/** Files of an upload that go wrong, of each kind of file fault; the first upload has one at least. */
const FILE_SHARE = 0.04

/** Tells how long each step took, without the time others took over what came out of it. */
async function* atWork(
  events: AsyncGenerator<CityEvent, void, undefined>,
  tell: (ms: number) => void,
): AsyncGenerator<CityEvent, void, undefined> {
  for (;;) {
    const began = performance.now()
    const { done, value } = await events.next()
    tell(performance.now() - began)
    if (done === true) return
    yield value
  }
}

/** The time of a tap as an instant. */
function timeOf({ row }: CityTap): Date {
  const instant = cityInstant(row.at)
  invariant(instant.ok, 'a row bears a real time', { at: row.at })
  return instant.value
}

/** Issues and loads cards, performs taps and writes the terminals' files, day by day. */
export async function* performCity(
  script: CityScript,
  parts: { readonly keys: VirtualKeyFactory; readonly vault: KeyVault },
): AsyncGenerator<CityEvent, void, undefined> {
  const streets = new Streets(script, parts)
  const tapsByDay = grouped(script.taps, ({ day }) => day)
  for (const day of script.days) yield* streets.day(day, tapsByDay.get(day) ?? [])
}

class Streets {
  private readonly works: ChipWorks
  private readonly chips = new Map<CastCard, VirtualCard>()
  private readonly loadsDone = new Map<CastCard, number>()
  private readonly street: Street
  private readonly loading: LoadingDesk
  private readonly batches = new BatchDesk()
  private readonly fileChance: SeededChance | undefined
  private uploads = 0
  private late: readonly OperatorRecord[] = []
  private lateNow: readonly OperatorRecord[] = []

  constructor(
    private readonly script: CityScript,
    private readonly parts: { readonly keys: VirtualKeyFactory; readonly vault: KeyVault },
  ) {
    const { seed, faults, retired, validity } = script
    this.works = new ChipWorks(parts.keys, new SeededChance(seed), validity)
    this.fileChance = faults && new SeededChance(faults.seed)
    this.loading = new LoadingDesk(parts.vault, script.loadingDesk)
    this.street = new Street({
      works: this.works,
      cards: this.chips,
      faults: faults?.plan ?? new Map(),
      chance: new SeededChance(seed),
      retired: ({ id }) => {
        const terminal = retired.get(id)
        invariant(terminal !== undefined, 'every operator has a retired terminal')
        return terminal
      },
    })
  }

  async *day(
    day: BusinessDate,
    taps: readonly CityTap[],
  ): AsyncGenerator<CityEvent, void, undefined> {
    // What missed the close of the day before goes up with the first files of this one.
    this.late = this.lateNow
    this.lateNow = []
    const took = { issue: 0, tap: 0, write: 0 }
    yield* atWork(this.issue(day, taps), (ms) => (took.issue += ms))
    for (let from = 0; from === 0 || from < taps.length; from += TAPS_AN_UPLOAD) {
      const to = Math.min(from + TAPS_AN_UPLOAD, taps.length)
      yield* atWork(this.ride(day, taps, { from, to }), (ms) => (took.tap += ms))
      const last = to === taps.length
      const at = last ? endOf(day, this.script.cutOffMinutes) : timeOf(taps[to - 1] as CityTap)
      const ridden = performance.now()
      const files = await this.write(at)
      took.write += performance.now() - ridden
      yield { kind: 'files', day, at, files, last }
    }
    for (const stage of ['issue', 'tap', 'write'] as const) {
      yield { kind: 'took', stage, ms: took[stage] }
    }
  }

  private async *issue(
    day: BusinessDate,
    taps: readonly CityTap[],
  ): AsyncGenerator<CityEvent, void, undefined> {
    const cards = taps.filter(({ turn }) => turn === 0).map(({ card }) => card)
    const at = cityDateTime(startOf(day, this.script.cutOffMinutes))
    let loads: LoadDone[] = []
    for (const [place, card] of cards.entries()) {
      const chip = this.works.card(card)
      this.chips.set(card, chip)
      const [first] = card.loads
      invariant(first !== undefined, 'every card is loaded when it is issued')
      loads.push(await this.put(chip, { card, at, amountFen: first.amountFen }))
      if (place % ACTS_AT_A_TIME === 0) await breathe()
      if (loads.length === LOADS_A_MESSAGE) {
        yield { kind: 'issued', day, loads }
        yield { kind: 'progress', stage: 'issue', done: place + 1, total: cards.length }
        loads = []
      }
    }
    yield { kind: 'issued', day, loads }
  }

  private async *ride(
    day: BusinessDate,
    taps: readonly CityTap[],
    { from, to }: { readonly from: number; readonly to: number },
  ): AsyncGenerator<CityEvent, void, undefined> {
    const loads: LoadDone[] = []
    for (let place = from; place < to; place++) {
      const tap = taps[place] as CityTap
      const load = await this.loadBefore(tap)
      if (load !== undefined) loads.push(load)
      this.street.tap(tap)
      if (tap.turn === tap.card.tapCount - 1) this.chips.delete(tap.card)
      if (place % ACTS_AT_A_TIME === 0) await breathe()
      if (place % LOADS_A_MESSAGE === 0) {
        yield { kind: 'progress', stage: 'tap', done: place, total: taps.length }
      }
    }
    if (loads.length > 0) yield { kind: 'loaded', day, loads }
  }

  /** A card that could not hold all it needs at once is loaded again in time. */
  private async loadBefore({ card, row }: CityTap): Promise<LoadDone | undefined> {
    if (card.loads.length === 1) return undefined
    const load = card.loads[this.loadsDone.get(card) ?? 1]
    const chip = this.chips.get(card)
    if (load === undefined || load.at !== row.at || chip === undefined) return undefined
    return this.put(chip, { card, at: load.at, amountFen: load.amountFen })
  }

  private async put(
    chip: VirtualCard,
    order: { readonly card: CastCard; readonly at: string; readonly amountFen: Fen },
  ): Promise<LoadDone> {
    const { card } = order
    const done = await this.loading.load(chip, order)
    if (card.loads.length > 1) this.loadsDone.set(card, (this.loadsDone.get(card) ?? 0) + 1)
    return done
  }

  /** The files of one upload; in a city with faults some are mixed, some will be cut off, and they go in any order. */
  private async write(at: Date): Promise<readonly ReadyFile[]> {
    const harvest = this.street.harvest()
    const batches = this.batches.batchesOf({ harvest, late: this.late })
    this.late = []
    this.lateNow = [...this.lateNow, ...harvest.late]
    const createdAt = cityDateTime(at)
    const files: ReadyFile[] = []
    for (const { batch, cut } of this.withFileFaults(batches)) {
      const file = await fileOf(batch, { createdAt, vault: this.parts.vault })
      files.push({ file, cut, form: batch.form, mixed: batch.mixed })
      await breathe()
    }
    return files
  }

  private withFileFaults(
    batches: readonly Batch[],
  ): readonly { readonly batch: Batch; readonly cut: boolean }[] {
    const chance = this.fileChance
    if (chance === undefined) return batches.map((batch) => ({ batch, cut: false }))
    const wanted = Math.max(Number(this.uploads++ === 0), Math.round(batches.length * FILE_SHARE))
    const inChance = shuffled(batches, chance)
    const mixed = new Set(inChance.filter(canBeMixed).slice(0, wanted))
    const cut = new Set(inChance.filter((batch) => !mixed.has(batch)).slice(0, wanted))
    return inChance.map((batch) => ({
      batch: mixed.has(batch) ? mixedUp(batch, chance) : batch,
      cut: cut.has(batch),
    }))
  }
}
