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
import { personFields, type PersonField, type PersonStatus, type Provenance } from './person'
import { derivedId, findable, places, sealText, soughtNumber, type PersonalVault } from './personal'
import {
  holdersOfNumbers,
  insertDocuments,
  insertPersons,
  putFields,
  takeTurns,
  type FieldRow,
  type NewDocumentRow,
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
 */
export async function registerPerson(
  act: Act,
  vault: PersonalVault,
  stated: PersonStated,
): Promise<Result<RegisteredPerson, RegisterRefusal>> {
  const today = businessDateOf(act.at, 0)
  const checked = checkPerson(stated, today)
  if (!checked.ok) return checked
  const { facts, documents } = checked.value
  const traits = await traitsOf(vault, facts, documents)
  await takeTurns(act.tx, turnsOf(traits))
  const { status = 'alive' } = stated
  const [entered] = await enterPersons(act, vault, [{ facts, documents, status, traits }])
  invariant(entered !== undefined, 'who is entered is answered')
  return entered
}

/** Somebody who can be entered, but for who else may be. */
export interface Newcomer {
  readonly facts: StatedFacts
  readonly documents: readonly KeptDocument[]
  readonly status: PersonStatus
  readonly traits: Traits
  /** Tells several persons of one act apart (a row of a file). */
  readonly label?: string
}

/**
 * Enters persons who show none of each other's numbers, all with the same statements; each is answered in its place.
 * The turns on their traits must have been taken. Of two of them who are alike the later one is said to be like the
 * earlier.
 */
export async function enterPersons(
  act: Act,
  vault: PersonalVault,
  newcomers: readonly Newcomer[],
  provenance: Provenance = 'counter',
): Promise<Result<RegisteredPerson, 'document-taken'>[]> {
  const taken = await takenDocuments(act.tx, vault, newcomers)
  const entering = newcomers.flatMap((one, nth) => {
    const person = derivedId('person', act.reference, one.label ?? '')
    return taken[nth] === undefined ? [{ ...one, nth, person }] : []
  })
  const { tx, at, reference } = act
  await insertPersons(
    tx,
    entering.map(({ person, status, traits }) => {
      return { person, status, twinIndex: traits.twin[0] ?? null, at, reference }
    }),
  )
  const entry = { act, vault, provenance }
  const rows = await Promise.all(
    entering.map(async ({ person, facts, documents, traits }) => ({
      fields: await fieldRows({ ...entry, person, endingVersion: 0 }, facts, traits),
      documents: await Promise.all(documents.map((one) => documentRow({ ...entry, person }, one))),
    })),
  )
  await putFields(
    tx,
    rows.flatMap(({ fields }) => fields),
  )
  await insertDocuments(
    tx,
    rows.flatMap(({ documents }) => documents),
  )
  const alike = await likeEarlier(tx, entering)
  const answers = taken.map(
    (refusal): Result<RegisteredPerson, 'document-taken'> | undefined => refusal,
  )
  for (const [index, { nth, person, documents }] of entering.entries()) {
    await act.trail({
      act: 'citizen.registered',
      subject: `citizen:${person}`,
      detail: { from: provenance, documents: documents.map(({ kind }) => kind).join(' ') },
    })
    const duplicateCases = await raiseCases(act, person, alike[index] ?? new Map())
    answers[nth] = ok({ person, version: 1, duplicateCases })
  }
  return answers.map((answer) => {
    invariant(answer !== undefined, 'every newcomer is answered')
    return answer
  })
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

/** Of each, the first of its documents that somebody (else) shows already. */
export async function takenDocuments(
  tx: Tx,
  vault: PersonalVault,
  groups: readonly { readonly documents: readonly KeptDocument[]; readonly own?: string }[],
): Promise<(ReturnType<typeof refuse<'document-taken'>> | undefined)[]> {
  const sought = await Promise.all(
    groups.flatMap(({ documents }) => documents.map((one) => soughtNumber(vault, one))),
  )
  const holders = (await holdersOfNumbers(tx, sought)).values()
  return groups.map(({ documents, own }) => {
    const seen = new Set<string>()
    const refusals = documents.map((document, index) => {
      const field = `documents.${index}.number`
      const holder = holders.next().value
      const { text } = findable.number(document)
      if (seen.has(text))
        return refuse('document-taken', { field, detail: 'it is named twice here' })
      seen.add(text)
      if (holder === undefined) return undefined
      const whose = holder.person === own ? 'this person already' : holder.person
      return refuse('document-taken', { field, detail: `it is registered for ${whose}` })
    })
    return refusals.find((refusal) => refusal !== undefined)
  })
}

export interface Entry {
  readonly act: Act
  readonly vault: PersonalVault
  readonly person: string
  readonly provenance: Provenance
}

/** The rows of facts, sealed, each with what it is found by. */
export async function fieldRows(
  { act, vault, person, provenance, endingVersion }: Entry & { readonly endingVersion: number },
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
      endingVersion,
    })),
  )
}

/** The row of a document, sealed, with what it is found by. */
export async function documentRow(
  { act, vault, person, provenance }: Entry,
  kept: KeptDocument,
): Promise<NewDocumentRow> {
  const numberIndex = await vault.blindIndex(findable.number(kept))
  const document = derivedId('doc', act.reference, person, numberIndex.toString('hex'))
  return {
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
  }
}
