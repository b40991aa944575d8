import { ok, parseBusinessDate, refuse, type Result } from '../base'
import { regionOf, type Region } from './regions'
import { plainNumber } from './text'

export type Sex = 'male' | 'female'

/** In order of precedence: the first that is wrong is told. */
export type ResidentIdRefusal =
  | 'id-characters-wrong'
  | 'id-length-wrong'
  | 'id-region-unknown'
  | 'id-birth-date-impossible'
  | 'id-check-character-wrong'

/** What a citizen's identity number says (GB 11643). */
export interface ResidentId {
  /** As given, in plain upper-case characters: 15 or 18 of them. */
  readonly number: string
  /** The number with 18 characters: a 15-digit one upgraded. */
  readonly full: string
  readonly region: Region
  readonly birthDate: string
  readonly sex: Sex
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const CHECK_CHARACTERS = '10X98765432'
/** Nobody alive was born before; a "birth date" before it is a slip. */
const BORN_FROM = '1880-01-01'

/** The 18th character to 17 digits: ISO 7064 MOD 11-2. */
export function residentCheckCharacter(digits17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits17[index]), 0)
  return CHECK_CHARACTERS[sum % 11] as string
}

/** An old 15-digit number as the 18-digit one of the same person: the century 19, and the check character. */
export function upgradedResidentId(number15: string): string {
  const digits17 = `${number15.slice(0, 6)}19${number15.slice(6)}`
  return digits17 + residentCheckCharacter(digits17)
}

/**
 * Reads a citizen's identity number of 18 characters, or of 15 digits as given out until 1999. The region is
 * compared with all revisions of the region code, never with today's alone.
 * @param today "YYYY-MM-DD": nobody is born after it
 * @returns refusals say what is wrong and, where one can know, what it should be; never the number itself
 */
export function checkResidentId(
  text: string,
  today: string,
): Result<ResidentId, ResidentIdRefusal> {
  const number = plainNumber(text)
  const wrong = (refused: ResidentIdRefusal, detail: string) => refuse(refused, { detail })
  const odd = /[^0-9X]/.exec(number.slice(0, -1)) ?? /[^0-9X]/.exec(number.slice(-1))
  const strayX = number.slice(0, -1).indexOf('X')
  if (odd !== null || strayX >= 0) {
    return wrong('id-characters-wrong', charactersHint(number))
  }
  if (number.length !== 18 && number.length !== 15) {
    return wrong('id-length-wrong', `it has ${number.length} characters, 18 (or 15) are right`)
  }
  if (number.length === 15 && number.endsWith('X')) {
    return wrong('id-characters-wrong', 'a number of 15 has digits only')
  }
  const full = number.length === 15 ? upgradedResidentId(number) : number
  const region = regionOf(number.slice(0, 6))
  if (region === undefined) {
    return wrong('id-region-unknown', 'the first two digits are no province of any time')
  }
  const birthDate = `${full.slice(6, 10)}-${full.slice(10, 12)}-${full.slice(12, 14)}`
  if (!parseBusinessDate(birthDate).ok || birthDate < BORN_FROM || birthDate > today) {
    const from = number.length === 15 ? '7 to 12' : '7 to 14'
    return wrong('id-birth-date-impossible', `characters ${from} are no possible birth date`)
  }
  const due = residentCheckCharacter(full.slice(0, 17))
  if (full[17] !== due) {
    return wrong(
      'id-check-character-wrong',
      `if the first 17 are right, the last character is ${due}; two digits may be swapped`,
    )
  }
  const sex = Number(full[16]) % 2 === 1 ? 'male' : 'female'
  return ok({ number, full, region, birthDate, sex })
}

/** Letters that are taken for digits, with the digit that is meant. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  O: '0',
  I: '1',
  L: '1',
  S: '5',
  B: '8',
  Z: '2',
}

function charactersHint(number: string): string {
  const place = Array.from(number).findIndex(
    (character, index) => !/[0-9X]/.test(character) || (character === 'X' && index !== 17),
  )
  const meant = LOOKS_LIKE[Array.from(number)[place] ?? '']
  return meant === undefined
    ? `character ${place + 1} is no digit (only the 18th may be X)`
    : `character ${place + 1} is a letter; the digit ${meant} may be meant`
}
