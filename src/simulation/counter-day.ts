import { setTimeout as pause } from 'node:timers/promises'
import type { SetClock } from '../base'
import {
  businessDateOf,
  cityDateTime,
  fen,
  invariant,
  SeededChance,
  type OperatorId,
  type SamNumber,
} from '../base'
import { auditBooks } from '../audit-books'
import { holdSync, profiles } from '../card'
import type { City } from '../city'
import { Citycard, operations, type Input, type OperationName, type Outcome } from '../client'
import { openVirtualKeyFactory, type VirtualKeyFactory } from '../keys'
import { writeTapFile } from '../messages'
import { startServer } from '../server'
import { closeDay } from '../settlement'
import {
  MemoryJournal,
  openTerminal,
  uploadUntilReceipted,
  Validator,
} from '../../terminals/bus-validator'
import { blankCard, samKeysFrom, VirtualSam, type VirtualCard } from '../../terminals/virtual'

/** Monday morning in the city. */
export const COUNTER_DAY_BEGINS = new Date('2026-03-02T01:00:00Z')

const OPERATOR = 'op_bus' as OperatorId
const SAM = '518000000101' as SamNumber
const ISSUER = '02005840FFFFFFFF'
const TAPS = 10
const FARE_FEN = 190

/** What a step did and how the books stood after it. */
export interface CounterStep {
  readonly step: string
  /** Method and path of what was asked, in order. */
  readonly asked: readonly string[]
  readonly told: Readonly<Record<string, unknown>>
  /** The accounts that moved since the step before, and how they stand, in fen. */
  readonly moved: Readonly<Record<string, number>>
  readonly balanced: boolean
}

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
    return await new Counter(parts, running.url, factory.value).day()
  } finally {
    await running.stop()
  }
}

type Who = 'clerk' | 'supervisor' | 'administrator' | 'maker' | 'checker' | 'auditor'

/** Everybody at the counter, with one chip after another in the reader. */
class Counter {
  private readonly chance = new SeededChance(20_260_302)
  private readonly signedIn = new Map<Who, { readonly api: Citycard; readonly staff: string }>()
  private readonly steps: CounterStep[] = []
  private asked: string[] = []
  private balances = new Map<string, number>()
  private keys = 0
  private chips = 0

  constructor(
    private readonly parts: CounterDayParts,
    private readonly centre: string,
    private readonly factory: VirtualKeyFactory,
  ) {}

