import { setTimeout as pause } from 'node:timers/promises'
import type { SetClock } from '../../base'
import { businessDateOf, cityDateTime, fen, invariant } from '../../base'
import { auditBooks } from '../../audit-books'
import { profiles } from '../../card'
import type { City } from '../../city'
import { openVirtualKeyFactory } from '../../keys'
import { writeTapFile } from '../../messages'
import { startServer } from '../../server'
import { closeDay } from '../../settlement'
import { MemoryJournal, uploadUntilReceipted } from '../../../terminals/bus-validator'
import type { VirtualCard } from '../../../terminals/virtual'
import { Chips } from './chips'
import { Counter, type CounterStep } from './counter'
import { openCity, OPERATOR } from './open-city'

/** Monday morning in the city. */
export const COUNTER_DAY_BEGINS = new Date('2026-03-02T01:00:00Z')

const TAPS = 10
const FARE_FEN = 190
const MINUTE_MS = 60_000

export interface CounterDay {
  readonly steps: readonly CounterStep[]
  readonly statement: Readonly<Record<string, unknown>>
  readonly trail: { readonly sealed: number; readonly intact: boolean }
  readonly audits: { readonly held: number; readonly broken: readonly string[] }
}

export interface CounterDayParts {
  readonly city: City
  readonly clock: SetClock
  readonly keysFile: string
  readonly password: string
}

/**
 * A day at a counter by the public API alone: every act is an HTTP request in the name of somebody who signed in,
 * and the chips are virtual ones in a reader elsewhere. The staff is there already; the clock belongs to the caller.
 */
export async function performCounterDay(parts: CounterDayParts): Promise<CounterDay> {
  const { city } = parts
  await city.resume()
  city.keepUp()
  const running = await startServer({
    http: { ...city.config.http, host: '127.0.0.1', port: 0, requestsPerMinuteMax: 0 },
    log: city.log,
    database: city.store.database,
    routes: (metrics) => city.routes(metrics),
    stopping: () => city.bell.close(),
    closing: [],
  })
  try {
    const source = { keysFile: parts.keysFile, production: city.config.production }
    const factory = await openVirtualKeyFactory(source)
    invariant(factory.ok, 'virtual chips are for development', { factory })
    const counter = new Counter({ ...parts, centre: running.url })
    return await new Day(parts, counter, new Chips(factory.value)).day()
  } finally {
    await running.stop()
  }
}

/** The scenes of the day, one after the other. */
class Day {
  private made = 0

  constructor(
    private readonly parts: CounterDayParts,
    private readonly counter: Counter,
    private readonly chips: Chips,
  ) {}

  async day(): Promise<CounterDay> {
    await this.counter.signIn()
    await openCity(this.counter, businessDateOf(this.parts.clock.now(), 0))
    const till = await this.openTill()
    const person = await this.register()
    const first = await this.makeCard(person, till, 'issue the card')
    await this.load(first, till)
    await this.ride(first)
    await this.reportLost(first, person)
    const second = await this.replace(first, { person, till })
    await this.handBack(second, { person, till })
    return this.evening()
  }

  private async openTill(): Promise<string> {
    const { till } = await this.counter.act('clerk', 'tills.open', {
      body: { desk: 'desk-1', floatFen: 0 },
    })
    const serials = [1, 2].map(serialOf)
    await this.counter.act('supervisor', 'stock.receive', {
      body: { batch: 'box-1', profile: 't-union', serials },
    })
    await this.counter.act('supervisor', 'stock.store-move', {
      body: { act: 'takeOut', serials, to: this.counter.who('clerk').staff, reason: 'for the day' },
    })
    await this.counter.done('open the till', { till, chips: serials.length })
    return till
  }

  private async register(): Promise<string> {
    const { person } = await this.counter.act('clerk', 'citizens.create', {
      body: {
        name: '李𠮷',
        phone: '13800000000',
        documents: [{ kind: 'resident-id', number: '320682198502143027' }],
      },
    })
    const seen = await this.counter.look('clerk', 'citizens.get', { params: { person } })
    await this.counter.done('register a citizen', {
      person,
      shown: seen.fields.map(({ field, shown }) => `${field} ${shown}`),
    })
    return person
  }

