import type { Sql } from '../base'
import { entriesNumbered, linksAfter, strangers } from './store-trail'
import type { TrailLink, TrailRow } from './trail'

export type ChainPart = { readonly row: TrailRow } | { readonly link: TrailLink }

const LINKS_A_PAGE = 8
const STRANGERS_MAX = 1_000

/**
 * The trail in the order in which it is exported and checked: the entries of a link, then the link; last what
 * no link holds, which is nobody's honest entry. Entries that wait for the sealer are left out. Run it in a
 * transaction at repeatable read.
 */
export async function* readChain(sql: Sql): AsyncGenerator<ChainPart> {
  for (let after = 0n; ;) {
    const links = await linksAfter(sql, after, LINKS_A_PAGE)
    for (const link of links) {
      for (const row of await entriesNumbered(sql, link.entries)) yield { row }
      yield { link }
      after = link.seq
    }
    if (links.length < LINKS_A_PAGE) break
  }
  for (const row of await strangers(sql, STRANGERS_MAX)) yield { row }
}
