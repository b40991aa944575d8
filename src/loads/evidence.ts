import { addDays, type Act, type BusinessDate } from '../base'
import { walkedTaps } from '../clearing'
import { expireHolds } from '../ledger'
import { cardFacts } from '../registry'
import { interruptSilent, type CardWorks } from '../remote-reader'
import { judgeByTaps } from './judge-by-taps'
import { drop, resolve } from './resolve'
import { doubts, lockDoubtOf, lockLapsed } from './store'

/** So far back the tap before an order is looked for. */
const DAYS_BEFORE = 400

/** How long a reader may be silent before its session is given up. */
const SILENT_MINUTES = 5

/** Where a walk over all doubts stands: by card. */
export interface DoubtPage {
  readonly afterCard: bigint
  readonly limit: number
}

export interface DoubtsLooked {
  readonly looked: number
  readonly resolved: number
  /** The last card looked at; undefined when there are no more. */
  readonly lastCard: bigint | undefined
}

/** Looks whether taps that came in say what happened to orders in doubt; some hundreds a call. */
export async function resolveByTaps(act: Act, page: DoubtPage): Promise<DoubtsLooked> {
  const open = await doubts(act.tx, { after: { card: page.afterCard }, limit: page.limit })
  if (open.length === 0) return { looked: 0, resolved: 0, lastCard: undefined }
  const cards = open.map(({ card }) => card)
  const earliest = open.map(({ cityTime }) => cityTime).sort()[0] as string
  const since = addDays(dateOf(earliest), -DAYS_BEFORE)
  const taps = await walkedTaps(act.tx, { cards, since })
  const facts = await cardFacts(act.tx, cards)
  let resolved = 0
  for (const { card } of open) {
    const own = taps.get(card)
    if (own === undefined) continue
    const doubt = await lockDoubtOf(act.tx, card)
    if (doubt === undefined) continue
    const found = judgeByTaps(doubt, own, facts.get(card)?.openingCounter ?? 0)
    if (found === 'undecided') continue
    await resolve(act, doubt, { done: found === 'done', evidence: 'tap' })
    resolved++
  }
  return { looked: open.length, resolved, lastCard: cards.at(-1) }
}

const dateOf = (cityTime: string): BusinessDate =>
  `${cityTime.slice(0, 4)}-${cityTime.slice(4, 6)}-${cityTime.slice(6, 8)}` as BusinessDate

/**
 * Lets go of what waited too long: readers that fell silent, orders whose card was never told, and their
 * holds. What a card may have done stays in doubt.
 */
export async function giveUpSilent(
  act: Act,
  works: CardWorks,
  limit: number,
): Promise<{ readonly sessions: number; readonly orders: number; readonly holds: number }> {
  const since = new Date(act.at.getTime() - SILENT_MINUTES * 60_000)
  const sessions = await interruptSilent(act, works, { since, limit })
  const lapsed = await lockLapsed(act.tx, act.at, limit)
  for (const order of lapsed) await drop(act, order)
  const holds = await expireHolds(act.tx, act.at)
  return { sessions, orders: lapsed.length, holds }
}
