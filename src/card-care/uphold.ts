import {
  businessDateOf,
  fen,
  fenInJson,
  invariant,
  parseBusinessDate,
  parseOperatorId,
  refuse,
  type Act,
  type OperatorId,
  type Result,
} from '../base'
import { cardHistory } from '../clearing'
import {
  handleDispute,
  onePerson,
  type Dispute,
  type HandleDisputeRefusal,
  type PersonalVault,
} from '../citizens'
import { dayForPosting, movements, postAct } from '../ledger'
import { contractOn, contractsOf } from '../registry'
import { remedyEvidence, remedyOf, type RemedyCause, type RemedyRefusal } from './remedy'
import { insertRemedy, remediedBefore } from './remedy-store'

/** More records than one line of a history can have: one that was paid, and claims that were not. */
const RECORDS_OF_A_LINE = 20

export type UpholdRefusal = HandleDisputeRefusal | RemedyRefusal | 'second-person-needed'

/**
 * Upholds a dispute and gives back what was taken wrongly, in one act of two people: an adjustment onto the online
 * account of whoever raised it (everybody who is registered has one; it is paid out at a counter or loaded onto a
 * card), borne by the operator or the centre as the cause says. Together the disputes about one line give back what
 * it charged, at most. The limit of an online account does not apply: it is owed.
 * @param asked.remedy.fen above zero
 */
export async function upholdDispute(
  act: Act,
  vault: PersonalVault,
  asked: {
    readonly dispute: string
    readonly version?: number
    readonly answer: string
    readonly remedy: { readonly fen: bigint; readonly cause: RemedyCause }
  },
): Promise<Result<Dispute, UpholdRefusal>> {
  if (act.approvedBy === undefined || act.approvedBy.id === act.actor.id) {
    return refuse('second-person-needed', { detail: 'money is given back by two people' })
  }
  const { remedy, ...step } = asked
  invariant(remedy.fen > 0n, 'a remedy is above zero')
  const reference = `remedy:${asked.dispute}`
  // From here on the dispute is locked: it is upheld once, and no other about the same line is open beside it.
  const upheld = await handleDispute(act, vault, { ...step, step: 'uphold', remedy: reference })
  if (!upheld.ok) return upheld
  const { dispute, card, subject, person } = upheld.value
  const beforeFen = await remediedBefore(act.tx, { card, subject })
  const lines = await cardHistory(act.tx, card, { subject, limit: RECORDS_OF_A_LINE })
  const decided = remedyOf(lines, { ...remedy, beforeFen })
  if (!decided.ok) return decided
  const { line, chargedFen } = decided.value
  const operator = decided.value.operator === null ? undefined : named(decided.value.operator)
  const holder = await onePerson(act.tx, person)
  invariant(holder !== undefined, 'who raised a dispute is registered', { dispute })
  const about = { dispute, card, subject, cause: remedy.cause, chargedFen, beforeFen }
  const day = await dayForPosting(act.tx, businessDateOf(act.at, 0))
  const posted = await postAct(act, [
    movements.disputeRemedied({
      reference,
      amount: fen(remedy.fen),
      at: act.at,
      person: holder.person,
      operator,
      corrects: line.bookedBy ?? undefined,
      evidence: remedyEvidence({ ...about, fen: remedy.fen }),
    }),
  ])
  invariant(posted.ok, 'a remedy can be booked', {
    dispute,
    refused: posted.ok ? undefined : posted.refused,
  })
  await insertRemedy(act.tx, {
    ...about,
    fen: remedy.fen,
    person: holder.person,
    operator: operator ?? null,
    contract: operator === undefined ? null : await contractOf(act, operator, subject),
    day,
    maker: act.actor.id,
    approver: act.approvedBy.id,
    bookedAt: act.at,
  })
  await act.trail({
    act: 'dispute.remedied',
    subject: `citizen:${holder.person}`,
    detail: {
      dispute,
      about: subject,
      fen: fenInJson(remedy.fen),
      cause: remedy.cause,
      bearer: operator ?? 'centre',
    },
  })
  return upheld
}

const named = (id: string): OperatorId => {
  const operator = parseOperatorId(id)
  invariant(operator.ok, 'a record names an operator', { operator: id })
  return operator.value
}

/** The contract of the day on which the record was made ("tap:2026-03-02.…"): its fee is taken back with the charge. */
async function contractOf(
  { tx }: Pick<Act, 'tx'>,
  operator: OperatorId,
  subject: string,
): Promise<string> {
  const date = parseBusinessDate(subject.slice('tap:'.length).split('.')[0] ?? '')
  const contract = date.ok ? contractOn(await contractsOf(tx, operator), date.value) : undefined
  invariant(contract !== undefined, 'a record that was paid for has a contract', { operator })
  return contract.contract
}
