const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

interface Ending {
  readonly end: () => Promise<void>
  /** What can still be done when the process exits and nothing is waited for. */
  readonly inHaste: () => void
}

const endings = new Set<Ending>()

/**
 * Makes sure that something ends once, whichever comes first: it is asked to, the process is told to stop by a
 * signal that nobody else listens to, or the process exits.
 * @returns ends it; safe to call twice
 */
export function atTheEnd(ending: Ending): () => Promise<void> {
  let ended: Promise<void> | undefined
  const listed: Ending = {
    end: () => (ended ??= ending.end().finally(() => unlist(listed))),
    inHaste: () => {
      if (ended === undefined) ending.inHaste()
    },
  }
  list(listed)
  return listed.end
}

function list(ending: Ending): void {
  if (endings.size === 0) {
    process.on('exit', endInHaste)
    for (const signal of SIGNALS) process.on(signal, endOnSignal)
  }
  endings.add(ending)
}

function unlist(ending: Ending): void {
  endings.delete(ending)
  if (endings.size > 0) return
  process.off('exit', endInHaste)
  for (const signal of SIGNALS) process.off(signal, endOnSignal)
}

function endInHaste(): void {
  for (const { inHaste } of endings) inHaste()
}

function endOnSignal(signal: NodeJS.Signals): void {
  // Somebody with more to finish than we (the HTTP server) listens too, and ends us when it is done.
  if (process.listenerCount(signal) > 1) return
  void Promise.allSettled([...endings].map(({ end }) => end())).then(() =>
    process.kill(process.pid, signal),
  )
}
