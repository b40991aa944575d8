import { contentKey, signedKey, type Tap } from './tap'
import type { Reason } from './verdict'

/** One line that reached the books, before it is known whether it is the first of its kind. */
export interface Sifted {
  readonly tap: Tap
  readonly reason: Reason
}

/** What the books already hold under the signed keys in question. */
export interface Booked {
  readonly taps: readonly Tap[]
  /** Claims kept beside them: other contents, unconfirmed taps. */
  readonly claims: readonly { readonly tap: Tap; readonly reason: Reason }[]
}

/**
 * Says what a genuine claim is whose signed key is taken: the same record again, or other content under a TAC
 * that is paid already. Every content counts once, whichever copy came first.
 */
export function siftRepeats(repeats: readonly Tap[], booked: Booked): Sifted[] {
  const known = contentsOf([
    ...booked.taps,
    ...booked.claims
      .filter((held) => held.reason === 'same-tac-other-content')
      .map((held) => held.tap),
  ])
  return inLineOrder(repeats).map((tap) => ({
    tap,
    reason: seenBefore(known, tap) ? 'seen-before' : 'same-tac-other-content',
  }))
}

/** Says what an unconfirmed tap is: sent before, proved by a record that is booked, or still waiting. */
export function siftUnconfirmed(waiting: readonly Tap[], booked: Booked): Sifted[] {
  const proved = new Set(booked.taps.map(signedKey))
  const known = contentsOf(
    booked.claims
      .filter(({ reason }) => reason === 'unconfirmed' || reason === 'proved-elsewhere')
      .map(({ tap }) => tap),
  )
  return inLineOrder(waiting).map((tap) => {
    if (seenBefore(known, tap)) return { tap, reason: 'seen-before' }
    return { tap, reason: proved.has(signedKey(tap)) ? 'proved-elsewhere' : 'unconfirmed' }
  })
}

/** A record that comes too late is no late record when it was booked in time: then it is the same one again. */
export function siftTooLate(late: readonly Tap[], booked: Booked): Sifted[] {
  const known = contentsOf(booked.taps)
  return late.map((tap) => ({
    tap,
    reason: known.has(claimKey(tap)) ? 'seen-before' : 'too-late',
  }))
}

/** Of several claims of one signed key inside a set, the first line stands for the key; the rest repeat it. */
export function firstOfEachKey(taps: readonly Tap[]): {
  readonly first: readonly Tap[]
  readonly repeats: readonly Tap[]
} {
  const seen = new Set<string>()
  const repeats: Tap[] = []
  const first = taps.filter((tap) => {
    const key = signedKey(tap)
    if (!seen.has(key)) {
      seen.add(key)
      return true
    }
    repeats.push(tap)
    return false
  })
  return { first, repeats }
}

/** Whether this content stands among the known ones already; if not, it does from now on. */
function seenBefore(known: Set<string>, tap: Tap): boolean {
  const content = claimKey(tap)
  const seen = known.has(content)
  known.add(content)
  return seen
}

/** Signed key and content as one text, so that thousands of contents under one key stay cheap. */
const claimKey = (tap: Tap): string => `${signedKey(tap)}#${contentKey(tap)}`

const contentsOf = (taps: readonly Tap[]): Set<string> => new Set(taps.map(claimKey))

const inLineOrder = (taps: readonly Tap[]): Tap[] =>
  [...taps].sort((left, right) => left.line - right.line)
