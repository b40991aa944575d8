import { parentPort } from 'node:worker_threads'
import { openCityKeys } from './city-keys'
import { performCity, type CityScript } from './perform-city'

/** What the thread is started with: the script, and where the development keys are. */
export interface ThreadOrder {
  readonly script: CityScript
  readonly keysFile: string
}

export type ThreadMessage =
  { readonly kind: 'event'; readonly event: unknown } | { readonly kind: 'end' }

/** The thread's whole life: one script in, what happens in the streets out, then the end. */
parentPort?.once('message', ({ script, keysFile }: ThreadOrder) => {
  const play = async (): Promise<void> => {
    const keys = await openCityKeys(keysFile)
    for await (const event of performCity(script, keys)) {
      parentPort?.postMessage({ kind: 'event', event } satisfies ThreadMessage)
    }
    parentPort?.postMessage({ kind: 'end' } satisfies ThreadMessage)
    parentPort?.close()
  }
  // Where nobody can catch it, it ends the thread, and the one who started it is told.
  play().catch((error: unknown) => {
    setImmediate(() => {
      throw error
    })
  })
})
