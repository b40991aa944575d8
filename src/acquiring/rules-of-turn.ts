import { businessDateOf, type Sql } from '../base'
import { rulesAt } from '../rules'

const NAMES = [
  'pos-no-pin-max-fen',
  'pos-payment-max-fen',
  'pos-pin-tries',
  'pos-wrong-macs',
  'pos-key-overlap-minutes',
  'pos-pre-authorisation-days',
  'pos-refund-days',
] as const

export interface Rules {
  readonly noPinMaxFen: bigint
  readonly paymentMaxFen: bigint
  readonly pinTries: bigint
  readonly wrongMacs: bigint
  readonly overlapMinutes: bigint
  readonly preAuthorisationDays: bigint
  readonly refundDays: bigint
}

/** A rule changes from a date on, and may be set for today: after so long at the latest it is known here. */
const REMEMBERED_MS = 30_000

/** The rules of a city as turns need them, read from time to time and not for every message. */
export class RulesOfTurns {
  private known: { readonly date: string; readonly at: number; readonly rules: Rules } | undefined

  async at(sql: Sql, now: Date): Promise<Rules> {
    const date = businessDateOf(now, 0)
    const { known } = this
    const age = known === undefined ? 0 : now.getTime() - known.at
    if (known?.date === date && age >= 0 && age < REMEMBERED_MS) return known.rules
    const set = await rulesAt(sql, NAMES, date)
    const rules: Rules = {
      noPinMaxFen: set['pos-no-pin-max-fen'],
      paymentMaxFen: set['pos-payment-max-fen'],
      pinTries: set['pos-pin-tries'],
      wrongMacs: set['pos-wrong-macs'],
      overlapMinutes: set['pos-key-overlap-minutes'],
      preAuthorisationDays: set['pos-pre-authorisation-days'],
      refundDays: set['pos-refund-days'],
    }
    this.known = { date, at: now.getTime(), rules }
    return rules
  }
}
