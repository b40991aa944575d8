import { grouped } from '../base'
import { contentKey, contentOrder, order, signedKey, type Purse, type Tap } from './tap'
import { verdictOf, type Reason } from './verdict'

/** Money put on a card, or taken off it online (below zero); `at` is local time, YYYYMMDDHHMMSS. */
export interface Load {
  readonly at: string
  readonly amountFen: bigint
}

/** Everything known of one purse of one card. A set: the order of the lists carries no meaning. */
export interface PurseHistory {
  readonly purse: Purse
  /** The counter its first tap must show, and what was loaded onto it. */
  readonly openingCounter: number
  readonly loads: readonly Load[]
  /** Genuine claims, several contents under one signed key included. */
  readonly contents: readonly Tap[]
  /** Unconfirmed taps, which wait for a proof. */
  readonly unconfirmed: readonly Tap[]
  /** Signed keys whose terminal transaction number another card claims as well. */
  readonly contested: ReadonlySet<string>
  /** What a tap of the chain comes to by who bears it; `paid` for all where the card was never stopped. */
  readonly bearing?: (tap: Tap) => Reason
}

export interface Gap {
  readonly from: number
  readonly to: number
  /** What the purse lost over the gap, as the balances on both sides tell it. */
  readonly missingFen: bigint
}

export interface Standing {
  readonly tap: Tap
  readonly reason: Reason
}

export interface Chain {
  /** The verdict on every record, from the whole set. */
  readonly standings: readonly Standing[]
  readonly gaps: readonly Gap[]
  readonly forks: readonly { readonly counter: number; readonly taps: number }[]
  /** Counters whose balance before does not follow from the tap before, though none is missing between. */
  readonly breaks: readonly number[]
  readonly nextCounter: number
  readonly balanceFen: bigint
  /** Local time of the last tap or load: an earlier tap never simply goes on from here. Empty before the first. */
  readonly lastAt: string
  readonly tapCount: number
  readonly paidFen: bigint
  /** Money that left the chip but is not paid out, because its tap is contested or its card was hotlisted. */
  readonly heldFen: bigint
}

export const atOf = (tap: Pick<Tap, 'eventDate' | 'eventTime'>): string =>
  tap.eventDate.replaceAll('-', '') + String(tap.eventTime).padStart(6, '0')

const afterOf = (tap: Tap): bigint => tap.balanceBefore - tap.amountFen

/**
 * Orders the taps of one purse by their counter and says what follows: which of several contents under one
 * TAC is believed, which of several taps under one counter is paid (the others raise a clone alarm), what is
 * missing. A pure function of the set, so the order of arrival cannot matter.
 */
export function resolveChain(given: PurseHistory): Chain {
  const { distinct: contents, copies } = distinctOf(given.contents)
  const { distinct: unconfirmed, copies: greyCopies } = distinctOf(given.unconfirmed)
  const history = { ...given, contents, unconfirmed }
  const bySignature = grouped(history.contents, signedKey)
  const fit = fitness(history)
  const believed = [...bySignature.values()].map((same) => best(same, fit, contentOrder))
  const byCounter = grouped(believed, (tap) => tap.counter)
  const believedOnes = fitness({ ...history, contents: believed })
  const links = [...byCounter.values()]
    .map((rivals) => best(rivals, believedOnes, earliestFirst))
    .sort((left, right) => left.counter - right.counter)
  const winners = new Set(links)

  const reasonFor = (tap: Tap): Reason => {
    if (history.contested.has(signedKey(tap))) return 'sam-number-used-twice'
    return winners.has(tap) ? (history.bearing?.(tap) ?? 'paid') : 'counter-used-twice'
  }
  const chosen = new Set(believed)
  const standings: Standing[] = history.contents.map((tap) => ({
    tap,
    reason: chosen.has(tap) ? reasonFor(tap) : 'same-tac-other-content',
  }))
  for (const tap of [...copies, ...greyCopies]) standings.push({ tap, reason: 'seen-before' })
  for (const tap of history.unconfirmed) {
    standings.push({
      tap,
      reason: bySignature.has(signedKey(tap)) ? 'proved-elsewhere' : 'unconfirmed',
    })
  }

  const held = links.filter((tap) => verdictOf(reasonFor(tap)) !== 'accepted')
  return {
    ...walk(history, links),
    standings,
    forks: [...byCounter]
      .filter(([, rivals]) => rivals.length > 1)
      .map(([counter, rivals]) => ({ counter, taps: rivals.length }))
      .sort((left, right) => left.counter - right.counter),
    tapCount: links.length,
    paidFen: sumOf(links) - sumOf(held),
    heldFen: sumOf(held),
  }
}

/**
 * Each content once: two files judged side by side may both have kept the same claim. The one with the lowest
 * number stands for its copies.
 */
