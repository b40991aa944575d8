import { ok, refuse, type Result } from '../base'
import { documentKinds, type DocumentKind } from './documents.table'
import {
  checkResidentId,
  residentCheckCharacter,
  type ResidentIdRefusal,
  type Sex,
} from './resident-id'
import { plainNumber } from './text'

export type { DocumentKind }

/** A document as somebody shows it. */
export interface DocumentShown {
  readonly kind: DocumentKind
  readonly number: string
  /** Last day it is valid, "YYYY-MM-DD"; absent when it has none or nobody asked. */
  readonly validTo?: string | undefined
}

export type DocumentRefusal = ResidentIdRefusal | 'document-number-malformed'

/** A number that can be, in the one spelling in which it is kept and found. */
export interface CheckedDocument {
  readonly kind: DocumentKind
  readonly number: string
  /** The number under which the same person may appear in another form: 15 digits as 18. */
  readonly sameAs: string
  /** What the number itself says of its holder, where it says anything. */
  readonly birthDate?: string
  readonly sex?: Sex
}

/**
 * Whether a document's number can be one of its kind, with a hint where it cannot. Details never quote the number.
 * @param today "YYYY-MM-DD"
 */
export function checkDocument(
  { kind, number: text }: Pick<DocumentShown, 'kind' | 'number'>,
  today: string,
): Result<CheckedDocument, DocumentRefusal> {
  const number = plainNumber(text)
  if (kind === 'resident-id' || (kind === 'social-security' && number.length > 9)) {
    return residentDocument(kind, number, today)
  }
  const { pattern, looks } = documentKinds[kind]
  if (pattern === undefined || !new RegExp(pattern).test(number)) {
    return refuse('document-number-malformed', { field: 'number', detail: looks })
  }
  if (
    kind === 'hk-macao-tw-residence' ||
    (kind === 'foreigner-permanent' && number.length === 18)
  ) {
    return permitWithBirthDate(kind, number, today)
  }
  return ok({ kind, number, sameAs: number })
}

function residentDocument(
  kind: DocumentKind,
  number: string,
  today: string,
): Result<CheckedDocument, DocumentRefusal> {
  const read = checkResidentId(number, today)
  if (!read.ok) return { ...read, field: 'number' }
  const { full, birthDate, sex } = read.value
  // Permits of Hong Kong, Macao and Taiwan residents have the same form and are another document.
  if (/^8[123]/.test(full)) {
    return refuse('document-number-malformed', {
      field: 'number',
      detail: 'numbers that begin with 81, 82 or 83 are of hk-macao-tw-residence',
    })
  }
  return ok({ kind, number: read.value.number, sameAs: full, birthDate, sex })
}

/** Both permits carry the birth date, the order number and the check character where citizens' numbers do. */
function permitWithBirthDate(
  kind: DocumentKind,
  number: string,
  today: string,
): Result<CheckedDocument, DocumentRefusal> {
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  const real = new Date(`${birthDate}T00:00:00Z`)
  if (
    Number.isNaN(real.getTime()) ||
    !real.toISOString().startsWith(birthDate) ||
    birthDate > today
  ) {
    return refuse('id-birth-date-impossible', {
      field: 'number',
      detail: 'characters 7 to 14 are no possible birth date',
    })
  }
  const due = residentCheckCharacter(number.slice(0, 17))
  if (number[17] !== due) {
    return refuse('id-check-character-wrong', {
      field: 'number',
      detail: `if the first 17 are right, the last character is ${due}`,
    })
  }
  const sex = Number(number[16]) % 2 === 1 ? 'male' : 'female'
  return ok({ kind, number, sameAs: number, birthDate, sex })
}
