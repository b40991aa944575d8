import type { TapClaim } from './tap'
import { UNCONFIRMED } from './tap'
import type { Reason } from './verdict'

/** What the registry and the vault say of one claim. Times are local, YYYYMMDDHHMMSS, so that they compare as text. */
export interface Facts {
  /** The binding of the SAM in force at the time of the tap, whoever it is bound to. */
  readonly sam:
    { readonly operator: string | undefined; readonly blockedFrom: string | undefined } | undefined
  /** Who uploaded the file. */
  readonly operator: string
  /** The operator's contract on the day of the tap. */
  readonly contract: string | undefined
  /** What the vault says of the TAC; `unasked` where the terminal has none. */
  readonly tac: 'genuine' | 'not-genuine' | 'key-unknown' | 'unasked'
  readonly card:
    | {
        readonly inForce: boolean
        /** First and last day on which the card may be used, YYYYMMDD. */
        readonly validFrom: string
        readonly validTo: string
      }
    | undefined
}

/** The limits of the day on which a claim is judged. */
export interface Limits {
  /** The latest local time a tap may bear, YYYYMMDDHHMMSS: now and the clock skew allowed. */
  readonly latestAt: string
  /** The earliest local day a tap may bear, YYYYMMDD: today less the late-upload limit. */
  readonly earliestDay: string
  readonly largestAmount: bigint
}

export interface Judged {
  readonly claim: Pick<TapClaim, 'type' | 'amount' | 'at' | 'state' | 'test'>
  readonly facts: Facts
  readonly limits: Limits
}

/** Purchases of the purse and the deposit: types 04, 05, 06 and 09 (PBOC transaction type identifiers). */
const PURCHASES = new Set([4, 5, 6, 9])

/** One check: true when the claim passes it. */
type Check = readonly [Reason, (asked: Judged) => boolean]

/** Refused for what the record itself says, before anyone is asked. */
const formChecks: readonly Check[] = [
  ['test-record', ({ claim }) => claim.test === 0],
  ['type-not-taken', ({ claim }) => PURCHASES.has(claim.type)],
  ['amount-over-limit', ({ claim, limits }) => claim.amount <= limits.largestAmount],
]

/** Held for what registry, vault and calendar say; never paid until somebody clears it up. */
const factChecks: readonly Check[] = [
  ['sam-unknown', ({ facts }) => facts.sam !== undefined],
  ['sam-not-bound', ({ facts }) => facts.sam?.operator === facts.operator],
  [
    'sam-blocked',
    ({ claim, facts }) =>
      !(facts.sam?.blockedFrom !== undefined && facts.sam.blockedFrom <= claim.at),
  ],
  ['contract-missing', ({ facts }) => facts.contract !== undefined],
  ['unconfirmed', ({ claim }) => claim.state !== UNCONFIRMED],
  ['key-version-unknown', ({ facts }) => facts.tac !== 'key-unknown'],
  ['tac-not-genuine', ({ facts }) => facts.tac === 'genuine'],
  ['card-unknown', ({ facts }) => facts.card !== undefined],
  ['card-not-in-force', ({ facts }) => facts.card?.inForce === true],
  ['card-expired', ({ claim, facts }) => facts.card !== undefined && within(claim.at, facts.card)],
  ['in-the-future', ({ claim, limits }) => claim.at <= limits.latestAt],
  ['too-late', ({ claim, limits }) => claim.at.slice(0, 8) >= limits.earliestDay],
]

/** In order of precedence: the first check that fails is the verdict. */
export const checks: readonly Check[] = [...formChecks, ...factChecks]

/**
 * The verdict on one claim by itself (pipeline steps 2 to 6). `paid` means that nothing speaks against it;
 * whether it is the first of its kind is decided where it is booked.
 */
export function judge(asked: Judged): Reason {
  for (const [reason, passes] of checks) if (!passes(asked)) return reason
  return 'paid'
}

const within = (at: string, card: { validFrom: string; validTo: string }): boolean =>
  at.slice(0, 8) >= card.validFrom && at.slice(0, 8) <= card.validTo
