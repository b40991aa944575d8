import { randomBytes } from 'node:crypto'
import { openDatabase, type OpenDatabase } from '../../src/database'
import { inDatabase, TEMPLATE, testServer } from './test-server'

export interface FreshDatabase {
  /** Opened as the role that works. */
  readonly database: OpenDatabase
  readonly url: string
  readonly ownerUrl: string
  /** For tests that do what nobody may: alter an entry of the journal, say. */
  readonly superuserUrl: string
  drop(): Promise<void>
}

/** Connections are few on one server, and many test files share it. */
const CONNECTIONS_MAX = 5

/** A migrated, empty database of its own, about 30 ms after the first. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await testServer()
  const name = `city_${randomBytes(6).toString('hex')}`
  const { username: owner } = new URL(server.ownerUrl)
  await asSuperuser(server.superuserUrl, (admin) =>
    admin.query(`create database ${name} template ${TEMPLATE} strategy file_copy owner ${owner}`),
  )
  const url = inDatabase(server.workUrl, name)
  const database = openDatabase({ connectionString: url, max: CONNECTIONS_MAX })
  return {
    database,
    url,
    ownerUrl: inDatabase(server.ownerUrl, name),
    superuserUrl: inDatabase(server.superuserUrl, name),
    drop: async () => {
      await database.close()
      await asSuperuser(server.superuserUrl, (admin) =>
        admin.query(`drop database if exists ${name} with (force)`),
      )
    },
  }
}

async function asSuperuser(
  superuserUrl: string,
  work: (admin: OpenDatabase) => Promise<unknown>,
): Promise<void> {
  const admin = openDatabase({ connectionString: superuserUrl, max: 1 })
  try {
    await work(admin)
  } finally {
    await admin.close()
  }
}
