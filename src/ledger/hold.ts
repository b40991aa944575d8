import { fen, invariant, ok, refuse, type Fen, type Refusal, type Result, type Tx } from '../base'
import type { Account } from './account'
import { belowFloor, decide, deltasOf, prepare, sameAgain, wrongDay } from './decide'
import {
  holdEnd,
  holdsNamed,
  holdsOverTime,
  insertHold,
  insertHoldEnds,
  type Hold,
  type HoldEnd,
} from './hold-store'
import type { HoldOutcome, HoldRefusal } from './hold-lifecycle'
import type { Movement, Posting } from './movement'
import type { Posted, PostOutcome, PostRefusal, When } from './outcome'
import { addDeltas, addTo, after, NO_DELTA, type Deltas, type Standing } from './standing'
import { insertMovements, lockBooks, movePending } from './store'

/** Ends a hold by posting it, whole or in part. */
export interface PostingOfHold {
  readonly hold: string
  /** Of the movement it becomes; may be the name of the hold. */
  readonly reference: string
  /** At most what is held; what is left is released. The whole when absent. */
  readonly amount?: Fen
}

/** How many holds end in one transaction of `expireHolds`. */
const EXPIRE_MAX = 500

/**
 * Holds the money of a movement until it is posted, voided or over its time: nothing is booked, but accounts
 * with a floor count it as gone. The movement's reference names the hold; the same again answers the same.
 */
export async function hold(
  tx: Tx,
  movement: Movement,
  { expiresAt, ...when }: When & { readonly expiresAt: Date },
): Promise<PostOutcome> {
  invariant(movement.postings.length > 0, 'a hold holds money', { reference: movement.reference })
  const prepared = prepare(movement)
  const accounts = prepared.unlawful === undefined ? accountsOf(movement.postings) : []
  const books = await lockBooks(tx, { accounts }, when)
  const [before] = await holdsNamed(tx, [movement.reference])
  if (before !== undefined) {
    return sameAgain(movement.reference, before.digest === prepared.digest)
  }
  const change = deltasOf(movement.postings, true)
  const refusal =
    prepared.unlawful ?? wrongDay(movement, books) ?? belowFloor(change, new Map(books.standings))
  if (refusal !== undefined) return refusal
  await insertHold(tx, prepared, { heldAt: when.at, expiresAt })
  await movePending(tx, change)
  return ok({ reference: movement.reference, fresh: true })
}

/** Books a hold. A hold ends once: posting it again answers the same, anything else is refused. */
export async function postHold(
  tx: Tx,
  order: PostingOfHold,
  when: When,
): Promise<Result<Posted, PostRefusal | HoldRefusal>> {
  const [held] = await holdsNamed(tx, [order.hold])
  if (held === undefined) return unknownHold(order.hold)
  const prepared = prepare(movementOf(held, order))
  const lock = { accounts: accountsOf(held.postings), references: [order.reference] }
  const books = await lockBooks(tx, lock, when)
  const end = await holdEnd(tx, order.hold)
  if (end !== undefined)
    return postedBefore(end, books.posted.get(order.reference), { order, digest: prepared.digest })
  const refusal = overTime(held, when) ?? overHeld(held, order)
  if (refusal !== undefined) return refusal

  // A reference that stands already belongs to another movement: this hold has not been posted.
  if (books.posted.has(order.reference)) return sameAgain(order.reference, false)
  const standings = withoutHold(held, books.standings)
  const { outcomes, deltas } = decide([prepared], { ...books, standings })
  const [outcome] = outcomes
  invariant(outcome !== undefined, 'each movement gets an answer')
  if (!outcome.ok) return outcome
  addDeltas(deltas, releaseOf(held))
  await insertMovements(tx, { accepted: [prepared], deltas, standings: books.standings, when })
  await insertHoldEnds(tx, [order.hold], {
    outcome: 'posted',
    reference: order.reference,
    endedAt: when.at,
  })
  return outcome
}

/** Lets a hold go without booking anything. */
export async function voidHold(
  tx: Tx,
  order: { readonly hold: string },
  when: Pick<When, 'at'>,
): Promise<Result<Posted, HoldRefusal>> {
  const [held] = await holdsNamed(tx, [order.hold])
  if (held === undefined) return unknownHold(order.hold)
  await lockBooks(tx, { accounts: accountsOf(held.postings) }, when)
  const end = await holdEnd(tx, order.hold)
  if (end !== undefined) {
    return end.outcome === 'voided' ? ok({ reference: order.hold, fresh: false }) : ended(end)
  }
  await release(tx, [held], { outcome: 'voided', at: when.at })
  return ok({ reference: order.hold, fresh: true })
}

