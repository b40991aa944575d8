import { Fault, type Sql } from './base'
import type { DatabaseConfig } from './config'
import { openDatabase, type DatabaseSettings, type OpenDatabase } from './database'
import { startEmbedded, type EmbeddedPostgres } from './embedded-postgres'
import { migrate } from './migrate'

export interface CityDatabase {
  /** As the role that works. */
  readonly database: OpenDatabase
  readonly ownerUrl: string
  /** Another pool of the role that works, for a worker or another process. */
  readonly workSettings: Pick<DatabaseSettings, 'connectionString' | 'role'>
  /** The embedded server, when that is what is used. */
  readonly embedded: EmbeddedPostgres | undefined
  /** The migrations that ran now. */
  readonly applied: readonly string[]
  /** Closes the pool and leaves the embedded server. May be called twice. */
  readonly close: () => Promise<void>
}

export interface OpenOptions {
  /** An embedded database of its own, thrown away at the end, whatever the settings say. */
  readonly fresh?: boolean
  /** false lets a fresh one lose everything in a power cut, for speed; a lasting one never does. */
  readonly durable?: boolean
  readonly onConnectionLost?: (error: Error) => void
}

export const OLDEST_SERVER = 15
export const NEWEST_SERVER = 18

/** The database the settings name, or the embedded one, brought to the newest migration. */
export async function openCityDatabase(
  config: DatabaseConfig,
  options: OpenOptions = {},
): Promise<CityDatabase> {
  const { embedded, ownerUrl, work } = await access(config, options)
  try {
    await checkServer(ownerUrl)
    const { applied } = await migrate(ownerUrl)
    const database = openDatabase({
      ...work,
      max: config.connectionsMax,
      ...(options.onConnectionLost === undefined
        ? {}
        : { onConnectionLost: options.onConnectionLost }),
    })
    const close = async (): Promise<void> => {
      await database.close()
      await embedded?.stop()
    }
    return { database, ownerUrl, workSettings: work, embedded, applied, close }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** The major version of a server, e.g. 15. */
export async function serverVersion(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ number: number }>(
    `select current_setting('server_version_num')::int4 / 10000 as number`,
  )
  return rows[0]?.number ?? 0
}

async function access(
  config: DatabaseConfig,
  { fresh = false, durable = true }: OpenOptions,
): Promise<{
  embedded: EmbeddedPostgres | undefined
  ownerUrl: string
  work: Pick<DatabaseSettings, 'connectionString' | 'role'>
}> {
  if (config.kind === 'external' && !fresh) {
    const { ownerUrl, workUrl } = config
    const work =
      workUrl === undefined
        ? ({ connectionString: ownerUrl, role: 'citycard_app' } as const)
        : { connectionString: workUrl }
    return { embedded: undefined, ownerUrl, work }
  }
  const dataDir = config.kind === 'embedded' ? config.dataDir : undefined
  const embedded = await startEmbedded({
    throwAway: fresh,
    durable: durable || !fresh,
    ...(dataDir === undefined ? {} : { dataDir }),
  })
  return { embedded, ownerUrl: embedded.ownerUrl, work: { connectionString: embedded.workUrl } }
}

async function checkServer(ownerUrl: string): Promise<void> {
  const owner = openDatabase({ connectionString: ownerUrl, max: 1 })
  try {
    const version = await serverVersion(owner)
    if (version < OLDEST_SERVER) {
      throw new Fault(
        'database',
        `DATABASE_URL leads to PostgreSQL ${version}; ${OLDEST_SERVER} to ${NEWEST_SERVER} is needed`,
        false,
      )
    }
  } finally {
    await owner.close()
  }
}
