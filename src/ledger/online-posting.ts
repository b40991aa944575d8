import { Fault, invariant, type BusinessDate, type Clock, type Database } from '../base'
import { dayForPosting } from './day-store'
import { prepare, type Prepared } from './decide'
import type { Movement } from './movement'
import type { PostOutcome } from './outcome'
import { postPrepared } from './post'

export interface OnlinePostingOptions {
  readonly clock: Clock
  /** The day that opens when the books have never had one. */
  readonly firstDay: () => BusinessDate
  /** Most movements in one statement. */
  readonly batchMax?: number
  /** Connections that post at a time. */
  readonly writers?: number
}

interface Waiting {
  readonly prepared: Prepared
  readonly answer: (outcome: PostOutcome) => void
  readonly fail: (reason: unknown) => void
}

const BATCH_MAX = 500
const WRITERS = 1

/**
 * Posts movements that come one by one, many at a time: what arrives while a batch is with the database
 * becomes the next batch. No timer: an only movement goes at once. Each caller gets its own answer, and a
 * movement that breaks the statement breaks it for nobody else.
 */
export class OnlinePosting {
  private waiting: Waiting[] = []
  private readonly atWork = new Set<Promise<void>>()
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
    const writers = this.options.writers ?? WRITERS
    while (this.waiting.length > 0 && this.atWork.size < writers) {
      const batch = this.waiting.splice(0, this.options.batchMax ?? BATCH_MAX)
      const work = this.settle(batch).finally(() => {
        this.atWork.delete(work)
        if (this.waiting.length > 0) this.wake()
      })
      this.atWork.add(work)
    }
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

  private postTogether(call: readonly Prepared[]): Promise<readonly PostOutcome[]> {
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
