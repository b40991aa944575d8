import { SetClock } from '../base'
import { tearLoads, type TornLoads } from '../simulation'
import { done, foundWrong, type Answer } from './answer'
import { withCity } from './with-city'

/** The run is about an order of events, not about today: it has a day of its own. */
const MORNING = new Date('2026-03-02T09:00:00+08:00')

/**
 * `citycard demo torn-loads`: as many loads as the Octopus lost in seven years, each torn while the card writes.
 * Found wrong when one of them stays unknown, or a fen is neither on a card nor back with its owner.
 */
export async function tornLoads(asked: {
  readonly seed: number
  readonly count: number
}): Promise<Answer> {
  const clock = new SetClock(MORNING)
  return withCity({ fresh: true, clock }, async (city) => {
    const begun = performance.now()
    const torn = await tearLoads(city, clock, asked)
    const seconds = Math.round((performance.now() - begun) / 100) / 10
    const data = { ...torn, seconds }
    const right =
      torn.detected === torn.torn &&
      torn.loaded + torn.notLoaded === torn.torn &&
      torn.lossFen === 0n &&
      torn.balanced
    return right ? done(data, textOf(torn, seconds)) : foundWrong(data, textOf(torn, seconds))
  })
}

const textOf = (torn: TornLoads, seconds: number): string =>
  [
    `${torn.torn} loads torn while the card wrote, ${torn.detected} noticed, in ${seconds} s`,
    `  found by ${Object.entries(torn.found)
      .map(([by, count]) => `${by} ${count}`)
      .join(' · ')}`,
    `  on the card ${torn.loaded} · given back ${torn.notLoaded} · lost ${torn.lossFen} fen`,
    `  books balanced: ${torn.balanced ? 'yes' : 'no'}, drift ${torn.driftFen} fen`,
  ].join('\n')
