import type { Database, Sql } from '../../src/base'

/** The power went out. */
export class PowerCut extends Error {}

/**
 * A database whose power goes out just before its n-th statement: what was not committed is lost, and so is
 * whoever asked.
 */
export function interrupted(database: Database, atStatement: number): Database {
  let statement = 0
  const watched = <Asked extends Sql>(sql: Asked): Asked => ({
    ...sql,
    query: (text: string, params?: readonly unknown[], name?: string) => {
      if (++statement >= atStatement) return Promise.reject(new PowerCut('the power went out'))
      return sql.query(text, params, name)
    },
  })
  return {
    query: watched({ query: database.query.bind(database) }).query,
    transaction: (work, options) => database.transaction((tx) => work(watched(tx)), options),
    stream: database.stream.bind(database),
    close: () => database.close(),
  }
}
