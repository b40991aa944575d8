import { ok, refuse, type Result } from '../base'

/**
 * How text of people is written down: one spelling for what looks the same, so that it is found again. Lengths
 * are code points: a name with characters outside the basic plane (𠮷, 𬎆) is as long as it looks.
 */

const NAME_POINTS_MAX = 50
const ADDRESS_POINTS_MAX = 200

/** Full-width digits, letters and spaces become plain ones: an input method's habit, not another number. */
export const plainWidth = (text: string): string =>
  text.replace(/[\uff01-\uff5e\u3000]/g, (wide) =>
    wide === '\u3000' ? ' ' : String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  )

/** A document number as it is compared: plain width, upper case, without spaces, hyphens and brackets. */
export const plainNumber = (text: string): string =>
  plainWidth(text.normalize('NFC'))
    .replace(/[\s\-–—()[\]]/g, '')
    .toUpperCase()

export const codePoints = (text: string): string[] => Array.from(text)

/**
 * A person's name: NFC, one space between parts, 1 to 50 code points of letters and marks, with "·", "." , "'",
 * "-" and spaces between them. Half a character (a lone surrogate) is none.
 */
export function parseName(text: string): Result<string, 'name-malformed'> {
  const name = text
    .normalize('NFC')
    .replace(/[\s\u3000]+/g, ' ')
    .replace(/[•‧・･]/g, '·')
    .trim()
  return /^[\p{L}\p{M}\p{Nl}\p{Co}〇·.'’\- ]+$/u.test(name) &&
    /[\p{L}\p{Nl}\p{Co}〇]/u.test(name) &&
    codePoints(name).length <= NAME_POINTS_MAX
    ? ok(name)
    : refuse('name-malformed', {
        field: 'name',
        detail: `a name is 1 to ${NAME_POINTS_MAX} characters: letters, and ·.'- or a space between them`,
      })
}

/** A phone number: digits alone, of the mainland without +86, of elsewhere with "+" and the country. */
export function parsePhone(text: string): Result<string, 'phone-malformed'> {
  const plain = plainNumber(text)
    .replace(/^(\+|00)86/, '')
    .replace(/^00/, '+')
  return /^(1\d{10}|0?\d{7,12}|\+[1-9]\d{5,14})$/.test(plain)
    ? ok(plain)
    : refuse('phone-malformed', {
        field: 'phone',
        detail: 'a phone number is 7 to 13 digits, or "+" and 6 to 15 digits',
      })
}

/** A postal address in one line. */
export function parseAddress(text: string): Result<string, 'address-malformed'> {
  const address = text
    .normalize('NFC')
    .replace(/[\s\u3000]+/g, ' ')
    .trim()
  const length = codePoints(address).length
  return length >= 1 && length <= ADDRESS_POINTS_MAX && !/[\p{Cc}\p{Cs}]/u.test(address)
    ? ok(address)
    : refuse('address-malformed', {
        field: 'address',
        detail: `an address is 1 to ${ADDRESS_POINTS_MAX} characters in one line`,
      })
}

/** The text under which a name is found: case and marks between parts do not count. */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s·.'’-]+/g, '')
    .toLowerCase()
