import { machine, ok, refuse, type Act, type Result, type Sql } from '../base'
import {
  disputeRow,
  disputeRows,
  insertDispute,
  lockDispute,
  openDisputeAbout,
  writeDispute,
  type DisputeRow,
} from './dispute-store'
import { derivedId, openText, places, sealText, type PersonalVault } from './personal'
import { unknownPerson } from './see-person'
import { lockPerson } from './store'

/** What may happen to a dispute. A decided one is history; what is still wrong is raised anew. */
export const disputeLifecycle = machine({
  raised: { take: 'under-review', withdraw: 'withdrawn' },
  'under-review': { uphold: 'upheld', reject: 'rejected', withdraw: 'withdrawn' },
  upheld: {},
  rejected: {},
  withdrawn: {},
})

export type DisputeState = (typeof disputeLifecycle.states)[number]

/** A dispute with its texts open: statement of the citizen, answer of the centre. */
export interface Dispute extends Omit<DisputeRow, 'statement' | 'answer'> {
  readonly statement: string
  readonly answer: string | null
}

export type RaiseDisputeRefusal = 'person-unknown' | 'person-merged' | 'dispute-open'

/**
 * A citizen says that something on a card is not right. The caller has made sure that the card is the person's and
 * that the subject is of the card.
 * @param asked.subject what is disputed, as the history of the card names it ("tap:123")
 */
export async function raiseDispute(
  act: Act,
  vault: PersonalVault,
  asked: {
    readonly person: string
    readonly card: bigint
    readonly subject: string
    readonly statement: string
  },
): Promise<Result<Dispute, RaiseDisputeRefusal>> {
  const { person, card, subject, statement } = asked
  const row = await lockPerson(act.tx, person)
  if (row === undefined) return unknownPerson(person)
  if (row.mergedInto !== null) {
    return refuse('person-merged', { field: 'person', detail: `see ${row.mergedInto}` })
  }
  const open = await openDisputeAbout(act.tx, { card, subject })
  if (open !== undefined) {
    return refuse('dispute-open', { field: 'subject', detail: `it is being looked at: ${open}` })
  }
  const dispute = derivedId('disp', act.reference)
  const fresh = {
    dispute,
    person,
    version: 1,
    card,
    subject,
    state: 'raised' as const,
    remedy: null,
    raisedAt: act.at,
    changedAt: act.at,
    handledBy: null,
  }
  const sealed = await sealText(vault, places.statement(dispute), statement)
  await insertDispute(act.tx, { ...fresh, statement: sealed, reference: act.reference })
  await act.trail({
    act: 'dispute.raised',
    subject: `citizen:${person}`,
    detail: { dispute, about: subject },
  })
  return ok({ ...fresh, statement, answer: null })
}

export type HandleDisputeRefusal = 'dispute-unknown' | 'version-changed' | 'state-forbids'

/** What somebody does with a dispute; an answer is for the citizen, a remedy names the movement that sets it right. */
export type DisputeStep =
  | { readonly step: 'take' | 'withdraw' }
  | {
      readonly step: 'uphold' | 'reject'
      readonly answer: string
      readonly remedy?: string | undefined
    }

/** One step of a dispute's life. Who raised it may withdraw it; who took it answers it, or a colleague does. */
export async function handleDispute(
  act: Act,
  vault: PersonalVault,
  asked: {
    readonly dispute: string
    readonly version?: number
    readonly of?: readonly string[]
  } & DisputeStep,
): Promise<Result<Dispute, HandleDisputeRefusal>> {
  const found = await lockDispute(act.tx, asked.dispute)
  // To a citizen the disputes of others are not there.
  if (found === undefined || asked.of?.includes(found.person) === false) {
    return refuse('dispute-unknown', { field: 'dispute', detail: 'there is no such dispute' })
  }
  if (asked.version !== undefined && asked.version !== found.version) {
    return refuse('version-changed', { detail: `it is version ${found.version} by now` })
  }
  const state = disputeLifecycle.after(found.state, asked.step)
  if (!state.ok) return state
  const answers = asked.step === 'uphold' || asked.step === 'reject'
  const changed: DisputeRow = {
    ...found,
    version: found.version + 1,
    state: state.value,
    answer: answers
      ? await sealText(vault, places.answer(found.dispute), asked.answer)
      : found.answer,
    remedy: answers ? (asked.remedy ?? null) : found.remedy,
    changedAt: act.at,
    handledBy: asked.step === 'withdraw' ? found.handledBy : act.actor.id,
  }
  await writeDispute(act.tx, changed)
  await act.trail({
    act: `dispute.${state.value}`,
    subject: `citizen:${found.person}`,
    detail: { dispute: found.dispute, about: found.subject, remedy: changed.remedy },
  })
  return ok(await opened(vault, changed))
}

/** One dispute with its texts, if it is this person's (or anybody's, where nobody is named). */
export async function disputeOf(
  sql: Sql,
  vault: PersonalVault,
  { dispute, of }: { readonly dispute: string; readonly of?: readonly string[] },
): Promise<Result<Dispute, 'dispute-unknown'>> {
  const row = await disputeRow(sql, dispute)
  return row === undefined || of?.includes(row.person) === false
    ? refuse('dispute-unknown', { field: 'dispute', detail: 'there is no such dispute' })
    : ok(await opened(vault, row))
}

/** Disputes of a person or in a state, newest first, without their texts. */
export async function disputes(
  sql: Sql,
  asked: Parameters<typeof disputeRows>[1],
): Promise<Omit<DisputeRow, 'statement' | 'answer'>[]> {
  const rows = await disputeRows(sql, asked)
  return rows.map(({ statement: _statement, answer: _answer, ...row }) => row)
}

async function opened(
  vault: PersonalVault,
  { statement, answer, ...row }: DisputeRow,
): Promise<Dispute> {
  return {
    ...row,
    statement: await openText(vault, places.statement(row.dispute), statement),
    answer: answer === null ? null : await openText(vault, places.answer(row.dispute), answer),
  }
}
