import { invariant, type Clock } from '../../src/base'
import { openCity, type City } from '../../src/city'
import { readConfig } from '../../src/config'
import { createLog } from '../../src/log'
import { freshDatabase } from './database'

export interface WholeCity {
  readonly city: City
  readonly close: () => Promise<void>
}

/** A centre as it is wired for work, on a database of its own. */
export async function wholeCity(options: { readonly clock?: Clock } = {}): Promise<WholeCity> {
  const store = await freshDatabase()
  const config = readConfig({
    NODE_ENV: 'test',
    DATABASE_URL: store.ownerUrl,
    DATABASE_WORK_URL: store.url,
    DATABASE_CONNECTIONS_MAX: '5',
    PORT: '0',
    LOG_LEVEL: 'silent',
  })
  invariant(config.ok, 'the settings of a test are right', { config })
  const log = createLog('silent')
  const opened = await openCity(config.value, { ...options, log })
  invariant(opened.ok, 'a whole centre opens', { opened })
  const city = opened.value
  return {
    city,
    close: async () => {
      await city.close()
      await store.drop()
    },
  }
}
