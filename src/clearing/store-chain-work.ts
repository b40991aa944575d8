import type { Sql, Tx } from '../base'
import { columnOf } from './columns'

/**
 * Takes the one turn at chain work; others wait here. Its statements go from some thousand keys to their rows by
 * the index; left alone the server would hash the whole table for each of them, and spill.
 */
export async function takeChainTurn(tx: Tx): Promise<void> {
  await tx.query(
    `select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
       from clearing_chain_turn for update`,
    [],
    'clearing_chain_turn',
  )
}

/** Posted batches whose chains nobody has looked at yet, the oldest first. */
export async function batchesToChain(tx: Tx, limit: number): Promise<bigint[]> {
  const { rows } = await tx.query<{ batch: bigint }>(
    'select batch from clearing_chain_todo order by batch limit $1',
    [limit],
    'clearing_chain_todo',
  )
  return rows.map(({ batch }) => batch)
}

/** Takes batches off that list, in the transaction that has looked at their chains. */
export async function batchesChained(tx: Tx, batches: readonly bigint[]): Promise<void> {
  await tx.query('delete from clearing_chain_todo where batch = any($1::int8[])', [
    columnOf(batches, (batch) => batch),
  ])
}

/** An upload, or a settlement day with all uploads. */
type ChainsOf = { readonly upload: bigint } | { readonly settleDate: string }

const waitingOf = (of: ChainsOf): { readonly exists: string; readonly value: unknown } => {
  const [condition, value] =
    'upload' in of ? ['upload = $1', of.upload] : ['settle_date = $1', of.settleDate]
  // From what waits to its batches, never from all batches of a day to what waits.
  const exists = `exists (select from clearing_chain_todo todo
    cross join lateral (select from clearing_batch batch where batch.batch = todo.batch and ${condition} offset 0) its)`
  return { exists, value }
}

/** Whether any batch of these waits. */
export async function chainsWaiting(sql: Sql, of: ChainsOf): Promise<boolean> {
  const { exists, value } = waitingOf(of)
  const { rows } = await sql.query<{ waits: boolean }>(`select ${exists} as waits`, [value])
  return rows[0]?.waits === true
}

/** The same, and the newest note of a card that waits; null when none does. */
export async function workWaiting(
  sql: Sql,
  of: ChainsOf,
): Promise<{ readonly chains: boolean; readonly note: bigint | null }> {
  const { exists, value } = waitingOf(of)
  const { rows } = await sql.query<{ chains: boolean; note: bigint | null }>(
    `select ${exists} as chains, (select max(note) from clearing_card_todo) as note`,
    [value],
    'upload' in of ? 'clearing-upload-work-waiting' : 'clearing-day-work-waiting',
  )
  return rows[0] as (typeof rows)[number]
}

/** A card that something beside its taps has changed; `note` grows with the transactions that noted. */
export interface NotedCard {
  readonly note: bigint
  readonly card: bigint
}

/**
 * Notes that these cards (as integers) changed though no tap came: loaded, unloaded, reported lost. The next
 * chain step looks at their whole history. In the transaction of the change itself, so that no audit sees
 * one without the other.
 */
export async function noteCardsChanged(tx: Tx, cards: readonly bigint[]): Promise<void> {
  if (cards.length === 0) return
  await tx.query(
    `insert into clearing_card_todo (card) select * from unnest($1::int8[]) order by 1
     on conflict do nothing`,
    [columnOf(cards, (card) => card)],
  )
}

/** Cards that are noted as changed, the oldest notes first. */
export async function cardsNoted(tx: Tx, limit: number): Promise<NotedCard[]> {
  const { rows } = await tx.query<NotedCard>(
    'select note, card from clearing_card_todo order by note, card limit $1',
    [limit],
    'clearing_card_todo',
  )
  return rows
}

/** Takes these notes off the list; a card that was noted again meanwhile stays on it by its newer note. */
export async function notesChained(tx: Tx, notes: readonly NotedCard[]): Promise<void> {
  if (notes.length === 0) return
  await tx.query(
    `delete from clearing_card_todo
      where (card, note) in (select * from unnest($1::int8[], $2::int8[]))`,
    [columnOf(notes, ({ card }) => card), columnOf(notes, ({ note }) => note)],
  )
}

/** The newest note that waits; undefined when none does. */
export async function lastNote(sql: Sql): Promise<bigint | undefined> {
  const { rows } = await sql.query<{ note: bigint | null }>(
    'select max(note) as note from clearing_card_todo',
  )
  return rows[0]?.note ?? undefined
}

/** Whether any note up to this one still waits. */
export async function notesWaiting(sql: Sql, upTo: bigint): Promise<boolean> {
  const { rows } = await sql.query('select 1 from clearing_card_todo where note <= $1 limit 1', [
    upTo,
  ])
  return rows.length > 0
}
