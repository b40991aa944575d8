import { codePoints } from './text'

/**
 * What lists may show of personal data: enough for a clerk to tell two people in front of the counter apart, too
 * little to find or become somebody. Cut by code points, so that no name ends in half a character.
 */

/** The first character of a name; the rest as stars, at most nine, so that long names do not tell their length. */
export function maskName(name: string): string {
  const [first = '', ...rest] = codePoints(name)
  return rest.length === 0 ? '*' : first + '*'.repeat(Math.min(rest.length, 9))
}

/** The first two characters (of citizens: the province) and the last two of a long number, nothing of a short one. */
export function maskDocumentNumber(number: string): string {
  const shown = number.length >= 15 ? 2 : number.length >= 8 ? 1 : 0
  return shown === 0
    ? '*'.repeat(number.length)
    : `${number.slice(0, shown)}${'*'.repeat(number.length - 2 * shown)}${number.slice(-shown)}`
}

/** The first three and last two digits of a mobile number; the last two of another. */
export const maskPhone = (phone: string): string =>
  phone.length >= 11
    ? `${phone.slice(0, 3)}${'*'.repeat(phone.length - 5)}${phone.slice(-2)}`
    : `${'*'.repeat(Math.max(0, phone.length - 2))}${phone.slice(-2)}`

/** The first six characters (province and city) of an address at least three times as long; the rest is one mark. */
export function maskAddress(address: string): string {
  const points = codePoints(address)
  return points.length >= 18 ? `${points.slice(0, 6).join('')}****` : '****'
}

/** The year. */
export const maskBirthDate = (date: string): string => `${date.slice(0, 4)}-**-**`
