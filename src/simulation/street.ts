import { fen, invariant, type Chance } from '../base'
import { holdSync, type Question } from '../card'
import type { TapRecord } from '../messages'
import {
  meetCard,
  MemoryJournal,
  openTerminal,
  resolveTorn,
  Validator,
  type Ride,
  type TapOutcome,
  type TapQuestion,
  type TapTerminal,
} from '../../terminals/bus-validator'
import type { VirtualCard, VirtualSam } from '../../terminals/virtual'
import type { CastCard, CastOperator, CastTerminal, CityTap } from './cast'
import { cityProfile, LEVELS, type ChipWorks } from './chip-works'
import { forgedAmount, forgedTac, replayed } from './forgeries'
import type { FaultPlan, PlannedFault } from './plan-faults'
import { fieldText, rideOf } from './ride-of'

/** What a day of taps leaves behind, before it is put into files. Records in the order they were made. */
export interface Harvest {
  /** What the terminals have in their journals. */
  readonly journals: ReadonlyMap<CastTerminal, readonly TapRecord[]>
  /** Records that go up in a file of their own: copies, forgeries, proofs, terminals that are no more. */
  readonly besides: readonly OperatorRecord[]
  /** Records that miss the close of their day. */
  readonly late: readonly OperatorRecord[]
}

export interface OperatorRecord {
  readonly operator: CastOperator
  readonly record: TapRecord
}

/** A terminal of another time: its SAM is bound to nothing any more. */
export type RetiredTerminal = Pick<CastTerminal, 'sam' | 'operator'>

interface RunningTerminal {
  readonly validator: Validator
  readonly journal: MemoryJournal
  readonly sam: VirtualSam
  readonly terminal: TapTerminal
}

interface WaitingClone {
  readonly chip: VirtualCard
  readonly tap: CityTap
}

const PROGRAM = '1'
/** What the rider of an unbound SAM pays, as far as the purse has it. */
const STRAY_FARE = fen(100n)

/** Where cards and terminals meet. Chips answer in bytes only; everything told here was heard from them. */
export class Street {
  private readonly terminals = new Map<string, RunningTerminal>()
  private readonly clones = new Map<CityTap, WaitingClone[]>()
  private journals = new Map<CastTerminal, TapRecord[]>()
  private besides: OperatorRecord[] = []
  private late: OperatorRecord[] = []

  constructor(
    private readonly parts: {
      readonly works: ChipWorks
      readonly cards: ReadonlyMap<CastCard, VirtualCard>
      readonly faults: FaultPlan
      readonly chance: Chance
      /** Terminals of an operator whose bindings have ended. */
      readonly retired: (operator: CastOperator) => RetiredTerminal
    },
  ) {}

  /** A rider holds the card to the terminal, as a row of the file says; and what goes wrong with it. */
  tap(tap: CityTap): void {
    const chip = this.parts.cards.get(tap.card)
    invariant(chip !== undefined, 'a card is issued before it is used')
    const fault = this.parts.faults.get(tap)
    if (fault?.kind === 'cloned') this.keepClone({ chip: chip.clone(), tap }, fault.after)
    if (fault?.kind === 'torn') this.tornTap(chip, tap)
    else this.wholeTap(chip, tap, fault)
    chip.powerCut()
    for (const clone of this.clones.get(tap) ?? []) this.cloneTaps(clone, tap)
    this.clones.delete(tap)
  }

  /** What the day has left; the next one begins with empty journals. */
  harvest(): Harvest {
    const { journals, besides, late } = this
    this.journals = new Map()
    this.besides = []
    this.late = []
    return { journals, besides, late }
  }

  private wholeTap(chip: VirtualCard, tap: CityTap, fault: PlannedFault | undefined): void {
    const { terminal } = tap
    const { operator } = terminal
    const record = this.pay(chip, terminal, rideOf(tap))
    if (fault?.kind === 'delayed') this.late.push({ operator, record })
    // A row that stands in the file twice is one record that its terminal uploads twice.
    else for (let copy = 0; copy < tap.row.copies; copy++) this.journal(terminal, record)
    for (const more of this.forgeries(record, fault)) this.besides.push({ operator, record: more })
    if (fault?.kind === 'unboundSam') this.strayTap(chip, tap)
  }

  private forgeries(record: TapRecord, fault: PlannedFault | undefined): readonly TapRecord[] {
    switch (fault?.kind) {
      case 'duplicated':
        return [record]
      case 'forgedTac':
        return [forgedTac(record, this.parts.chance)]
      case 'forgedAmount':
        return [forgedAmount(record)]
      case 'replayed':
        return [replayed(record, this.parts.chance)]
      case 'cloned':
      case 'delayed':
      case 'torn':
      case 'unboundSam':
      case undefined:
        return []
    }
  }

