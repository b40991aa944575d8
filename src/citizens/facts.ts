import { ok, parseBusinessDate, refuse, type Result } from '../base'
import {
  checkDocument,
  type CheckedDocument,
  type DocumentRefusal,
  type DocumentShown,
} from './documents'
import type { PersonFacts } from './person'
import type { Sex } from './resident-id'
import { parseAddress, parseName, parsePhone } from './text'

export type FactsRefusal =
  | 'name-malformed'
  | 'phone-malformed'
  | 'address-malformed'
  | 'date-malformed'
  | 'birth-date-impossible'
  /** A document's number says another birth date or sex than what is stated. */
  | 'facts-disagree'

/** What somebody states about a person, as it came. */
export type StatedFacts = {
  readonly [Field in keyof PersonFacts]?: PersonFacts[Field] | undefined
}

/** A document in the spelling that is kept, with the day it ends. */
export type KeptDocument = CheckedDocument & { readonly validTo: string | null }

/** Facts in the spelling that is kept. */
export function checkFacts(stated: StatedFacts, today: string): Result<StatedFacts, FactsRefusal> {
  const { name, phone, address, birthDate, sex } = stated
  const checked = {
    name: name === undefined ? undefined : parseName(name),
    phone: phone === undefined ? undefined : parsePhone(phone),
    address: address === undefined ? undefined : parseAddress(address),
    birthDate: birthDate === undefined ? undefined : parseBirthDate(birthDate, today),
  }
  const facts: { -readonly [Key in keyof StatedFacts]: StatedFacts[Key] } = {}
  if (checked.name !== undefined) {
    if (!checked.name.ok) return checked.name
    facts.name = checked.name.value
  }
  if (checked.birthDate !== undefined) {
    if (!checked.birthDate.ok) return checked.birthDate
    facts.birthDate = checked.birthDate.value
  }
  if (checked.phone !== undefined) {
    if (!checked.phone.ok) return checked.phone
    facts.phone = checked.phone.value
  }
  if (checked.address !== undefined) {
    if (!checked.address.ok) return checked.address
    facts.address = checked.address.value
  }
  if (sex !== undefined) facts.sex = sex
  return ok(facts)
}

function parseBirthDate(
  text: string,
  today: string,
): Result<string, 'date-malformed' | 'birth-date-impossible'> {
  const date = parseBusinessDate(text)
  if (!date.ok) return { ...date, field: 'birthDate' }
  return date.value >= '1880-01-01' && date.value <= today
    ? ok(date.value)
    : refuse('birth-date-impossible', {
        field: 'birthDate',
        detail: 'a birth date lies between 1880-01-01 and today',
      })
}

/** Documents in the spelling that is kept; the first that cannot be is told with its place in the list. */
export function checkDocuments(
  shown: readonly DocumentShown[],
  today: string,
): Result<readonly KeptDocument[], DocumentRefusal | 'date-malformed'> {
  const kept: KeptDocument[] = []
  for (const [index, document] of shown.entries()) {
    const checked = checkDocument(document, today)
    if (!checked.ok) return { ...checked, field: `documents.${index}.${checked.field ?? 'number'}` }
    const { validTo } = document
    if (validTo !== undefined && !parseBusinessDate(validTo).ok) {
      return refuse('date-malformed', { field: `documents.${index}.validTo` })
    }
    kept.push({ ...checked.value, validTo: validTo ?? null })
  }
  return ok(kept)
}

/** What is stated and what the documents' numbers say, together; they may not contradict each other. */
export function agreedFacts(
  stated: StatedFacts,
  documents: readonly KeptDocument[],
): Result<StatedFacts, 'facts-disagree'> {
  let birthDate: string | undefined = stated.birthDate
  let sex: Sex | undefined = stated.sex
  for (const document of documents) {
    if (document.birthDate === undefined) continue
    birthDate ??= document.birthDate
    sex ??= document.sex
    if (birthDate !== document.birthDate) return disagree('birthDate', 'birth date')
    if (sex !== document.sex) return disagree('sex', 'sex')
  }
  return ok({
    ...stated,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(sex === undefined ? {} : { sex }),
  })
}

const disagree = (field: string, words: string) =>
  refuse('facts-disagree', { field, detail: `a document's number says another ${words}` })