function distinctOf(taps: readonly Tap[]): { distinct: Tap[]; copies: Tap[] } {
  const copies: Tap[] = []
  const distinct: Tap[] = []
  for (const same of grouped(taps, signedKey).values()) {
    const kept = new Set<string>()
    for (const tap of same.length === 1 ? same : [...same].sort(byNumber)) {
      const content = contentKey(tap)
      if (kept.has(content)) copies.push(tap)
      else distinct.push(tap)
      kept.add(content)
    }
  }
  return { distinct, copies }
}

const byNumber = (left: Tap, right: Tap): number =>
  order(left.batch, right.batch) || order(left.line, right.line)

/** From the opening along the counters: what is missing, what does not fit, what is left. */
function walk(
  history: PurseHistory,
  links: readonly Tap[],
): Pick<Chain, 'gaps' | 'breaks' | 'nextCounter' | 'balanceFen' | 'lastAt'> {
  const gaps: Gap[] = []
  const breaks: number[] = []
  let nextCounter = history.openingCounter
  let balanceFen = 0n
  let lastAt = ''
  for (const tap of links) {
    const at = atOf(tap)
    const expected = balanceFen + loadedBetween(history.loads, { after: lastAt, upTo: at })
    if (tap.counter > nextCounter) {
      gaps.push({
        from: nextCounter,
        to: tap.counter - 1,
        missingFen: expected - tap.balanceBefore,
      })
    } else if (expected !== tap.balanceBefore || tap.counter < nextCounter) {
      breaks.push(tap.counter)
    }
    balanceFen = afterOf(tap)
    nextCounter = tap.counter + 1
    lastAt = at
  }
  balanceFen += loadedBetween(history.loads, { after: lastAt, upTo: '~' })
  for (const load of history.loads) if (load.at > lastAt) lastAt = load.at
  return { gaps, breaks, nextCounter, balanceFen, lastAt }
}

/**
 * How well a claim fits its neighbours: one point for a tap before it that ends where it begins (or the
 * opening of the purse), one for a tap after it that begins where it ends. Balances are compared less what
 * had been loaded by then, so that a load between two taps does not part them; with that each claim is
 * looked up once, however many a broken terminal sends.
 */
function fitness(history: PurseHistory): (tap: Tap) => number {
  const loadedBy = (at: string): bigint => loadedBetween(history.loads, { after: '', upTo: at })
  const begins = (tap: Tap): bigint => tap.balanceBefore - loadedBy(atOf(tap))
  const ends = (tap: Tap): bigint => begins(tap) - tap.amountFen
  const ending = signaturesBy(history.contents, (tap) => `${tap.counter}|${ends(tap)}`)
  const beginning = signaturesBy(history.contents, (tap) => `${tap.counter}|${begins(tap)}`)
  const other = (signatures: ReadonlySet<string> | undefined, tap: Tap): boolean =>
    signatures !== undefined && signatures.size > (signatures.has(signedKey(tap)) ? 1 : 0)
  return (tap) => {
    const opens = tap.counter === history.openingCounter && begins(tap) === 0n
    const before = opens || other(ending.get(`${tap.counter - 1}|${begins(tap)}`), tap)
    const after = other(beginning.get(`${tap.counter + 1}|${ends(tap)}`), tap)
    return Number(before) + Number(after)
  }
}

function signaturesBy(
  taps: readonly Tap[],
  keyOf: (tap: Tap) => string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const signatures = new Map<string, Set<string>>()
  for (const tap of taps) {
    const known = signatures.get(keyOf(tap))
    if (known === undefined) signatures.set(keyOf(tap), new Set([signedKey(tap)]))
    else known.add(signedKey(tap))
  }
  return signatures
}

const earliestFirst = (left: Tap, right: Tap): number =>
  order(atOf(left), atOf(right)) ||
  contentOrder(left, right) ||
  order(signedKey(left), signedKey(right))

function best(
  candidates: readonly Tap[],
  fit: (tap: Tap) => number,
  among: (left: Tap, right: Tap) => number,
): Tap {
  const [first, ...others] = candidates
  if (first === undefined) throw new RangeError('there is nothing to choose from')
  let leader = { tap: first, fit: others.length === 0 ? 0 : fit(first) }
  for (const tap of others) {
    const rival = { tap, fit: fit(tap) }
    if ((rival.fit - leader.fit || among(leader.tap, tap)) > 0) leader = rival
  }
  return leader.tap
}

function loadedBetween(
  loads: readonly Load[],
  span: { readonly after: string; readonly upTo: string },
): bigint {
  let sum = 0n
  for (const load of loads) if (load.at > span.after && load.at <= span.upTo) sum += load.amountFen
  return sum
}

const sumOf = (taps: readonly Tap[]): bigint => taps.reduce((sum, tap) => sum + tap.amountFen, 0n)
