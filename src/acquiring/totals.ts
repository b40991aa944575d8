import type { BatchTotals } from './store-messages'

const GROUP_DIGITS = 31
const AMOUNT_DIGITS = 12
const COUNT_DIGITS = 3
const COUNT_MAX = 999

/** 1 balanced, 2 not balanced, 3 we could not compare (iso8583.md 3.8). */
export type SettlementResult = '1' | '2' | '3'

/** f48 of a settlement: the totals of our own cards and those of foreign ones; undefined when it is none. */
export function readTotals(
  f48: string,
): { readonly own: BatchTotals; readonly foreign: BatchTotals } | undefined {
  if (!/^\d{62}$/.test(f48)) return undefined
  return { own: groupOf(f48.slice(0, GROUP_DIGITS)), foreign: groupOf(f48.slice(GROUP_DIGITS)) }
}

function groupOf(digits: string): BatchTotals {
  const creditAt = AMOUNT_DIGITS + COUNT_DIGITS
  return {
    debitFen: BigInt(digits.slice(0, AMOUNT_DIGITS)),
    debits: Number(digits.slice(AMOUNT_DIGITS, creditAt)),
    creditFen: BigInt(digits.slice(creditAt, creditAt + AMOUNT_DIGITS)),
    credits: Number(
      digits.slice(creditAt + AMOUNT_DIGITS, creditAt + AMOUNT_DIGITS + COUNT_DIGITS),
    ),
  }
}

/** f48 as written: each group with its result. Counts stand still at 999. */
export const writeTotals = (
  own: BatchTotals,
  foreign: BatchTotals,
  results: { readonly own: string; readonly foreign: string },
): string => groupText(own) + results.own + groupText(foreign) + results.foreign

const groupText = (totals: BatchTotals): string =>
  totals.debitFen.toString().padStart(AMOUNT_DIGITS, '0') +
  countText(totals.debits) +
  totals.creditFen.toString().padStart(AMOUNT_DIGITS, '0') +
  countText(totals.credits)

const countText = (count: number): string =>
  String(Math.min(count, COUNT_MAX)).padStart(COUNT_DIGITS, '0')

/** Whether two sides have counted the same; a count that does not fit its digits is compared as it was written. */
export const sameTotals = (one: BatchTotals, other: BatchTotals): boolean =>
  groupText(one) === groupText(other)
