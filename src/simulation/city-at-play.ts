import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Fault } from '../base'
import { openCityKeys } from './city-keys'
import type { ThreadMessage, ThreadOrder } from './city-thread'
import { performCity, type CityEvent, type CityScript } from './perform-city'

/**
 * The streets of a city, in a thread of their own while the centre works in this one. Where the compiled
 * thread is missing (sources run directly) both share this one; what happens is the same.
 */
export async function* cityAtPlay(
  script: CityScript,
  keysFile: string,
): AsyncGenerator<CityEvent, void, undefined> {
  const thread = join(__dirname, 'city-thread.js')
  if (existsSync(thread)) yield* eventsOf(new Worker(thread), { script, keysFile })
  else yield* performCity(script, await openCityKeys(keysFile))
}

async function* eventsOf(
  worker: Worker,
  order: ThreadOrder,
): AsyncGenerator<CityEvent, void, undefined> {
  const events: CityEvent[] = []
  let ended = false
  let failure: Error | undefined
  let wake: () => void = () => undefined
  worker.on('message', (message: ThreadMessage) => {
    if (message.kind === 'end') ended = true
    else events.push(message.event as CityEvent)
    wake()
  })
  worker.on('error', (error: Error) => {
    failure = error
    wake()
  })
  worker.on('exit', () => {
    if (!ended) failure ??= new Fault('city', 'the thread of the streets ended early', true)
    wake()
  })
  worker.postMessage(order)
  try {
    for (;;) {
      const event = events.shift()
      if (event !== undefined) yield event
      else if (failure !== undefined) throw failure
      else if (ended) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    await worker.terminate()
  }
}
