import { join } from 'node:path'
import { businessDateOf, Fault, inYuan, refuse } from '../base'
import { openCity, systemClock, type City } from '../city'
import type { Config } from '../config'
import { defaultDataDir } from '../embedded-postgres'
import { createLog, type Logger } from '../log'
import { startServer, stopOnSignals, type RunningCity } from '../server'
import { settlementOf } from '../settlement'
import { replay, SHENZHEN_MORNING, type ReplayResult } from '../simulation'
import { refused, toJson, type Answer } from './answer'
import { openDemoShop, type DemoShop } from './demo-agent'
import { openDemoDesk } from './demo-desk'
import { addDemoPos, demoPosNumbers } from './demo-pos'
import type { DemoPlace, DemoReader } from './demo-reader'
import { demoSignIns } from './demo-sign-ins'
import { DEMO_AGENT_LOGIN, DEMO_CLERK, type DemoStaff } from './demo-staff'
import { withProgress } from './progress'
import { settlementText } from './statement'
import { settings } from './with-city'

export interface UpOptions {
  readonly json?: boolean
  readonly fresh?: boolean
  /** Perform the demonstration city first; only ever in the embedded database. */
  readonly demo: boolean
}

/**
 * `citycard up`: opens the centre, finishes what a crash interrupted, performs the demonstration city (once in
 * the life of a database) and stays up until a signal says to stop.
 */
export async function up(options: UpOptions): Promise<Answer | undefined> {
  const read = settings()
  if ('wrong' in read) return read.wrong
  const log = createLog(read.config.logLevel)
  const opened = await openCity(read.config, { fresh: options.fresh ?? false, log })
  if (!opened.ok) return refused(opened)
  const city = opened.value
  const running = await begin(city, options).catch(async (error: unknown) => {
    await city.close()
    throw error
  })
  if (!('url' in running)) {
    await city.close()
    return running
  }
  await stopOnSignals(running, log)
  return undefined
}

/** Everything before the doors open; answers the open door, or why it stays shut. */
async function begin(city: City, options: UpOptions): Promise<RunningCity | Answer> {
  const { config, log, store } = city
  const resumed = await city.resume()
  if (resumed > 0) log.info({ uploads: resumed }, 'finished what was interrupted')
  const isEmbedded = config.database.kind === 'embedded' || options.fresh === true
  const isDemo = options.demo && isEmbedded
  const performed = isDemo ? await demonstration(city, log) : undefined
  const kept = (name: string): string | undefined =>
    options.fresh === true ? undefined : besideDatabase(config, name)
  const hasStaff = isDemo && !config.production
  const staff = hasStaff ? await demoSignIns(city, kept('demonstration-sign-ins.json')) : undefined
  const hasPos = isDemo && (await addDemoPos(city))
  if (hasPos)
    log.info({ terminals: demoPosNumbers }, 'POS terminals of the demonstration are registered')
  let readers: DemoReaders = {}
  const running = await startServer({
    http: config.http,
    log,
    database: store.database,
    routes: (metrics) => city.routes(metrics),
    doors: city.doors(),
    stopping: () => {
      readers.desk?.stop()
      readers.shop?.stop()
      city.bell.close()
    },
    closing: [
      async () => void (await readers.desk?.ended),
      async () => void (await readers.shop?.ended),
      () => city.close(),
    ],
  })
  city.keepUp()
  if (hasStaff) {
    const folder = kept('demonstration-chips')
    readers = await demoReaders(city, { centre: running.url, folder })
  }
  await greet({ city, running, performed, hasStaff, staff, readers, json: options.json === true })
  return running
}

/** The readers in software of a demonstration. */
interface DemoReaders {
  readonly desk?: DemoReader
  readonly shop?: DemoShop
}

/** Trouble with them is told and keeps nobody out. */
async function demoReaders(city: City, place: DemoPlace): Promise<DemoReaders> {
  const orNone = async <Opened>(
    opening: Promise<Opened | undefined>,
  ): Promise<Opened | undefined> =>
    opening.catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error
      city.log.warn({ err: error }, 'a reader of the demonstration is left out')
      return undefined
    })
  const desk = await orNone(openDemoDesk(city, place))
  if (desk === undefined) return {}
  const shop = await orNone(openDemoShop(city, place))
  return shop === undefined ? { desk } : { desk, shop }
}

