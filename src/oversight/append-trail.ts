import { invariant, type Act, type Actor, type TrailEntry, type Tx } from '../base'
import { insertEntry } from './store-trail'
import { canonicalDetail, type TrailBy } from './trail'

/**
 * Appends one entry to the trail, in the transaction of the act: what is not in the trail did not happen.
 * The sealer ties it into the hash chain afterwards, so that no act waits for another.
 */
export async function appendTrail(tx: Tx, by: TrailBy, entry: TrailEntry): Promise<void> {
  const { actor, approvedBy, at, reference } = by
  invariant(approvedBy?.id !== actor.id, 'nobody approves their own act', { act: entry.act })
  await insertEntry(tx, {
    at,
    actor: actor.id,
    actorKind: actor.kind,
    approvedBy: approvedBy?.id ?? null,
    act: entry.act,
    subject: entry.subject,
    reason: entry.reason ?? null,
    detail: canonicalDetail(entry.detail),
    reference: reference ?? null,
  })
}

/** An act under way, with its trail: for the door, for jobs (actor CENTRE) and for commands. */
export function actOf(
  tx: Tx,
  of: {
    readonly actor: Actor
    readonly approvedBy?: Actor | undefined
    readonly at: Date
    readonly reference: string
  },
): Act {
  const { actor, approvedBy, at, reference } = of
  return {
    tx,
    actor,
    ...(approvedBy === undefined ? {} : { approvedBy }),
    at,
    reference,
    trail: (entry) => appendTrail(tx, of, entry),
  }
}
