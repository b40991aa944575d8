import { setTimeout as pause } from 'node:timers/promises'
import { Pool, type PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import QueryStream from 'pg-query-stream'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Fault, invariant, type Database, type Tx } from './base'
import { asFault, mayRunAgain } from './database-failures'
import { StatementLine } from './database-line'
import { valueTypes } from './database-values'

export { errorCode } from './database-failures'

export interface DatabaseSettings {
  readonly connectionString: string
  /** Taken on at the start of every session; for a login that may do more than work needs. */
  readonly role?: 'citycard_app'
  /** Most connections at a time (default 10). */
  readonly max?: number
  /** A statement that runs longer is cancelled by the server; 0 or absent = no limit. */
  readonly statementTimeoutMs?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
  /** Told of a connection that breaks while nobody uses it; the pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void
}

/** A pool with what an operator wants to see of it. */
export interface OpenDatabase extends Database {
  connections(): { readonly total: number; readonly idle: number; readonly waiting: number }
}

type Isolation = NonNullable<Parameters<Database['transaction']>[1]>

/** How often a transaction is run before its deadlock or serialisation failure is given up on. */
const ATTEMPTS_MAX = 12
const CONNECT_TIMEOUT_MS = 10_000
const STREAM_BATCH_ROWS = 1_000

/** The connection of an open transaction, for COPY, which the `Sql` interface does not speak. */
const connectionOf = new WeakMap<Tx, PoolClient>()

export function openDatabase(settings: DatabaseSettings): OpenDatabase {
  const connection = {
    ...endpoint(settings),
    types: valueTypes,
    application_name: settings.applicationName ?? 'citycard',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  }
  const pool = new Pool({ ...connection, max: settings.max ?? 10 })
  const connectionLost = settings.onConnectionLost ?? (() => undefined)
  pool.on('error', connectionLost)
  // A connection that breaks in use fails its query, which is told there; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new PooledDatabase(pool, new StatementLine(connection, connectionLost))
}

class PooledDatabase implements OpenDatabase {
  constructor(
    private readonly pool: Pool,
    private readonly line: StatementLine,
  ) {}

  readonly inLine = <Row>(
    text: string,
    params: readonly unknown[],
    name: string,
  ): Promise<{ rows: Row[]; rowCount: number }> => this.line.query<Row>(text, params, name)

  async query<Row>(
    text: string,
    params?: readonly unknown[],
    name?: string,
  ): Promise<{ rows: Row[]; rowCount: number }> {
    const client = await this.connect()
    let failure: unknown
    try {
      return await ask<Row>(client, text, params, name)
    } catch (error) {
      failure = asFault(error, false)
      throw failure
    } finally {
      // A connection that failed is not lent again, even while it still looks alive.
      client.release(failure instanceof Fault)
    }
  }

  async transaction<Value>(
    work: (tx: Tx) => Promise<Value>,
    options: Isolation = {},
  ): Promise<Value> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.connect()
      let committing = false
      try {
        await client.query(beginStatement(options))
        const value = await work(transactionOn(client))
        committing = true
        await client.query('commit')
        client.release()
        return value
      } catch (error) {
        await giveUp(client)
        if (!mayRunAgain(error) || attempt === ATTEMPTS_MAX) throw asFault(error, !committing)
        await pause(backOffMs(client, attempt))
      }
    }
  }

  async *stream<Row>(
    text: string,
    params: readonly unknown[],
    batchSize = STREAM_BATCH_ROWS,
  ): AsyncIterable<Row> {
    const client = await this.connect()
    let failure: unknown
    try {
      const query = new QueryStream(text, [...params], { batchSize, types: valueTypes })
      for await (const row of client.query(query)) yield row as Row
    } catch (error) {
      failure = asFault(error, true)
      throw failure
    } finally {
      client.release(failure instanceof Fault)
    }
  }

  connections(): { total: number; idle: number; waiting: number } {
    const { totalCount: total, idleCount: idle, waitingCount: waiting } = this.pool
    return { total, idle, waiting }
  }

  async close(): Promise<void> {
    await this.line.close()
    if (!this.pool.ending) await this.pool.end()
  }

  private async connect(): Promise<PoolClient> {
    try {
      return await this.pool.connect()
    } catch (error) {
      throw asFault(error, true)
    }
  }
}

/**
 * Feeds `copy … from stdin` inside an open transaction and answers how many rows were taken. Hand over large
 * chunks (64 KiB and more): the cost is per chunk, not per row.
 */
export async function copyIn(
  tx: Tx,
  copyStatement: string,
  chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): Promise<number> {
  const client = connectionOf.get(tx)
  invariant(client !== undefined, 'COPY runs inside a transaction of this database')
  const sink = client.query(copyFrom(copyStatement))
  await pipeline(Readable.from(chunks, { objectMode: true }), sink)
  return sink.rowCount
}

function transactionOn(client: PoolClient): Tx {
  const tx: Tx = {
    inTransaction: true,
    query: (text, params, name) => ask(client, text, params, name),
    copyIn: (statement, chunks) => copyIn(tx, statement, chunks),
  }
  connectionOf.set(tx, client)
  return tx
}

async function ask<Row>(
  client: PoolClient,
  text: string,
  params: readonly unknown[] = [],
  name?: string,
): Promise<{ rows: Row[]; rowCount: number }> {
  const statement = { text, values: [...params], ...(name === undefined ? {} : { name }) }
  const { rows, rowCount } = await client.query(statement)
  return { rows: rows as Row[], rowCount: rowCount ?? 0 }
}

/** Ends a transaction that failed; a connection that cannot even do that is thrown away. */
async function giveUp(client: PoolClient): Promise<void> {
  try {
    await client.query('rollback')
    client.release()
  } catch {
    client.release(true)
  }
}

function beginStatement({ isolation, readOnly, durableLater }: Isolation): string {
  const level = isolation === undefined ? '' : ` isolation level ${isolation}`
  const begin = `begin${level}${readOnly === true ? ' read only' : ''}`
  // Two statements in one message: no round trip more.
  return durableLater === true ? `${begin}; set local synchronous_commit = off` : begin
}

/** Longer with each attempt, and different for two rivals, whose connections have different servers. */
function backOffMs(client: PoolClient, attempt: number): number {
  const rival = ((client as PoolClient & { processID?: number }).processID ?? 0) % 8
  return Math.min(2 ** attempt, 256) + rival * attempt
}

/** The URL and the session settings; what the URL itself sets comes first and is kept. */
function endpoint(settings: DatabaseSettings): { connectionString: string; options: string } {
  const url = new URL(settings.connectionString)
  const given = url.searchParams.get('options')
  url.searchParams.delete('options')
  const options = given === null ? sessionOptions(settings) : `${given} ${sessionOptions(settings)}`
  return { connectionString: url.href, options }
}

function sessionOptions(settings: DatabaseSettings): string {
  const own = [
    'timezone=UTC',
    'datestyle=ISO',
    ...(settings.role === undefined ? [] : [`role=${settings.role}`]),
    ...(settings.statementTimeoutMs === undefined
      ? []
      : [`statement_timeout=${settings.statementTimeoutMs}`]),
  ]
  return own.map((option) => `-c ${option}`).join(' ')
}
