import { createInterface } from 'node:readline'
import { SetClock, type Tx } from '../../src/base'
import { openCity } from '../../src/city'
import { readConfig } from '../../src/config'
import { createLog } from '../../src/log'
import { startServer } from '../../src/server'
import { EVENING } from '../support/clearing-city'

/** Where a centre dies: at a statement of its next transaction, before that is durable, or before its answer leaves. */
export type Death = 'in-the-middle' | 'before-commit' | 'after-commit'

const MIDDLE = 3

/**
 * A whole centre with its door for POS, in a process of its own. Told a `Death` on its input it dies there, without
 * warning, in the transaction that comes next. Run as: killed-host.ts OWNER-URL WORK-URL
 */
async function main([ownerUrl = '', workUrl = '']: readonly string[]): Promise<void> {
  const config = readConfig({
    NODE_ENV: 'test',
    DATABASE_URL: ownerUrl,
    DATABASE_WORK_URL: workUrl,
    DATABASE_CONNECTIONS_MAX: '4',
    PORT: '0',
    POS_PORT: '0',
    LOG_LEVEL: 'silent',
  })
  if (!config.ok) throw new Error(config.detail)
  const log = createLog('silent')
  const opened = await openCity(config.value, { clock: new SetClock(EVENING), log })
  if (!opened.ok) throw new Error(opened.refused)
  const city = opened.value
  const { database } = city.store
  let death: Death | undefined
  const die = (): void => void process.kill(process.pid, 'SIGKILL')
  const transaction = database.transaction.bind(database)
  const watched: typeof transaction = async (work, options) => {
    const now = death
    death = undefined
    if (now === undefined) return transaction(work, options)
    let statements = 0
    const value = await transaction(async (tx) => {
      const counted: Tx = {
        ...tx,
        query: (...asked: Parameters<Tx['query']>) => {
          if (now === 'in-the-middle' && ++statements === MIDDLE) die()
          return tx.query(...asked)
        },
      }
      const done = await work(counted)
      if (now === 'before-commit') die()
      return done
    }, options)
    die()
    return value
  }
  Object.assign(database, { transaction: watched })
  const running = await startServer({
    http: config.value.http,
    log,
    database,
    routes: (metrics) => city.routes(metrics),
    doors: city.doors(),
    closing: [() => city.close()],
  })
  const tell = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`)
  tell({ pos: running.doors['pos'] })
  for await (const word of createInterface({ input: process.stdin })) {
    death = word as Death
    tell({ death })
  }
  await running.stop()
}

void main(process.argv.slice(2))
