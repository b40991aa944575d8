import { createHash } from 'node:crypto'
import { ok, refuse, type Result } from '../base'
import type { CardEntry } from '../clearing'

/** Why a dispute is upheld with money, and so who bears it. */
export const remedyCauses = {
  'charged-wrongly': { bearer: 'operator', en: 'the fare was wrong', zh: '扣款金额有误' },
  'charged-twice': { bearer: 'operator', en: 'one ride was charged twice', zh: '重复扣款' },
  'terminal-faulty': { bearer: 'operator', en: 'the terminal was out of order', zh: '终端故障' },
  'centre-erred': { bearer: 'centre', en: 'the centre made an error', zh: '中心差错' },
  goodwill: { bearer: 'centre', en: 'the centre makes it good', zh: '中心补偿' },
} as const satisfies Record<
  string,
  { readonly bearer: 'operator' | 'centre'; readonly en: string; readonly zh: string }
>

export type RemedyCause = keyof typeof remedyCauses

export type RemedyRefusal =
  /** Nobody was paid for the line, or others bear it already: nothing to give back. */
  | 'remedy-not-charged'
  /** What is left of the charge is less. */
  | 'remedy-over-charge'
  /** An operator can bear only what it was paid. */
  | 'cause-does-not-fit'

/** A line of a card's history as far as a remedy of it depends on it. */
export type RemediedLine = Pick<
  CardEntry,
  'kind' | 'chargedFen' | 'counts' | 'reason' | 'operator' | 'bookedBy'
>

/** What is to be booked. Fen. */
export interface Remedy {
  readonly line: RemediedLine
  /** Null where the centre bears it. */
  readonly operator: string | null
  /** What the line charged: for a load what it put onto the card. */
  readonly chargedFen: bigint
}

/**
 * Whether a dispute may give back `fen` (above zero) of the lines of its subject, of which earlier disputes gave back
 * `beforeFen`. At most one of the lines was paid for. What others bear already (a stopped card's taps) is not charged
 * to the holder in the end, and comes back by itself.
 */
export function remedyOf(
  lines: readonly RemediedLine[],
  asked: { readonly fen: bigint; readonly cause: RemedyCause; readonly beforeFen: bigint },
): Result<Remedy, RemedyRefusal> {
  const line = lines.find(
    ({ kind, counts, reason }) =>
      kind !== 'tap' || (counts && (reason === 'paid' || reason === 'paid-holder-bears')),
  )
  if (line === undefined) {
    return refuse('remedy-not-charged', {
      field: 'remedy',
      detail: 'nobody was paid for this line, or somebody else bears it already',
    })
  }
  const { bearer } = remedyCauses[asked.cause]
  if (bearer === 'operator' && (line.kind !== 'tap' || line.operator === null)) {
    return refuse('cause-does-not-fit', {
      field: 'remedy.cause',
      detail: 'no operator was paid for this line: the centre bears it',
    })
  }
  const chargedFen = line.chargedFen < 0n ? -line.chargedFen : line.chargedFen
  if (asked.beforeFen + asked.fen > chargedFen) {
    return refuse('remedy-over-charge', {
      field: 'remedy.fen',
      detail: `at most ${chargedFen - asked.beforeFen} fen of the ${chargedFen} charged can be given back`,
    })
  }
  return ok({ line, operator: bearer === 'operator' ? line.operator : null, chargedFen })
}

/** SHA-256 of what a remedy rests on; the audit computes it again. */
export const remedyEvidence = (of: {
  readonly dispute: string
  readonly card: bigint
  readonly subject: string
  readonly cause: string
  readonly chargedFen: bigint
  readonly beforeFen: bigint
  readonly fen: bigint
}): Buffer =>
  createHash('sha256')
    .update(
      [of.dispute, of.card, of.subject, of.cause, of.chargedFen, of.beforeFen, of.fen].join('|'),
    )
    .digest()
