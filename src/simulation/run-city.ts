import {
  addDays,
  ok,
  refuse,
  type BusinessDate,
  type Refusal,
  type Result,
  type SetClock,
} from '../base'
import { resumeUploads } from '../clearing'
import { OnlinePosting } from '../ledger'
import { closeDay, resumeCloses } from '../settlement'
import type { UploadReceipt } from '../../terminals/bus-validator'
import type { Cast } from './cast'
import type { CentreParts, ReplayCentre } from './centre'
import { cityAtPlay } from './city-at-play'
import { daysToClose, startOf } from './days'
import { deliverAll } from './deliver'
import { CardDesk } from './enrol-cards'
import { enrolCity, validityOf, type CityTimes } from './enrol'
import { faultKinds, type FaultCounts, type FaultKind } from './faults.table'
import type { CityScript, ReadyFile } from './perform-city'
import type { FaultPlan } from './plan-faults'
import type { ReplayResult } from './result'
import type { StageClock } from './stages'
import type { RetiredTerminal } from './street'

/** Why these books cannot take the replay. */
export type RunRefusal = 'books-hold-another-history' | 'day-not-closed'

export interface CityParts {
  readonly cast: Cast
  readonly times: CityTimes
  readonly centre: ReplayCentre
  readonly clock: SetClock
  readonly database: CentreParts['database']
  readonly keysFile: string
  readonly seed: number
  readonly cutOffMinutes: number
  readonly thenOpen: BusinessDate | undefined
  readonly stages: StageClock
  /** What goes wrong, and the seed it was chosen with; a city without faults has neither. */
  readonly faults: { readonly seed: number; readonly plan: FaultPlan } | undefined
}

/** What is known outside the books when a city's days are over. */
export interface CityRan {
  readonly receipts: readonly UploadReceipt[]
  readonly uploads: ReplayResult['uploads']
  readonly injected: FaultCounts
}

/** Lets a cast play its days, while the centre takes loads and files and closes each day. */
export class CityRun {
  private readonly retired: ReadonlyMap<string, RetiredTerminal>
  private readonly days: readonly BusinessDate[]
  private readonly receipts: UploadReceipt[] = []
  private readonly injected: Record<FaultKind, number>
  private uploads = { files: 0, bytes: 0, binary: 0, packed: 0 }

  constructor(private readonly parts: CityParts) {
    const { cast, faults } = parts
    this.days = daysToClose(cast.days, faults !== undefined)
    this.retired = new Map(faults === undefined ? [] : retiredTerminals(cast))
    this.injected = countsOf(faults?.plan)
  }

  async run(): Promise<Result<CityRan, RunRefusal>> {
    const { stages, centre } = this.parts
    const enrolled = await stages.time('enrol', 0, () => this.enrol())
    if (!enrolled.ok) return enrolled
    const door = await centre.open()
    try {
      const played = await this.play(door.url)
      if (!played.ok) return played
    } finally {
      await door.stop()
    }
    const { receipts, uploads, injected } = this
    return ok({ receipts, uploads, injected })
  }

  private openAfter(lastDay: BusinessDate): BusinessDate {
    const { thenOpen } = this.parts
    return thenOpen !== undefined && thenOpen > lastDay ? thenOpen : addDays(lastDay, 1)
  }

  private async enrol(): Promise<Result<unknown, RunRefusal>> {
    const { database, cast, times, centre, clock } = this.parts
    const enrolled = await enrolCity(database, cast, { times, retired: [...this.retired.values()] })
    if (!enrolled.ok) return otherHistory(enrolled)
    // Where an earlier attempt at this very replay was interrupted, its half-done work is finished first.
    clock.set(times.opening)
    await resumeUploads(centre.clearing)
    const closes = await resumeCloses(centre.settlement)
    return closes.ok ? closes : notClosed(closes)
  }

  private async play(door: string): Promise<Result<unknown, RunRefusal>> {
    const { keysFile, stages, clock, cutOffMinutes } = this.parts
    let cards: CardDesk | undefined
    for await (const event of cityAtPlay(this.script(), keysFile)) {
      switch (event.kind) {
        case 'progress':
          stages.show(event)
          break
        case 'took':
          stages.add(event.stage, event.ms)
          break
        case 'issued':
          clock.set(startOf(event.day, cutOffMinutes))
          cards ??= this.cardDesk(event.day)
          await cards.issued(event.loads)
          break
        case 'loaded':
          cards ??= this.cardDesk(event.day)
          await cards.loaded(event.loads)
          break
        case 'files': {
          const entered = await cards?.close()
          cards = undefined
          if (entered?.ok === false) return otherHistory(entered)
          clock.set(event.at)
          await this.deliver(door, event.files)
          const closed = event.last ? await this.closeDay(event.day) : ok(undefined)
          if (!closed.ok) return closed
        }
      }
    }
    return ok(undefined)
  }

  private script(): CityScript {
    const { cast, times, faults, seed, cutOffMinutes } = this.parts
    return {
      taps: cast.taps,
      days: this.days,
      cutOffMinutes,
      seed,
      faults,
      retired: this.retired,
      loadingDesk: cast.spareSam('loading desk'),
      validity: validityOf(times),
    }
  }

  private cardDesk(day: BusinessDate): CardDesk {
    const { database, clock, times, cutOffMinutes } = this.parts
    return new CardDesk({
      database,
      posting: new OnlinePosting(database, { clock, firstDay: () => day }),
      issuedAt: startOf(day, cutOffMinutes),
      validity: validityOf(times),
    })
  }

  private async deliver(door: string, files: readonly ReadyFile[]): Promise<void> {
    for (const file of files) this.count(file)
    await this.parts.stages.time('upload', files.length, (progress) => {
      let done = 0
      return deliverAll(door, files, (receipt) => {
        this.receipts.push(receipt)
        progress(++done)
      })
    })
  }

  private async closeDay(day: BusinessDate): Promise<Result<unknown, RunRefusal>> {
    const { clock, cutOffMinutes, stages, centre } = this.parts
    const next = this.days[this.days.indexOf(day) + 1] ?? this.openAfter(day)
    clock.set(startOf(addDays(day, 1), cutOffMinutes))
    const closed = await stages.time('close', 0, () => closeDay(centre.settlement, day, next))
    return closed.ok ? closed : notClosed(closed)
  }

  private count({ file, form, mixed, cut }: ReadyFile): void {
    const { files, bytes, binary, packed } = this.uploads
    this.injected.shuffled += Number(mixed)
    this.injected.cutOff += Number(cut)
    this.uploads = {
      files: files + 1,
      bytes: bytes + file.bytes.length,
      binary: binary + Number(form === 'binary'),
      packed: packed + Number(file.packed),
    }
  }
}

const retiredTerminals = ({ operators, spareSam }: Cast): [string, RetiredTerminal][] =>
  operators.map((operator) => [
    operator.id,
    { operator, sam: spareSam(`retired ${operator.name}`) },
  ])

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
      `(${inWords(because)}); use --fresh`,
  })

const notClosed = (because: Refusal<string>): Refusal<RunRefusal> =>
  refuse('day-not-closed', { field: because.field ?? 'day', detail: inWords(because) })

const inWords = ({ refused, detail }: Refusal<string>): string =>
  detail === undefined ? refused : `${refused}: ${detail}`
