import { cityInstant } from '../base'
import type { WalkedTap } from '../clearing'
import type { LoadOrder } from './order'
import type { Found } from './conversation'

/**
 * What the taps of a card say of an order in doubt. The card showed its balance under MAC1 when it was opened;
 * the first tap after that shows what became of it. That counts only where the tap follows the one before it
 * without a gap: its counter is the next, and the one before left what the card showed. Anything else is no
 * evidence.
 *
 * @param taps genuine taps of the purse, in order of counter
 * @param openingCounter the counter the card's very first tap shows
 */
export function judgeByTaps(
  order: Pick<LoadOrder, 'way' | 'amountFen' | 'cityTime' | 'opening'>,
  taps: readonly WalkedTap[],
  openingCounter: number,
): Found {
  const { opening } = order
  if (opening === null) return 'undecided'
  const index = taps.findIndex(({ at }) => at > order.cityTime)
  const tap = taps[index]
  if (tap === undefined || isContested(taps, tap.counter)) return 'undecided'
  const before = taps[index - 1]
  const unbroken =
    before === undefined
      ? tap.counter === openingCounter
      : !isContested(taps, before.counter) &&
        tap.counter === before.counter + 1 &&
        ownMoney(leftBy(before)) === opening.oldBalanceFen
  if (!unbroken || !goesOnLater(taps, index, order.cityTime)) return 'undecided'
  // It left what the card showed when it was opened (a free ride does): made before the order, by a terminal whose
  // clock is fast, it would look the same.
  const left = tap.balanceBefore - tap.amountFen
  if (left === opening.oldBalanceFen && isSoonAfter(tap.at, order.cityTime)) return 'undecided'
  const done = order.way === 'load' ? order.amountFen : 0n - order.amountFen
  // What the tap before overdrew, the load paid back before it became value.
  const stood = before === undefined ? opening.oldBalanceFen : leftBy(before)
  const overdrawn = before !== undefined && (stood < 0n || before.balanceBefore === 0n)
  // A chip in debt may show nothing after a load, too; and how deep it was in debt, one tap does not say for sure.
  if (overdrawn && tap.balanceBefore === 0n) return 'undecided'
  if (tap.balanceBefore === ownMoney(stood + done)) return 'done'
  return tap.balanceBefore === opening.oldBalanceFen ? 'not-done' : 'undecided'
}

/** What a tap left, below zero where it overdrew; a chip shows its own money only. Fen. */
const leftBy = (tap: WalkedTap): bigint => tap.balanceBefore - tap.amountFen
const ownMoney = (stands: bigint): bigint => (stands < 0n ? 0n : stands)

/** Two contents under one counter: a copy, or a terminal that lies. */
const isContested = (taps: readonly WalkedTap[], counter: number): boolean =>
  taps.filter((tap) => tap.counter === counter).length > 1

/** Clocks of terminals differ: a tap whose counter is higher and whose time is earlier makes the order unsure. */
const goesOnLater = (taps: readonly WalkedTap[], index: number, cityTime: string): boolean =>
  taps.slice(index).every(({ at }) => at > cityTime)

/** No terminal's clock is believed to be a day fast. Both are local times, YYYYMMDDHHMMSS. */
function isSoonAfter(at: string, cityTime: string): boolean {
  const [tap, order] = [cityInstant(at), cityInstant(cityTime)]
  return !tap.ok || !order.ok || tap.value.getTime() - order.value.getTime() < DAY_MS
}
const DAY_MS = 86_400_000