  async day(): Promise<CounterDay> {
    await this.signIn()
    await this.openCity()
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

  private async signIn(): Promise<void> {
    const staff: readonly Who[] = [
      'clerk',
      'supervisor',
      'administrator',
      'maker',
      'checker',
      'auditor',
    ]
    for (const login of staff) await this.enter(login)
    await this.done('sign in', { staff: [...staff] })
  }

  /** Time passes; whoever was idle signs in again. */
  private async later(now: Date): Promise<void> {
    this.parts.clock.set(now)
    for (const login of this.signedIn.keys()) await this.enter(login)
  }

  private async enter(login: Who): Promise<void> {
    const open = new Citycard({ centre: this.centre })
    const body = { login, password: this.parts.password }
    const answer = valueOf(await open.call('access.sign-in', { body }), login)
    const token = answer.token as string
    this.signedIn.set(login, { api: open.signedIn(token), staff: answer.staff })
  }

  /** An operator with a terminal, a product and how its cards are written: entered by two people where it must be. */
  private async openCity(): Promise<void> {
    const since = '2026-01-01'
    await this.act('administrator', 'operators.add', {
      body: { operator: OPERATOR, name: '公交集团', kind: 'bus', activeFrom: since },
    })
    await this.act('administrator', 'contracts.add', {
      body: {
        contract: 'bus-2026',
        operator: OPERATOR,
        feePpm: 5_000,
        cardDiscountBearer: 'operator',
        concessionBearer: 'city',
        transferBearer: 'city',
        validFrom: since,
        notes: 'rate invented for the demonstration',
      },
    })
    await this.act('administrator', 'terminals.add', {
      body: {
        terminal: 'bus-101-1',
        operator: OPERATOR,
        kind: 'bus-validator',
        installedFrom: `${since}T00:00:00Z`,
      },
    })
    await this.act('administrator', 'sam-bindings.add', {
      body: {
        sam: SAM,
        operator: OPERATOR,
        terminal: 'bus-101-1',
        boundFrom: `${since}T00:00:00Z`,
      },
    })
    await this.act('administrator', 'card-products.define', {
      body: {
        product: 'adult',
        seenVersion: 0,
        name: '普通卡',
        profile: 't-union',
        validFrom: businessDateOf(this.parts.clock.now(), 0),
        maxBalanceFen: 100_000,
        maxTapFen: 10_000,
        depositFen: 2_000,
        applications: [],
      },
    })
    await this.act('administrator', 'personalisation-plans.set', {
      params: { product: 'adult' },
      version: '"v0"',
      body: {
        issuer: ISSUER,
        prefix: '3105840',
        digits: 19,
        keyVersion: 1,
        algorithm: 0,
        cardKind: 1,
      },
    })
    await this.done('open the city', { operator: OPERATOR, product: 'adult' })
  }

  private async openTill(): Promise<string> {
    const { till } = await this.act('clerk', 'tills.open', {
      body: { desk: 'desk-1', floatFen: 0 },
    })
    const serials = [1, 2].map(serialOf)
    await this.act('supervisor', 'stock.receive', {
      body: { batch: 'box-1', profile: 't-union', serials },
    })
    await this.act('supervisor', 'stock.store-move', {
      body: { act: 'takeOut', serials, to: this.who('clerk').staff, reason: 'for the day' },
    })
    await this.done('open the till', { till, chips: serials.length })
    return till
  }

  private async register(): Promise<string> {
    const { person } = await this.act('clerk', 'citizens.create', {
      body: {
        name: '李𠮷',
        phone: '13800000000',
        documents: [{ kind: 'resident-id', number: '320682198502143027' }],
      },
    })
    const seen = await this.look('clerk', 'citizens.get', { params: { person } })
    await this.done('register a citizen', {
      person,
      shown: seen.fields.map(({ field, shown }) => `${field} ${shown}`),
    })
    return person
  }

  /** A blank chip becomes a card in the hand of its holder. */
  private async makeCard(person: string, till: string, step: string): Promise<CardInHand> {
    const serial = serialOf(++this.chips)
    const chip = this.chipOf(serial)
    const { writing, card } = await this.act('clerk', 'card-writings.begin', {
      body: { product: 'adult', serial },
    })
    const session = await this.act('clerk', 'card-writings.session', { params: { writing } })
    const apdus = await this.relay(chip, session)
    const issued = await this.act('clerk', 'cards.issue', {
      params: { card },
      body: {
        person,
        funding: { kind: 'cash', till },
        ...(this.chips > 1 ? { reason: 'further' as const } : {}),
      },
    })
    await this.done(step, { card, apdus, depositFen: issued.depositFen, validTo: issued.validTo })
    return { card, chip }
  }

  private async load({ card, chip }: CardInHand, till: string): Promise<void> {
    const session = await this.act('clerk', 'card-sessions.open', {
      body: { kind: 'load', card, amountFen: 5_000, funding: { kind: 'cash', till } },
    })
    const apdus = await this.relay(chip, session)
    await this.done('load 50 yuan', { apdus, chipHoldsFen: chip.memory.ep.balanceFen })
  }

  /** Ten taps at a bus, its batch file sent and cleared. */
  private async ride({ card, chip }: CardInHand): Promise<void> {
    const { city, clock } = this.parts
    const journal = new MemoryJournal()
    const validator = this.validator(journal)
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
    this.asked.push('POST /v1/upload-batches')
    const sent = await uploadUntilReceipted({ centre: this.centre, file: file.value })
    invariant(sent.ok, 'a file with its MAC is taken', { sent })
    await this.later(clock.now())
    await this.done('ten taps', {
      card,
      verdicts: sent.value.receipt.verdicts,
      chipHoldsFen: chip.memory.ep.balanceFen,
    })
  }

  private async reportLost({ card }: CardInHand, person: string): Promise<void> {
    const report = await this.act('clerk', 'cards.report-loss', {
      params: { card },
      body: { kind: 'formal', person, reason: 'lost' },
    })
    const early = await this.who('clerk').api.call('cards.replace', {
      params: { card },
      key: this.key(),
      body: { reason: 'lost', person, emptied: false },
    })
    invariant(!early.ok, 'a lost card is not replaced at once')
    await this.done('report the card lost', {
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
    const { from } = await this.look('clerk', 'cards.replacement', {
      params: { card },
      query: { reason: 'lost' },
    })
    await this.later(new Date(`${from}T02:00:00Z`))
    const closing = await this.act('clerk', 'cards.replace', {
      params: { card },
      body: { reason: 'lost', person, emptied: false, feeFrom: { kind: 'cash', till } },
    })
    await this.done('close the lost card', {
      closing: closing.closing,
      givenFen: closing.givenFen,
    })
    const next = await this.makeCard(person, till, 'issue the new card')
    const { owedFen } = await this.look('clerk', 'closings.get', { params: closing })
    const session = await this.act('clerk', 'card-sessions.open', {
      body: {
        kind: 'load',
        card: next.card,
        amountFen: owedFen,
        funding: { kind: 'closed-card', closing: closing.closing },
      },
    })
    const apdus = await this.relay(next.chip, session)
    await this.done('move the value to the new card', {
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
    const { closing: owedUnder } = await this.look('clerk', 'cards.get', { params: { card } })
    const session = await this.act('clerk', 'card-sessions.open', {
      body: { kind: 'unload', card, payTo: { kind: 'closed-card', closing: owedUnder } },
    })
    const apdus = await this.relay(chip, session)
    const closing = await this.act('clerk', 'cards.return', {
      params: { card },
      body: { reason: 'holder', person, emptied: true },
    })
    const { owedFen } = await this.look('clerk', 'closings.get', { params: closing })
    if (owedFen > 0) {
      await this.act('clerk', 'closings.pay-out', {
        params: closing,
        body: { to: { kind: 'cash', till } },
      })
    }
    const { expectedFen } = await this.act('clerk', 'tills.count', {
      params: { till },
      body: { countedFen: 0 },
    })
    const counted = await this.act('clerk', 'tills.close', {
      params: { till },
      body: { countedFen: expectedFen },
    })
    await this.done('take the card back and close the till', {
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
    const statement = await this.look('checker', 'statements.get', {
      params: { operator: OPERATOR, date: tapped },
    })
    await this.done('close the day', { netFen: statement.netFen, taps: statement.taps })
    // Jobs of the centre follow at once here: cards looked at again, the chain of the trail.
    await city.resume()
    await pause(0)
    const trail = await this.look('auditor', 'trail.check', {})
    const findings = await auditBooks(city.store.database)
    return {
      steps: this.steps,
      statement,
      trail: { sealed: trail.sealed, intact: trail.intact },
      audits: {
        held: findings.filter(({ ok }) => ok).length,
        broken: findings.filter(({ ok }) => !ok).map(({ check, detail }) => `${check}: ${detail}`),
      },
    }
  }

  /** Asks for an act; where a second person has to agree, they do. */
  private async act<Name extends OperationName>(
    who: Who,
    name: Name,
    input: Omit<Input<Name>, 'key'>,
  ): Promise<Answer<Name>> {
    const again = (): Promise<Outcome<Name>> =>
      this.ask(who, name, { ...input, key: this.key() } as unknown as Input<Name>)
    let answer = await again()
    for (let left = TRIES; !answer.ok && left > 0 && isBusy(answer.refused); left--) {
      await pause(BUSY_PAUSE_MS)
      answer = await again()
    }
    invariant(answer.ok, 'the counter is understood', { name, answer })
    if (!answer.pending) return answer.value
    const { approval } = answer.value as { readonly approval: string }
    const second: Who = who === 'clerk' ? 'supervisor' : 'checker'
    const decided = await this.ask(second, 'approvals.decide', {
      params: { approval },
      key: this.key(),
      body: { decision: 'approved' },
    })
    const value = valueOf(decided, `approval of ${name}`)
    invariant(
      value.outcome !== undefined && value.outcome.status < 300,
      'what was approved is done',
      {
        name,
        outcome: value.outcome,
      },
    )
    return value.outcome.answer as Answer<Name>
  }

  private async look<Name extends OperationName>(
    who: Who,
    name: Name,
    input: Input<Name>,
  ): Promise<Answer<Name>> {
    return valueOf(await this.ask(who, name, input), name)
  }

  private async ask<Name extends OperationName>(
    who: Who,
    name: Name,
    input: Input<Name>,
  ): Promise<Outcome<Name>> {
    const { method, path } = operations[name]
    this.asked.push(`${method} ${path}`)
    return this.who(who).api.call(name, input)
  }

  /** Commands from the centre to the chip, replies back, until the conversation has ended. Answers how many. */
  private async relay(chip: VirtualCard, session: Turn): Promise<number> {
    let turn = session
    let apdus = 0
    while (turn.state === 'open') {
      const reply = chip.transmit(Buffer.from(turn.apdu ?? '', 'hex')).toString('hex')
      apdus += 1
      turn = await this.act('clerk', 'card-sessions.reply', {
        params: { session: turn.session },
        body: { turn: turn.turn ?? 0, reply },
      })
    }
    chip.powerCut()
    invariant(turn.state === 'done', 'a conversation with a good card ends well', { turn })
    return apdus
  }

  private async done(step: string, told: Readonly<Record<string, unknown>>): Promise<void> {
    const asked = this.asked.filter((one, place, all) => one !== all[place - 1])
    const { lines, balanced } = await this.look('checker', 'trial-balance.get', {})
    const now = new Map(lines.map(({ account, balanceFen }) => [account, balanceFen]))
    const moved = [...now].filter(([account, stands]) => this.balances.get(account) !== stands)
    this.balances = now
    this.steps.push({ step, asked, told, moved: Object.fromEntries(moved), balanced })
    this.asked = []
  }

  private validator(journal: MemoryJournal): Validator {
    const sam = new VirtualSam({
      terminal: SAM,
      serial: '00000000518000000101',
      acceptor: '00000000000000A1',
      issuer: ISSUER,
      start: '20200101',
      expiry: '20391231',
      keyIndex: 1,
      keys: samKeysFrom(this.factory),
      chance: this.chance,
    })
    const today = cityDateTime(this.parts.clock.now()).slice(0, 8)
    const terminal = holdSync(openTerminal({ today }), (question) => {
      invariant(question.to === 'sam', 'a terminal starts with its SAM')
      return sam.transmit(question.apdu)
    })
    invariant(terminal.ok, 'a terminal starts', { terminal })
    const device = { device: 'bus-1', program: '1.0', test: 0 }
    return new Validator({ terminal: terminal.value, device, levels: 2, sam, journal })
  }

  private chipOf(serial: string): VirtualCard {
    const bytes = Buffer.from(serial, 'hex')
    const label = { purpose: 'transport', version: 1, algorithm: '3des' } as const
    const key = this.factory.key(label, [bytes])
    invariant(key.ok, 'the transport key of the maker is known', { key })
    return blankCard({
      profile: profiles.tunion.name,
      serial: bytes,
      transport: { index: 0, version: 1, algorithm: '3des', key: key.value },
      chance: this.chance,
    })
  }

  private who(login: Who): { readonly api: Citycard; readonly staff: string } {
    const found = this.signedIn.get(login)
    invariant(found !== undefined, 'everybody signed in', { login })
    return found
  }

  private key(): string {
    return `counter-day-${++this.keys}`
  }
}

interface CardInHand {
  readonly card: string
  readonly chip: VirtualCard
}

/** A turn of a conversation, as the API answers it. */
interface Turn {
  readonly session: string
  readonly state: 'open' | 'done' | 'refused' | 'interrupted'
  readonly turn?: number
  readonly apdu?: string
}

type Answer<Name extends OperationName> = Extract<
  Outcome<Name>,
  { readonly ok: true; readonly pending: false }
>['value']

/** The centre is looking at the card this moment and says: ask again in a few seconds. */
const isBusy = (refused: string | undefined): boolean => refused === 'records-being-cleared'
const BUSY_PAUSE_MS = 1_000
const TRIES = 30
const MINUTE_MS = 60_000

const serialOf = (index: number): string => index.toString(16).toUpperCase().padStart(16, '0')

function valueOf<Name extends OperationName>(outcome: Outcome<Name>, what: string): Answer<Name> {
  invariant(outcome.ok && !outcome.pending, 'the centre does what it is asked', { what, outcome })
  return outcome.value
}
