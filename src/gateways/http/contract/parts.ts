import type { Act, Actor, Clock, Database, Result, Role, TrailEntry, Tx } from '../../../base'
import type { Desks } from '../desks'
import type { Gatekeeper } from './gatekeeper'

/** Seals what is stored of secrets and personal data, and digests them so that nobody can guess them offline. */
export interface Seal {
  seal(context: string, plain: Buffer): Promise<Buffer>
  /** @throws Fault when the key is not at hand or the stored bytes are damaged */
  open(context: string, sealed: Buffer): Promise<Buffer>
  /** A keyed digest of 16 bytes and more: equal texts have equal digests. */
  digest(context: string, text: string): Promise<Buffer>
}

/** One line for the trail with all that the frame knows of it. */
export interface SignedEntry extends TrailEntry {
  readonly actor: Actor
  readonly approvedBy?: Actor
  readonly at: Date
  readonly reference: string
}

/** Appends to the trail of who did what, in the same transaction. Implemented by oversight. */
export type AppendTrail = (tx: Tx, entry: SignedEntry) => Promise<void>

/** An act that waits for a second person. */
export interface ApprovalRequest {
  /** Name of the endpoint. */
  readonly endpoint: string
  readonly because: string
  readonly approvers: readonly Role[]
  /** JSON: what the endpoint was called with. */
  readonly input: string
  /** The input holds personal data or secrets: seal it. */
  readonly secret: boolean
}

export interface TakenApproval {
  readonly approval: string
  readonly endpoint: string
  readonly input: string
  readonly maker: Actor
  /** Of the maker's request; the act is carried out under it. */
  readonly reference: string
  readonly because: string
}

export type DecideRefusal =
  | 'approval-unknown'
  | 'approval-own'
  | 'approval-not-yours'
  | 'approval-decided'
  | 'approval-expired'

/** Keeps the acts that wait for a second person. Implemented by oversight. */
export interface ApprovalStore {
  /** Stores it; `act.reference` becomes the reference of the approved act. */
  request(act: Act, asked: ApprovalRequest): Promise<{ approval: string; expiresAt: Date }>
  /**
   * Takes it out of those that wait, once and for all, in the name of `act.actor`: another person than the maker, with
   * a role among the approvers.
   */
  take(
    act: Act,
    decision: { approval: string; decision: 'approved' | 'refused'; reason?: string },
  ): Promise<Result<TakenApproval, DecideRefusal>>
  /** Remembers what came of the approved act: the status and the JSON answer. */
  settle(act: Act, outcome: { approval: string; status: number; answer: string }): Promise<void>
}

/** What the frame works with. */
export interface FrameParts {
  readonly database: Database
  readonly clock: Clock
  readonly gatekeeper: Gatekeeper
  readonly appendTrail: AppendTrail
  readonly seal: Seal
  readonly approvals: ApprovalStore
  readonly desks: Desks
}
