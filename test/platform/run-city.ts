/* A centre with one slow answer, for the tests that stop it. */
import { Router } from 'express'
import { openCityDatabase } from '../../src/city-database'
import { readConfig } from '../../src/config'
import { createLog } from '../../src/log'
import { startServer, stopOnSignals } from '../../src/server'

const slow = Router()
slow.get('/slow', (_request, response) => {
  setTimeout(() => response.json({ finished: true }), 500)
})

async function run(): Promise<void> {
  const config = readConfig()
  if (!config.ok) throw new Error(config.detail)
  const log = createLog('info')
  const store = await openCityDatabase(config.value.database, { fresh: true })
  const server = await startServer({
    http: config.value.http,
    log,
    database: store.database,
    routes: () => [slow],
    closing: [store.close],
  })
  const stopped = stopOnSignals(server, log)
  console.log(JSON.stringify({ url: server.url }))
  await stopped
}

void run()
