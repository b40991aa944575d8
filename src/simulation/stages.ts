import type { StageTime } from './result'

/** The stages of a replay, in order, as people are told of them. */
export const stages = {
  read: 'reading the file',
  enrol: 'registering the city',
  issue: 'issuing and loading cards',
  tap: 'performing taps',
  write: 'writing batch files',
  upload: 'uploading and clearing',
  close: 'closing the day',
  audit: 'auditing the books',
} as const

export type Stage = keyof typeof stages

export interface Progress {
  readonly stage: Stage
  readonly done: number
  readonly total: number
}

/** Times the stages; one that comes again adds to its time. Stages of the streets and of the centre overlap. */
export class StageClock {
  private readonly times = new Map<Stage, number>()
  private readonly began = performance.now()

  constructor(private readonly tell: (progress: Progress) => void = () => undefined) {}

  async time<Value>(
    stage: Stage,
    total: number,
    work: (progress: (done: number) => void) => Promise<Value>,
  ): Promise<Value> {
    const from = performance.now()
    this.tell({ stage, done: 0, total })
    try {
      return await work((done) => this.tell({ stage, done, total }))
    } finally {
      this.add(stage, performance.now() - from)
      this.tell({ stage, done: total, total })
    }
  }

  show(progress: Progress): void {
    this.tell(progress)
  }

  /** Time that a stage took elsewhere, beside what is timed here. */
  add(stage: Stage, ms: number): void {
    this.times.set(stage, (this.times.get(stage) ?? 0) + ms)
  }

  get wallMs(): number {
    return Math.round(performance.now() - this.began)
  }

  list(): readonly StageTime[] {
    const order = Object.keys(stages) as Stage[]
    return order.flatMap((stage) => {
      const ms = this.times.get(stage)
      return ms === undefined ? [] : [{ stage, ms: Math.round(ms) }]
    })
  }
}
