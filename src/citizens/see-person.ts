import { ok, refuse, type Act, type Result, type Sql } from '../base'
import { checkDocument, type DocumentRefusal, type DocumentShown } from './documents'
import { maskAddress, maskBirthDate, maskDocumentNumber, maskName, maskPhone } from './masks'
import type {
  PersonField,
  PersonRow,
  PersonStatus,
  ShownDocument,
  ShownField,
  ShownPerson,
} from './person'
import { findable, openText, places, soughtNumber, type PersonalVault } from './personal'
import {
  holderOfNumber,
  mergedPersons,
  personRow,
  personRows,
  personsWithField,
  storedDocuments,
  storedFields,
  keptOfMany,
} from './store'
import { parseName, parsePhone } from './text'

const masks: Readonly<Record<PersonField, (text: string) => string>> = {
  name: maskName,
  birthDate: maskBirthDate,
  // Of two, and on every identity number: hiding it hides nothing.
  sex: (sex) => sex,
  phone: maskPhone,
  address: maskAddress,
}

/** Persons as lists show them, masked, in the order asked for; who is unknown is left out. */
export async function shownPersons(
  sql: Sql,
  vault: PersonalVault,
  persons: readonly string[],
): Promise<ShownPerson[]> {
  const [rows, fields, documents] = [
    await personRows(sql, persons),
    await storedFields(sql, persons),
    await storedDocuments(sql, persons),
  ]
  const shownFields = await Promise.all(
    fields.map(async ({ person, field, sealed, provenance, setAt }) => ({
      person,
      field,
      shown: masks[field](await openText(vault, places.field(person, field), sealed)),
      from: provenance,
      setAt,
    })),
  )
  const shownDocuments = await Promise.all(
    documents.map(async ({ person, document, kind, sealed, validTo, provenance, endedAt }) => ({
      person,
      document,
      kind,
      shown: maskDocumentNumber(await openText(vault, places.document(document), sealed)),
      validTo,
      from: provenance,
      endedAt,
    })),
  )
  return persons.flatMap((person) => {
    const row = rows.find((one) => one.person === person)
    return row === undefined
      ? []
      : [{ ...row, fields: of(shownFields, person), documents: of(shownDocuments, person) }]
  })
}

function of<Item extends ShownField | ShownDocument>(
  items: readonly (Item & { readonly person: string })[],
  person: string,
): Item[] {
  return items
    .filter((item) => item.person === person)
    .map(({ person: _whose, ...item }) => item as unknown as Item)
}

export async function shownPerson(
  sql: Sql,
  vault: PersonalVault,
  person: string,
): Promise<Result<ShownPerson, 'person-unknown'>> {
  const [shown] = await shownPersons(sql, vault, [person])
  return shown === undefined ? unknownPerson(person) : ok(shown)
}

/** Everything of a person in clear, for an act that is audited. */
export interface UnmaskedPerson extends PersonRow {
  readonly fields: readonly { readonly field: PersonField; readonly value: string }[]
  readonly documents: readonly {
    readonly document: string
    readonly kind: string
    readonly number: string
  }[]
}

/** Shows personal data in clear. The reason goes to the trail, what was shown does not. */
export async function unmaskPerson(
  act: Act,
  vault: PersonalVault,
  { person, reason }: { readonly person: string; readonly reason: string },
): Promise<Result<UnmaskedPerson, 'person-unknown'>> {
  const row = await personRow(act.tx, person)
  if (row === undefined) return unknownPerson(person)
  const fields = await Promise.all(
    (await storedFields(act.tx, [person])).map(async ({ field, sealed }) => ({
      field,
      value: await openText(vault, places.field(person, field), sealed),
    })),
  )
  const documents = await Promise.all(
    (await storedDocuments(act.tx, [person]))
      .filter(({ endedAt }) => endedAt === null)
      .map(async ({ document, kind, sealed }) => ({
        document,
        kind,
        number: await openText(vault, places.document(document), sealed),
      })),
  )
  await act.trail({
    act: 'citizen.unmasked',
    subject: `citizen:${person}`,
    reason,
    detail: { fields: fields.map(({ field }) => field).join(' '), documents: documents.length },
  })
  return ok({ ...row, fields, documents })
}

