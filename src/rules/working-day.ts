import { addDays, type BusinessDate } from '../base'

/** Days on which the city works or rests against the rule of the week: feasts, and the Sundays worked for them. */
export type Calendar = ReadonlyMap<BusinessDate, boolean>

const SATURDAY = 6
const SUNDAY = 0

/** Whether banks and counters work on a day: what the calendar says, else Monday to Friday. */
export function worksOn(date: BusinessDate, calendar: Calendar): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay()
  return calendar.get(date) ?? (day !== SATURDAY && day !== SUNDAY)
}

/** The nth working day after a date; with n = 0 the date itself, whatever day it is. */
export function nthWorkingDay(date: BusinessDate, count: number, calendar: Calendar): BusinessDate {
  let reached = date
  for (let left = count; left > 0;) {
    reached = addDays(reached, 1)
    if (worksOn(reached, calendar)) left -= 1
  }
  return reached
}
