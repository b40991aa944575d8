import { SeededChance, type Chance } from '../base'
import type { CityTap } from './cast'
import type { TapFault } from './faults.table'

/** What happens to one tap. */
export type PlannedFault =
  | { readonly kind: Exclude<TapFault, 'cloned'> }
  /** The copy pays later in the day, just after this other tap, at that one's terminal. */
  | { readonly kind: 'cloned'; readonly after: CityTap }

export type FaultPlan = ReadonlyMap<CityTap, PlannedFault>

/** Three in a thousand of each kind, and at least one. */
const SHARE = 0.003

/** From the rarest chance to the commonest, so that a small file has something of every kind if it can. */
const inOrder: readonly TapFault[] = [
  'unboundSam',
  'cloned',
  'delayed',
  'torn',
  'duplicated',
  'replayed',
  'forgedAmount',
  'forgedTac',
]

/**
 * Chooses taps for every kind of fault, each tap for one kind at most, and as long as there are enough cards
 * each card too. One seed always chooses the same. `taps` in order of time.
 */
export function planFaults(taps: readonly CityTap[], seed: number): FaultPlan {
  const chance = new SeededChance(seed)
  const wanted = Math.max(1, Math.round(taps.length * SHARE))
  const chosen = new Map<CityTap, PlannedFault>()
  const usedCards = new Set<unknown>()
  const later = laterTaps(taps)
  const inChance = shuffled(taps, chance)
  for (const kind of inOrder) {
    let count = 0
    for (const anyCard of [false, true]) {
      if (anyCard && count > 0) break
      for (const tap of inChance) {
        if (count === wanted) break
        if (chosen.has(tap) || (!anyCard && usedCards.has(tap.card))) continue
        const fault = faultFor(kind, tap, later)
        if (fault === undefined) continue
        chosen.set(tap, fault)
        usedCards.add(tap.card)
        count++
      }
    }
  }
  return chosen
}

function faultFor(
  kind: TapFault,
  tap: CityTap,
  later: (tap: CityTap) => CityTap | undefined,
): PlannedFault | undefined {
  switch (kind) {
    case 'cloned': {
      const after = later(tap)
      return after === undefined ? undefined : { kind, after }
    }
    case 'unboundSam':
      return tap.turn === tap.card.tapCount - 1 ? { kind } : undefined
    case 'delayed':
      // A tap after midnight of a day that ends later is not late for the next one.
      return tap.row.copies === 1 && calendarDay(tap) === tap.day ? { kind } : undefined
    case 'duplicated':
    case 'torn':
      return tap.row.copies === 1 ? { kind } : undefined
    case 'forgedTac':
      return { kind }
    case 'forgedAmount':
    case 'replayed':
      return { kind }
  }
}

const calendarDay = ({ row: { at } }: CityTap): string =>
  `${at.slice(0, 4)}-${at.slice(4, 6)}-${at.slice(6, 8)}`

/** How far after a tap its copy pays, counted in taps of the city. */
const STEPS_ON = 40

/** For each tap one of the same day that comes truly later, at another terminal. */
function laterTaps(taps: readonly CityTap[]): (tap: CityTap) => CityTap | undefined {
  const places = new Map(taps.map((tap, place) => [tap, place]))
  const fits = (tap: CityTap, other: CityTap | undefined): boolean =>
    other?.day === tap.day && other.row.at > tap.row.at && other.terminal !== tap.terminal
  return (tap) => {
    const place = places.get(tap) ?? 0
    const far = taps[place + STEPS_ON]
    if (fits(tap, far)) return far
    return taps.slice(place + 1, place + 1 + STEPS_ON).find((other) => fits(tap, other))
  }
}

/** The items in an order of chance (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[], chance: Chance): Item[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = chance.below(last + 1)
    const kept = mixed[last] as Item
    mixed[last] = mixed[other] as Item
    mixed[other] = kept
  }
  return mixed
}
