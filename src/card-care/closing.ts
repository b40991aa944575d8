import type { CardStanding } from '../clearing'
import type { Closing } from './store'

/** What a holder is due for a card by the records so far, and where it comes from. Fen. */
export interface Due {
  /** Still among the value of all purses. */
  readonly purseFen: bigint
  /** Paid out to operators, and borne by the centre. */
  readonly shortageFen: bigint
}

/**
 * What a card that is closed leaves to its holder: what its chip holds by our books (nothing, where it was emptied
 * at the counter), and taps of the time it was stopped that others have to bear: the operator, whom it was not
 * paid, or the centre. What was given back of those before, when the card had been found, is not due again.
 */
export const dueFor = (
  standing: Pick<CardStanding, 'mirrorFen' | 'hotlistedFen' | 'centreFen'>,
  emptied: boolean,
  given: Due = NOTHING,
): Due => ({
  purseFen: (emptied ? 0n : standing.mirrorFen) + standing.hotlistedFen - given.purseFen,
  shortageFen: standing.centreFen - given.shortageFen,
})

const NOTHING: Due = { purseFen: 0n, shortageFen: 0n }

/** All that was booked for a closing so far. Fen. */
export interface Booked extends Due {
  readonly receivableFen: bigint
  readonly payableFen: bigint
}

/** What stands open on the closing's two accounts. Fen. */
export interface Open {
  /** Owed to the holder and not fetched yet, less what is held for a load under way. */
  readonly payableFen: bigint
  /** Owed by the holder and not paid yet. */
  readonly receivableFen: bigint
}

/**
 * What has to be booked when records arrived after a card was closed: undefined when nothing. More taps of the
 * holder's make less of what is owed to them, and a debt where it has been fetched; less of them the reverse.
 * However often and in whatever order records arrive, the holder ends with what is due for all of them.
 */
export function correctionOf(due: Due, booked: Booked, open: Open): Booked | undefined {
  const purseFen = due.purseFen - booked.purseFen
  const shortageFen = due.shortageFen - booked.shortageFen
  if (purseFen === 0n && shortageFen === 0n) return undefined
  const lessFen = -(purseFen + shortageFen)
  const payableFen =
    lessFen > 0n
      ? -least(lessFen, atLeastNone(open.payableFen))
      : -lessFen - least(-lessFen, atLeastNone(open.receivableFen))
  return { purseFen, shortageFen, payableFen, receivableFen: lessFen + payableFen }
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)
const atLeastNone = (amount: bigint): bigint => (amount < 0n ? 0n : amount)

/**
 * Whether value of a replaced card that is paid out in money, instead of being moved to another card, costs the fee on
 * a refund. Not where the card was changed for reasons of the centre: a new generation, or a fault of the chip, which
 * then could not be read (domain 2.3: none for a card that went bad by itself).
 */
export const refundCosts = ({ cause, emptied }: Pick<Closing, 'cause' | 'emptied'>): boolean =>
  cause !== 'generation' && (cause !== 'fault' || emptied)
