import type { Sql } from '../base'
import { TrailCheck, type TrailTampering } from './check-trail'
import { readChain } from './read-chain'
import { countUnsealed, lostBeforeSealing, trailHead } from './store-trail'

export interface TrailReport {
  readonly intact: boolean
  /** Entries in the chain. */
  readonly sealed: number
  /** Entries written since the sealer last ran. */
  readonly unsealed: number
  /** The hash of the newest link, to be kept outside of this database. */
  readonly head: string
  readonly tamperings: readonly TrailTampering[]
}

const NAMED_MAX = 1_000

/**
 * Reads the whole trail against its hash chain and names every entry that was altered, removed or inserted. Run
 * it in a read-only transaction at repeatable read, so that work and sealing may go on meanwhile.
 */
export async function verifyTrail(sql: Sql): Promise<TrailReport> {
  const check = new TrailCheck()
  for await (const part of readChain(sql)) {
    if ('row' in part) check.row(part.row)
    else check.link(part.link)
  }
  const { hash } = await trailHead(sql)
  check.end(hash.toString('hex'))
  for (const entry of await lostBeforeSealing(sql, NAMED_MAX)) {
    check.found({ what: 'entry-removed', entry, detail: 'it was written and not yet sealed' })
  }
  return {
    intact: check.tamperings.length === 0,
    sealed: check.entries,
    unsealed: await countUnsealed(sql),
    head: check.head,
    tamperings: check.tamperings,
  }
}

/** What one check of the books found, in the form of the ledger's findings. */
export interface TrailFinding {
  readonly check: 'trail-intact'
  readonly ok: boolean
  readonly detail: string
  readonly where?: string
}

/** The trail among the nightly audits. */
export async function auditTrail(sql: Sql): Promise<TrailFinding[]> {
  const { intact, sealed, unsealed, tamperings } = await verifyTrail(sql)
  const [first] = tamperings
  return [
    {
      check: 'trail-intact',
      ok: intact,
      detail: intact
        ? `${sealed} entries are as they were written, ${unsealed} wait for the sealer`
        : `${tamperings.length} entries or links are not as they were written`,
      ...(first === undefined ? {} : { where: sentenceOf(first) }),
    },
  ]
}

export const sentenceOf = ({ what, entry, link, line, detail }: TrailTampering): string =>
  [
    what,
    entry === undefined ? '' : ` ${entry}`,
    link === undefined ? '' : ` ${link}`,
    line === undefined ? '' : ` in line ${line}`,
    `: ${detail}`,
  ].join('')
