/**
 * Requests that are being answered. Who asked may have gone, and their connection with them: what was begun still
 * reads and writes, and whoever closes the database waits for it.
 */
export class AtWork {
  private readonly handlers = new Set<Promise<void>>()

  async run(handler: () => Promise<void>): Promise<void> {
    const running = handler()
    this.handlers.add(running)
    try {
      await running
    } finally {
      this.handlers.delete(running)
    }
  }

  /** Resolves when none is at work; how each of them ended is told to those who asked. */
  async ended(): Promise<void> {
    while (this.handlers.size > 0) await Promise.allSettled(this.handlers)
  }
}
