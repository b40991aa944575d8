import type { Sql } from '../base'
import { GENESIS, sealHash, type Seal } from './seal'
import { chainHead, sealsAfter, type ChainHead } from './seal-store'
import { chainTamperings, digestAt, tamperings, type JournalEntry, type Tampering } from './verify'
import {
  entriesOfMovements,
  knownAccounts,
  movementsNumbered,
  orphanedEntries,
  unsealed,
} from './verify-store'

export interface ChainReport {
  readonly intact: boolean
  /** Movements in the chain. */
  readonly sealed: number
  /** Movements posted since the sealer last ran; checked by their own hashes. */
  readonly unsealed: number
  /** The hash of the newest link, to be kept outside of this database. */
  readonly head: string
  readonly tamperings: readonly Tampering[]
}

const LINKS_A_PAGE = 8
const MOVEMENTS_A_PAGE = 5_000
const NAMED_MAX = 1_000
/** Below every number, also one that only a forger would give. */
const LOWEST = -(2n ** 63n)

/**
 * Reads the whole journal against its hash chain and names what was altered, taken out or put in since it was
 * posted: the movement, the line, the account. Run it in a read-only transaction at repeatable read, so that
 * postings and sealing may go on meanwhile.
 */
export async function verifyChain(sql: Sql): Promise<ChainReport> {
  const found: Tampering[] = []
  const accounts = await knownAccounts(sql)
  const head = await chainHead(sql)
  const sealed = await readChain(sql, { head, accounts, found })
  const fresh = await readUnsealed(sql, { head, accounts, found })
  for (const entry of await orphanedEntries(sql, NAMED_MAX)) found.push(orphan(entry))
  return {
    intact: found.length === 0,
    sealed,
    unsealed: fresh,
    head: head.hash.toString('hex'),
    tamperings: found,
  }
}

interface Reading {
  readonly head: ChainHead
  readonly accounts: readonly string[]
  readonly found: Tampering[]
}

async function readChain(sql: Sql, reading: Reading): Promise<number> {
  let before: Pick<Seal, 'seq' | 'hash'> = { seq: 0n, hash: GENESIS }
  let sealed = 0
  for (;;) {
    const links = await sealsAfter(sql, before.seq, LINKS_A_PAGE)
    for (const link of links) {
      reading.found.push(...linkTamperings(before, link))
      await readLink(sql, reading, link)
      sealed += link.movements.length
      before = link
    }
    if (links.length < LINKS_A_PAGE) break
  }
  if (before.seq !== reading.head.seq || !before.hash.equals(reading.head.hash)) {
    reading.found.push({
      what: 'link-missing',
      detail: `the chain ends at link ${before.seq}, the sealer stands at ${reading.head.seq}`,
    })
  }
  return sealed
}

function linkTamperings(before: Pick<Seal, 'seq' | 'hash'>, link: Seal): Tampering[] {
  if (link.seq !== before.seq + 1n) {
    return [{ what: 'link-missing', detail: `link ${before.seq + 1n} is not in the chain` }]
  }
  const holds = link.previousHash.equals(before.hash) && sealHash(link).equals(link.hash)
  return holds
    ? []
    : [{ what: 'link-altered', detail: `link ${link.seq} does not follow from the one before` }]
}

async function readLink(sql: Sql, { accounts, found }: Reading, link: Seal): Promise<void> {
  const rows = await movementsNumbered(sql, link.movements)
  const movements = new Map(rows.map((row) => [row.movement, row]))
  const entries = await entriesByMovement(sql, link.movements)
  link.movements.forEach((number, index) => {
    const reference = link.references[index] ?? ''
    const movement = movements.get(number)
    if (movement === undefined) {
      found.push({
        what: 'movement-missing',
        movement: number,
        reference,
        detail: `link ${link.seq} has sealed it`,
      })
      return
    }
    const sealed = { reference, digest: digestAt(link.digests, index) }
    const byChain = chainTamperings(movement, sealed)
    const own = tamperings(movement, entries.get(number) ?? [], accounts)
    // Another name makes every entry look altered: then the chain's word is the plainer one.
    found.push(...(movement.reference === reference && own.length > 0 ? own : byChain))
  })
}

async function readUnsealed(sql: Sql, { head, accounts, found }: Reading): Promise<number> {
  let count = 0
  for (let after = LOWEST; ;) {
    const numbers = await unsealed(sql, { after, limit: MOVEMENTS_A_PAGE })
    const entries = await entriesByMovement(sql, numbers)
    for (const movement of await movementsNumbered(sql, numbers)) {
      if (movement.movement <= head.horizon) {
        found.push({
          what: 'movement-inserted',
          movement: movement.movement,
          reference: movement.reference,
          detail: 'it appeared after all movements of its time had been sealed',
        })
      }
      found.push(...tamperings(movement, entries.get(movement.movement) ?? [], accounts))
    }
    count += numbers.length
    const last = numbers.at(-1)
    if (last === undefined || numbers.length < MOVEMENTS_A_PAGE) return count
    after = last
  }
}

async function entriesByMovement(
  sql: Sql,
  movements: readonly bigint[],
): Promise<ReadonlyMap<bigint, JournalEntry[]>> {
  const pages = new Map<bigint, JournalEntry[]>()
  for (const entry of await entriesOfMovements(sql, movements)) {
    const page = pages.get(entry.movement)
    if (page === undefined) pages.set(entry.movement, [entry])
    else page.push(entry)
  }
  return pages
}

const orphan = (entry: JournalEntry): Tampering => ({
  what: 'entry-inserted',
  movement: entry.movement,
  line: entry.line,
  account: entry.account,
  detail: 'its movement is not in the journal',
})
