const MINUTE_MS = 60_000
const CALLERS_MAX = 10_000

/** Counts requests of each caller in windows of a minute. It forgets when the process ends: a brake, not a lock. */
export class PerMinute {
  private window = 0
  private readonly counts = new Map<string, number>()

  constructor(private readonly most: number) {}

  /** Counts one request. @returns seconds to wait when it is one too many, otherwise 0 */
  waitSeconds(caller: string, at: Date): number {
    const window = Math.floor(at.getTime() / MINUTE_MS)
    if (window !== this.window || this.counts.size > CALLERS_MAX) this.counts.clear()
    this.window = window
    const count = (this.counts.get(caller) ?? 0) + 1
    this.counts.set(caller, count)
    return count <= this.most ? 0 : Math.ceil((MINUTE_MS - (at.getTime() % MINUTE_MS)) / 1_000)
  }
}
