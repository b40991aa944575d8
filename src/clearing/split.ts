import type { Contract } from '../registry'
import type { Tap } from './tap'

/** How the list fare of a tap divides: what the rider paid, what was let off, and who bears that. All fen. */
export interface Takings {
  readonly taps: number
  readonly listFen: bigint
  readonly chargedFen: bigint
  readonly cardDiscountFen: bigint
  readonly concessionFen: bigint
  readonly transferFen: bigint
  readonly cityCardFen: bigint
  readonly cityConcessionFen: bigint
  readonly cityTransferFen: bigint
}

export type Fare = Pick<Tap, 'amountFen' | 'listFen' | 'discount'>
export type Bearers = Pick<Contract, 'cardDiscountBearer' | 'concessionBearer' | 'transferBearer'>

/** Kinds of discount as a record names them. A discount of no named kind is the card's own. */
const CONCESSION = 2
const TRANSFER = 3

export const NO_TAKINGS: Takings = {
  taps: 0,
  listFen: 0n,
  chargedFen: 0n,
  cardDiscountFen: 0n,
  concessionFen: 0n,
  transferFen: 0n,
  cityCardFen: 0n,
  cityConcessionFen: 0n,
  cityTransferFen: 0n,
}

/** Fares of one kind of discount, added up. */
export interface FareSum {
  readonly discount: number
  readonly taps: number
  readonly listFen: bigint
  readonly chargedFen: bigint
  /** What each was let off, none of them below zero. */
  readonly letOffFen: bigint
}

/** One tap's division by its operator's contract. A charge above the list fare is no negative discount. */
export const takingsOf = ({ amountFen, listFen, discount }: Fare, bearers: Bearers): Takings =>
  takingsOfSum(
    {
      discount,
      taps: 1,
      listFen,
      chargedFen: amountFen,
      letOffFen: listFen > amountFen ? listFen - amountFen : 0n,
    },
    bearers,
  )

/** The same for many taps at once: what is let off is divided by nothing but the kind of the discount. */
export function takingsOfSum(sum: FareSum, bearers: Bearers): Takings {
  const { taps, listFen, chargedFen, letOffFen: letOff } = sum
  const base = { ...NO_TAKINGS, taps, listFen, chargedFen }
  if (letOff === 0n) return base
  const borne = (bearer: 'operator' | 'city'): bigint => (bearer === 'city' ? letOff : 0n)
  switch (sum.discount) {
    case CONCESSION:
      return { ...base, concessionFen: letOff, cityConcessionFen: borne(bearers.concessionBearer) }
    case TRANSFER:
      return { ...base, transferFen: letOff, cityTransferFen: borne(bearers.transferBearer) }
    default:
      return { ...base, cardDiscountFen: letOff, cityCardFen: borne(bearers.cardDiscountBearer) }
  }
}

/** Adds, or with sign −1 takes back. */
export function addTakings(sum: Takings, more: Takings, sign: 1 | -1 = 1): Takings {
  const times = BigInt(sign)
  return {
    taps: sum.taps + sign * more.taps,
    listFen: sum.listFen + times * more.listFen,
    chargedFen: sum.chargedFen + times * more.chargedFen,
    cardDiscountFen: sum.cardDiscountFen + times * more.cardDiscountFen,
    concessionFen: sum.concessionFen + times * more.concessionFen,
    transferFen: sum.transferFen + times * more.transferFen,
    cityCardFen: sum.cityCardFen + times * more.cityCardFen,
    cityConcessionFen: sum.cityConcessionFen + times * more.cityConcessionFen,
    cityTransferFen: sum.cityTransferFen + times * more.cityTransferFen,
  }
}

/** What the city owes on top of the charges, by kind, as the ledger's takings movement wants it. */
export const subsidiesOf = (
  takings: Takings,
): readonly { readonly kind: 'card' | 'concession' | 'transfer'; readonly amount: bigint }[] =>
  (
    [
      { kind: 'card', amount: takings.cityCardFen },
      { kind: 'concession', amount: takings.cityConcessionFen },
      { kind: 'transfer', amount: takings.cityTransferFen },
    ] as const
  ).filter(({ amount }) => amount !== 0n)
