import type { Tx } from '../base'
import { runOf, type PurseRun } from './chain-extend'
import type { ClearingDesk } from './desk'
import { resolveCards } from './resolve-cards'
import {
  advanceSams,
  batchesChained,
  batchesToChain,
  beginShadows,
  cardsWithClaims,
  chainsWaiting,
  extendShadows,
  rivalCards,
  takeChainTurn,
} from './store-chains'
import { tapsOfBatches } from './store-taps'
import { order, purseOf, type Purse, type Tap } from './tap'

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
  const unusual = new Set<bigint>()
  for (const { card } of await cardsWithClaims(tx, work.batches)) unusual.add(card)
  for (const card of await contestedCards(tx, taps)) unusual.add(card)

  const runs: PurseRun[] = []
  for (const purse of groupByPurse(taps)) {
    if (unusual.has(purse.card)) continue
    const run = runOf(purse, purse.taps)
    if (run === undefined) unusual.add(purse.card)
    else runs.push(run)
  }
  runs.sort((left, right) => order(left.card, right.card))
  // The short way for every purse that allows it; the cards of the others are looked at in full.
  const strange = await beginShadows(tx, await extendShadows(tx, runs))
  for (const { card } of strange) unusual.add(card)
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
  const spans = new Map<bigint, SamSpan>()
  const contested: bigint[] = []
  for (const tap of taps) {
    const span = spans.get(tap.sam) ?? newSpan(spans, tap)
    if (tap.termSeq < span.first) span.first = tap.termSeq
    if (tap.termSeq > span.last) span.last = tap.termSeq
    // A transaction number has 32 bits.
    const number = Number(tap.termSeq)
    const other = span.claimed.get(number)
    if (other !== undefined) contested.push(other.card, tap.card)
    span.claimed.set(number, tap)
  }
  const seenBefore = await advanceSams(tx, [...spans.values()])
  const suspicious = seenBefore.size === 0 ? [] : taps.filter((tap) => seenBefore.has(tap.sam))
  const rivals = await rivalCards(tx, suspicious)
  if (rivals.length === 0) return contested
  return [...contested, ...rivals, ...suspicious.map((tap) => tap.card)]
}

interface SamSpan {
  readonly sam: bigint
  first: bigint
  last: bigint
  readonly claimed: Map<number, Tap>
}

function newSpan(spans: Map<bigint, SamSpan>, { sam, termSeq }: Tap): SamSpan {
  const span = { sam, first: termSeq, last: termSeq, claimed: new Map<number, Tap>() }
  spans.set(sam, span)
  return span
}

function groupByPurse(taps: readonly Tap[]): PurseTaps[] {
  const purses = { 1: new Map<bigint, PurseTaps>(), 2: new Map<bigint, PurseTaps>() }
  for (const tap of taps) {
    const purse = purseOf(tap.type)
    const group = purses[purse].get(tap.card)
    if (group === undefined) purses[purse].set(tap.card, { card: tap.card, purse, taps: [tap] })
    else group.taps.push(tap)
  }
  const groups = [...purses[1].values(), ...purses[2].values()]
  for (const { taps: own } of groups) {
    if (own.length > 1) own.sort((left, right) => left.counter - right.counter)
  }
  return groups
}
