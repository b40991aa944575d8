import type { Logger } from './log'

/** What the centre does by itself while it is up, and how often. */
export interface Upkeep {
  readonly what: string
  /** The first round in which it is done, from 0. */
  readonly first: number
  /** After how many rounds it is done again; Infinity for what is done once. */
  readonly every: number
  readonly work: () => Promise<unknown>
}

/**
 * Does each upkeep in its rounds, one after the other. One that fails is told and tried again in the next round; it
 * holds up no other, for a file or a record that cannot be worked off must not keep the journal from being sealed.
 */
export class KeepUp {
  private readonly plan: { readonly upkeep: Upkeep; due: number }[]
  private round = 0
  private rounds = Promise.resolve()
  private timer: NodeJS.Timeout | undefined
  private stopped = false

  constructor(
    upkeeps: readonly Upkeep[],
    private readonly log: Pick<Logger, 'warn'>,
  ) {
    this.plan = upkeeps.map((upkeep) => ({ upkeep, due: upkeep.first }))
  }

  /** Begins a round every so many milliseconds; a round that comes while another is at work waits for it. */
  start(everyMs: number): void {
    this.timer = setInterval(() => {
      this.rounds = this.rounds.then(() => this.doRound())
    }, everyMs)
    this.timer.unref()
  }

  /** No further upkeep is begun; what one that is at work runs into from now on is told to nobody. */
  stop(): void {
    this.stopped = true
    clearInterval(this.timer)
  }

  /** One round: whatever is due. */
  async doRound(): Promise<void> {
    const round = this.round++
    for (const item of this.plan) {
      if (this.stopped) return
      if (round < item.due) continue
      const { what, every, work } = item.upkeep
      try {
        await work()
        item.due = round + every
      } catch (error) {
        if (!this.stopped)
          this.log.warn({ err: error, what }, 'keeping up failed; it will be tried again')
      }
    }
  }
}
