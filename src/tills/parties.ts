import {
  businessDateOf,
  invariant,
  minus,
  NO_FEN,
  ok,
  refuse,
  type Act,
  type Actor,
  type Result,
  type Sql,
} from '../base'
import { onePerson, type OnePerson } from '../citizens'
import { balanceOf, movements, onlineAccount, postAct } from '../ledger'
import { agentAt, operatorAt } from '../registry'

export type PartyRefusal = 'person-unknown' | 'agent-unknown'

/**
 * The one person whom an id stands for, as this actor may know them: somebody else's account is not there for a
 * citizen, who may have signed in under any of the own entries.
 */
export async function personFor(
  sql: Sql,
  { kind, person: own }: Actor,
  id: string,
): Promise<Result<OnePerson, 'person-unknown'>> {
  const one = await onePerson(sql, id)
  if (one === undefined) return noPerson()
  if (kind !== 'citizen') return ok(one)
  return own !== undefined && one.entries.includes(own) ? ok(one) : noPerson()
}

/** The one account of a person: what stood on accounts of merged entries is on it from now on. */
export async function oneAccount(
  act: Act,
  id: string,
): Promise<Result<OnePerson, 'person-unknown'>> {
  const one = await personFor(act.tx, act.actor, id)
  if (one.ok) await gatherOnline(act, { into: one.value.person, from: one.value.entries })
  return one
}

/**
 * Two entries turned out to be one person: what is free on the accounts `from` goes to the one account `into`.
 * What is held there stays until its hold ends; the next gathering takes it. Nothing to gather is no error.
 */
export async function gatherOnline(
  act: Act,
  { into, from }: { readonly into: string; readonly from: readonly string[] },
): Promise<void> {
  for (const person of [...new Set(from)].filter((one) => one !== into).sort()) {
    const { balanceFen, pendingDebitsFen } = await balanceOf(act.tx, onlineAccount(person))
    const free = minus(balanceFen, pendingDebitsFen)
    if (free <= NO_FEN) continue
    const reference = `${act.reference}:gathered:${person}`
    const to = onlineAccount(into)
    const posted = await postAct(act, [
      movements.withdrawOnline({ reference, amount: free, at: act.at, person, to }),
    ])
    if (!posted.ok) {
      // Gathered by another act in this very moment, or the books stand still and refuse what follows, too.
      const { refused } = posted
      invariant(refused === 'account-floor' || refused === 'day-not-open', 'it can be gathered', {
        refused,
      })
      continue
    }
    await act.trail({
      act: 'online-account.gathered',
      subject: `citizen:${into}`,
      detail: { amountFen: Number(free), from: person },
    })
  }
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

const noPerson = (): Result<never, 'person-unknown'> =>
  refuse('person-unknown', { field: 'person', detail: 'no such person' })
