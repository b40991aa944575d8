import type { Database, Tx } from '../base'
import { sealAfter } from './seal'
import {
  frontier,
  insertSeal,
  putChainHead,
  takeChainHead,
  unsealedAbove,
  type ChainHead,
  type Frontier,
} from './seal-store'

/** How many movements one link holds at most, and one transaction of the sealer adds. */
const LINK_MAX = 1_000

/**
 * Adds every posted movement that can be seen to the hash chain, link by link, each in a transaction of its
 * own; killed at any point it goes on where it stopped. Several sealers take turns. Posting never waits.
 * Movements may become visible out of the order of their numbers: a late one simply joins a later link.
 */
export async function sealPosted(
  database: Database,
  options: { readonly linkMax?: number } = {},
): Promise<{ readonly sealed: number }> {
  const linkMax = options.linkMax ?? LINK_MAX
  for (let sealed = 0; ;) {
    const added = await database.transaction((tx) => addLink(tx, linkMax))
    sealed += added
    if (added < linkMax) return { sealed }
  }
}

async function addLink(tx: Tx, linkMax: number): Promise<number> {
  const head = await takeChainHead(tx)
  // Asked before the movements are read: what has ended by now can be seen by then.
  const now = await frontier(tx)
  const contents = await unsealedAbove(tx, head.horizon, linkMax)
  const last = contents.at(-1)
  const reached = contents.length === linkMax && last !== undefined ? last.movement : now.newest
  const moved = { ...head, ...horizonAfter(head, now, reached) }
  if (contents.length === 0) {
    await putChainHead(tx, moved)
    return 0
  }
  const seal = sealAfter(head, contents)
  await insertSeal(tx, seal)
  await putChainHead(tx, { ...moved, seq: seal.seq, hash: seal.hash })
  return contents.length
}

/**
 * Below the horizon the sealer need never look again. A posting has its transaction number before its
 * movements have theirs, so once every transaction older than one begun after the candidate was seen has
 * ended, no movement can appear below the candidate any more. In a restored database transactions count
 * from a new start; then the bound is taken anew.
 */
export function horizonAfter(
  head: Pick<ChainHead, 'horizon' | 'candidate' | 'candidateXid'>,
  now: Frontier,
  reached: bigint,
): Pick<ChainHead, 'horizon' | 'candidate' | 'candidateXid'> {
  const known = head.candidateXid > 0n && head.candidateXid <= now.ownXid
  const bound = known ? head.candidateXid : now.ownXid
  if (now.oldestXid < bound) return { ...head, candidateXid: bound }
  const proven = head.candidate < reached ? head.candidate : reached
  return {
    horizon: proven > head.horizon ? proven : head.horizon,
    candidate: now.newest,
    candidateXid: 0n,
  }
}
