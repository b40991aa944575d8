/**
 * Wakes those who wait for news of a reader. It reaches this process only; who waits looks by himself from time to
 * time, so that a centre of several processes is no more than `LOOK_MS` late.
 */
export class ReaderBell {
  private readonly waiting = new Map<string, Set<() => void>>()
  private closing = false

  /** Something about this reader has changed. */
  ring(reader: string): void {
    for (const wake of this.waiting.get(reader) ?? []) wake()
  }

  /** Nobody waits any more, now or later: the centre goes down. */
  close(): void {
    this.closing = true
    for (const reader of this.waiting.keys()) this.ring(reader)
  }

  /**
   * Looks until there is something to tell or the time is over, and answers what it saw last. A bell that rings while
   * it looks is not missed.
   */
  async watch<Seen>(
    reader: string,
    watching: {
      readonly look: () => Promise<Seen>
      readonly isNews: (seen: Seen) => boolean
      readonly waitMs: number
    },
  ): Promise<Seen> {
    for (let leftMs = watching.waitMs; ; leftMs -= LOOK_MS) {
      const pause = this.pause(reader, Math.min(LOOK_MS, leftMs))
      const seen = await watching.look().catch((error: unknown) => {
        pause.end()
        throw error
      })
      if (watching.isNews(seen) || leftMs <= 0 || this.closing) {
        pause.end()
        return seen
      }
      await pause.over
    }
  }

  private pause(
    reader: string,
    milliseconds: number,
  ): { readonly over: Promise<void>; readonly end: () => void } {
    const here = this.waiting.get(reader) ?? new Set()
    this.waiting.set(reader, here)
    let end = (): void => undefined
    const over = new Promise<void>((resolve) => {
      const timer = setTimeout(() => end(), Math.max(0, milliseconds))
      end = () => {
        clearTimeout(timer)
        here.delete(end)
        if (here.size === 0 && this.waiting.get(reader) === here) this.waiting.delete(reader)
        resolve()
      }
    })
    here.add(end)
    return { over, end }
  }
}

const LOOK_MS = 1_000
