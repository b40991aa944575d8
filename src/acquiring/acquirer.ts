import { Fault, invariant } from '../base'
import { answerTo } from './answers'
import type { AcquiringDesk } from './desk'
import type { Acquirer, PosAnswer, PosPeer, PosQuestion } from './face'
import { readQuestion } from './question'
import { RulesOfTurns } from './rules-of-turn'
import { takeTurn, type Answered, type ProvedLines, type Waiting } from './turn'

interface Asking extends Waiting {
  readonly answer: (answer: PosAnswer) => void
  readonly fail: (reason: unknown) => void
}

/** Most questions in one turn. */
const TURN_MAX = 64
/** Turns at a time: while one waits for the disk the next is decided. */
const WRITERS = 2
/**
 * A turn costs the server much the same whatever it holds, so another goes beside it only when it is as large as the
 * one before, or large enough.
 */
const LARGE_ENOUGH = 32

/**
 * The POS host. Questions that come while a turn is with the database make the next turn, at most one of each
 * terminal, in the order in which they came; a turn that breaks is halved, so that it breaks for nobody else. Turns
 * that move money in their middle (`alone`) run beside no other.
 */
export class PosHost implements Acquirer {
  private waiting: Asking[] = []
  private readonly atWork = new Set<Promise<void>>()
  private readonly busy = new Set<string>()
  private readonly lines = new Lines()
  private readonly rules = new RulesOfTurns()
  /** Questions of the turn that went last. */
  private wentLast = 0
  /** The turn at work runs beside no other. */
  private isAlone = false
  private woken = false
  private isClosed = false

  constructor(
    private readonly desk: AcquiringDesk,
    private readonly options: { readonly writers?: number; readonly turnMax?: number } = {},
  ) {}

  /** As `Acquirer`. Throws `Fault` when the database or the vault fails. */
  async answer(question: PosQuestion): Promise<PosAnswer | 'say-nothing'> {
    invariant(!this.isClosed, 'the host answers until it is closed')
    const { message, peer } = question
    const asked = readQuestion(message)
    if (!asked.ok) {
      this.desk.observe?.({ what: 'message', kind: 'unread', response: asked.refused })
      return { message: answerTo(message, { code: asked.refused, at: this.desk.clock.now() }) }
    }
    if (!mayName(peer, asked.value)) return 'say-nothing'
    return new Promise<PosAnswer>((answer, fail) => {
      this.waiting.push({ question, asked: asked.value, answer, fail })
      this.wake()
    })
  }

  /** As `Acquirer`. */
  connectionClosed(connection: string): void {
    this.lines.forget(connection)
  }

  /** Takes no more, and returns when all that was taken is answered. */
  async close(): Promise<void> {
    this.isClosed = true
    while (this.waiting.length > 0 || this.atWork.size > 0) {
      this.start()
      await Promise.all(this.atWork)
    }
  }

  /**
   * As soon as the lines have brought all the questions they have. What was answered a moment ago is asked anew in
   * the next: so the sockets are looked at once more, as long as that brings something. No timer.
   */
  private wake(): void {
    if (this.woken) return
    this.woken = true
    this.gather(this.waiting.length)
  }

  /** The first turn of the event loop ends what it was at; the second looks at every socket. */
  private gather(before: number): void {
    setImmediate(() =>
      setImmediate(() => {
        const { length } = this.waiting
        if (length > before && length < (this.options.turnMax ?? TURN_MAX)) this.gather(length)
        else {
          this.woken = false
          this.start()
        }
      }),
    )
  }

  private start(): void {
    while (!this.isAlone && this.atWork.size < (this.options.writers ?? WRITERS)) {
      const some = this.nextTurn()
      if (some.length === 0) return
      this.isAlone = some[0]?.asked.alone === true
      const work = this.settle(some).finally(() => {
        for (const { asked } of some) this.busy.delete(asked.terminal)
        this.atWork.delete(work)
        this.isAlone = false
        if (this.waiting.length > 0) this.wake()
      })
      this.atWork.add(work)
    }
  }

  /**
   * The oldest question of each terminal that no turn is at work for, all of the oldest one's sort: alone, or not. A
   * turn alone waits until the others are done, and nothing overtakes it meanwhile.
   */
  private nextTurn(): Asking[] {
    const turnMax = this.options.turnMax ?? TURN_MAX
    const isBeside = this.atWork.size > 0
    if (isBeside && this.waiting.length < Math.min(this.wentLast, LARGE_ENOUGH)) return []
    const oldest = this.waiting.find(({ asked }) => !this.busy.has(asked.terminal))
    if (oldest === undefined || (oldest.asked.alone && isBeside)) return []
    const taken: Asking[] = []
    const left: Asking[] = []
    const passed = new Set<string>()
    for (const one of this.waiting) {
      const { terminal, alone } = one.asked
      const mayGo = !this.busy.has(terminal) && !passed.has(terminal)
      if (mayGo && alone === oldest.asked.alone && taken.length < turnMax) {
        this.busy.add(terminal)
        taken.push(one)
      } else {
        passed.add(terminal)
        left.push(one)
      }
    }
    this.waiting = left
    this.wentLast = taken.length
    return taken
  }

  private async settle(some: readonly Asking[]): Promise<void> {
    try {
      const answered = await this.together(some)
      some.forEach((one, index) => this.tell(one, answered[index] as Answered))
    } catch (error) {
      if (some.length === 1 || error instanceof Fault) {
        for (const { fail } of some) fail(error)
        return
      }
      const half = Math.ceil(some.length / 2)
      await this.settle(some.slice(0, half))
      await this.settle(some.slice(half))
    }
  }

  private tell({ question, asked, answer }: Asking, { answer: said, proved }: Answered): void {
    if (proved) this.lines.proved(question.peer.connection, asked.terminal)
    answer(said)
  }

  private together(waiting: readonly Waiting[]): Promise<Answered[]> {
    const { desk, rules, lines: provedLines } = this
    return desk.database.transaction((tx) => takeTurn(desk, tx, { waiting, rules, provedLines }))
  }
}

/** A line with a certificate speaks for what the certificate names, and for nobody else. */
function mayName(
  { certificate, trusted }: PosPeer,
  { terminal, merchant }: { readonly terminal: string; readonly merchant: string },
): boolean {
  if (certificate === undefined) return trusted
  return certificate.merchant === merchant && certificate.terminals.includes(terminal)
}

/** More lines than a city has terminals: a door that forgets to say goodbye costs no more memory than this. */
const LINES_MAX = 20_000

/** Which terminals have shown themselves over which connections. */
class Lines implements ProvedLines {
  private readonly shown = new Map<string, Set<string>>()

  has({ question, asked }: Parameters<ProvedLines['has']>[0]): boolean {
    const { peer } = question
    return (
      peer.certificate !== undefined ||
      this.shown.get(peer.connection)?.has(asked.terminal) === true
    )
  }

  proved(connection: string, terminal: string): void {
    const terminals = this.shown.get(connection) ?? new Set()
    terminals.add(terminal)
    this.shown.set(connection, terminals)
    if (this.shown.size <= LINES_MAX) return
    // The one longest known: should it still be there, its next right code shows it again.
    const [oldest] = this.shown.keys()
    if (oldest !== undefined) this.shown.delete(oldest)
  }

  forget(connection: string): void {
    this.shown.delete(connection)
  }
}
