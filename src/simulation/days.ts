import { addDays, type BusinessDate, type CutOffMinutes } from '../base'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** The first instant of a business day, as the city's clock has it. */
export const startOf = (day: BusinessDate, cutOffMinutes: CutOffMinutes): Date =>
  new Date(new Date(`${day}T00:00:00+08:00`).getTime() + cutOffMinutes * MINUTE_MS)

/** The last second of a business day. */
export const endOf = (day: BusinessDate, cutOffMinutes: CutOffMinutes): Date =>
  new Date(startOf(addDays(day, 1), cutOffMinutes).getTime() - SECOND_MS)

/**
 * The days a replay closes: those with taps, and with `late` records each day after one, because a record
 * that missed its day goes up on the next.
 */
export const daysToClose = (
  days: readonly BusinessDate[],
  late: boolean,
): readonly BusinessDate[] =>
  late ? [...new Set(days.flatMap((day) => [day, addDays(day, 1)]))].sort() : days