/** Lets go of holds that are over their time, some hundreds a call; answers how many. */
export async function expireHolds(tx: Tx, now: Date): Promise<number> {
  const candidates = await holdsOverTime(tx, now, { limit: EXPIRE_MAX })
  const found = await holdsNamed(tx, candidates)
  if (found.length === 0) return 0
  await lockBooks(
    tx,
    { accounts: accountsOf(found.flatMap(({ postings }) => postings)) },
    { at: now },
  )
  // Under the locks: some may have been posted since we looked.
  const still = new Set(await holdsOverTime(tx, now, { holds: candidates, limit: EXPIRE_MAX }))
  const expired = found.filter((held) => still.has(held.hold))
  if (expired.length > 0) await release(tx, expired, { outcome: 'expired', at: now })
  return expired.length
}

async function release(
  tx: Tx,
  holds: readonly Hold[],
  end: { readonly outcome: Exclude<HoldOutcome, 'posted'>; readonly at: Date },
): Promise<void> {
  const change: Deltas = new Map()
  for (const held of holds) addDeltas(change, releaseOf(held))
  await movePending(tx, change)
  await insertHoldEnds(
    tx,
    holds.map(({ hold: name }) => name),
    { outcome: end.outcome, reference: null, endedAt: end.at },
  )
}

/** The movement a hold becomes: what was held, or the smaller amount that was used in the end. */
function movementOf(held: Hold, order: PostingOfHold): Movement {
  const { kind, effectiveAt, evidence, corrects, postings } = held
  invariant(
    order.amount === undefined || (postings.length === 1 && order.amount > 0n),
    'part of a hold is above zero, and of a hold with one posting',
    { hold: order.hold },
  )
  const amount = order.amount
  return {
    reference: order.reference,
    kind,
    effectiveAt,
    postings: amount === undefined ? postings : postings.map((posting) => ({ ...posting, amount })),
    ...(evidence === undefined ? {} : { evidence }),
    ...(corrects === undefined ? {} : { corrects }),
  }
}

function releaseOf(held: Hold): Deltas {
  const release: Deltas = new Map()
  for (const { debit, credit, amount } of held.postings) {
    addTo(release, debit, { column: 'pendingDebits', amount: 0n - amount })
    addTo(release, credit, { column: 'pendingCredits', amount: 0n - amount })
  }
  return release
}

function withoutHold(
  held: Hold,
  standings: ReadonlyMap<Account, Standing>,
): ReadonlyMap<Account, Standing> {
  const release = releaseOf(held)
  return new Map(
    [...standings].map(([account, standing]) => [
      account,
      after(standing, release.get(account) ?? NO_DELTA),
    ]),
  )
}

function postedBefore(
  end: HoldEnd,
  stands: string | undefined,
  asked: { readonly order: PostingOfHold; readonly digest: string },
): Result<Posted, PostRefusal | HoldRefusal> {
  const { reference } = asked.order
  return end.outcome === 'posted' && end.reference === reference && stands !== undefined
    ? sameAgain(reference, stands === asked.digest)
    : ended(end)
}

const ended = ({ hold: name, outcome }: HoldEnd): Refusal<HoldRefusal> =>
  outcome === 'expired'
    ? refuse('hold-expired', { field: name, detail: 'the hold was over its time and let go' })
    : refuse('hold-already-ended', { field: name, detail: `the hold was ${outcome}` })

const unknownHold = (name: string): Refusal<HoldRefusal> =>
  refuse('hold-unknown', { field: name, detail: 'nothing is held under this name' })

const overTime = (held: Hold, { at }: When): Refusal<HoldRefusal> | undefined =>
  at >= held.expiresAt
    ? refuse('hold-expired', { field: held.hold, detail: 'the hold is over its time' })
    : undefined

const overHeld = (held: Hold, { amount }: PostingOfHold): Refusal<HoldRefusal> | undefined =>
  amount !== undefined && amount > (held.postings[0]?.amount ?? fen(0))
    ? refuse('amount-over-hold', { field: held.hold, detail: 'at most what is held may be booked' })
    : undefined

const accountsOf = (postings: readonly Posting[]): Account[] =>
  [...new Set(postings.flatMap(({ debit, credit }) => [debit, credit]))].sort()
