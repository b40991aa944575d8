import type { Tx } from '../base'
import { cardFacts, type CardFacts } from '../registry'
import { extendShadow, freshShadow, type Shadow } from './chain-extend'
import type { ClearingDesk } from './desk'
import { resolveCards } from './resolve-cards'
import {
  advanceSams,
  batchesChained,
  batchesToChain,
  cardsWithClaims,
  chainsWaiting,
  rivalCards,
  shadowsOf,
  takeChainTurn,
  writeShadows,
} from './store-chains'
import { tapsOfBatches } from './store-taps'
import { purseOf, type Purse, type Tap } from './tap'

/** Batches of one step: a bound on memory, not on correctness. */
const BATCHES_A_STEP = 8

/** Taps that are still in memory since they were booked, so that they need not be read again. */
export type FreshTaps = Map<bigint, readonly Tap[]>

/**
 * Looks at the cards of posted batches as chains: extends the shadow of each purse, or where anything is
 * unusual resolves its whole history and rules anew what follows from it. One step at a time in the whole
 * centre, restartable: a batch stays on the list until its step has committed. Answers how many batches it took.
 */
export async function chainStep(desk: ClearingDesk, fresh: FreshTaps = new Map()): Promise<number> {
  const done = await desk.database.transaction(async (tx) => {
    await takeChainTurn(tx)
    const batches = await batchesToChain(tx, BATCHES_A_STEP)
    if (batches.length > 0) await chainBatches(desk, tx, { batches, fresh })
    return batches
  })
  for (const batch of done) fresh.delete(batch)
  return done.length
}

/** Works until no batch of the upload, or of the settlement day, waits any more. */
export async function drainChains(
  desk: ClearingDesk,
  of: { readonly upload: bigint } | { readonly settleDate: string },
  fresh: FreshTaps = new Map(),
): Promise<void> {
  while (await chainsWaiting(desk.database, of)) await chainStep(desk, fresh)
}

async function chainBatches(
  desk: ClearingDesk,
  tx: Tx,
  work: { readonly batches: readonly bigint[]; readonly fresh: FreshTaps },
): Promise<void> {
  const taps = await tapsOfStep(tx, work)
  const purses = groupByPurse(taps)
  const unusual = new Set<bigint>()
  for (const { card } of await cardsWithClaims(tx, work.batches)) unusual.add(card)
  for (const card of await contestedCards(tx, taps)) unusual.add(card)

  const shadows = await extendAll(tx, { purses, unusual })
  await writeShadows(tx, shadows)
  if (unusual.size > 0) await resolveCards(desk, tx, [...unusual])
  await batchesChained(tx, work.batches)
}

async function tapsOfStep(
  tx: Tx,
  work: { readonly batches: readonly bigint[]; readonly fresh: FreshTaps },
): Promise<Tap[]> {
  const known = work.batches.flatMap((batch) => work.fresh.get(batch) ?? [])
  const unknown = work.batches.filter((batch) => !work.fresh.has(batch))
  return unknown.length === 0 ? known : [...known, ...(await tapsOfBatches(tx, unknown))]
}

interface PurseTaps {
  readonly card: bigint
  readonly purse: Purse
  readonly taps: Tap[]
}

/** Cards that share a terminal transaction number with another, where a SAM's numbers were seen before. */
async function contestedCards(tx: Tx, taps: readonly Tap[]): Promise<bigint[]> {
  const spans = new Map<bigint, { sam: bigint; first: bigint; last: bigint }>()
  const claimed = new Map<string, Tap>()
  const contested: bigint[] = []
  for (const tap of taps) {
    const span = spans.get(tap.sam)
    if (span === undefined)
      spans.set(tap.sam, { sam: tap.sam, first: tap.termSeq, last: tap.termSeq })
    else {
      if (tap.termSeq < span.first) span.first = tap.termSeq
      if (tap.termSeq > span.last) span.last = tap.termSeq
    }
    const number = `${tap.sam}|${tap.termSeq}`
    const other = claimed.get(number)
    if (other !== undefined) contested.push(other.card, tap.card)
    claimed.set(number, tap)
  }
  const seenBefore = await advanceSams(tx, [...spans.values()])
  const suspicious = taps.filter((tap) => seenBefore.has(tap.sam))
  const rivals = await rivalCards(tx, suspicious)
  if (rivals.length === 0) return contested
  return [...contested, ...rivals, ...suspicious.map((tap) => tap.card)]
}

/** The short way for every purse that allows it; the cards of the others join the unusual ones. */
async function extendAll(
  tx: Tx,
  work: { readonly purses: readonly PurseTaps[]; readonly unusual: Set<bigint> },
): Promise<Shadow[]> {
  const purses = work.purses.filter(({ card }) => !work.unusual.has(card))
  const cards = [...new Set(purses.map(({ card }) => card))]
  const shadows = new Map(
    (await shadowsOf(tx, cards)).map((shadow) => [`${shadow.card}|${shadow.purse}`, shadow]),
  )
  const strangers = purses.filter(({ card, purse }) => !shadows.has(`${card}|${purse}`))
  const facts = await cardFacts(tx, [...new Set(strangers.map(({ card }) => card))])
  const extended = purses.flatMap(({ card, purse, taps }): Shadow[] => {
    const shadow =
      shadows.get(`${card}|${purse}`) ?? openingShadow({ card, purse }, facts.get(card))
    const after = shadow && extendShadow(shadow, taps)
    if (after === undefined) work.unusual.add(card)
    return after === undefined ? [] : [after]
  })
  return extended.filter(({ card }) => !work.unusual.has(card))
}

const openingShadow = (
  of: { readonly card: bigint; readonly purse: Purse },
  facts: CardFacts | undefined,
): Shadow | undefined =>
  facts === undefined
    ? undefined
    : freshShadow({
        ...of,
        openingCounter: facts.openingCounter,
        loadedFen: of.purse === 2 ? facts.loadedFen : 0n,
      })

function groupByPurse(taps: readonly Tap[]): PurseTaps[] {
  const purses = new Map<string, PurseTaps>()
  for (const tap of taps) {
    const purse = purseOf(tap.type)
    const key = `${tap.card}|${purse}`
    const group = purses.get(key)
    if (group === undefined) purses.set(key, { card: tap.card, purse, taps: [tap] })
    else group.taps.push(tap)
  }
  for (const { taps: own } of purses.values()) {
    if (own.length > 1) own.sort((left, right) => left.counter - right.counter)
  }
  return [...purses.values()]
}
