import type { OperatorId, Ppm } from '../base'
import { holdsOnDate } from './validity'

/** Who pays for what a rider did not: the operator out of its takings, or the city as a subsidy. */
export type Bearer = 'operator' | 'city'

/** What an operator and the centre agreed, from one calendar date to another. */
export interface Contract {
  readonly contract: string
  readonly operator: OperatorId
  /** First event date it covers, "YYYY-MM-DD". */
  readonly validFrom: string
  /** Last event date it covers; null while nobody has ended it. */
  readonly validTo: string | null
  /** The centre's share of what riders were charged, in parts per million. */
  readonly feePpm: Ppm
  readonly cardDiscountBearer: Bearer
  readonly concessionBearer: Bearer
  readonly transferBearer: Bearer
  /** Invented for a demonstration: a statement that uses it says so. */
  readonly demo: boolean
  readonly notes: string
}

/**
 * The contract that covers an event date. At most one can: the database refuses a second contract of the
 * same operator that shares a date with another.
 */
export const contractOn = (contracts: readonly Contract[], date: string): Contract | undefined =>
  contracts.find((one) => holdsOnDate({ from: one.validFrom, to: one.validTo }, date))
