import {
  businessDateOf,
  ok,
  refuse,
  type Act,
  type Actor,
  type Result,
  type Sql,
} from '../../../base'
import { closingStands } from '../../../card-care'
import { samePersons, standsFor } from '../../../citizens'
import { agentAt, operatorAt } from '../../../registry'
import { gatherOnline, type Funding } from '../../../tills'

/*
 * Tills keep accounts by name and know nobody. Here, where registry and citizens are at hand, a name becomes
 * somebody who exists, before any money moves.
 */

/** A person, and the entries that were merged into that person (the person's own id among them). */
export interface OnePerson {
  readonly person: string
  readonly entries: readonly string[]
}

/** The one person whom an id stands for, after merging. */
export async function onePerson(
  sql: Sql,
  person: string,
): Promise<Result<OnePerson, 'person-unknown'>> {
  const one = await standsFor(sql, person)
  return one === undefined ? noPerson() : ok({ person: one, entries: await samePersons(sql, one) })
}

/** Somebody else's account is not there for a citizen, who may sign in under any of the own entries. */
export async function personFor(
  sql: Sql,
  { kind, person: own }: Actor,
  asked: string,
): Promise<Result<OnePerson, 'person-unknown'>> {
  const found = await onePerson(sql, asked)
  if (!found.ok || kind !== 'citizen') return found
  return own !== undefined && found.value.entries.includes(own) ? found : noPerson()
}

/** The one account of a person: what stood on accounts of merged entries is on it from now on. */
export async function oneAccount(
  act: Act,
  asked: string,
): Promise<Result<OnePerson, 'person-unknown'>> {
  const found = await personFor(act.tx, act.actor, asked)
  if (found.ok) await gatherOnline(act, { into: found.value.person, from: found.value.entries })
  return found
}

/**
 * Whom a request about a card names, with every entry of that person. Somebody nobody knows stays as named: no
 * card is theirs, and that is what they are told.
 */
export async function entriesOf<Of extends string | undefined>(
  sql: Sql,
  person: Of,
): Promise<{ readonly person: Of; readonly entries: readonly string[] }> {
  if (person === undefined) return { person, entries: [] }
  const found = await onePerson(sql, person)
  return { person, entries: found.ok ? found.value.entries : [] }
}

/** An agent who is registered and works today. */
export const agentWorks = async (
  sql: Sql,
  agent: string,
  at: Date,
): Promise<Result<string, 'agent-unknown'>> =>
  (await agentAt(sql, agent, businessDateOf(at, 0))) === undefined
    ? refuse('agent-unknown', { field: 'agent', detail: 'no such agent works today' })
    : ok(agent)

/** An operator who is registered and takes the card today. */
export const operatorWorks = async (
  sql: Sql,
  operator: string,
  at: Date,
): Promise<Result<string, 'operator-unknown'>> =>
  (await operatorAt(sql, operator, businessDateOf(at, 0))) === undefined
    ? refuse('operator-unknown', { field: 'operator', detail: 'no such operator works today' })
    : ok(operator)

/**
 * A funding whose person or agent exists, named as the account is: a merged person's is the one that is kept.
 * A citizen of a merged entry acts as the person who is kept, so that the own account stays the own one.
 */
export async function knownFunding<Of extends Funding | undefined>(
  act: Act,
  funding: Of,
): Promise<
  Result<{ readonly act: Act; readonly funding: Of }, 'person-unknown' | 'agent-unknown'>
> {
  if (funding?.kind === 'agent') {
    const works = await agentWorks(act.tx, funding.agent, act.at)
    return works.ok ? ok({ act, funding }) : works
  }
  if (funding?.kind !== 'online') return ok({ act, funding })
  const one = await oneAccount(act, funding.person)
  if (!one.ok) return one
  const { person } = one.value
  const actor = act.actor.kind === 'citizen' ? { ...act.actor, person } : act.actor
  return ok({ act: { ...act, actor }, funding: { ...funding, person } })
}

/**
 * The value owed for a closed card is moved for the person it is owed to, under any of their entries. An anonymous
 * card was its bearer's, and so is what is owed for it. Other fundings are not looked at.
 */
export async function ownClosing(
  sql: Sql,
  funding: Funding | undefined,
  whose: string | undefined,
): Promise<Result<undefined, 'closing-unknown' | 'not-your-account'>> {
  if (funding?.kind !== 'closed-card') return ok(undefined)
  const closing = await closingStands(sql, funding.closing)
  if (!closing.ok) return closing
  const { person } = closing.value
  if (person === null || person === whose) return ok(undefined)
  const { entries } = await entriesOf(sql, whose)
  return entries.includes(person)
    ? ok(undefined)
    : refuse('not-your-account', {
        field: 'closing',
        detail: 'what is owed for that card is somebody else’s',
      })
}

export const noPerson = (): Result<never, 'person-unknown'> =>
  refuse('person-unknown', { field: 'person', detail: 'no such person' })
