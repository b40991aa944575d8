import { setImmediate as breathe } from 'node:timers/promises'
import {
  addDays,
  cityDateTime,
  invariant,
  refuse,
  ok,
  SeededChance,
  type BusinessDate,
  type Refusal,
  type Result,
  type SetClock,
} from '../base'
import { resumeUploads } from '../clearing'
import type { KeyVault } from '../keys'
import { OnlinePosting, type PostOutcome } from '../ledger'
import { closeDay, resumeCloses } from '../settlement'
import type { UploadReceipt } from '../../terminals/bus-validator/upload'
import type { VirtualCard } from '../../terminals/virtual'
import { BatchDesk, canBeMixed, fileOf, mixedUp, type Batch } from './batch-files'
import type { Cast, CastCard, CityTap } from './cast'
import type { CentreParts, ReplayCentre } from './centre'
import type { ChipWorks } from './chip-works'
import { daysToClose, endOf, startOf } from './days'
import { deliverAll, type Delivery } from './deliver'
import { enrolCards, enrolCity, validityOf, type CityTimes } from './enrol'
import { faultKinds, type FaultCounts, type FaultKind } from './faults.table'
import { grouped } from './grouped'
import { LoadingDesk, movementOf, type LoadDone } from './issue-cards'
import { shuffled, type FaultPlan } from './plan-faults'
import type { ReplayResult } from './result'
import type { StageClock } from './stages'
import { Street, type OperatorRecord, type RetiredTerminal } from './street'

/** Why these books cannot take the replay. */
export type RunRefusal = 'books-hold-another-history' | 'day-not-closed'

export interface CityParts {
  readonly cast: Cast
  readonly times: CityTimes
  readonly centre: ReplayCentre
  readonly vault: KeyVault
  readonly clock: SetClock
  readonly database: CentreParts['database']
  readonly works: ChipWorks
  readonly seed: number
  readonly cutOffMinutes: number
  readonly stages: StageClock
  /** What goes wrong, and the seed it was chosen with; a city without faults has neither. */
  readonly faults: { readonly seed: number; readonly plan: FaultPlan } | undefined
}

/** What the city itself knows when its days are over. */
export interface CityRan {
  readonly receipts: readonly UploadReceipt[]
  readonly uploads: ReplayResult['uploads']
  readonly injected: FaultCounts
}

/** Acts of chips between two looks at the database: it should never wait for them. */
const ACTS_AT_A_TIME = 64
/** Loads that wait for the books at most. */
const WAITING_MAX = 4_000
/** Files of a day that go wrong, of each kind of file fault; the first day has one at least. */
const FILE_SHARE = 0.04

/** Performs a cast's days one after another: cards are issued, taps made, files sent, the day closed. */
export class CityRun {
  private readonly chips = new Map<CastCard, VirtualCard>()
  private readonly loadsDone = new Map<CastCard, number>()
  private readonly retired: ReadonlyMap<string, RetiredTerminal>
  private readonly street: Street
  private readonly loading: LoadingDesk
  private readonly batches = new BatchDesk()
  private readonly receipts: UploadReceipt[] = []
  private readonly injected: Record<FaultKind, number>
  private uploads = { files: 0, bytes: 0, binary: 0, packed: 0 }
  private late: readonly OperatorRecord[] = []

  constructor(private readonly parts: CityParts) {
    const { cast, works, seed, vault, faults } = parts
    this.retired =
      faults === undefined
        ? new Map()
        : new Map(
            cast.operators.map((operator) => [
              operator.id as string,
              { operator, sam: cast.spareSam(`retired ${operator.name}`) },
            ]),
          )
    this.loading = new LoadingDesk(vault, cast.spareSam('loading desk'))
    this.street = new Street({
      works,
      cards: this.chips,
      faults: faults?.plan ?? new Map(),
      chance: new SeededChance(seed),
      retired: ({ id }) => {
        const terminal = this.retired.get(id)
        invariant(terminal !== undefined, 'every operator has a retired terminal')
        return terminal
      },
    })
    this.injected = countsOf(faults?.plan)
  }

  async run(): Promise<Result<CityRan, RunRefusal>> {
    const enrolled = await this.parts.stages.time('enrol', 0, () => this.enrol())
    if (!enrolled.ok) return enrolled
    const door = await this.parts.centre.open()
    try {
      const tapsByDay = grouped(this.parts.cast.taps, ({ day }) => day)
      const days = daysToClose(this.parts.cast.days, this.parts.faults !== undefined)
      for (const [place, day] of days.entries()) {
        const next = days[place + 1] ?? addDays(day, 1)
        const done = await this.day(door.url, { day, next, taps: tapsByDay.get(day) ?? [] })
        if (!done.ok) return done
      }
    } finally {
      await door.stop()
    }
    const { receipts, uploads, injected } = this
    return ok({ receipts, uploads, injected })
  }

