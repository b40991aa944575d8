import type { Contract } from '../registry'

/** What one operator took under one contract on one day. Rulings may make any of it negative. */
export interface Takings {
  readonly taps: bigint
  /** The fare of the list, before any discount. All amounts are fen. */
  readonly listFen: bigint
  /** What riders were charged. */
  readonly chargedFen: bigint
  readonly cardDiscountFen: bigint
  readonly concessionFen: bigint
  readonly transferFen: bigint
  /** The part of each discount that the city bears. */
  readonly cityCardFen: bigint
  readonly cityConcessionFen: bigint
  readonly cityTransferFen: bigint
}

/** Takings with whose they are. */
export interface ContractTakings extends Takings {
  readonly operator: string
  readonly contract: string
}

export const takingsFields = [
  'taps',
  'listFen',
  'chargedFen',
  'cardDiscountFen',
  'concessionFen',
  'transferFen',
  'cityCardFen',
  'cityConcessionFen',
  'cityTransferFen',
] as const satisfies readonly (keyof Takings)[]

/** Nothing at all. */
export const NO_TAKINGS: Takings = {
  taps: 0n,
  listFen: 0n,
  chargedFen: 0n,
  cardDiscountFen: 0n,
  concessionFen: 0n,
  transferFen: 0n,
  cityCardFen: 0n,
  cityConcessionFen: 0n,
  cityTransferFen: 0n,
}

/** What riders were charged above the list fare, so that list + surcharge = charged + discounts. */
export const surchargeOf = (taken: Takings): bigint =>
  taken.chargedFen + taken.cardDiscountFen + taken.concessionFen + taken.transferFen - taken.listFen

/** Whether the city bears exactly the kinds of discount that the contract says. */
export const borneAsAgreed = (
  taken: Takings,
  bearers: Pick<Contract, 'cardDiscountBearer' | 'concessionBearer' | 'transferBearer'>,
): boolean =>
  taken.cityCardFen === (bearers.cardDiscountBearer === 'city' ? taken.cardDiscountFen : 0n) &&
  taken.cityConcessionFen === (bearers.concessionBearer === 'city' ? taken.concessionFen : 0n) &&
  taken.cityTransferFen === (bearers.transferBearer === 'city' ? taken.transferFen : 0n)

/**
 * The first difference between two roads to the same takings, in words; undefined when they agree. A
 * contract whose every figure is zero is the same as none.
 */
export function differenceOf(
  summed: readonly ContractTakings[],
  rederived: readonly ContractTakings[],
): string | undefined {
  const others = new Map(rederived.map((taken) => [keyOf(taken), taken]))
  const own = new Map(summed.map((taken) => [keyOf(taken), taken]))
  for (const key of [...new Set([...own.keys(), ...others.keys()])].sort()) {
    const [left, right] = [own.get(key), others.get(key)]
    const field = takingsFields.find((name) => (left?.[name] ?? 0n) !== (right?.[name] ?? 0n))
    if (field !== undefined) {
      return `${key}: ${field} is ${left?.[field] ?? 0n} in the totals and ${right?.[field] ?? 0n} in the taps`
    }
  }
  return undefined
}

const keyOf = ({ operator, contract }: ContractTakings): string => `${operator} ${contract}`
