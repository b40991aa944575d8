import { invariant, type Clock } from '../../../src/base'
import { addDemoStaff } from '../../../src/commands/demo-staff'
import { startServer, type RunningCity } from '../../../src/server'
import { wholeCity, type WholeCity } from '../../support/whole-city'

/** A centre with its doors open and one sign-in for each role. */
export interface ConsoleCity extends WholeCity {
  readonly url: string
  readonly running: RunningCity
  /** Of everybody. */
  readonly password: string
}

/** A real centre on a database of its own, as a browser meets it. */
export async function consoleCity(
  options: {
    readonly clock?: Clock
    /** Who is there before the doors open. */
    readonly furnish?: (city: WholeCity['city']) => Promise<void>
  } = {},
): Promise<ConsoleCity> {
  const whole = await wholeCity(options.clock === undefined ? {} : { clock: options.clock })
  const { city } = whole
  await options.furnish?.(city)
  await city.resume()
  const staff = await addDemoStaff(city)
  invariant(staff !== undefined, 'a new database has no staff')
  const running = await startServer({
    http: city.config.http,
    log: city.log,
    database: city.store.database,
    routes: (metrics) => city.routes(metrics),
    closing: [],
  })
  return {
    city,
    running,
    url: running.url,
    password: staff.password,
    close: async () => {
      await running.stop()
      await whole.close()
    },
  }
}
