import { fen, type Fen } from '../base'
import { LARGEST_ROW_FEN } from './tap-row'

/** The most a purse holds: four bytes of fen. */
const PURSE_MAX = LARGEST_ROW_FEN
/** Loads are whole tens of yuan, and leave two yuan over. */
const LOAD_STEP = 1_000n
const LEFT_OVER = 200n
/** A chip wears out with its counter (two bytes); a few taps are kept for what a forger does with it. */
const TAPS_MAX = 65_000

/** Money to be put on a card; without `at` when the card is issued, else just before the taps of that time. */
export interface PlannedLoad {
  readonly at: string | undefined
  readonly amountFen: Fen
}

export interface LoadPlan<Tap> {
  readonly loads: readonly PlannedLoad[]
  readonly payable: readonly Tap[]
  /** Taps no chip can do: more in one second than a purse holds, or more than a counter counts. */
  readonly unpayable: readonly Tap[]
}

/** How much a card must be loaded, and when, to pay for its taps. `taps` in order of time. */
export function planLoads<Tap extends { readonly at: string; readonly chargedFen: Fen }>(
  taps: readonly Tap[],
): LoadPlan<Tap> {
  const unpayable: Tap[] = taps.slice(TAPS_MAX)
  const moments: { at: string; taps: Tap[]; needFen: bigint }[] = []
  for (const moment of momentsOf(taps.slice(0, TAPS_MAX))) {
    if (moment.needFen > PURSE_MAX) unpayable.push(...moment.taps)
    else moments.push(moment)
  }
  const payable = moments.flatMap((moment) => moment.taps)
  if (payable.length === 0) return { loads: [], payable, unpayable }

  let stillNeeded = moments.reduce((sum, { needFen }) => sum + needFen, 0n)
  const loadFor = (balance: bigint): bigint => {
    const wanted = stillNeeded + LEFT_OVER - balance
    const rounded = ((wanted + LOAD_STEP - 1n) / LOAD_STEP) * LOAD_STEP
    return rounded < PURSE_MAX - balance ? rounded : PURSE_MAX - balance
  }
  let balance = loadFor(0n)
  const loads: PlannedLoad[] = [{ at: undefined, amountFen: fen(balance) }]
  for (const { at, needFen } of moments) {
    if (needFen > balance) {
      const amount = loadFor(balance)
      loads.push({ at, amountFen: fen(amount) })
      balance += amount
    }
    balance -= needFen
    stillNeeded -= needFen
  }
  return { loads, payable, unpayable }
}

function momentsOf<Tap extends { readonly at: string; readonly chargedFen: Fen }>(
  taps: readonly Tap[],
): { at: string; taps: Tap[]; needFen: bigint }[] {
  const moments: { at: string; taps: Tap[]; needFen: bigint }[] = []
  for (const tap of taps) {
    const last = moments.at(-1)
    if (last?.at === tap.at) {
      last.taps.push(tap)
      last.needFen += tap.chargedFen
    } else moments.push({ at: tap.at, taps: [tap], needFen: tap.chargedFen })
  }
  return moments
}
