import { setTimeout as pause } from 'node:timers/promises'
import knex, { type Knex } from 'knex'
import { Fault, invariant, type Sql } from './base'
import { asFault, errorCode } from './database-failures'
import { migrations, type Migration } from '../migrations'

export interface Migrated {
  /** The steps this call ran, in order; empty when the database was current. */
  readonly applied: readonly string[]
}

/** Names the steps in the database. The names never change: source and build must tell the same story. */
const STEP_TABLE = 'citycard_migration'

/**
 * A table whose lock is the right to migrate. A lock dies with its connection, so a migration that was
 * killed never leaves the next one standing outside, as a mark in a row would.
 */
const GATE = 'citycard_migration_gate'

/** What knex would print is in the error it throws. */
const SILENT: Knex.Logger = {
  warn: () => undefined,
  error: () => undefined,
  deprecate: () => undefined,
  debug: () => undefined,
}

/** Two sessions that create one thing at the same time: the later one is told so and looks again. */
const CREATED_MEANWHILE = new Set(['23505', '42P07', '42710'])

/**
 * Brings the database to the newest step, each in a transaction of its own, as the role that owns it. Safe to
 * run from several processes at once: they queue, and the later ones find nothing to do.
 * @throws Fault when the database does not answer; Error naming the step whose SQL or check failed.
 */
export async function migrate(
  ownerUrl: string,
  steps: readonly Migration[] = migrations,
): Promise<Migrated> {
  const database = knex({
    client: 'pg',
    connection: { connectionString: ownerUrl, application_name: 'citycard-migrate' },
    pool: { min: 0, max: 4 },
    log: SILENT,
  })
  try {
    await openGate(database)
    return await database.transaction(async (gate) => {
      await gate.raw(`lock table ${GATE} in access exclusive mode`)
      return { applied: await runPending(database, steps) }
    })
  } catch (error) {
    throw asFault(error, true)
  } finally {
    await database.destroy()
  }
}

/** The steps this program has and the database has not; asked by the role that works. */
export async function pendingSteps(
  sql: Sql,
  steps: readonly Migration[] = migrations,
): Promise<string[]> {
  const done = await stepsDone(sql)
  return steps.map((step) => step.name).filter((name) => !done.has(name))
}

async function stepsDone(sql: Sql): Promise<Set<string>> {
  try {
    const { rows } = await sql.query<{ name: string }>(`select name from ${STEP_TABLE}`)
    return new Set(rows.map((row) => row.name))
  } catch (error) {
    const notYet = new Set(['42P01', '42501'])
    if (notYet.has(errorCode(error) ?? '')) return new Set()
    throw error
  }
}

async function openGate(database: Knex): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await database.raw(`create table if not exists ${GATE} (only_for_its_lock boolean)`)
      return
    } catch (error) {
      if (attempt === 10 || !CREATED_MEANWHILE.has(errorCode(error) ?? '')) throw error
      await pause(10 * attempt)
    }
  }
}

async function runPending(database: Knex, steps: readonly Migration[]): Promise<string[]> {
  const config: Knex.MigratorConfig = {
    tableName: STEP_TABLE,
    migrationSource: sourceOf(steps),
  }
  // Whoever stands inside the gate is alone, so a lock mark found here was left by a killed process.
  await database.migrate.forceFreeMigrationsLock(config)
  const applied: string[] = []
  for (;;) {
    const [, names] = (await database.migrate.up(config)) as [number, string[]]
    if (names.length === 0) return applied
    applied.push(...names)
  }
}

function sourceOf(steps: readonly Migration[]): Knex.MigrationSource<Migration> {
  const names = steps.map((step) => step.name)
  invariant(
    new Set(names).size === names.length && names.join() === [...names].sort().join(),
    'migrations are listed once each, in the order of their names',
    { names },
  )
  return {
    getMigrations: () => Promise.resolve([...steps]),
    getMigrationName: (step) => step.name,
    getMigration: (step) =>
      Promise.resolve({ up: (tx) => runStep(tx, step), down: () => neverBack(step) }),
  }
}

async function runStep(tx: Knex, step: Migration): Promise<void> {
  // Past knex, which would read a "?" in the SQL as a place for a value.
  const session = (await (tx.client as Session).acquireConnection()) as Driver
  await session.query(step.up).catch((error: unknown) => {
    throw new Error(`migration ${step.name}: ${messageOf(error)}`, { cause: error })
  })
  if (step.verify === undefined) return
  const { rows } = await session.query(step.verify)
  if (rows.length > 0) {
    throw new Error(
      `migration ${step.name} ran but its check found: ${JSON.stringify(rows.slice(0, 3))}`,
    )
  }
}

/** The part of knex's client and of the driver below it that is used here. */
interface Session {
  acquireConnection(): Promise<unknown>
}
interface Driver {
  query(text: string): Promise<{ rows: unknown[] }>
}

const neverBack = (step: Migration): Promise<never> =>
  Promise.reject(new Fault('migrations', `${step.name} goes forward only`, false))

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
