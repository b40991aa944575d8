import { businessDateOf, invariant, ok, refuse, type Act, type Result, type Tx } from '../base'
import type { DocumentRefusal, DocumentShown } from './documents'
import { likeEarlier, raiseCases, traitsOf, turnsOf, type Traits } from './duplicates-of'
import {
  agreedFacts,
  checkDocuments,
  checkFacts,
  type FactsRefusal,
  type KeptDocument,
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
import { documentRow, fieldRows, takenDocuments, type Entry } from './register-person'
import { unknownPerson } from './see-person'
import {
  endDocument,
  insertDocuments,
  lockPersons,
  putFields,
  storedDocuments,
  storedFields,
  takeTurns,
  updatePersons,
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
  const [plan] = await planChanges(act, vault, [change])
  invariant(plan !== undefined, 'a change that is asked for is answered')
  if (!plan.ok) return plan
  const { added, traits } = plan.value
  await takeTurns(act.tx, turnsOf(traits))
  const [taken] = await takenDocuments(act.tx, vault, [{ documents: added, own: person }])
  if (taken !== undefined) return { ...taken, ...(taken.field && { field: addField(taken.field) }) }
  const ended = await endDocuments(act, change, added.length)
  if (!ended.ok) return ended
  const entry = { act, vault, provenance }
  const [changed] = await carryOutChanges(entry, [{ ...plan.value, endedCount: ended.value }])
  invariant(changed !== undefined, 'a change that is carried out is answered')
  return ok(changed)
}

/** A change that may be made, as far as the person's own entry says. */
export interface PlannedChange {
  readonly row: PersonRow
  readonly status: PersonStatus
  /** What is known from now on that was not known, or known otherwise. */
  readonly fresh: StatedFacts
  readonly added: readonly KeptDocument[]
  readonly endedCount: number
  readonly traits: Traits
}

/** Locks the persons, each named once, and looks at what each change would make of them; answered place by place. */
export async function planChanges(
  { at, tx }: Act,
  vault: PersonalVault,
  changes: readonly PersonChange[],
): Promise<Result<PlannedChange, ChangeRefusal>[]> {
  const today = businessDateOf(at, 0)
  const rows = await lockPersons(
    tx,
    changes.map(({ person }) => person),
  )
  const rowOf = new Map(rows.map((row) => [row.person, row]))
  const known = await knownFacts(tx, vault, [...rowOf.keys()])
  return Promise.all(
    changes.map(async (change): Promise<Result<PlannedChange, ChangeRefusal>> => {
      const { person, status } = change
      const stated = checkFacts(change.set ?? {}, today)
      if (!stated.ok) return stated
      const added = checkDocuments(change.addDocuments ?? [], today)
      if (!added.ok) return { ...added, ...(added.field && { field: addField(added.field) }) }
      const row = changeable(rowOf.get(person), change)
      if (!row.ok) return row
      const before = known.get(person) ?? {}
      const agreed = agreedFacts({ ...before, ...stated.value }, added.value)
      if (!agreed.ok) return agreed
      return ok({
        row: row.value,
        status: status ?? row.value.status,
        fresh: changedFacts(before, agreed.value),
        added: added.value,
        endedCount: 0,
        traits: await traitsOf(vault, agreed.value, added.value),
      })
    }),
  )
}

/**
 * Makes planned changes; the turns on their traits must have been taken. Of two of them who are alike the later one is
 * said to be like the earlier.
 */
export async function carryOutChanges(
  entry: Omit<Entry, 'person'>,
  planned: readonly PlannedChange[],
): Promise<ChangedPerson[]> {
  const { act, provenance } = entry
  const real = planned
    .filter(changesSomething)
    .map((plan) => ({ ...plan, person: plan.row.person }))
  const rows = await Promise.all(
    real.map(async ({ person, row, fresh, traits, added }) => ({
      fields: await fieldRows({ ...entry, person, endingVersion: row.version }, fresh, traits),
      documents: await Promise.all(added.map((one) => documentRow({ ...entry, person }, one))),
    })),
  )
  await putFields(
    act.tx,
    rows.flatMap(({ fields }) => fields),
  )
  await insertDocuments(
    act.tx,
    rows.flatMap(({ documents }) => documents),
  )
  await updatePersons(
    act.tx,
    real.map(({ person, row, status, traits }) => {
      const twinIndex = traits.twin[0] ?? null
      return { person, version: row.version + 1, status, twinIndex, at: act.at }
    }),
  )
  const alike = await likeEarlier(act.tx, real)
  const cases = new Map<string, readonly string[]>()
  for (const [index, { person, row, status, fresh, added, endedCount }] of real.entries()) {
    await act.trail({
      act: 'citizen.changed',
      subject: `citizen:${person}`,
      detail: {
        from: provenance,
        version: row.version + 1,
        status,
        fields: Object.keys(fresh).join(' '),
        documentsAdded: added.length,
        documentsEnded: endedCount,
      },
    })
    cases.set(person, await raiseCases(act, person, alike[index] ?? new Map()))
  }
  return planned.map(({ row: { person, version } }) => {
    const duplicateCases = cases.get(person)
    return duplicateCases === undefined
      ? { person, version, changed: false, duplicateCases: [] }
      : { person, version: version + 1, changed: true, duplicateCases }
  })
}

const changesSomething = ({ row, status, fresh, added, endedCount }: PlannedChange): boolean =>
  added.length > 0 || endedCount > 0 || Object.keys(fresh).length > 0 || status !== row.status

const addField = (field: string): string => field.replace(/^documents/, 'addDocuments')

function changeable(
  row: PersonRow | undefined,
  { person, version }: PersonChange,
): Result<PersonRow, 'person-unknown' | 'person-merged' | 'version-changed'> {
  if (row === undefined) return unknownPerson(person)
  if (row.mergedInto !== null) {
    const detail = `it was merged into ${row.mergedInto}`
    return refuse('person-merged', { field: 'person', detail })
  }
  if (version !== undefined && version !== row.version) {
    const detail = `it is version ${row.version} by now`
    return refuse('version-changed', { field: 'version', detail })
  }
  return ok(row)
}

/** What is known of each person. */
async function knownFacts(
  tx: Tx,
  vault: PersonalVault,
  persons: readonly string[],
): Promise<ReadonlyMap<string, StatedFacts>> {
  const known = new Map<string, Partial<Record<PersonField, string>>>()
  for (const { person, field, sealed } of await storedFields(tx, persons)) {
    const text = await openText(vault, places.field(person, field), sealed)
    known.set(person, { ...known.get(person), [field]: text })
  }
  return known as ReadonlyMap<string, StatedFacts>
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
