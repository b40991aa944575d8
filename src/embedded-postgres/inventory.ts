import { openDatabase } from '../database'
import { OWNER, WORK, type Passwords } from './secrets'

/** The database of the city inside an embedded cluster. */
export const CITY_DATABASE = 'citycard'

/**
 * Logins and database of the cluster, made where they are missing: one login that owns, one that works and
 * never has the owner's rights.
 */
export async function furnish(superuserUrl: string, passwords: Passwords): Promise<void> {
  const cluster = openDatabase({ connectionString: superuserUrl, max: 1 })
  try {
    for (const [name, how] of [
      ['citycard_app', 'nologin'],
      [OWNER, `login in role citycard_app password '${passwords[OWNER]}'`],
      [WORK, `login in role citycard_app password '${passwords[WORK]}'`],
    ] as const) {
      const { rowCount } = await cluster.query('select 1 from pg_roles where rolname = $1', [name])
      if (rowCount === 0) await cluster.query(`create role ${name} ${how}`)
    }
    const { rowCount } = await cluster.query('select 1 from pg_database where datname = $1', [
      CITY_DATABASE,
    ])
    if (rowCount === 0) await cluster.query(`create database ${CITY_DATABASE} owner ${OWNER}`)
  } finally {
    await cluster.close()
  }
}
