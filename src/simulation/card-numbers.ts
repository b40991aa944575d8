import { createHash } from 'node:crypto'
import { invariant, parseCardNumber, type CardNumber } from '../base'

/** Interoperable transport cards begin with 31; the rest is this city's. Nineteen digits in all. */
const PREFIX = '310'
const BODY_DIGITS = 16
/** One digit says how the body was made, two its length. */
const PLAIN_MAX = BODY_DIGITS - 3

const LETTERS = '1'
const DIGITS = '2'
const OTHER = '9'

/**
 * A card number for every name of a card in a file: no two names share one, and the same set of names always
 * gets the same ones. Names of the letters A to J (as the Shenzhen platform writes digits) and of digits keep
 * their digits readable; any other name gets a number from its hash, or the next free one.
 */
export function cardNumbersFor(names: Iterable<string>): ReadonlyMap<string, CardNumber> {
  const numbers = new Map<string, CardNumber>()
  const taken = new Set<string>()
  // In the order of the names, not of the file: who probes first must not depend on who taps first.
  for (const name of [...new Set(names)].sort()) {
    const number = plainNumber(name) ?? hashedNumber(name, taken)
    taken.add(number)
    const parsed = parseCardNumber(number)
    invariant(parsed.ok, 'a card of the city has a card number', { length: number.length })
    numbers.set(name, parsed.value)
  }
  return numbers
}

function plainNumber(name: string): string | undefined {
  if (name.length > PLAIN_MAX) return undefined
  if (/^[A-J]+$/.test(name)) return body(LETTERS, name.replace(/./g, digitOfLetter))
  return /^\d+$/.test(name) ? body(DIGITS, name) : undefined
}

const digitOfLetter = (letter: string): string => String(letter.charCodeAt(0) - 'A'.charCodeAt(0))

const body = (how: string, digits: string): string =>
  `${PREFIX}${how}${String(digits.length).padStart(2, '0')}${digits.padStart(PLAIN_MAX, '0')}`

function hashedNumber(name: string, taken: ReadonlySet<string>): string {
  const digits = BODY_DIGITS - 1
  const space = 10n ** BigInt(digits)
  let place = createHash('sha256').update(name, 'utf8').digest().readBigUInt64BE() % space
  for (;;) {
    const number = `${PREFIX}${OTHER}${place.toString().padStart(digits, '0')}`
    if (!taken.has(number)) return number
    place = (place + 1n) % space
  }
}
