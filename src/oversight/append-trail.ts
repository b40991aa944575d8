import { invariant, type Act, type Actor, type TrailEntry, type Tx } from '../base'
import { insertEntries } from './store-trail'
import { canonicalDetail, type TrailBy } from './trail'

/**
 * Appends one entry to the trail, in the transaction of the act: what is not in the trail did not happen.
 * The sealer ties it into the hash chain afterwards, so that no act waits for another.
 */
export const appendTrail = (tx: Tx, by: TrailBy, entry: TrailEntry): Promise<void> =>
  appendTrails(tx, by, [entry])

/** The same for many entries of one act. */
export async function appendTrails(
  tx: Tx,
  by: TrailBy,
  entries: readonly TrailEntry[],
): Promise<void> {
  const { actor, approvedBy, at, reference } = by
  invariant(approvedBy?.id !== actor.id, 'nobody approves their own act', { act: entries[0]?.act })
  await insertEntries(
    tx,
    {
      at,
      actor: actor.id,
      actorKind: actor.kind,
      approvedBy: approvedBy?.id ?? null,
      reference: reference ?? null,
    },
    entries.map(({ act, subject, reason = null, detail }) => {
      return { act, subject, reason, detail: canonicalDetail(detail) }
    }),
  )
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
