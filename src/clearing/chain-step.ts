import type { Tx } from '../base'
import { byPurse, runOf, type PurseRun } from './chain-extend'
import type { ClearingDesk } from './desk'
import { resolveCards } from './resolve-cards'
import {
  batchesChained,
  batchesToChain,
  cardsNoted,
  chainsWaiting,
  lastNote,
  notesChained,
  notesWaiting,
  takeChainTurn,
  workWaiting,
  type NotedCard,
} from './store-chain-work'
import { advanceSams, beginShadows, extendShadows } from './store-shadows'
import { cardsWithClaims, rivalCards } from './store-standing'
import { tapsOfBatches } from './store-taps'
import {
  allRows,
  numbered,
  repeatedNumbers,
  TapTable,
  type Numbered,
  type TapRows,
} from './tap-table'

/** Batches and noted cards of one step: a bound on memory, not on correctness. */
const BATCHES_A_STEP = 8
const NOTES_A_STEP = 500

/** Taps that are still in memory since they were booked, so that they need not be read again. */
export type FreshTaps = Map<bigint, TapRows>

/**
 * Looks at the cards of posted batches as chains: extends the shadow of each purse, or where anything is
 * unusual resolves its whole history and rules anew what follows from it; so too for cards that were noted
 * as changed. One step at a time in the whole centre, restartable: a batch or a note stays on its list until
 * its step has committed. Answers how many batches and notes it took.
 */
export async function chainStep(desk: ClearingDesk, fresh: FreshTaps = new Map()): Promise<number> {
  const done = await desk.database.transaction(
    async (tx) => {
      await takeChainTurn(tx)
      const batches = await batchesToChain(tx, BATCHES_A_STEP)
      const notes = await cardsNoted(tx, NOTES_A_STEP)
      if (batches.length + notes.length > 0) await chainBatches(desk, tx, { batches, notes, fresh })
      return { batches, notes }
    },
    { durableLater: true },
  )
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
  const waiting = await workWaiting(desk.database, of)
  for (let more = waiting.chains; more; more = await chainsWaiting(desk.database, of)) {
    await chainStep(desk, fresh)
  }
  if ('settleDate' in of && waiting.note !== null) await drainNotes(desk, waiting.note)
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
  const { table, count } = await tapsOfStep(tx, work)
  const noted = new Set(work.notes.map(({ card }) => card))
  const unusual = new Set(noted)
  for (const { card } of await cardsWithClaims(tx, work.batches)) unusual.add(card)
  for (const card of await contestedCards(tx, table, count)) unusual.add(card)

  const runs: PurseRun[] = []
  const { rows, begins } = byPurse(table, count)
  for (let purse = 0; purse + 1 < begins.length; purse++) {
    const [from, to] = [begins[purse] as number, begins[purse + 1] as number]
    if (unusual.size > 0 && unusual.has(table.card(rows[from] as number))) continue
    const run = runOf({ table, rows }, from, to)
    if (run === undefined) unusual.add(table.card(rows[from] as number))
    else runs.push(run)
  }
  // The short way for every purse that allows it; the cards of the others are looked at in full.
  const all = { table, runs }
  const strange = await beginShadows(tx, { table, runs: await extendShadows(tx, all) })
  for (const { row } of strange) unusual.add(table.card(row))
  if (unusual.size > 0) await resolveCards(desk, tx, { cards: [...unusual], noted })
  await batchesChained(tx, work.batches)
  await notesChained(tx, work.notes)
}

/** All taps of the batches in one table. */
async function tapsOfStep(
  tx: Tx,
  work: { readonly batches: readonly bigint[]; readonly fresh: FreshTaps },
): Promise<{ readonly table: TapTable; readonly count: number }> {
  const known = work.batches.flatMap((batch) => work.fresh.get(batch) ?? [])
  const unknown = work.batches.filter((batch) => !work.fresh.has(batch))
  const taps = unknown.length === 0 ? [] : await tapsOfBatches(tx, unknown)
  const count = known.reduce((sum, { rows }) => sum + rows.length, taps.length)
  const table = new TapTable(count)
  let row = 0
  for (const tap of taps) table.put(row++, tap)
  for (const { table: from, rows } of known) {
    for (const of of rows) table.copy(row++, { table: from, row: of })
  }
  return { table, count }
}

/** Cards that share a terminal transaction number with another, where a SAM's numbers were seen before. */
async function contestedCards(tx: Tx, table: TapTable, count: number): Promise<bigint[]> {
  const { places, values } = numbered(table.sam, count)
  const rows = allRows(count)
  const contested = repeatedNumbers({ table, rows }, places).flatMap(({ row, first }) => [
    table.card(first),
    table.card(row),
  ])
  const seenBefore = await advanceSams(tx, samSpans(table, { places, values }))
  if (seenBefore.size === 0) return contested
  const known = values.map((sam) => seenBefore.has(BigInt(sam)))
  const suspicious = Array.from(
    rows.filter((row) => known[places[row] as number]),
    (row) => table.tap(row, NO_BATCH),
  )
  const rivals = await rivalCards(tx, suspicious)
  if (rivals.length === 0) return contested
  return [...contested, ...rivals, ...suspicious.map((tap) => tap.card)]
}

/** Where only the signed key of a tap is asked for. */
const NO_BATCH = 0n

interface SamSpan {
  readonly sam: bigint
  first: bigint
  last: bigint
}

/** The lowest and the highest number of each SAM. */
function samSpans(table: TapTable, { places, values }: Numbered): SamSpan[] {
  const firsts = new Float64Array(values.length).fill(Number.MAX_SAFE_INTEGER)
  const lasts = new Float64Array(values.length)
  for (let row = 0; row < places.length; row++) {
    const [place, number] = [places[row] as number, table.termSeq[row] as number]
    if (number < (firsts[place] as number)) firsts[place] = number
    if (number > (lasts[place] as number)) lasts[place] = number
  }
  return values.map((sam, place) => ({
    sam: BigInt(sam),
    first: BigInt(firsts[place] as number),
    last: BigInt(lasts[place] as number),
  }))
}