  private async enrol(): Promise<Result<unknown, RunRefusal>> {
    const { database, cast, times, centre } = this.parts
    const enrolled = await enrolCity(database, cast, { times, retired: [...this.retired.values()] })
    if (!enrolled.ok) return otherHistory(enrolled)
    // Where an earlier attempt at this very replay was interrupted, its half-done work is finished first.
    this.parts.clock.set(times.opening)
    await resumeUploads(centre.clearing)
    const closes = await resumeCloses(centre.settlement)
    return closes.ok ? closes : notClosed(closes)
  }

  private async day(
    door: string,
    work: {
      readonly day: BusinessDate
      readonly next: BusinessDate
      readonly taps: readonly CityTap[]
    },
  ): Promise<Result<unknown, RunRefusal>> {
    const { clock, cutOffMinutes, stages, centre } = this.parts
    const { day, next, taps } = work
    clock.set(startOf(day, cutOffMinutes))
    const ridden = await this.ride(day, taps)
    if (!ridden.ok) return ridden
    clock.set(endOf(day, cutOffMinutes))
    const deliveries = await this.write(day)
    await stages.time('upload', deliveries.length, (progress) =>
      deliverAll(door, deliveries, (receipt) => {
        this.receipts.push(receipt)
        progress(this.receipts.length)
      }),
    )
    clock.set(startOf(next, cutOffMinutes))
    const closed = await stages.time('close', 0, () => closeDay(centre.settlement, day, next))
    return closed.ok ? closed : notClosed(closed)
  }

  /** Cards are issued and loaded, riders ride; the books take the loads while the chips are at work. */
  private async ride(
    day: BusinessDate,
    taps: readonly CityTap[],
  ): Promise<Result<unknown, RunRefusal>> {
    const { stages, database, times, clock, cutOffMinutes } = this.parts
    const till = new Till(new OnlinePosting(database, { clock, firstDay: () => day, writers: 1 }))
    const issuedAt = startOf(day, cutOffMinutes)
    const cards = taps.filter(({ turn }) => turn === 0).map(({ card }) => card)
    await stages.time('issue', cards.length, (progress) =>
      this.issue(cards, { till, issuedAt, progress }),
    )
    const validity = validityOf(times)
    const issued = { cards, issuedAt, validity, loads: till.takeLoads() }
    const enrolling = enrolCards(database, issued)
    enrolling.catch(() => undefined)
    await stages.time('tap', taps.length, async (progress) => {
      for (const [place, tap] of taps.entries()) {
        await this.loadBefore(tap, till)
        this.street.tap(tap)
        if (tap.turn === tap.card.tapCount - 1) this.chips.delete(tap.card)
        if (place % ACTS_AT_A_TIME === 0) {
          progress(place)
          await breathe()
        }
      }
    })
    return stages.time('enrol', 0, async () => {
      const posted = await till.close()
      if (!posted.ok) return otherHistory(posted)
      const enrolled = await enrolling
      if (!enrolled.ok) return otherHistory(enrolled)
      const more = await enrolCards(database, { ...issued, cards: [], loads: till.takeLoads() })
      return more.ok ? more : otherHistory(more)
    })
  }

  private async issue(
    cards: readonly CastCard[],
    at: { readonly till: Till; readonly issuedAt: Date; readonly progress: (done: number) => void },
  ): Promise<void> {
    const time = cityDateTime(at.issuedAt)
    for (const [place, card] of cards.entries()) {
      const chip = this.parts.works.card(card)
      this.chips.set(card, chip)
      const [first] = card.loads
      invariant(first !== undefined, 'every card is loaded when it is issued')
      await this.put(chip, { card, load: { ...first, at: time }, till: at.till })
      if (place % ACTS_AT_A_TIME === 0) {
        at.progress(place)
        await breathe()
      }
    }
  }

  /** A card that could not hold all it needs at once is loaded again in time. */
  private async loadBefore({ card, row }: CityTap, till: Till): Promise<void> {
    if (card.loads.length === 1) return
    const load = card.loads[this.loadsDone.get(card) ?? 1]
    const chip = this.chips.get(card)
    if (load?.at === undefined || load.at !== row.at || chip === undefined) return
    await this.put(chip, { card, load: { ...load, at: load.at }, till })
  }

