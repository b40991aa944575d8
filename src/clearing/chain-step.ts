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
  cardsNoted,
  chainsWaiting,
  extendShadows,
  lastNote,
  notesChained,
  notesWaiting,
  rivalCards,
  takeChainTurn,
  type NotedCard,
} from './store-chains'
import { tapsOfBatches } from './store-taps'
import { order, purseOf, type Purse, type Tap } from './tap'

/** Batches and noted cards of one step: a bound on memory, not on correctness. */
const BATCHES_A_STEP = 8
const NOTES_A_STEP = 500

/** Taps that are still in memory since they were booked, so that they need not be read again. */
export type FreshTaps = Map<bigint, readonly Tap[]>

/**
 * Looks at the cards of posted batches as chains: extends the shadow of each purse, or where anything is
 * unusual resolves its whole history and rules anew what follows from it; so too for cards that were noted
 * as changed. One step at a time in the whole centre, restartable: a batch or a note stays on its list until
 * its step has committed. Answers how many batches and notes it took.
 */
export async function chainStep(desk: ClearingDesk, fresh: FreshTaps = new Map()): Promise<number> {
  const done = await desk.database.transaction(async (tx) => {
    await takeChainTurn(tx)
    const batches = await batchesToChain(tx, BATCHES_A_STEP)
    const notes = await cardsNoted(tx, NOTES_A_STEP)
    if (batches.length + notes.length > 0) await chainBatches(desk, tx, { batches, notes, fresh })
    return { batches, notes }
  })
  for (const batch of done.batches) fresh.delete(batch)
  return done.batches.length + done.notes.length
}

/**
 * Works until no batch of the upload, or of the settlement day, waits any more; a day waits for the cards
 * noted by now as well, for a ruling on one of them may be booked in it.
 */
export async function drainChains(
  desk: ClearingDesk,
  of: { readonly upload: bigint } | { readonly settleDate: string },
  fresh: FreshTaps = new Map(),
): Promise<void> {
  const note = 'settleDate' in of ? await lastNote(desk.database) : undefined
  while (await chainsWaiting(desk.database, of)) await chainStep(desk, fresh)
  if (note !== undefined) await drainNotes(desk, note)
}

/** Works until the cards that are noted by now have been looked at; what is noted meanwhile may wait. */
export async function drainNotedCards(desk: ClearingDesk): Promise<void> {
  const note = await lastNote(desk.database)
  if (note !== undefined) await drainNotes(desk, note)
}

async function drainNotes(desk: ClearingDesk, upTo: bigint): Promise<void> {
  while (await notesWaiting(desk.database, upTo)) await chainStep(desk)
}

async function chainBatches(
  desk: ClearingDesk,
  tx: Tx,
  work: {
    readonly batches: readonly bigint[]
    readonly notes: readonly NotedCard[]
    readonly fresh: FreshTaps
  },
): Promise<void> {
  const taps = work.batches.length === 0 ? [] : await tapsOfStep(tx, work)
  const noted = new Set(work.notes.map(({ card }) => card))
  const unusual = new Set(noted)
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
  if (unusual.size > 0) await resolveCards(desk, tx, { cards: [...unusual], noted })
  await batchesChained(tx, work.batches)
  await notesChained(tx, work.notes)
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