/** By what a clerk may look for a person. */
export type PersonSought =
  | { readonly document: Pick<DocumentShown, 'kind' | 'number'> }
  | { readonly phone: string }
  | { readonly name: string }

export type SeekRefusal = DocumentRefusal | 'phone-malformed' | 'name-malformed'

/** Ids of persons found, in order of id; a name or phone is compared whole, never in part. */
export async function seekPersons(
  sql: Sql,
  vault: PersonalVault,
  sought: PersonSought,
  page: { readonly today: string; readonly after?: string; readonly limit: number },
): Promise<Result<readonly string[], SeekRefusal>> {
  if ('document' in sought) {
    const found = await personByDocument(sql, vault, { ...sought.document, today: page.today })
    if (!found.ok) return found
    return ok(found.value === undefined ? [] : [found.value.person])
  }
  const field = 'phone' in sought ? 'phone' : 'name'
  const text = 'phone' in sought ? parsePhone(sought.phone) : parseName(sought.name)
  if (!text.ok) return text
  const indexes = await vault.blindIndexes(findable[field](text.value))
  const { after = '', limit } = page
  return ok(await personsWithField(sql, field, indexes, { after, limit }))
}

/** Whose document this is now; undefined when nobody shows it. */
export async function personByDocument(
  sql: Sql,
  vault: PersonalVault,
  { kind, number, today }: Pick<DocumentShown, 'kind' | 'number'> & { readonly today: string },
): Promise<Result<PersonRow | undefined, DocumentRefusal>> {
  const checked = checkDocument({ kind, number }, today)
  if (!checked.ok) return checked
  const holder = await holderOfNumber(sql, await soughtNumber(vault, checked.value))
  return ok(holder === undefined ? undefined : await personRow(sql, holder.person))
}

/** Whether there is such a person who stands for himself (was not merged into another). */
export async function personExists(sql: Sql, person: string): Promise<boolean> {
  const row = await personRow(sql, person)
  return row !== undefined && row.mergedInto === null
}

/** How somebody stands who stands for himself; undefined when unknown or merged into another. */
export async function personStanding(sql: Sql, person: string): Promise<PersonStatus | undefined> {
  const row = await personRow(sql, person)
  return row?.mergedInto === null ? row.status : undefined
}

/** A person and all entries that turned out to be the same: cards may be registered for any of them. */
export const samePersons = (sql: Sql, person: string): Promise<string[]> =>
  mergedPersons(sql, person)

/** The person whom an entry stands for: itself, or the one that it was merged into. */
export async function standsFor(sql: Sql, person: string): Promise<string | undefined> {
  let row = await personRow(sql, person)
  while (row !== undefined && row.mergedInto !== null) row = await personRow(sql, row.mergedInto)
  return row?.person
}

/** Whom several entries stand for, by entry, in one look; entries nobody knows are left out. */
export const standForMany = (
  sql: Sql,
  persons: readonly string[],
): Promise<ReadonlyMap<string, string>> =>
  persons.length === 0 ? Promise.resolve(new Map()) : keptOfMany(sql, persons)

/** A person who stands for himself, and every entry of that person (the own id among them). */
export interface OnePerson {
  readonly person: string
  readonly entries: readonly string[]
}

/** The one person whom an id stands for after merging, with all entries; undefined when nobody knows the id. */
export async function onePerson(sql: Sql, id: string): Promise<OnePerson | undefined> {
  const person = await standsFor(sql, id)
  return person === undefined ? undefined : { person, entries: await samePersons(sql, person) }
}

/** All entries of the person an id stands for; of somebody nobody knows the id itself. */
export const entriesOf = async (sql: Sql, id: string): Promise<readonly string[]> =>
  (await onePerson(sql, id))?.entries ?? [id]

/** Whether two ids are one person; nobody is not the same as anybody. */
export async function isSamePerson(
  sql: Sql,
  one: string | undefined,
  other: string | undefined,
): Promise<boolean> {
  if (one === undefined || other === undefined) return false
  if (one === other) return true
  const found = await onePerson(sql, one)
  return found?.entries.includes(other) ?? false
}

/** Ids say nothing about people and may be told. */
export const unknownPerson = (person: string) =>
  refuse('person-unknown', { field: 'person', detail: `there is no ${person.slice(0, 40)}` })