  private async put(
    chip: VirtualCard,
    order: {
      readonly card: CastCard
      readonly load: {
        readonly amountFen: CastCard['loads'][number]['amountFen']
        readonly at: string
      }
      readonly till: Till
    },
  ): Promise<void> {
    const { card, load, till } = order
    await till.take(await this.loading.load(chip, { card, amountFen: load.amountFen, at: load.at }))
    if (card.loads.length > 1) this.loadsDone.set(card, (this.loadsDone.get(card) ?? 0) + 1)
  }

  /** The day's files; in a city with faults some are mixed, some will be cut off, and they go in any order. */
  private async write(day: BusinessDate): Promise<readonly Delivery[]> {
    const { stages, clock, vault } = this.parts
    const harvest = this.street.harvest()
    const batches = this.withFileFaults(day, this.batches.batchesOf({ harvest, late: this.late }))
    this.late = harvest.late
    const createdAt = cityDateTime(clock.now())
    return stages.time('write', batches.length, async (progress) => {
      const deliveries: Delivery[] = []
      for (const { batch, cut } of batches) {
        const file = await fileOf(batch, { createdAt, vault })
        deliveries.push({ file, cut })
        this.count(batch, file.bytes.length)
        progress(deliveries.length)
        await breathe()
      }
      return deliveries
    })
  }

  private count({ form, packed }: Batch, bytes: number): void {
    const { files, bytes: before, binary, packed: packedBefore } = this.uploads
    this.uploads = {
      files: files + 1,
      bytes: before + bytes,
      binary: binary + Number(form === 'binary'),
      packed: packedBefore + Number(packed),
    }
  }

  private withFileFaults(
    day: BusinessDate,
    batches: readonly Batch[],
  ): readonly { readonly batch: Batch; readonly cut: boolean }[] {
    const { faults, cast } = this.parts
    if (faults === undefined) return batches.map((batch) => ({ batch, cut: false }))
    const chance = new SeededChance(faults.seed + Number(day.replaceAll('-', '')))
    const wanted = Math.max(Number(day === cast.days[0]), Math.round(batches.length * FILE_SHARE))
    const inChance = shuffled(batches, chance)
    const mixed = new Set(inChance.filter(canBeMixed).slice(0, wanted))
    const cut = new Set(inChance.filter((batch) => !mixed.has(batch)).slice(0, wanted))
    this.injected.shuffled += mixed.size
    this.injected.cutOff += cut.size
    return inChance.map((batch) => ({
      batch: mixed.has(batch) ? mixedUp(batch, chance) : batch,
      cut: cut.has(batch),
    }))
  }
}

/** The till of the loading desk: every load goes into the books as a movement of its own. */
class Till {
  private loads: LoadDone[] = []
  private waiting: Promise<PostOutcome>[] = []
  private refused: Refusal<string> | undefined

  constructor(private readonly posting: OnlinePosting) {}

  async take(load: LoadDone): Promise<void> {
    this.loads.push(load)
    const posted = this.posting.submit(movementOf(load))
    // Told where it is awaited.
    posted.catch(() => undefined)
    this.waiting.push(posted)
    if (this.waiting.length >= WAITING_MAX) await this.settle()
  }

  takeLoads(): readonly LoadDone[] {
    const taken = this.loads
    this.loads = []
    return taken
  }

  async close(): Promise<Result<undefined>> {
    await this.settle()
    await this.posting.close()
    return this.refused ?? ok(undefined)
  }

  private async settle(): Promise<void> {
    const outcomes = await Promise.all(this.waiting)
    this.waiting = []
    for (const outcome of outcomes) if (!outcome.ok) this.refused ??= outcome
  }
}

function countsOf(plan: FaultPlan | undefined): Record<FaultKind, number> {
  const counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<
    FaultKind,
    number
  >
  for (const { kind } of plan?.values() ?? []) counts[kind]++
  return counts
}

const otherHistory = (because: Refusal<string>): Refusal<RunRefusal> =>
  refuse('books-hold-another-history', {
    field: because.field ?? 'books',
    detail:
      'operators, terminals or cards of this file live in these books with another history ' +
      `(${because.refused}${because.detail === undefined ? '' : `: ${because.detail}`}); use --fresh`,
  })

const notClosed = (because: Refusal<string>): Refusal<RunRefusal> =>
  refuse('day-not-closed', {
    field: because.field ?? 'day',
    detail: `${because.refused}${because.detail === undefined ? '' : `: ${because.detail}`}`,
  })
