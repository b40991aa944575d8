import type { Brand } from './brand'
import { createHash } from 'node:crypto'
import { ok, refuse, type Result } from './result'

/** `op_` and 1 to 40 lower-case letters, digits or hyphens. */
export type OperatorId = Brand<string, 'OperatorId'>

/** SAM (terminal) number as in PSAM file 0016: 12 decimal digits, 6 bytes BCD (card-protocol §5.1). */
export type SamNumber = Brand<string, 'SamNumber'>

export function parseOperatorId(text: string): Result<OperatorId, 'operator-id-malformed'> {
  return /^op_[a-z0-9-]{1,40}$/.test(text)
    ? ok(text as OperatorId)
    : refuse('operator-id-malformed', {
        detail: 'an operator id is "op_" and up to 40 of a-z, 0-9 and "-"',
      })
}

export function parseSamNumber(text: string): Result<SamNumber, 'sam-number-malformed'> {
  return /^\d{12}$/.test(text)
    ? ok(text as SamNumber)
    : refuse('sam-number-malformed', { detail: 'a SAM number is 12 decimal digits' })
}

/**
 * The id of what an act makes: the same for the same request, so that making it twice makes it once.
 *
 * @param prefix says what it is: "till", "load"
 * @param reference of the act, with a part when the act makes several
 * @returns prefix, underscore, 20 hex digits of a SHA-256
 */
export const idFrom = (prefix: string, reference: string): string =>
  `${prefix}_${createHash('sha256').update(`${prefix}|${reference}`).digest('hex').slice(0, 20)}`
