/**
 * How a store speaks with the database. Implemented in `src/database.ts`; stores get it handed and never
 * open a connection themselves. int8 arrives as bigint, date as "YYYY-MM-DD", timestamptz as Date, bytea as
 * Buffer. Sums of int8 are numeric in SQL: cast them back with `::int8`.
 */
export interface Sql {
  /**
   * Runs one statement. With `name` the statement is prepared once per connection under that name (use it
   * for the statements that run often).
   */
  query<Row = Record<string, unknown>>(
    text: string,
    params?: readonly unknown[],
    name?: string,
  ): Promise<{ readonly rows: Row[]; readonly rowCount: number }>
}

/** One open transaction. */
export interface Tx extends Sql {
  readonly inTransaction: true
  /**
   * Feeds `copy … from stdin` and answers how many rows were taken: the fastest way in for thousands of
   * rows. Where it is missing, insert. A failure aborts the transaction back to the last savepoint.
   */
  readonly copyIn?: (statement: string, chunks: Iterable<Uint8Array | string>) => Promise<number>
}

/** A pool of connections of the role that may only do what it must. */
export interface Database extends Sql {
  /**
   * Runs `work` in one transaction; commits when it returns, rolls back when it throws. Work is run again
   * from the start after SQLSTATE 40001 or 40P01, so it must do nothing outside the transaction.
   */
  transaction<Value>(
    work: (tx: Tx) => Promise<Value>,
    options?: {
      readonly isolation?: 'repeatable read' | 'serializable'
      readonly readOnly?: boolean
      /**
       * The commit is answered before it is on disk. Only for work that is on a list until it is committed, so that
       * it is found and done again after the server crashed; every later commit without this makes it durable too.
       */
      readonly durableLater?: boolean
    },
  ): Promise<Value>
  /** Rows of a large answer, fetched `batchSize` at a time through a cursor. */
  stream<Row>(text: string, params: readonly unknown[], batchSize?: number): AsyncIterable<Row>
  /**
   * Sends a prepared statement behind those that are still under way, over one connection that all of these
   * share: they run one after the other, each a transaction of its own, and none is run again by itself. Where
   * it is missing, `query`.
   */
  readonly inLine?: <Row>(
    text: string,
    params: readonly unknown[],
    name: string,
  ) => Promise<{ readonly rows: Row[]; readonly rowCount: number }>
  close(): Promise<void>
}
