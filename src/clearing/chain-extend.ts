import type { Purse, Tap } from './tap'
import type { Chain } from './chain'

/** What is kept of a purse between batches: enough to go on without reading its history again. */
export interface Shadow {
  readonly card: bigint
  readonly purse: Purse
  readonly nextCounter: number
  readonly balanceFen: bigint
  /** Local time of the last tap or noted load, YYYYMMDDHHMMSS; empty before the first. */
  readonly lastAt: string
  readonly paidFen: bigint
  readonly heldFen: bigint
  readonly tapCount: number
  readonly gapCount: number
  readonly breakCount: number
  readonly forkCount: number
  /** Claims beside the taps (other contents, unconfirmed), or a card that was ever stopped: no short way. */
  readonly hasClaims: boolean
}

/** The shadow of a purse that has been loaded but not used yet. */
export const freshShadow = (purse: {
  readonly card: bigint
  readonly purse: Purse
  readonly openingCounter: number
  readonly loadedFen: bigint
  /** Local time of the last load. */
  readonly loadedAt: string
}): Shadow => ({
  card: purse.card,
  purse: purse.purse,
  nextCounter: purse.openingCounter,
  balanceFen: purse.loadedFen,
  lastAt: purse.loadedAt,
  paidFen: 0n,
  heldFen: 0n,
  tapCount: 0,
  gapCount: 0,
  breakCount: 0,
  forkCount: 0,
  hasClaims: false,
})

/** What the taps of one purse say together, when each follows from the one before. */
export interface PurseRun {
  readonly card: bigint
  readonly purse: Purse
  readonly firstCounter: number
  readonly tapCount: number
  readonly balanceBefore: bigint
  readonly paidFen: bigint
  /** Local times, YYYYMMDDHHMMSS as numbers. */
  readonly firstAt: number
  readonly lastAt: number
}

/**
 * The taps of a purse, in order of their counters, as one run: each one's counter and balance follow from
 * the one before, as nearly all do. Undefined where one does not.
 */
export function runOf(
  { card, purse }: { readonly card: bigint; readonly purse: Purse },
  taps: readonly Tap[],
): PurseRun | undefined {
  const [first] = taps
  if (first === undefined) return undefined
  const { counter: firstCounter, balanceBefore } = first
  const firstAt = atNumber(first)
  let [counter, balanceFen, lastAt] = [firstCounter, balanceBefore, firstAt]
  for (const tap of taps) {
    const at = atNumber(tap)
    if (tap.counter !== counter || tap.balanceBefore !== balanceFen || at < lastAt) return undefined
    counter++
    balanceFen -= tap.amountFen
    lastAt = at
  }
  const paidFen = balanceBefore - balanceFen
  return {
    card,
    purse,
    firstCounter,
    tapCount: taps.length,
    balanceBefore,
    paidFen,
    firstAt,
    lastAt,
  }
}

const atNumber = ({ eventDate, eventTime }: Tap): number =>
  Number(eventDate.slice(0, 4) + eventDate.slice(5, 7) + eventDate.slice(8)) * 1_000_000 + eventTime

/**
 * The short way, as the store goes it for ten thousand purses in one statement: a shadow from which a run
 * follows moves on. Undefined when anything is unusual; then the whole history is resolved.
 */
export function extendShadow(shadow: Shadow, taps: readonly Tap[]): Shadow | undefined {
  const run = runOf(shadow, taps)
  const follows =
    run !== undefined &&
    !shadow.hasClaims &&
    run.firstCounter === shadow.nextCounter &&
    run.balanceBefore === shadow.balanceFen &&
    run.firstAt >= Number(shadow.lastAt)
  if (!follows) return taps.length === 0 && !shadow.hasClaims ? shadow : undefined
  return {
    ...shadow,
    nextCounter: shadow.nextCounter + run.tapCount,
    balanceFen: shadow.balanceFen - run.paidFen,
    lastAt: String(run.lastAt),
    paidFen: shadow.paidFen + run.paidFen,
    tapCount: shadow.tapCount + run.tapCount,
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
