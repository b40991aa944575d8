/** What one check of the books found. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  /** In words: what holds, or what does not. */
  readonly detail: string
  /** Movement, line, account or day, where it can be named. */
  readonly where?: string
  /** By how much the books are out, summed without sign. */
  readonly driftFen?: bigint
}
