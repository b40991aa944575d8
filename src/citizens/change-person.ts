import { businessDateOf, ok, refuse, type Act, type Result } from '../base'
import type { DocumentRefusal, DocumentShown } from './documents'
import { likePersons, raiseCases, traitsOf, turnsOf } from './duplicates-of'
import {
  agreedFacts,
  checkDocuments,
  checkFacts,
  type FactsRefusal,
  type StatedFacts,
} from './facts'
import {
  personFields,
  type PersonField,
  type PersonRow,
  type PersonStatus,
  type Provenance,
} from './person'
import { openText, places, type PersonalVault } from './personal'
import { addDocument, fieldRows, takenDocument } from './register-person'
import { unknownPerson } from './see-person'
import {
  endDocument,
  lockPerson,
  putFields,
  storedDocuments,
  storedFields,
  takeTurns,
  updatePerson,
} from './store'

export interface PersonChange {
  readonly person: string
  /** The version that was seen; another in between is told. Absent where nobody looked (a population file). */
  readonly version?: number
  readonly set?: StatedFacts | undefined
  readonly status?: PersonStatus | undefined
  readonly addDocuments?: readonly DocumentShown[] | undefined
  /** Ids of documents that the person no longer has. */
  readonly endDocuments?: readonly string[] | undefined
}

export type ChangeRefusal =
  | FactsRefusal
  | DocumentRefusal
  | 'person-unknown'
  | 'person-merged'
  | 'version-changed'
  | 'document-taken'
  | 'document-unknown'
  | 'document-missing'

export interface ChangedPerson {
  readonly person: string
  readonly version: number
  readonly changed: boolean
  readonly duplicateCases: readonly string[]
}

/**
 * Corrects what is known of a person. What it said before is kept with who had said it. A change that changes
 * nothing leaves the version as it is.
 */
export async function changePerson(
  act: Act,
  vault: PersonalVault,
  change: PersonChange,
  provenance: Provenance = 'counter',
): Promise<Result<ChangedPerson, ChangeRefusal>> {
  const { person } = change
  const today = businessDateOf(act.at, 0)
  const stated = checkFacts(change.set ?? {}, today)
  if (!stated.ok) return stated
  const added = checkDocuments(change.addDocuments ?? [], today)
  if (!added.ok) return { ...added, ...(added.field && { field: addField(added.field) }) }

  const row = await lockPerson(act.tx, person)
  const changeable = standsForItself(row, person)
  if (!changeable.ok) return changeable
  if (change.version !== undefined && change.version !== changeable.value.version) {
    return refuse('version-changed', {
      field: 'version',
      detail: `it is version ${changeable.value.version} by now`,
    })
  }
  const known = await knownFacts(act, vault, person)
  const agreed = agreedFacts({ ...known, ...stated.value }, added.value)
  if (!agreed.ok) return agreed
  const facts = agreed.value
  const fresh = changedFacts(known, facts)

  const traits = await traitsOf(vault, facts, added.value)
  await takeTurns(act.tx, turnsOf(traits))
  const taken = await takenDocument(act, vault, added.value, person)
  if (taken !== undefined) return { ...taken, ...(taken.field && { field: addField(taken.field) }) }
  const ended = await endDocuments(act, change, added.value.length)
  if (!ended.ok) return ended

  const { status = changeable.value.status } = change
  const nothing = added.value.length === 0 && ended.value === 0
  if (nothing && Object.keys(fresh).length === 0 && status === changeable.value.status) {
    return ok({ person, version: changeable.value.version, changed: false, duplicateCases: [] })
  }
  const version = changeable.value.version + 1
  const entry = { act, vault, person, provenance }
  await putFields(act.tx, await fieldRows(entry, fresh, traits), changeable.value.version)
  for (const document of added.value) await addDocument(entry, document)
  await updatePerson(act.tx, {
    person,
    version,
    status,
    twinIndex: traits.twin[0] ?? null,
    at: act.at,
  })
  await act.trail({
    act: 'citizen.changed',
    subject: `citizen:${person}`,
    detail: {
      from: provenance,
      version,
      status,
      fields: Object.keys(fresh).join(' '),
      documentsAdded: added.value.length,
      documentsEnded: ended.value,
    },
  })
  const duplicateCases = await raiseCases(act, person, await likePersons(act.tx, traits, person))
  return ok({ person, version, changed: true, duplicateCases })
}

const addField = (field: string): string => field.replace(/^documents/, 'addDocuments')

function standsForItself(
  row: PersonRow | undefined,
  person: string,
): Result<PersonRow, 'person-unknown' | 'person-merged'> {
  if (row === undefined) return unknownPerson(person)
  return row.mergedInto === null
    ? ok(row)
    : refuse('person-merged', { field: 'person', detail: `it was merged into ${row.mergedInto}` })
}

async function knownFacts(
  { tx }: Pick<Act, 'tx'>,
  vault: PersonalVault,
  person: string,
): Promise<StatedFacts> {
  const known = await Promise.all(
    (await storedFields(tx, [person])).map(
      async ({ field, sealed }): Promise<[PersonField, string]> => [
        field,
        await openText(vault, places.field(person, field), sealed),
      ],
    ),
  )
  return Object.fromEntries(known)
}

function changedFacts(known: StatedFacts, facts: StatedFacts): StatedFacts {
  return Object.fromEntries(
    personFields.flatMap((field) =>
      facts[field] === undefined || facts[field] === known[field] ? [] : [[field, facts[field]]],
    ),
  )
}

/** Ends documents that are named; at least one must remain. */
async function endDocuments(
  act: Act,
  { person, endDocuments: named = [] }: PersonChange,
  addedCount: number,
): Promise<Result<number, 'document-unknown' | 'document-missing'>> {
  if (named.length === 0) return ok(0)
  const current = (await storedDocuments(act.tx, [person])).filter(({ endedAt }) => !endedAt)
  const stray = named.findIndex((id) => !current.some(({ document }) => document === id))
  if (stray >= 0) {
    return refuse('document-unknown', {
      field: `endDocuments.${stray}`,
      detail: 'this person shows no such document now',
    })
  }
  const ending = new Set(named)
  if (current.length + addedCount === ending.size) {
    return refuse('document-missing', {
      field: 'endDocuments',
      detail: 'a person keeps at least one document',
    })
  }
  for (const document of ending) await endDocument(act.tx, { document, person, at: act.at })
  return ok(ending.size)
}
