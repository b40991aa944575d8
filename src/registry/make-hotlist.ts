import type { Act } from '../base'
import type { HotlistVersion } from './hotlist'
import {
  insertHotlistChanges,
  insertHotlistVersion,
  listedCount,
  lockHotlist,
  newestHotlist,
} from './store-hotlist'

/**
 * Makes the next hotlist from the cards that are stopped at this moment, so that no stop can fall between two
 * lists. An incremental list without changes is not made: undefined. A full one is, and says that all is as before.
 */
export async function makeHotlist(
  act: Act,
  kind: HotlistVersion['kind'],
): Promise<HotlistVersion | undefined> {
  await lockHotlist(act.tx)
  const before = await newestHotlist(act.tx)
  const version = (before?.version ?? 0n) + 1n
  const changes = await insertHotlistChanges(act.tx, version)
  if (changes === 0 && kind === 'incremental') return undefined
  const made: HotlistVersion = {
    version,
    kind,
    madeAt: act.at,
    effectiveAt: act.at,
    cardCount: await listedCount(act.tx),
    changeCount: BigInt(changes),
  }
  await insertHotlistVersion(act.tx, made)
  return made
}
