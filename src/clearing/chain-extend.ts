import type { Purse, Tap } from './tap'
import { atOf, type Chain } from './chain'

/** What is kept of a purse between batches: enough to go on without reading its history again. */
export interface Shadow {
  readonly card: bigint
  readonly purse: Purse
  readonly nextCounter: number
  readonly balanceFen: bigint
  /** Local time of the last tap, YYYYMMDDHHMMSS; empty before the first. */
  readonly lastAt: string
  readonly paidFen: bigint
  readonly heldFen: bigint
  readonly tapCount: number
  readonly gapCount: number
  readonly breakCount: number
  readonly forkCount: number
  /** Claims beside the taps (other contents, unconfirmed): the short way is closed for this purse. */
  readonly hasClaims: boolean
}

/** The shadow of a purse that has been loaded but not used yet. */
export const freshShadow = (purse: {
  readonly card: bigint
  readonly purse: Purse
  readonly openingCounter: number
  readonly loadedFen: bigint
}): Shadow => ({
  card: purse.card,
  purse: purse.purse,
  nextCounter: purse.openingCounter,
  balanceFen: purse.loadedFen,
  lastAt: '',
  paidFen: 0n,
  heldFen: 0n,
  tapCount: 0,
  gapCount: 0,
  breakCount: 0,
  forkCount: 0,
  hasClaims: false,
})

/**
 * The short way for the taps that nearly all are: each one's counter and balance follow from the one before.
 * Answers undefined when anything is unusual; then the whole history is resolved.
 */
export function extendShadow(shadow: Shadow, taps: readonly Tap[]): Shadow | undefined {
  if (shadow.hasClaims) return undefined
  let { nextCounter, balanceFen, lastAt, paidFen } = shadow
  for (const tap of taps) {
    const at = atOf(tap)
    if (tap.counter !== nextCounter || tap.balanceBefore !== balanceFen || at < lastAt)
      return undefined
    nextCounter++
    balanceFen -= tap.amountFen
    paidFen += tap.amountFen
    lastAt = at
  }
  return {
    ...shadow,
    nextCounter,
    balanceFen,
    lastAt,
    paidFen,
    tapCount: shadow.tapCount + taps.length,
  }
}

export const shadowOf = (
  purse: { readonly card: bigint; readonly purse: Purse; readonly hasClaims: boolean },
  chain: Chain,
): Shadow => ({
  ...purse,
  nextCounter: chain.nextCounter,
  balanceFen: chain.balanceFen,
  lastAt: chain.lastAt,
  paidFen: chain.paidFen,
  heldFen: chain.heldFen,
  tapCount: chain.tapCount,
  gapCount: chain.gaps.length,
  breakCount: chain.breaks.length,
  forkCount: chain.forks.length,
})
