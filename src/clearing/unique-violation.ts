/** The number of a unique violation (PostgreSQL SQLSTATE). */
const UNIQUE_VIOLATION = '23505'

/** Somebody else was first with a key. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error &&
  [error, error.cause].some(
    (one) => (one as { code?: unknown } | undefined)?.code === UNIQUE_VIOLATION,
  )
