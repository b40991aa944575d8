import { ok, refuse, type Result } from '../base'

/** In order of precedence: the first that is wrong is told. */
export type CreditCodeRefusal = 'code-length-wrong' | 'code-characters-wrong' | 'code-check-wrong'

/** Unified social credit codes do without I, O, S, V and Z, which look like digits or each other. */
const CREDIT_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const ORGANISATION_CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const
const LOOKS_LIKE: Readonly<Record<string, string>> = { I: '1', O: '0', S: '5', Z: '2', V: 'U' }

/** What a code says (GB 32100, GB 11714). */
export interface CompanyCode {
  /** In plain upper-case characters, without the hyphen of an organisation code. */
  readonly code: string
  readonly kind: 'credit-code' | 'organisation-code'
  /** The nine characters that both kinds of code share. */
  readonly organisation: string
}

/** The 18th character to the first 17: weights are powers of 3 modulo 31. */
export function creditCheckCharacter(first17: string): string {
  let [sum, weight] = [0, 1]
  for (const character of first17.slice(0, 17)) {
    sum += CREDIT_CHARACTERS.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return CREDIT_CHARACTERS[(31 - (sum % 31)) % 31] as string
}

/** The 9th character to the first 8: 10 is X, 11 is 0. */
export function organisationCheckCharacter(first8: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, index) =>
      total + weight * ORGANISATION_CHARACTERS.indexOf(first8[index] ?? '0'),
    0,
  )
  const rest = 11 - (sum % 11)
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest)
}

/**
 * Reads a company's unified social credit code (18 characters) or its old organisation code (9). Companies are no
 * people: a hint may name characters.
 */
export function checkCompanyCode(text: string): Result<CompanyCode, CreditCodeRefusal> {
  const code = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  if (code.length === 9) return organisationCode(code)
  if (code.length !== 18) {
    return refuse('code-length-wrong', {
      detail: `it has ${code.length} characters; a credit code has 18, an organisation code 9`,
    })
  }
  const wrong = Array.from(code).findIndex((one) => !CREDIT_CHARACTERS.includes(one))
  if (wrong >= 0) return refuse('code-characters-wrong', { detail: hint(code, wrong) })
  const due = creditCheckCharacter(code)
  if (code[17] !== due) {
    return refuse('code-check-wrong', {
      detail: `if the first 17 characters are right, the last is ${due}`,
    })
  }
  return ok({ code, kind: 'credit-code', organisation: code.slice(8, 17) })
}

function organisationCode(code: string): Result<CompanyCode, CreditCodeRefusal> {
  const wrong = Array.from(code).findIndex((one) => !ORGANISATION_CHARACTERS.includes(one))
  if (wrong >= 0) return refuse('code-characters-wrong', { detail: hint(code, wrong) })
  const due = organisationCheckCharacter(code)
  return code[8] === due
    ? ok({ code, kind: 'organisation-code', organisation: code })
    : refuse('code-check-wrong', {
        detail: `if the first 8 characters are right, the last is ${due}`,
      })
}

function hint(code: string, place: number): string {
  const meant = LOOKS_LIKE[code[place] ?? '']
  return meant === undefined
    ? `character ${place + 1} does not occur in such codes`
    : `character ${place + 1} does not occur in such codes; ${meant} may be meant`
}
