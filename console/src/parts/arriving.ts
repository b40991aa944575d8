const TRIES = 3
const PAUSE_MS = 700

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/**
 * Loads a part of the program, and tries again when the line is lost at that moment. What does not come then (the
 * centre was renewed and has other parts) is told in the place of the page; see `Caught`.
 */
export function arriving<Module>(load: () => Promise<Module>): () => Promise<Module> {
  return async () => {
    for (let nth = 1; ; nth++) {
      try {
        return await load()
      } catch (error) {
        if (nth === TRIES) throw error
        await pause(nth * PAUSE_MS)
      }
    }
  }
}