  /** A blank chip becomes a card in the hand of its holder. */
  private async makeCard(person: string, till: string, step: string): Promise<CardInHand> {
    const serial = serialOf(++this.made)
    const chip = this.chips.blank(serial)
    const { writing, card } = await this.counter.act('clerk', 'card-writings.begin', {
      body: { product: 'adult', serial },
    })
    const session = await this.counter.act('clerk', 'card-writings.session', {
      params: { writing },
    })
    const apdus = await this.counter.relay(chip, session)
    const issued = await this.counter.act('clerk', 'cards.issue', {
      params: { card },
      body: {
        person,
        funding: { kind: 'cash', till },
        ...(this.made > 1 ? { reason: 'further' as const } : {}),
      },
    })
    await this.counter.done(step, {
      card,
      apdus,
      depositFen: issued.depositFen,
      validTo: issued.validTo,
    })
    return { card, chip }
  }

  private async load({ card, chip }: CardInHand, till: string): Promise<void> {
    const session = await this.counter.act('clerk', 'card-sessions.open', {
      body: { kind: 'load', card, amountFen: 5_000, funding: { kind: 'cash', till } },
    })
    const apdus = await this.counter.relay(chip, session)
    await this.counter.done('load 50 yuan', { apdus, chipHoldsFen: chip.memory.ep.balanceFen })
  }

  /** Ten taps at a bus, its batch file sent and cleared. */
  private async ride({ card, chip }: CardInHand): Promise<void> {
    const { city, clock } = this.parts
    const journal = new MemoryJournal()
    const validator = this.chips.validator(journal, cityDateTime(clock.now()).slice(0, 8))
    for (let tap = 0; tap < TAPS; tap++) {
      clock.set(new Date(clock.now().getTime() + 15 * MINUTE_MS))
      const outcome = validator.tap(chip, profiles.tunion, {
        stage: 'single',
        as: 'compound',
        mode: 'bus',
        at: cityDateTime(clock.now()),
        listFare: fen(200),
        amount: fen(FARE_FEN),
        discount: 1,
        place: { routeLine: 'M101', station: '', vehicle: 'B12345', driver: '77', direction: 1 },
      })
      invariant(outcome.told === 'paid', 'a card with money pays', { outcome })
    }
    const file = await writeTapFile(
      {
        operator: OPERATOR,
        fileNo: 1,
        createdAt: cityDateTime(clock.now()),
        records: journal.takeConfirmed(),
      },
      (digest) => city.vault.makeFileMac({ operator: OPERATOR, digest }),
    )
    invariant(file.ok, 'a file of taps can be written', { file })
    this.counter.heard('POST /v1/upload-batches')
    const sent = await uploadUntilReceipted({ centre: this.counter.centre, file: file.value })
    invariant(sent.ok, 'a file with its MAC is taken', { sent })
    await this.counter.later(clock.now())
    await this.counter.done('ten taps', {
      card,
      verdicts: sent.value.receipt.verdicts,
      chipHoldsFen: chip.memory.ep.balanceFen,
    })
  }

  private async reportLost({ card }: CardInHand, person: string): Promise<void> {
    const report = await this.counter.act('clerk', 'cards.report-loss', {
      params: { card },
      body: { kind: 'formal', person, reason: 'lost' },
    })
    const early = await this.counter.who('clerk').api.call('cards.replace', {
      params: { card },
      key: this.counter.key(),
      body: { reason: 'lost', person, emptied: false },
    })
    invariant(!early.ok, 'a lost card is not replaced at once')
    await this.counter.done('report the card lost', {
      replacementFrom: report.replacementFrom,
      tooEarly: early.refused,
      because: early.detail,
    })
  }

