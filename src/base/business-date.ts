import type { Brand } from './brand'
import { ok, refuse, type Result } from './result'

/** The clearing day "YYYY-MM-DD", which is not the calendar day: it ends at the cut-off. */
export type BusinessDate = Brand<string, 'BusinessDate'>

/** Minutes after midnight at which one business day ends and the next begins (0 = midnight). */
export type CutOffMinutes = number

/** Asia/Shanghai has kept UTC+8 without daylight saving since 1991. */
const CITY_OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

export function parseBusinessDate(text: string): Result<BusinessDate, 'date-malformed'> {
  const calendar = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  return calendar !== undefined &&
    !Number.isNaN(calendar.getTime()) &&
    calendar.toISOString().startsWith(text)
    ? ok(text as BusinessDate)
    : refuse('date-malformed', { detail: 'a date is a real day written YYYY-MM-DD' })
}

/** The business day in which an instant falls: before the cut-off it is still yesterday's. */
export function businessDateOf(instant: Date, cutOffMinutes: CutOffMinutes): BusinessDate {
  const local = new Date(instant.getTime() + CITY_OFFSET_MS - cutOffMinutes * 60_000)
  return local.toISOString().slice(0, 10) as BusinessDate
}

export function addDays(date: BusinessDate, days: number): BusinessDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS)
    .toISOString()
    .slice(0, 10) as BusinessDate
}

/** Whole days from one date to another; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)

/** The instant of a local time of the city, `YYYYMMDDHHMMSS` as cards and terminals write it. */
export function cityInstant(dateTime: string): Result<Date, 'date-time-malformed'> {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(dateTime)
  if (match !== null) {
    const [, year, month, day, hour, minute, second] = match
    const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`
    const instant = new Date(`${iso}Z`)
    if (!Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(iso)) {
      return ok(new Date(instant.getTime() - CITY_OFFSET_MS))
    }
  }
  return refuse('date-time-malformed', { detail: 'a local time is a real one, YYYYMMDDHHMMSS' })
}

/** The local time of the city as cards and terminals write it, `YYYYMMDDHHMMSS`. */
export const cityDateTime = (instant: Date): string =>
  new Date(instant.getTime() + CITY_OFFSET_MS).toISOString().replace(/\D/g, '').slice(0, 14)
