import { feeWithCarry, fen, invariant, type MicroFen, microFen, NO_FEN } from '../base'
import type { Contract } from '../registry'
import { borneAsAgreed, type ContractTakings, surchargeOf, type Takings } from './takings'

/** One line of a day's settlement: what one operator gets for one day under one contract. */
export interface StatementLine extends ContractTakings {
  readonly surchargeFen: bigint
  /** What the city owes for its part of the discounts; paid when the city pays. */
  readonly subsidyFen: bigint
  readonly feePpm: bigint
  readonly feeFen: bigint
  /** Millionths of a fen that earlier days left below one fen, and those this day leaves. */
  readonly carriedInMicroFen: bigint
  readonly carriedOutMicroFen: bigint
  /** What is paid out of card money: charged − fee. */
  readonly netFen: bigint
  /** The contract's rates were invented for a demonstration. */
  readonly demo: boolean
}

/** A fee on takings by contract: the carry stays the operator's until it makes a whole fen. */
export function lineOf(
  taken: ContractTakings,
  contract: Contract,
  carriedIn: MicroFen,
): StatementLine {
  invariant(
    contract.contract === taken.contract && contract.operator === taken.operator,
    'takings are settled by their own contract',
    { operator: taken.operator, contract: taken.contract },
  )
  invariant(borneAsAgreed(taken, contract), 'discounts are borne as the contract says', {
    operator: taken.operator,
    contract: taken.contract,
  })
  const { fee, carriedOut } = feeWithCarry({
    base: fen(taken.chargedFen),
    rate: contract.feePpm,
    carriedIn,
  })
  return {
    ...taken,
    surchargeFen: surchargeOf(taken),
    subsidyFen: taken.cityCardFen + taken.cityConcessionFen + taken.cityTransferFen,
    feePpm: contract.feePpm,
    feeFen: fee,
    carriedInMicroFen: carriedIn,
    carriedOutMicroFen: carriedOut,
    netFen: taken.chargedFen - fee,
    demo: contract.demo,
  }
}

/** The lines of a day in order of operator and contract, each with its contract's rate and carry. */
export function linesOf(
  takings: readonly ContractTakings[],
  contracts: ReadonlyMap<string, Contract>,
  carries: ReadonlyMap<string, MicroFen>,
): StatementLine[] {
  return [...takings].sort(byOperatorAndContract).map((taken) => {
    const contract = contracts.get(taken.contract)
    invariant(contract !== undefined, 'takings name a contract of the registry', {
      operator: taken.operator,
      contract: taken.contract,
    })
    return lineOf(taken, contract, carries.get(taken.contract) ?? microFen(0n))
  })
}

/** What lines add up to. */
export interface Sums extends Takings {
  readonly surchargeFen: bigint
  readonly subsidyFen: bigint
  readonly feeFen: bigint
  readonly netFen: bigint
}

export const sumFields = [
  'taps',
  'listFen',
  'chargedFen',
  'surchargeFen',
  'cardDiscountFen',
  'concessionFen',
  'transferFen',
  'cityCardFen',
  'cityConcessionFen',
  'cityTransferFen',
  'subsidyFen',
  'feeFen',
  'netFen',
] as const satisfies readonly (keyof Sums)[]

/** Adds lines or sums up; the shares must still add up to the list fare. */
export function sumOf(lines: readonly Sums[]): Sums {
  const sums = Object.fromEntries(
    sumFields.map((field) => [field, lines.reduce((sum, line) => sum + line[field], 0n)]),
  ) as Record<(typeof sumFields)[number], bigint>
  invariant(surchargeOf(sums) === sums.surchargeFen, 'the shares of a day add up to its fares')
  invariant(sums.netFen + sums.feeFen === sums.chargedFen, 'net and fee are what was charged')
  return sums
}

export const NO_SUMS: Sums = sumOf([])

/** Whether a line moves any fee; a fee of nothing has no movement. */
export const hasFee = (line: StatementLine): boolean => line.feeFen !== NO_FEN

function byOperatorAndContract(left: ContractTakings, right: ContractTakings): number {
  return compare(left.operator, right.operator) || compare(left.contract, right.contract)
}

/** By code unit, so that the order is the same in every language of the server. */
const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
