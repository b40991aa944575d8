import { Fault } from './base'

/** Serialisation failure and deadlock: the work itself is right and only has to be run again. */
const RUN_AGAIN = new Set(['40001', '40P01'])

/** The server is going down, coming up or out of connections; nothing was done. */
const SERVER_AWAY = new Set(['57P01', '57P02', '57P03', '53300'])

const CONNECTION_LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])

/** The SQLSTATE or system error code of what the driver threw, when it has one. */
export function errorCode(error: unknown): string | undefined {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

export const mayRunAgain = (error: unknown): boolean => RUN_AGAIN.has(errorCode(error) ?? '')

/**
 * A lost or refused connection as a `Fault`; everything else (a broken constraint, bad SQL) as it is, so that
 * its SQLSTATE stays readable. `retrySafe` is false when the answer to a commit was lost: it may have happened.
 */
export function asFault(error: unknown, retrySafe: boolean): unknown {
  const code = errorCode(error) ?? ''
  const message = error instanceof Error ? error.message : String(error)
  const lost =
    CONNECTION_LOST.has(code) ||
    SERVER_AWAY.has(code) ||
    code.startsWith('08') ||
    /connection terminated|connection timeout|timeout exceeded when trying to connect/i.test(
      message,
    )
  return lost ? new Fault('database', message || code, retrySafe, { cause: error }) : error
}
