import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../src/database'
import { clearAway, startEmbedded, underLock } from '../../src/embedded-postgres'
import { migrate } from '../../src/migrate'

/** How the test processes reach the one server they share. */
export interface TestServer {
  readonly superuserUrl: string
  readonly ownerUrl: string
  readonly workUrl: string
  readonly dir: string
}

/** The database every test's own is copied from. */
export const TEMPLATE = 'city_template'

/** The same server with another database. */
export function inDatabase(url: string, database: string): string {
  const there = new URL(url)
  there.pathname = `/${database}`
  return there.href
}

/** The server of this run of the tests; the first test process that asks starts it, the others wait. */
export async function testServer(): Promise<TestServer> {
  const place = process.env['TEST_MEETING_PLACE']
  if (place === undefined) throw new Error('run the tests with jest: it names the meeting place')
  const note = join(place, 'server.json')
  if (!existsSync(note)) {
    await underLock(join(place, 'lock'), async () => {
      if (!existsSync(note)) writeFileSync(note, JSON.stringify(await startTestServer()))
    })
  }
  return JSON.parse(readFileSync(note, 'utf8')) as TestServer
}

/** Stops the server of this run, if any test started one. */
export async function endTestServer(): Promise<void> {
  const note = join(process.env['TEST_MEETING_PLACE'] as string, 'server.json')
  if (!existsSync(note)) return
  const { dir } = JSON.parse(readFileSync(note, 'utf8')) as { dir: string }
  await clearAway(dir)
}

async function startTestServer(): Promise<TestServer> {
  const binaries = process.env['TEST_PG_BIN']
  const { superuserUrl, ownerUrl, workUrl, dir } = await startEmbedded({
    throwAway: true,
    durable: false,
    ownerPid: Number(process.env['TEST_OWNER_PID']),
    ...(binaries === undefined ? {} : { binaries }),
  })
  await buildTemplate(superuserUrl, ownerUrl)
  return { superuserUrl, ownerUrl, workUrl, dir }
}

/** Migrates one database once; copying it is much faster than migrating again for every test file. */
async function buildTemplate(superuserUrl: string, ownerUrl: string): Promise<void> {
  const { username: owner } = new URL(ownerUrl)
  const server = openDatabase({ connectionString: superuserUrl, max: 1 })
  try {
    await server.query(`create database ${TEMPLATE} owner ${owner}`)
    await migrate(inDatabase(ownerUrl, TEMPLATE))
    await server.query(`alter database ${TEMPLATE} is_template true allow_connections false`)
  } finally {
    await server.close()
  }
}
