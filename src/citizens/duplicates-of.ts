import type { Act, Sql } from '../base'
import type { KeptDocument, StatedFacts } from './facts'
import { putCase } from './duplicate-store'
import { derivedId, findable, type PersonalVault } from './personal'
import { holdersOfSame, personsWithNameAndPhone, personsWithTwin } from './store'

/** Why two entries may be one person, the strongest first. */
export const duplicateReasons = {
  'same-number-in-another-form': 'one shows the number of the other in an older or newer form',
  'same-name-and-birth-date': 'name and birth date are equal',
  'same-name-and-phone': 'name and phone number are equal',
} as const

export type DuplicateReason = keyof typeof duplicateReasons

/** Indexes under every key version held, by which a person would be recognised. */
export interface Traits {
  readonly name: readonly Buffer[]
  readonly phone: readonly Buffer[]
  readonly twin: readonly Buffer[]
  readonly same: readonly (readonly Buffer[])[]
}

export async function traitsOf(
  vault: PersonalVault,
  facts: StatedFacts,
  documents: readonly KeptDocument[],
): Promise<Traits> {
  const { name, phone, birthDate } = facts
  return {
    name: name === undefined ? [] : await vault.blindIndexes(findable.name(name)),
    phone: phone === undefined ? [] : await vault.blindIndexes(findable.phone(phone)),
    twin:
      name === undefined || birthDate === undefined
        ? []
        : await vault.blindIndexes(findable.twin(name, birthDate)),
    same: await Promise.all(
      documents.map((document) => vault.blindIndexes(findable.sameNumber(document))),
    ),
  }
}

/** What two clerks at once must take turns on: all traits that make a duplicate hang on one of these. */
export const turnsOf = ({ name, same }: Traits): Buffer[] =>
  [name, ...same].flatMap(([newest]) => (newest === undefined ? [] : [newest]))

/** Persons who may be the same one, with all reasons. */
export async function likePersons(
  sql: Sql,
  traits: Traits,
  except: string,
): Promise<ReadonlyMap<string, readonly DuplicateReason[]>> {
  const found = new Map<string, DuplicateReason[]>()
  const note = (persons: readonly string[], reason: DuplicateReason): void => {
    for (const person of persons) {
      if (person === except) continue
      const reasons = found.get(person) ?? []
      if (!reasons.includes(reason)) found.set(person, [...reasons, reason])
    }
  }
  for (const same of traits.same) {
    note(await holdersOfSame(sql, same), 'same-number-in-another-form')
  }
  if (traits.twin.length > 0) {
    note(await personsWithTwin(sql, traits.twin), 'same-name-and-birth-date')
  }
  if (traits.name.length > 0 && traits.phone.length > 0) {
    const alike = await personsWithNameAndPhone(sql, traits.name, traits.phone)
    note(alike, 'same-name-and-phone')
  }
  return found
}

/**
 * Puts every pair that may be one person before a human, once: a pair that was decided stays decided unless a new
 * reason comes up. Answers the cases that wait because of this act.
 */
export async function raiseCases(
  act: Act,
  person: string,
  like: ReadonlyMap<string, readonly DuplicateReason[]>,
): Promise<readonly string[]> {
  const raised: string[] = []
  for (const [other, reasons] of like) {
    const [first = '', second = ''] = [person, other].sort()
    const duplicateCase = derivedId('dup', first, second)
    const waits = await putCase(act.tx, {
      duplicateCase,
      person: first,
      other: second,
      reasons,
      at: act.at,
      reference: act.reference,
    })
    if (!waits) continue
    raised.push(duplicateCase)
    await act.trail({
      act: 'duplicate.raised',
      subject: `citizen:${person}`,
      detail: { duplicateCase, reasons: reasons.join(' ') },
    })
  }
  return raised
}
