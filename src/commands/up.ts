import { openCityDatabase, type CityDatabase } from '../city-database'
import type { Config } from '../config'
import type { Metrics, Routes } from '../gateways/http'
import type { Logger } from '../log'
import { startServer, stopOnSignals, type RunningCity } from '../server'

export interface UpOptions {
  readonly config: Config
  readonly log: Logger
  /** A throw-away database instead of the lasting one. */
  readonly fresh: boolean
  readonly routes: (city: CityDatabase, metrics: Metrics) => readonly Routes[]
  /** Told when requests are taken; what it starts must end before the database is closed. */
  readonly whenUp?: (city: RunningCity) => void
}

/** Opens the database, listens, and stays until a signal says to stop. */
export async function up({ config, log, fresh, routes, whenUp }: UpOptions): Promise<void> {
  const city = await openCityDatabase(config.database, {
    fresh,
    onConnectionLost: (error) => log.warn({ err: error }, 'a database connection was lost'),
  })
  log.info(
    { embedded: city.embedded?.dir, adopted: city.embedded?.adopted, applied: city.applied },
    'the database is ready',
  )
  const running = await startServer({
    http: config.http,
    log,
    database: city.database,
    routes: (metrics) => routes(city, metrics),
    closing: [city.close],
  }).catch(async (error: unknown) => {
    await city.close()
    throw error
  })
  const stopped = stopOnSignals(running, log)
  whenUp?.(running)
  await stopped
}