  /** Days later: the value moves to a new card. */
  private async replace(
    { card }: CardInHand,
    { person, till }: { readonly person: string; readonly till: string },
  ): Promise<CardInHand> {
    const { from } = await this.counter.look('clerk', 'cards.replacement', {
      params: { card },
      query: { reason: 'lost' },
    })
    await this.counter.later(new Date(`${from}T02:00:00Z`))
    const closing = await this.counter.act('clerk', 'cards.replace', {
      params: { card },
      body: { reason: 'lost', person, emptied: false, feeFrom: { kind: 'cash', till } },
    })
    await this.counter.done('close the lost card', {
      closing: closing.closing,
      givenFen: closing.givenFen,
    })
    const next = await this.makeCard(person, till, 'issue the new card')
    const { owedFen } = await this.counter.look('clerk', 'closings.get', { params: closing })
    const session = await this.counter.act('clerk', 'card-sessions.open', {
      body: {
        kind: 'load',
        card: next.card,
        amountFen: owedFen,
        funding: { kind: 'closed-card', closing: closing.closing },
      },
    })
    const apdus = await this.counter.relay(next.chip, session)
    await this.counter.done('move the value to the new card', {
      card: next.card,
      apdus,
      chipHoldsFen: next.chip.memory.ep.balanceFen,
    })
    return next
  }

  private async handBack(
    { card, chip }: CardInHand,
    { person, till }: { readonly person: string; readonly till: string },
  ): Promise<void> {
    const { closing: owedUnder } = await this.counter.look('clerk', 'cards.get', {
      params: { card },
    })
    const session = await this.counter.act('clerk', 'card-sessions.open', {
      body: { kind: 'unload', card, payTo: { kind: 'closed-card', closing: owedUnder } },
    })
    const apdus = await this.counter.relay(chip, session)
    const closing = await this.counter.act('clerk', 'cards.return', {
      params: { card },
      body: { reason: 'holder', person, emptied: true },
    })
    const { owedFen } = await this.counter.look('clerk', 'closings.get', { params: closing })
    if (owedFen > 0) {
      await this.counter.act('clerk', 'closings.pay-out', {
        params: closing,
        body: { to: { kind: 'cash', till } },
      })
    }
    const { expectedFen } = await this.counter.act('clerk', 'tills.count', {
      params: { till },
      body: { countedFen: 0 },
    })
    const counted = await this.counter.act('clerk', 'tills.close', {
      params: { till },
      body: { countedFen: expectedFen },
    })
    await this.counter.done('take the card back and close the till', {
      apdus,
      chipHoldsFen: chip.memory.ep.balanceFen,
      paidOutFen: owedFen,
      differenceFen: counted.differenceFen,
    })
  }

  private async evening(): Promise<CounterDay> {
    const { city, clock } = this.parts
    const tapped = businessDateOf(COUNTER_DAY_BEGINS, 0)
    const closed = await closeDay(city.settlement, tapped, businessDateOf(clock.now(), 0))
    invariant(closed.ok, 'the day of the taps closes', { closed })
    const statement = await this.counter.look('checker', 'statements.get', {
      params: { operator: OPERATOR, date: tapped },
    })
    await this.counter.done('close the day', { netFen: statement.netFen, taps: statement.taps })
    // Jobs of the centre follow at once here: cards looked at again, the chain of the trail.
    await city.resume()
    await pause(0)
    const trail = await this.counter.look('auditor', 'trail.check', {})
    const findings = await auditBooks(city.store.database)
    return {
      steps: this.counter.steps,
      statement,
      trail: { sealed: trail.sealed, intact: trail.intact },
      audits: {
        held: findings.filter(({ ok }) => ok).length,
        broken: findings.filter(({ ok }) => !ok).map(({ check, detail }) => `${check}: ${detail}`),
      },
    }
  }
}

interface CardInHand {
  readonly card: string
  readonly chip: VirtualCard
}

const serialOf = (index: number): string => index.toString(16).toUpperCase().padStart(16, '0')
