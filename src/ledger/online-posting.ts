import { Fault, invariant, ok, type BusinessDate, type Clock, type Database } from '../base'
import { dayForPosting } from './day-store'
import { prepare, type Prepared } from './decide'
import type { Movement } from './movement'
import type { PostOutcome } from './outcome'
import { postPlain, postPrepared } from './post'

export interface OnlinePostingOptions {
  readonly clock: Clock
  /** The day that opens when the books have never had one. */
  readonly firstDay: () => BusinessDate
  /** Most movements in one statement. */
  readonly batchMax?: number
}

interface Waiting {
  readonly prepared: Prepared
  readonly answer: (outcome: PostOutcome) => void
  readonly fail: (reason: unknown) => void
}

const BATCH_MAX = 500
/** One with the database, and one behind it. */
const BATCHES_MAX = 2
/**
 * A batch has costs of its own: 8 movements in one took 100 µs of the server each, 32 took 53. So the second
 * batch goes when it is as large as the first, or large enough.
 */
const LARGE_ENOUGH = 32
/** From here on what waits is halved, so that we prepare one half while the database posts the other. */
const HALVED_FROM = 16

/**
 * Posts movements that come one by one, many at a time: what arrives while a batch is with the database
 * becomes the next batch. No timer: an only movement goes at once. Each caller gets its own answer, and a
 * movement that breaks the statement breaks it for nobody else.
 *
 * A batch in which nothing has to be decided is one statement; any other is locked, decided and written.
 */
export class OnlinePosting {
  private waiting: Waiting[] = []
  private readonly atWork = new Set<Promise<void>>()
  /** Movements of the batch that went last. */
  private wentLast = 0
  private woken = false
  /** The day that was open last time; the books look again at every posting. */
  private day: BusinessDate | undefined
  private closed = false

  constructor(
    private readonly database: Database,
    private readonly options: OnlinePostingOptions,
  ) {}

  /** Throws `Fault` when the database cannot be reached, `InvariantBroken` for a malformed movement. */
  async submit(movement: Movement): Promise<PostOutcome> {
    invariant(!this.closed, 'posting goes on only until it is closed')
    // Prepared here, while the database is busy with the batch before.
    const prepared = prepare(movement)
    return new Promise<PostOutcome>((answer, fail) => {
      this.waiting.push({ prepared, answer, fail })
      this.wake()
    })
  }

  /** Takes no more, and returns when all that was taken is answered. */
  async close(): Promise<void> {
    this.closed = true
    while (this.waiting.length > 0 || this.atWork.size > 0) {
      this.start()
      await Promise.all(this.atWork)
    }
  }

  /** Once this turn of the event loop has brought all the movements it has. */
  private wake(): void {
    if (this.woken) return
    this.woken = true
    setImmediate(() => {
      this.woken = false
      this.start()
    })
  }

  private start(): void {
    while (this.mayGo()) {
      const batch = this.waiting.splice(
        0,
        Math.min(this.share(), this.options.batchMax ?? BATCH_MAX),
      )
      this.wentLast = batch.length
      const work = this.settle(batch).finally(() => {
        this.atWork.delete(work)
        if (this.waiting.length > 0) this.wake()
      })
      this.atWork.add(work)
    }
  }

  private mayGo(): boolean {
    const { length } = this.waiting
    if (this.atWork.size === 0) return length > 0
    return this.atWork.size < BATCHES_MAX && length >= Math.min(this.wentLast, LARGE_ENOUGH)
  }

  private share(): number {
    const { length } = this.waiting
    return this.atWork.size > 0 || length < HALVED_FROM ? length : Math.ceil(length / BATCHES_MAX)
  }

  /** Posts a batch; halves it until the movement that cannot be posted stands alone. */
  private async settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.postTogether(batch.map(({ prepared }) => prepared))
      batch.forEach(({ answer }, index) => answer(outcomes[index] as PostOutcome))
    } catch (error) {
      if (batch.length === 1 || error instanceof Fault) {
        for (const { fail } of batch) fail(error)
        return
      }
      const half = Math.ceil(batch.length / 2)
      await this.settle(batch.slice(0, half))
      await this.settle(batch.slice(half))
    }
  }

  private async postTogether(call: readonly Prepared[]): Promise<readonly PostOutcome[]> {
    const { day } = this
    const at = this.options.clock.now()
    if (day === undefined || !(await postPlain(this.database, call, { day, at }))) {
      return this.decideTogether(call)
    }
    return call.map(({ movement: { reference } }) => ok({ reference, fresh: true }))
  }

  private decideTogether(call: readonly Prepared[]): Promise<readonly PostOutcome[]> {
    return this.database.transaction(async (tx) => {
      const at = this.options.clock.now()
      const day = this.day ?? (await dayForPosting(tx, this.options.firstDay()))
      const outcomes = await postPrepared(tx, call, { day, at })
      const late = call.filter((_, index) => dayIsOver(outcomes[index]))
      this.day = late.length === 0 ? day : await dayForPosting(tx, this.options.firstDay())
      if (late.length === 0) return outcomes
      // The day we remembered has been closed: they belong to the next one.
      const retried = (await postPrepared(tx, late, { day: this.day, at })).values()
      return outcomes.map((outcome) =>
        dayIsOver(outcome) ? (retried.next().value ?? outcome) : outcome,
      )
    })
  }
}

const dayIsOver = (outcome: PostOutcome | undefined): boolean =>
  outcome?.ok === false && outcome.refused === 'day-not-open'
