import { NO_FEN, ok, plus, type Database, type Result, type Tx } from '../base'
import type { Account } from './account'
import { decide, prepare, type Decision, type Prepared } from './decide'
import type { Movement } from './movement'
import type { Posted, PostOutcome, PostRefusal, When } from './outcome'
import { insertPlain, type Moved } from './plain-store'
import { insertMovements, lockBooks, type LockedBooks } from './store'

/**
 * Posts any number of movements in the caller's transaction, with a constant number of statements. Each is
 * decided by itself, in the order given; the answers come in the same order. A movement that stands already
 * with the same content is answered `fresh: false`, whatever day or floor says now. Throws `InvariantBroken`
 * for a movement that is not well formed (zero, no accounts, no reference).
 */
export const post = (
  tx: Tx,
  movements: readonly Movement[],
  when: When,
): Promise<readonly PostOutcome[]> => postPrepared(tx, movements.map(prepare), when)

/** As `post`, for movements prepared before (while another call was with the database). */
export async function postPrepared(
  tx: Tx,
  call: readonly Prepared[],
  when: When,
): Promise<readonly PostOutcome[]> {
  if (call.length === 0) return []
  const draft = await decideUnderLock(tx, call, when)
  await write(tx, draft, when)
  return draft.outcomes
}

/**
 * Posts prepared movements in a transaction of their own, all of them as new, when nothing about them needs to
 * be decided one by one. Answers false, and has written nothing, when something does: `postPrepared` finds out
 * what. Throws `Fault` when the database cannot be reached.
 */
export async function postPlain(
  database: Database,
  call: readonly Prepared[],
  when: When,
): Promise<boolean> {
  const references = new Set(call.map(({ movement }) => movement.reference))
  if (references.size < call.length) return false
  if (call.some(({ unlawful }) => unlawful !== undefined)) return false
  return insertPlain(database, call, { moved: movedBy(call), when })
}

function movedBy(call: readonly Prepared[]): readonly Moved[] {
  const moved = new Map<Account, Moved>()
  const of = (account: Account): Moved => {
    let found = moved.get(account)
    if (found === undefined) {
      moved.set(account, (found = { account, debits: NO_FEN, credits: NO_FEN }))
    }
    return found
  }
  for (const { movement } of call) {
    for (const { debit, credit, amount } of movement.postings) {
      const [from, to] = [of(debit), of(credit)]
      from.debits = plus(from.debits, amount)
      to.credits = plus(to.credits, amount)
    }
  }
  return [...moved.values()].sort((one, other) => (one.account < other.account ? -1 : 1))
}

/** Posts all of the movements or none; the refusal is that of the first movement that may not be posted. */
export async function postLinked(
  tx: Tx,
  movements: readonly Movement[],
  when: When,
): Promise<Result<readonly Posted[], PostRefusal>> {
  if (movements.length === 0) return ok([])
  const draft = await decideUnderLock(tx, movements.map(prepare), when)
  const posted: Posted[] = []
  for (const outcome of draft.outcomes) {
    if (!outcome.ok) return outcome
    posted.push(outcome.value)
  }
  await write(tx, draft, when)
  return ok(posted)
}

/** What is decided, with the locked books it was decided on. */
type Draft = Decision & Pick<LockedBooks, 'standings'>

async function decideUnderLock(tx: Tx, call: readonly Prepared[], when: When): Promise<Draft> {
  const references = call.map(({ movement }) => movement.reference)
  const books = await lockBooks(tx, { accounts: accountsOf(call), references }, when)
  return { ...decide(call, books), standings: books.standings }
}

async function write(tx: Tx, { accepted, deltas, standings }: Draft, when: When): Promise<void> {
  if (accepted.length > 0) await insertMovements(tx, { accepted, deltas, standings, when })
}

function accountsOf(call: readonly Prepared[]): Account[] {
  const accounts = new Set<Account>()
  for (const { movement, unlawful } of call) {
    if (unlawful !== undefined) continue
    for (const { debit, credit } of movement.postings) accounts.add(debit).add(credit)
  }
  return [...accounts].sort()
}
