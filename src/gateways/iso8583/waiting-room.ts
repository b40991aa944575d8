import type { Clock } from '../../base'

export interface RoomLimits {
  readonly atOnce: number
  readonly waitingMax: number
  readonly waitSeconds: number
}

/** `known`: asked over a line that has proved itself, or that nobody else could have opened. */
export type Standing = 'known' | 'stranger'

interface Waiting {
  readonly sinceMs: number
  readonly go: (how: 'in' | 'shed') => void
}

/** Strangers wait on so many of the seats at most, so that a crowd of them shuts nobody else out. */
const SEATS_OF_STRANGERS = 4

/**
 * The bounded queue before the host. So many questions are inside at a time; the rest wait in the order they came,
 * known ones before strangers. Where the seats are taken, or the wait has become too long, a question is shed at
 * once: nothing was begun, and whoever asked is told so while it still listens.
 */
export class WaitingRoom {
  private inside = 0
  private readonly seats: Record<Standing, Waiting[]> = { known: [], stranger: [] }
  private readonly watchers: (() => void)[] = []

  constructor(
    private readonly limits: RoomLimits,
    private readonly clock: Clock,
  ) {}

  /** What the work answers, or `shed` when it was not begun. */
  async through<Value>(standing: Standing, work: () => Promise<Value>): Promise<Value | 'shed'> {
    if (this.inside < this.limits.atOnce) this.inside++
    else if ((await this.seat(standing)) === 'shed') return 'shed'
    try {
      return await work()
    } finally {
      this.leave()
    }
  }

  /** Questions that wait, and that are being worked on. */
  get load(): { readonly waiting: number; readonly inside: number } {
    return { waiting: this.seats.known.length + this.seats.stranger.length, inside: this.inside }
  }

  /** Resolves when nobody waits and nobody is inside. */
  async empty(): Promise<void> {
    if (this.inside === 0) return
    await new Promise<void>((resolve) => this.watchers.push(resolve))
  }

  private seat(standing: Standing): Promise<'in' | 'shed'> {
    const { waitingMax } = this.limits
    const taken = this.load.waiting
    const room =
      standing === 'known'
        ? taken < waitingMax
        : this.seats.stranger.length < Math.ceil(waitingMax / SEATS_OF_STRANGERS) &&
          taken < waitingMax
    if (!room) return Promise.resolve('shed')
    const sinceMs = this.clock.now().getTime()
    return new Promise((go) => this.seats[standing].push({ sinceMs, go }))
  }

  private leave(): void {
    const latestMs = this.clock.now().getTime() - this.limits.waitSeconds * 1_000
    for (;;) {
      const next = this.seats.known.shift() ?? this.seats.stranger.shift()
      if (next === undefined) break
      // It keeps the place of the one who leaves.
      if (next.sinceMs >= latestMs) return next.go('in')
      next.go('shed')
    }
    if (--this.inside === 0) this.watchers.splice(0).forEach((tell) => tell())
  }
}
