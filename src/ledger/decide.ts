import { ok, refuse, type Refusal } from '../base'
import { chartLineOf, type Account } from './account'
import type { DayState } from './day'
import { lineDigests, movementDigest } from './digest'
import { mayMove } from './fund-wall'
import { assertWellFormed, movementKinds, type Movement, type Posting } from './movement'
import type { PostOutcome, PostRefusal } from './outcome'
import { addDeltas, addTo, after, breaksFloor, type Deltas, type Standing } from './standing'

/** A movement with all that can be known of it without asking the database. */
export interface Prepared {
  readonly movement: Movement
  /** Hexadecimal, as those of its lines. */
  readonly digest: string
  readonly lineDigests: string
  /** Refused by the chart or by the walls between funds, whatever the books say. */
  readonly unlawful: Refusal<PostRefusal> | undefined
}

/** What the books know when a call is decided, read under the locks of its accounts. */
export interface PostingFacts {
  /** Digests (hexadecimal) of movements that stand under a reference of this call. */
  readonly posted: ReadonlyMap<string, string>
  readonly standings: ReadonlyMap<Account, Standing>
  readonly dayState: DayState | undefined
}

export interface Decision {
  readonly outcomes: readonly PostOutcome[]
  readonly accepted: readonly Prepared[]
  readonly deltas: Deltas
}

export function prepare(movement: Movement): Prepared {
  assertWellFormed(movement)
  return {
    movement,
    digest: movementDigest(movement),
    lineDigests: lineDigests(movement),
    unlawful: unlawful(movement),
  }
}

/** Decides a call in its order; the refusals come in the order of `postRefusals`. */
export function decide(call: readonly Prepared[], facts: PostingFacts): Decision {
  const posted = new Map(facts.posted)
  const standings = new Map(facts.standings)
  const deltas: Deltas = new Map()
  const accepted: Prepared[] = []
  const outcomes = call.map((prepared): PostOutcome => {
    const { movement, digest } = prepared
    const { reference } = movement
    const before = posted.get(reference)
    if (before !== undefined) return sameAgain(reference, before === digest)
    const change = deltasOf(movement.postings)
    const refusal = prepared.unlawful ?? wrongDay(movement, facts) ?? belowFloor(change, standings)
    if (refusal !== undefined) return refusal
    posted.set(reference, digest)
    addDeltas(deltas, change)
    accepted.push(prepared)
    return ok({ reference, fresh: true })
  })
  return { outcomes, accepted, deltas }
}

/** The same reference again: the same answer for the same content, never a second posting. */
export const sameAgain = (reference: string, sameContent: boolean): PostOutcome =>
  sameContent
    ? ok({ reference, fresh: false })
    : refuse('reference-used-for-other-content', {
        field: reference,
        detail: 'a reference stands for one content for ever',
      })

export function wrongDay(
  movement: Movement,
  { dayState }: Pick<PostingFacts, 'dayState'>,
): Refusal<PostRefusal> | undefined {
  const { whileClosing } = movementKinds[movement.kind]
  return dayState === 'open' || (dayState === 'closing' && whileClosing)
    ? undefined
    : refuse('day-not-open', {
        field: movement.reference,
        detail: `the day is ${dayState ?? 'not in the calendar of the books'}`,
      })
}

/** Refuses a change that takes more than is there; otherwise the standings move on by it. */
export function belowFloor(
  change: Deltas,
  standings: Map<Account, Standing>,
): Refusal<PostRefusal> | undefined {
  const moved: [Account, Standing][] = []
  for (const [account, delta] of change) {
    const standing = standings.get(account)
    if (standing === undefined || !standing.floored) continue
    const next = after(standing, delta)
    if (breaksFloor(next)) {
      return refuse('account-floor', {
        field: account,
        detail: 'the account may not go below zero',
      })
    }
    moved.push([account, next])
  }
  for (const [account, next] of moved) standings.set(account, next)
  return undefined
}

/** What the postings of a movement add to each account, booked or only held. */
export function deltasOf(postings: readonly Posting[], held = false): Deltas {
  const deltas: Deltas = new Map()
  for (const { debit, credit, amount } of postings) {
    addTo(deltas, debit, { column: held ? 'pendingDebits' : 'postedDebits', amount })
    addTo(deltas, credit, { column: held ? 'pendingCredits' : 'postedCredits', amount })
  }
  return deltas
}

function unlawful({ postings }: Movement): Refusal<PostRefusal> | undefined {
  for (const { debit, credit } of postings) {
    const [from, to] = [chartLineOf(debit), chartLineOf(credit)]
    if (from === undefined || to === undefined) {
      return refuse('account-unknown', {
        field: from === undefined ? debit : credit,
        detail: 'an account follows a pattern of the chart of accounts',
      })
    }
    if (!mayMove({ debit: from.fund, credit: to.fund })) {
      return refuse('fund-wall', {
        field: `${debit} / ${credit}`,
        detail: `money does not move between the funds ${from.fund} and ${to.fund}`,
      })
    }
  }
  return undefined
}
