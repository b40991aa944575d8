import type { Actor, Clock, Database, Result, TrailEntry, Tx } from '../../../base'
import type { AtWork } from '../at-work'
import type { Desks } from '../desks'
import type { AnyEndpoint } from './endpoint'
import type { Gatekeeper } from './gatekeeper'
import type { KeptAnswer } from './idempotency'

/** Seals what is stored of secrets and personal data, and digests them so that nobody can guess them offline. */
export interface Seal {
  sealPersonal(what: { readonly context: string; readonly plain: Uint8Array }): Promise<Buffer>
  openPersonal(what: {
    readonly context: string
    readonly sealed: Uint8Array
  }): Promise<Result<Buffer>>
  /** A keyed digest of 16 bytes. */
  blindIndex(of: { readonly context: string; readonly text: string }): Promise<Buffer>
  /** The same under every version of the key that is held: what was digested under an older one is still found. */
  blindIndexes(of: { readonly context: string; readonly text: string }): Promise<readonly Buffer[]>
}

/** Who acted, when, and under which reference. */
export interface Signature {
  readonly actor: Actor
  readonly approvedBy?: Actor | undefined
  readonly at: Date
  readonly reference: string
}

/** Appends to the trail of who did what, in the transaction of the act. */
export type AppendTrail = (tx: Tx, by: Signature, entry: TrailEntry) => Promise<void>

/** What the frame works with. */
export interface FrameParts {
  readonly database: Database
  readonly clock: Clock
  readonly gatekeeper: Gatekeeper
  readonly appendTrail: AppendTrail
  readonly seal: Seal
  readonly desks: Desks
  readonly atWork: AtWork
}

/** What the decision about an act that waited needs of the frame. */
export interface Waiting {
  /** The endpoint of this name, if it is (still) served. */
  endpointNamed(name: string): AnyEndpoint | undefined
  /** Runs the handler of an act that was approved, as its maker would have, and says what is answered. */
  carryOut(
    by: Signature & { readonly tx: Tx },
    order: { readonly endpoint: string; readonly request: unknown },
  ): Promise<KeptAnswer>
}
