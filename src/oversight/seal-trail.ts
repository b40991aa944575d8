import type { Clock, Database } from '../base'
import { insertLink, takeUnsealed, trailHead } from './store-trail'
import { linkAfter } from './trail'

/** How many entries one link holds at most, and one transaction of the sealer adds. */
const LINK_MAX = 1_000

/**
 * Ties every entry that can be seen into the hash chain, each link in a transaction of its own. Killed at any
 * point it goes on where it stopped; several sealers take turns.
 */
export async function sealTrail(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  options: { readonly linkMax?: number } = {},
): Promise<{ readonly sealed: number }> {
  const linkMax = options.linkMax ?? LINK_MAX
  for (let sealed = 0; ;) {
    const added = await database.transaction(async (tx) => {
      const head = await trailHead(tx, { lock: true })
      const rows = await takeUnsealed(tx, linkMax)
      if (rows.length > 0) await insertLink(tx, linkAfter(head, rows), clock.now())
      return rows.length
    })
    sealed += added
    if (added < linkMax) return { sealed }
  }
}