  /** The debit is done and its answer lost; the card comes again and proves it. */
  private tornTap(chip: VirtualCard, tap: CityTap): void {
    const { terminal } = tap
    const running = this.running(terminal)
    chip.tearAtNextWrite('after-write')
    const outcome = running.validator.tap(chip, cityProfile, rideOf(tap))
    invariant(outcome.told === 'torn', 'a torn card leaves its tap unconfirmed', {
      told: outcome.told,
    })
    this.journal(terminal, outcome.record)
    const record = this.prove(chip, running, outcome)
    this.besides.push({ operator: terminal.operator, record })
  }

  private prove(
    chip: VirtualCard,
    { journal, sam, terminal }: RunningTerminal,
    { record }: Extract<TapOutcome, { told: 'torn' }>,
  ): TapRecord {
    const answer = (question: TapQuestion): Buffer => {
      if (question.to === 'journal' && question.note === 'confirmed') {
        journal.confirmed(question.record)
      }
      return question.to === 'card' || question.to === 'sam'
        ? (question.to === 'card' ? chip : sam).transmit(question.apdu)
        : Buffer.alloc(0)
    }
    const met = holdSync(meetCard(cityProfile), answer as (question: Question) => Buffer)
    invariant(met.ok, 'the card that was torn comes back')
    const fate = holdSync(resolveTorn({ record }, { facts: met.value, terminal }, true), answer)
    const [proved] = journal.takeConfirmed()
    invariant(fate === 'proved' && proved !== undefined, 'a debit that was done is proved', {
      fate,
    })
    return proved
  }

  private keepClone(clone: WaitingClone, after: CityTap): void {
    this.clones.set(after, [...(this.clones.get(after) ?? []), clone])
  }

  /** The copy of a chip pays where another rider has just been. */
  private cloneTaps({ chip, tap }: WaitingClone, after: CityTap): void {
    const ride = { ...rideOf(tap), at: after.row.at }
    this.journal(after.terminal, this.pay(chip, after.terminal, ride))
  }

  /** A genuine payment at a SAM that no longer belongs to anybody. */
  private strayTap(chip: VirtualCard, tap: CityTap): void {
    const { operator } = tap.terminal
    const amount = chip.memory.ep.balanceFen >= STRAY_FARE ? STRAY_FARE : fen(0n)
    const ride: Ride = { ...rideOf(tap), amount, listFare: amount, discount: 0 }
    this.besides.push({ operator, record: this.pay(chip, this.parts.retired(operator), ride) })
  }

  private pay(chip: VirtualCard, at: RetiredTerminal, ride: Ride): TapRecord {
    const { validator, journal } = this.running(at)
    const outcome = validator.tap(chip, cityProfile, ride)
    invariant(outcome.told === 'paid' && outcome.cardGenuine, 'a card of the city can pay', {
      told: outcome.told,
      refused: outcome.told === 'refused' ? outcome.refused : undefined,
      detail: outcome.told === 'refused' ? outcome.detail : undefined,
    })
    const [record] = journal.takeConfirmed()
    invariant(record !== undefined, 'a paid tap stands in the journal')
    return record
  }

  private journal(terminal: CastTerminal, record: TapRecord): void {
    const records = this.journals.get(terminal)
    if (records === undefined) this.journals.set(terminal, [record])
    else records.push(record)
  }

  private running(at: RetiredTerminal): RunningTerminal {
    const known = this.terminals.get(at.sam)
    if (known !== undefined) return known
    const sam = this.parts.works.sam(at)
    const opened = holdSync(
      openTerminal({ today: this.parts.works.validity.start }),
      (question) => {
        invariant(question.to === 'sam', 'a terminal that starts speaks to its SAM only')
        return sam.transmit(question.apdu)
      },
    )
    invariant(opened.ok, 'a terminal of the city starts')
    const journal = new MemoryJournal()
    const validator = new Validator({
      terminal: opened.value,
      device: { device: deviceOf(at), program: PROGRAM, test: 0 },
      levels: LEVELS,
      sam,
      journal,
    })
    const running = { validator, journal, sam, terminal: opened.value }
    this.terminals.set(at.sam, running)
    return running
  }
}

const DEVICE_BYTES_MAX = 32

const deviceOf = (at: RetiredTerminal): string =>
  fieldText('number' in at ? String(at.number) : at.sam, DEVICE_BYTES_MAX)
