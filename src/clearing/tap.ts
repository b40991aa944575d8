/**
 * A terminal's claim that a card paid: the fields of an uploaded consumption record, already decoded.
 * Money is whole fen. Only amount, type, SAM number, terminal transaction number, date and time stand under
 * the TAC; the card stands under it through its own key; everything else is a claim to be checked.
 */
export interface TapClaim {
  readonly card: string
  readonly issuer: string
  readonly type: number
  readonly counter: number
  readonly balanceBefore: bigint
  readonly amount: bigint
  readonly listFare: bigint
  readonly discount: number
  /** Local time of the tap, YYYYMMDDHHMMSS. */
  readonly at: string
  readonly sam: string
  readonly termSeq: number
  readonly tac: string
  readonly keyVersion: number
  readonly algorithm: number
  readonly state: number
  readonly test: number
}

/** A line of an upload that could not be read, and why. `line` counts from 1. */
export interface RefusedLine {
  readonly line: number
  readonly refused: string
  readonly field: string
  readonly detail: string
  /** What the file's own sum counts for this line: its amount if that much is readable, else 0. */
  readonly amount: bigint
}

/** The record state in which a terminal saw no answer to its debit (grey record). */
export const UNCONFIRMED = 1

/** Electronic deposit (1) for types 04 and 05, electronic purse (2) for 06 and 09 (PBOC type identifiers). */
export type Purse = 1 | 2
export const purseOf = (type: number): Purse => (type === 4 || type === 5 ? 1 : 2)

/** A genuine tap as the transaction table keeps it. */
export interface Tap {
  readonly card: bigint
  readonly eventDate: string
  /** HHMMSS as a number. */
  readonly eventTime: number
  readonly sam: bigint
  readonly termSeq: bigint
  readonly type: number
  readonly discount: number
  readonly keyVersion: number
  readonly algorithm: number
  readonly counter: number
  readonly amountFen: bigint
  readonly listFen: bigint
  readonly balanceBefore: bigint
  readonly tac: number
  readonly batch: bigint
  readonly line: number
}

/** What is signed, as one text: two claims with one key claim one debit. */
export const signedKey = (tap: Pick<Tap, 'card' | 'eventDate' | 'sam' | 'termSeq'>): string =>
  `${tap.card}|${tap.eventDate}|${tap.sam}|${tap.termSeq}`

/**
 * What a claim says, as far as clearing reads it, as one text: two claims of one signed key with the same
 * content are the same record. Where it was uploaded does not count.
 */
export const contentKey = (tap: Tap): string =>
  `${tap.eventTime}|${tap.type}|${tap.counter}|${tap.amountFen}|${tap.listFen}|${tap.balanceBefore}|` +
  `${tap.discount}|${tap.keyVersion}|${tap.algorithm}|${tap.tac}`

/** A total order on contents that does not know who came first: the last resort among equals. */
export function contentOrder(left: Tap, right: Tap): number {
  return (
    order(left.eventTime, right.eventTime) ||
    order(left.counter, right.counter) ||
    order(left.balanceBefore, right.balanceBefore) ||
    order(left.listFen, right.listFen) ||
    order(left.discount, right.discount) ||
    order(left.amountFen, right.amountFen) ||
    order(left.keyVersion, right.keyVersion) ||
    order(left.algorithm, right.algorithm) ||
    order(left.tac, right.tac)
  )
}

export function order<Value extends bigint | number | string>(left: Value, right: Value): number {
  return left < right ? -1 : left > right ? 1 : 0
}
