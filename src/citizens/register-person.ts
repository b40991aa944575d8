import { businessDateOf, ok, refuse, type Act, type Result } from '../base'
import type { DocumentRefusal, DocumentShown } from './documents'
import { likePersons, raiseCases, traitsOf, turnsOf, type Traits } from './duplicates-of'
import {
  agreedFacts,
  checkDocuments,
  checkFacts,
  type FactsRefusal,
  type KeptDocument,
  type StatedFacts,
} from './facts'
import { personFields, type PersonField, type PersonStatus, type Provenance } from './person'
import { derivedId, findable, places, sealText, type PersonalVault } from './personal'
import {
  holderOfNumber,
  insertDocument,
  insertPerson,
  putFields,
  takeTurns,
  type FieldRow,
} from './store'

export interface PersonStated extends StatedFacts {
  readonly name: string
  readonly documents: readonly DocumentShown[]
  readonly status?: PersonStatus | undefined
}

export type RegisterRefusal =
  | FactsRefusal
  | DocumentRefusal
  | 'document-missing'
  /** The number is registered: the detail names whose it is, by id. */
  | 'document-taken'

export interface RegisteredPerson {
  readonly person: string
  readonly version: number
  /** Cases that wait because of this registration: probably the same person twice. */
  readonly duplicateCases: readonly string[]
}

/**
 * Enters a person: who shows at least one document, none of which anybody else shows. Whoever looks like somebody
 * registered before is entered nevertheless and put before a human.
 * @param from who says so; `label` tells several persons of one act apart (a row of a file)
 */
export async function registerPerson(
  act: Act,
  vault: PersonalVault,
  stated: PersonStated,
  from: { readonly provenance: Provenance; readonly label?: string } = { provenance: 'counter' },
): Promise<Result<RegisteredPerson, RegisterRefusal>> {
  const today = businessDateOf(act.at, 0)
  const checked = checkPerson(stated, today)
  if (!checked.ok) return checked
  const { facts, documents } = checked.value
  const traits = await traitsOf(vault, facts, documents)
  await takeTurns(act.tx, turnsOf(traits))
  const taken = await takenDocument(act, vault, documents)
  if (taken !== undefined) return taken

  const person = derivedId('person', act.reference, from.label ?? '')
  await insertPerson(act.tx, {
    person,
    status: stated.status ?? 'alive',
    twinIndex: traits.twin[0] ?? null,
    at: act.at,
    reference: act.reference,
  })
  const entry = { act, vault, person, provenance: from.provenance }
  await putFields(act.tx, await fieldRows(entry, facts, traits), 0)
  for (const document of documents) await addDocument(entry, document)
  await act.trail({
    act: 'citizen.registered',
    subject: `citizen:${person}`,
    detail: { from: from.provenance, documents: documents.map(({ kind }) => kind).join(' ') },
  })
  const duplicateCases = await raiseCases(act, person, await likePersons(act.tx, traits, person))
  return ok({ person, version: 1, duplicateCases })
}

/** What is stated, in the spelling that is kept, if it can be and agrees with itself. */
export function checkPerson(
  stated: PersonStated,
  today: string,
): Result<
  { readonly facts: StatedFacts; readonly documents: readonly KeptDocument[] },
  Exclude<RegisterRefusal, 'document-taken'>
> {
  const facts = checkFacts(stated, today)
  if (!facts.ok) return facts
  if (stated.documents.length === 0) {
    return refuse('document-missing', {
      field: 'documents',
      detail: 'a person is registered with at least one document',
    })
  }
  const documents = checkDocuments(stated.documents, today)
  if (!documents.ok) return documents
  const agreed = agreedFacts(facts.value, documents.value)
  return agreed.ok ? ok({ facts: agreed.value, documents: documents.value }) : agreed
}

/** The first of these documents that somebody (else) shows already. */
export async function takenDocument(
  { tx }: Pick<Act, 'tx'>,
  vault: PersonalVault,
  documents: readonly KeptDocument[],
  own?: string,
): Promise<ReturnType<typeof refuse<'document-taken'>> | undefined> {
  const seen = new Set<string>()
  for (const [index, document] of documents.entries()) {
    const field = `documents.${index}.number`
    const text = findable.number(document).text
    if (seen.has(text)) return refuse('document-taken', { field, detail: 'it is named twice here' })
    seen.add(text)
    const holder = await holderOfNumber(tx, await vault.blindIndexes(findable.number(document)))
    if (holder === undefined) continue
    const whose = holder.person === own ? 'this person already' : holder.person
    return refuse('document-taken', { field, detail: `it is registered for ${whose}` })
  }
  return undefined
}

export interface Entry {
  readonly act: Act
  readonly vault: PersonalVault
  readonly person: string
  readonly provenance: Provenance
}

/** The rows of facts, sealed, each with what it is found by. */
export async function fieldRows(
  { act, vault, person, provenance }: Entry,
  facts: StatedFacts,
  { name, phone }: Pick<Traits, 'name' | 'phone'>,
): Promise<FieldRow[]> {
  const foundBy: Partial<Record<PersonField, Buffer | undefined>> = {
    name: name[0],
    phone: phone[0],
  }
  const given = personFields.filter((field) => facts[field] !== undefined)
  return Promise.all(
    given.map(async (field) => ({
      person,
      field,
      sealed: await sealText(vault, places.field(person, field), facts[field] ?? ''),
      findIndex: foundBy[field] ?? null,
      provenance,
      reference: act.reference,
      at: act.at,
    })),
  )
}

export async function addDocument(
  { act, vault, person, provenance }: Entry,
  kept: KeptDocument,
): Promise<string> {
  const number = findable.number(kept)
  const numberIndex = await vault.blindIndex(number)
  const document = derivedId('doc', act.reference, person, numberIndex.toString('hex'))
  await insertDocument(act.tx, {
    document,
    person,
    kind: kept.kind,
    sealed: await sealText(vault, places.document(document), kept.number),
    numberIndex,
    sameIndex: await vault.blindIndex(findable.sameNumber(kept)),
    validTo: kept.validTo,
    provenance,
    reference: act.reference,
    at: act.at,
  })
  return document
}