/** What the demonstration keeps between two starts lies beside the embedded database, which it must not outlive. */
const besideDatabase = ({ database }: Config, name: string): string =>
  join((database.kind === 'embedded' ? database.dataDir : undefined) ?? defaultDataDir(), name)

/**
 * One morning of Shenzhen. Done before, it is only looked up. Trouble with
 * it is told and does not keep the centre's doors shut.
 */
async function demonstration(city: City, log: Logger): Promise<ReplayResult | undefined> {
  const { config, store, vault } = city
  const done = await withProgress((onProgress) =>
    replay({
      file: SHENZHEN_MORNING,
      keysFile: config.keysFile ?? '',
      production: config.production,
      database: store.database,
      vault,
      log: log.child({}, { level: log.level === 'info' ? 'warn' : log.level }),
      rules: config.clearing,
      // After a morning of the past the books turn to the present, as in a centre at work.
      thenOpen: businessDateOf(systemClock.now(), config.clearing.cutOffMinutes),
      onProgress,
    }),
  ).catch((error: unknown) => {
    if (!(error instanceof Fault)) throw error
    return refuse('demonstration-failed', { detail: error.message })
  })
  if (done.ok) return done.value
  const { refused: word, detail } = done
  log.warn({ refused: word, detail }, 'the demonstration city is left out')
  return undefined
}

async function greet({
  city,
  running,
  performed,
  hasStaff,
  staff,
  readers,
  json,
}: {
  readonly city: City
  readonly running: RunningCity
  readonly performed: ReplayResult | undefined
  readonly hasStaff: boolean
  readonly staff: DemoStaff | undefined
  readonly readers: DemoReaders
  readonly json: boolean
}): Promise<void> {
  if (json) {
    const { url, doors } = running
    const told = {
      url,
      doors,
      demonstration: performed ?? null,
      demoStaff: staff ?? null,
      demoReader: readers.desk?.reader ?? null,
      demoAgentReader: readers.shop?.reader ?? null,
    }
    process.stdout.write(`${toJson(told)}\n`)
    return
  }
  const settlement = await settlementOf(city.store.database)
  const table =
    settlement.ok && settlement.value.days.length > 0 ? `${settlementText(settlement.value)}\n` : ''
  const records =
    performed === undefined
      ? ''
      : `${performed.settledTaps} taps settled, ${performed.verdicts.duplicate} duplicate, ` +
        `${performed.verdicts.suspect} suspect, ${performed.verdicts.rejected} rejected; ` +
        `${performed.sound ? 'the books balance and equal the file' : 'SOMETHING IS WRONG: see citycard books --verify'}\n`
  const doors = Object.entries(running.doors).map(([name, at]) => `  ${name}: ${at}\n`)
  const people = hasStaff ? staffText(staff) : ''
  process.stdout.write(
    `\n${table}${records}${people}${readersText(readers)}\nCitycard is up at ${running.url} (stop with Ctrl-C)\n${doors.join('')}`,
  )
}

/** Told at every start; the database itself keeps no password. */
const staffText = (staff: DemoStaff | undefined): string =>
  staff === undefined
    ? '\nDemo staff are there, but their password is not known any more; "citycard staff reset LOGIN" makes a new one.\n'
    : `\nDemo sign-ins (password for all of them, unless somebody has changed their own: ${staff.password})\n` +
      staff.staff.map(({ login, role }) => `  ${login.padEnd(16)} ${role}\n`).join('')

const readersText = ({ desk, shop }: DemoReaders): string =>
  (desk === undefined
    ? ''
    : `\nA card reader in software (${desk.reader}) stands at the desk of ${DEMO_CLERK}, blank chips beside it.\n`) +
  (shop === undefined
    ? ''
    : `Another (${shop.reader}) stands at the shop of ${DEMO_AGENT_LOGIN}, riders’ cards beside it; ` +
      `${inYuan(shop.availableFen)} yuan of its prepayment may be loaded.\n`)
