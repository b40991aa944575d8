import { randomBytes } from 'node:crypto'
import { openDatabase, type OpenDatabase } from '../../src/database'
import { inDatabase, TEMPLATE, testServer } from './test-server'

export interface EmptyDatabase {
  /** For the role that works. */
  readonly url: string
  readonly ownerUrl: string
  /** For tests that do what nobody may: alter an entry of the journal, say. */
  readonly superuserUrl: string
  readonly drop: () => Promise<void>
}

export interface FreshDatabase extends EmptyDatabase {
  /** Opened as the role that works. */
  readonly database: OpenDatabase
}

/** Connections are few on one server, and many test files share it. */
const CONNECTIONS_MAX = 5

/** A migrated, empty database of its own, about 30 ms after the first. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const copy = await newDatabase(`template ${TEMPLATE} strategy file_copy`)
  const database = openDatabase({ connectionString: copy.url, max: CONNECTIONS_MAX })
  const drop = async (): Promise<void> => {
    await database.close()
    await copy.drop()
  }
  return { ...copy, database, drop }
}

/** A database no migration has run in. */
export const emptyDatabase = (): Promise<EmptyDatabase> => newDatabase('')

async function newDatabase(how: string): Promise<EmptyDatabase> {
  const server = await testServer()
  const name = `city_${randomBytes(6).toString('hex')}`
  const { username: owner } = new URL(server.ownerUrl)
  await asSuperuser(server.superuserUrl, (admin) =>
    admin.query(`create database ${name} ${how} owner ${owner}`),
  )
  return {
    url: inDatabase(server.workUrl, name),
    ownerUrl: inDatabase(server.ownerUrl, name),
    superuserUrl: inDatabase(server.superuserUrl, name),
    drop: () =>
      asSuperuser(server.superuserUrl, (admin) =>
        admin.query(`drop database if exists ${name} with (force)`),
      ),
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
