/** One dated step of the database, forward only. */
export interface Migration {
  /** Stored in the database: never change the name of one that has run. */
  readonly name: string
  /** SQL text, run as the owning role in one transaction. */
  readonly up: string
  /** A query that must return no rows afterwards. */
  readonly verify?: string
}
