import type { OperatorId } from '../base'
import { holdsOnDate } from './validity'

/** What a party that takes the card does. */
export const operatorKinds = [
  'bus',
  'metro',
  'ferry',
  'taxi',
  'bike',
  'parking',
  'shop',
  'utility',
  'other',
] as const

export type OperatorKind = (typeof operatorKinds)[number]

/** A bus company, a metro or a shop that takes the card and is paid for what it took. */
export interface Operator {
  readonly operator: OperatorId
  readonly name: string
  readonly kind: OperatorKind
  /** First calendar date (of the city) on which its taps count, "YYYY-MM-DD". */
  readonly activeFrom: string
  /** Last such date; null while nobody has said. */
  readonly activeTo: string | null
}

/** Whether an operator's taps of a calendar date count. */
export const operatorActiveOn = (operator: Operator, date: string): boolean =>
  holdsOnDate({ from: operator.activeFrom, to: operator.activeTo }, date)
