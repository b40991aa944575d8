import { setTimeout as pause } from 'node:timers/promises'
import { invariant, type SetClock } from '../../base'
import { Citycard, operations, type Input, type OperationName, type Outcome } from '../../client'
import type { VirtualCard } from '../../../terminals/virtual'

const EVERYBODY = ['clerk', 'supervisor', 'administrator', 'maker', 'checker', 'auditor'] as const

type Who = (typeof EVERYBODY)[number]

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

/** Everybody at the counter, each signed in by themselves; keeps what they asked, and how the books stood after each step. */
export class Counter {
  readonly steps: CounterStep[] = []
  private readonly signedIn = new Map<Who, { readonly api: Citycard; readonly staff: string }>()
  private asked: string[] = []
  private balances = new Map<string, number>()
  private keys = 0

  constructor(
    private readonly of: {
      readonly clock: SetClock
      readonly password: string
      readonly centre: string
    },
  ) {}

  /** Address of the centre, "http://…". */
  get centre(): string {
    return this.of.centre
  }

  /** Everybody comes to work. */
  async signIn(): Promise<void> {
    for (const login of EVERYBODY) await this.enter(login)
    await this.done('sign in', { staff: [...EVERYBODY] })
  }

  /** Time passes; whoever was idle signs in again. */
  async later(now: Date): Promise<void> {
    this.of.clock.set(now)
    for (const login of this.signedIn.keys()) await this.enter(login)
  }

  private async enter(login: Who): Promise<void> {
    const open = new Citycard({ centre: this.centre })
    const body = { login, password: this.of.password }
    const answer = valueOf(await open.call('access.sign-in', { body }), login)
    const token = answer.token as string
    this.signedIn.set(login, { api: open.signedIn(token), staff: answer.staff })
  }

  /** Asks for an act; where a second person has to agree, they do. */
  async act<Name extends OperationName>(
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

  /** Asks for an answer that changes nothing. */
  async look<Name extends OperationName>(
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
    this.heard(`${method} ${path}`)
    return this.who(who).api.call(name, input)
  }

  /** Commands from the centre to the chip, replies back, until the conversation has ended. Answers how many. */
  async relay(chip: VirtualCard, session: Turn): Promise<number> {
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

  /** Ends a step: keeps what was asked, what is told of it, and which accounts moved meanwhile. */
  async done(step: string, told: Readonly<Record<string, unknown>>): Promise<void> {
    const asked = this.asked.filter((one, place, all) => one !== all[place - 1])
    const { lines, balanced } = await this.look('checker', 'trial-balance.get', {})
    const now = new Map(lines.map(({ account, balanceFen }) => [account, balanceFen]))
    const moved = [...now].filter(([account, stands]) => this.balances.get(account) !== stands)
    this.balances = now
    this.steps.push({ step, asked, told, moved: Object.fromEntries(moved), balanced })
    this.asked = []
  }

  /** Somebody who signed in: their line to the centre, and their id. */
  who(login: Who): { readonly api: Citycard; readonly staff: string } {
    const found = this.signedIn.get(login)
    invariant(found !== undefined, 'everybody signed in', { login })
    return found
  }

  /** Notes a request of this step, as method and path. */
  heard(request: string): void {
    this.asked.push(request)
  }

  /** A key under which one act is done once. */
  key(): string {
    return `counter-day-${++this.keys}`
  }
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

function valueOf<Name extends OperationName>(outcome: Outcome<Name>, what: string): Answer<Name> {
  invariant(outcome.ok && !outcome.pending, 'the centre does what it is asked', { what, outcome })
  return outcome.value
}
