import {
  invariant,
  ok,
  refuse,
  type Act,
  type Actor,
  type Result,
  type Role,
  type Sql,
} from '../base'
import type { OversightDesk } from './desk'
import { sha256 } from './secrets'
import { actorOf } from './staff'
import {
  approvalById,
  approvalsAfter,
  insertApproval,
  lockApproval,
  markDecided,
  type Approval,
  type ApprovalQuestion,
} from './store-approvals'
import { staffByActor } from './store-staff'

export type DecideRefusal =
  | 'approval-unknown'
  | 'approval-decided'
  | 'approval-expired'
  | 'approval-of-own-act'
  | 'approval-not-permitted'
  | 'maker-gone'

/** A request that waits: which endpoint, with what, and why a second person must look at it. */
export interface ApprovalRequest {
  readonly endpoint: string
  /** Params, query and body as the door will need them again; kept sealed. */
  readonly request: unknown
  /** A sentence: "because …". */
  readonly because: string
  readonly expiresAt: Date
}

/** Pending, until its time is over: then it can only be looked at. */
export type ApprovalState = Approval['state'] | 'expired'

export const approvalState = ({ state, expiresAt }: Approval, at: Date): ApprovalState =>
  state === 'pending' && expiresAt <= at ? 'expired' : state

const requestContext = (approval: string): string => `oversight_approval.request:${approval}`
const outcomeContext = (approval: string): string => `oversight_approval.outcome:${approval}`

/** Puts a request aside until somebody else decides. The same act again is the same approval. */
export async function requestApproval(
  act: Act,
  { seal }: Pick<OversightDesk, 'seal'>,
  { endpoint, request, because, expiresAt }: ApprovalRequest,
): Promise<Approval> {
  const approval = `appr_${sha256(`approval ${act.reference}`).toString('hex').slice(0, 20)}`
  const plain = Buffer.from(JSON.stringify(request))
  const isNew = await insertApproval(act.tx, {
    approval,
    endpoint,
    request: await seal.sealPersonal({ context: requestContext(approval), plain }),
    because,
    reference: act.reference,
    maker: act.actor.id,
    requestedAt: act.at,
    expiresAt,
  })
  if (isNew) {
    await act.trail({
      act: 'approval.requested',
      subject: `approval:${approval}`,
      detail: { endpoint, because },
    })
  }
  const kept = await approvalById(act.tx, approval)
  invariant(kept !== undefined, 'an approval that was requested is there', { approval })
  return kept
}

/** An approval taken to be decided, its row locked until the transaction ends. */
export interface TakenApproval {
  readonly approval: Approval
  /** As `requestApproval` was given it. */
  readonly request: unknown
  /** Who asked, with the rights they have now. */
  readonly maker: Actor
}

/**
 * Takes a pending approval for the actor of the act to decide. Refuses one's own, one that is over, and one that
 * is for other roles; then the caller runs what was asked and calls `settleApproval`, all in one transaction.
 */
export async function takeApproval(
  act: Act,
  { seal }: Pick<OversightDesk, 'seal'>,
  {
    approval: id,
    approvers,
  }: {
    readonly approval: string
    /** Who may decide about this endpoint; asked only for an approval that exists. */
    readonly approvers: (endpoint: string) => readonly Role[]
  },
): Promise<Result<TakenApproval, DecideRefusal>> {
  const approval = await lockApproval(act.tx, id)
  if (approval === undefined) return refuse('approval-unknown', { field: 'approval' })
  const may = approvers(approval.endpoint)
  if (!act.actor.roles.some((role) => may.includes(role))) {
    return refuse('approval-not-permitted', { detail: `it is for ${may.join(' or ')}` })
  }
  if (approval.maker === act.actor.id) {
    return refuse('approval-of-own-act', { detail: 'nobody approves what they asked for' })
  }
  const state = approvalState(approval, act.at)
  if (state === 'expired') return refuse('approval-expired')
  if (state !== 'pending') return refuse('approval-decided', { detail: `it was ${state}` })
  const maker = await makerOf(act.tx, approval)
  if (maker === undefined) return refuse('maker-gone', { detail: 'who asked may not act any more' })
  return ok({ approval, request: await requestOf({ seal }, approval), maker })
}

/** Writes down what was decided, and what the request then answered. */
export async function settleApproval(
  act: Act,
  { seal }: Pick<OversightDesk, 'seal'>,
  decided: {
    readonly approval: string
    readonly decision: 'approved' | 'rejected'
    readonly reason?: string | undefined
    /** What the maker's request answered once it was approved. */
    readonly outcome?: unknown
  },
): Promise<void> {
  const { approval, decision, reason, outcome } = decided
  const plain = outcome === undefined ? undefined : Buffer.from(JSON.stringify(outcome))
  const isDone = await markDecided(act.tx, {
    approval,
    decision,
    by: act.actor.id,
    at: act.at,
    reason: reason ?? null,
    outcome:
      plain === undefined
        ? null
        : await seal.sealPersonal({ context: outcomeContext(approval), plain }),
  })
  invariant(isDone, 'an approval is decided once', { approval })
  await act.trail({
    act: `approval.${decision}`,
    subject: `approval:${approval}`,
    ...(reason === undefined ? {} : { reason }),
  })
}

/** What was asked, as `requestApproval` was given it: for the door that asks somebody to decide. */
export async function requestOf(
  { seal }: Pick<OversightDesk, 'seal'>,
  { approval, request }: Approval,
): Promise<unknown> {
  const opened = await seal.openPersonal({ context: requestContext(approval), sealed: request })
  invariant(opened.ok, 'a sealed request opens', { approval })
  return JSON.parse(opened.value.toString()) as unknown
}

/** What an approved request answered, if it was approved. */
export async function outcomeOf(
  { seal }: Pick<OversightDesk, 'seal'>,
  approval: Approval,
): Promise<unknown> {
  if (approval.outcome === null) return undefined
  const context = outcomeContext(approval.approval)
  const opened = await seal.openPersonal({ context, sealed: approval.outcome })
  invariant(opened.ok, 'a sealed outcome opens', { approval: approval.approval })
  return JSON.parse(opened.value.toString()) as unknown
}

export const findApproval = (sql: Sql, approval: string): Promise<Approval | undefined> =>
  approvalById(sql, approval)

export const listApprovals = (sql: Sql, asked: ApprovalQuestion): Promise<readonly Approval[]> =>
  approvalsAfter(sql, asked)

/** The maker as they are now: who was disabled meanwhile does not act through a request of yesterday. */
async function makerOf(sql: Sql, { maker }: Approval): Promise<Actor | undefined> {
  const staff = await staffByActor(sql, maker)
  return staff?.state === 'active' ? actorOf(staff) : undefined
}
