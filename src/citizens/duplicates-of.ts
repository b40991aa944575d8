import type { Act, Sql } from '../base'
import type { KeptDocument, StatedFacts } from './facts'
import { putCase } from './duplicate-store'
import { derivedId, findable, type PersonalVault } from './personal'
import { holdersOfSame, personsWithNameAndPhone, personsWithTwin, type Alike } from './like-store'

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

/** For each who is asked about: the persons who may be the same one, with all reasons. */
async function likePersons(
  sql: Sql,
  asked: readonly { readonly person: string; readonly traits: Traits }[],
): Promise<ReadonlyMap<string, readonly DuplicateReason[]>[]> {
  const found = asked.map(() => new Map<string, DuplicateReason[]>())
  const note = (alike: readonly Alike[], reason: DuplicateReason): void => {
    for (const { nth, person } of alike) {
      const like = found[nth]
      if (like === undefined || person === asked[nth]?.person) continue
      const reasons = like.get(person) ?? []
      if (!reasons.includes(reason)) like.set(person, [...reasons, reason])
    }
  }
  const traits = asked.map((one) => one.traits)
  const same = traits.map((one) => one.same.flat())
  note(await holdersOfSame(sql, same), 'same-number-in-another-form')
  const twins = traits.map(({ twin }) => twin)
  note(await personsWithTwin(sql, twins), 'same-name-and-birth-date')
  note(await personsWithNameAndPhone(sql, traits), 'same-name-and-phone')
  return found
}

/** As `likePersons`, but of two of these who are alike only the later one is said to be. */
export async function likeEarlier(
  sql: Sql,
  asked: readonly { readonly person: string; readonly traits: Traits }[],
): Promise<ReadonlyMap<string, readonly DuplicateReason[]>[]> {
  const places = new Map(asked.map(({ person }, nth) => [person, nth]))
  return (await likePersons(sql, asked)).map(
    (like, nth) => new Map([...like].filter(([other]) => (places.get(other) ?? -1) < nth)),
  )
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
