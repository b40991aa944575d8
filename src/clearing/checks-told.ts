import { cityInstant, type BusinessDate } from '../base'
import { checks, type Limits } from './judge'
import type { Tap } from './tap'
import type { Reason } from './verdict'

/**
 * The version of the checks of `judge.ts`: raised whenever a check is added, left out, moved or decides otherwise. A
 * batch keeps the version it was judged by; `test/clearing/judge.test.ts` says which checks each version had.
 */
export const CHECKS_VERSION = 1

/** As a batch keeps it. Moments and days on the city's clock, as digits; fen as digits. */
export interface JudgedUnder {
  readonly version: number
  readonly latestAt: string
  readonly earliestDay: string
  readonly largestFen: string
}

export const judgedUnder = ({ latestAt, earliestDay, largestAmount }: Limits): JudgedUnder => ({
  version: CHECKS_VERSION,
  latestAt,
  earliestDay,
  largestFen: largestAmount.toString(),
})

/** One check of the list, as it went for one record. */
export interface CheckTold {
  /** What it would have made of the record. */
  readonly check: Reason
  readonly outcome: 'passed' | 'failed' | 'not-reached'
  /** What was compared, where a figure was; nothing where the limits of that day were not noted. */
  readonly compared: Compared | undefined
}

export type Compared =
  | { readonly kind: 'amount'; readonly foundFen: bigint; readonly limitFen: bigint }
  | { readonly kind: 'not-after'; readonly found: Date; readonly limit: Date }
  | { readonly kind: 'not-before'; readonly found: BusinessDate; readonly limit: BusinessDate }

/**
 * The checks in their order, and how each went. The first verdict of the record is what counts: nothing is judged anew.
 * A record that could not be read reached none.
 */
export function checksTold(of: {
  readonly firstReason: Reason
  readonly claim: Tap | undefined
  readonly under: JudgedUnder | undefined
}): readonly CheckTold[] {
  const { firstReason, claim, under } = of
  const failed = checks.findIndex(([reason]) => reason === firstReason)
  const reached = claim === undefined ? 0 : failed < 0 ? checks.length : failed
  return checks.map(([check], index) => ({
    check,
    outcome: index === failed ? 'failed' : index < reached ? 'passed' : 'not-reached',
    compared:
      claim === undefined || under === undefined || (failed >= 0 && index > failed)
        ? undefined
        : comparedBy(check, claim, under),
  }))
}

function comparedBy(check: Reason, claim: Tap, under: JudgedUnder): Compared | undefined {
  if (check === 'amount-over-limit') {
    return { kind: 'amount', foundFen: claim.amountFen, limitFen: BigInt(under.largestFen) }
  }
  if (check === 'too-late') {
    const limit = under.earliestDay.replace(/(....)(..)(..)/, '$1-$2-$3')
    return {
      kind: 'not-before',
      found: claim.eventDate as BusinessDate,
      limit: limit as BusinessDate,
    }
  }
  if (check !== 'in-the-future') return undefined
  const found = momentOf(digitsOf(claim))
  const limit = momentOf(under.latestAt)
  return found === undefined || limit === undefined
    ? undefined
    : { kind: 'not-after', found, limit }
}

const digitsOf = ({ eventDate, eventTime }: Tap): string =>
  `${eventDate.replaceAll('-', '')}${String(eventTime).padStart(6, '0')}`

function momentOf(digits: string): Date | undefined {
  const at = cityInstant(digits)
  return at.ok ? at.value : undefined
}
