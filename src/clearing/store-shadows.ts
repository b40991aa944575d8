import { invariant, sqlArray, sqlFenArray, sqlRows, type Tx } from '../base'
import type { Chain } from './chain'
import type { PurseRun, Shadow } from './chain-extend'
import { cardArray, columnOf } from './columns'
import type { Purse } from './tap'
import type { TapTable } from './tap-table'

/** Runs of purses whose cards stand in a table. */
export interface PurseRuns {
  readonly table: TapTable
  readonly runs: readonly PurseRun[]
}

function runColumns({ table, runs }: PurseRuns): Buffer[] {
  const count = runs.length
  const at = (index: number): PurseRun => runs[index] as PurseRun
  return [
    cardArray({ table, rows: Int32Array.from(runs, ({ row }) => row) }),
    sqlArray('int2', count, (index) => at(index).purse),
    sqlArray('int4', count, (index) => at(index).firstCounter),
    sqlArray('int4', count, (index) => at(index).tapCount),
    sqlFenArray(count, (index) => at(index).balanceBeforeFen),
    sqlFenArray(count, (index) => at(index).paidFen),
    sqlArray('int8', count, (index) => at(index).firstAt),
    sqlArray('int8', count, (index) => at(index).lastAt),
  ]
}

const RUN_ROWS = sqlRows({
  card: 'int8',
  purse: 'int2',
  first_counter: 'int4',
  taps: 'int4',
  balance_before: 'int8',
  paid_fen: 'int8',
  first_at: 'int8',
  last_at: 'int8',
})

/**
 * Moves the shadows on for all runs that follow from them, and answers the runs that do not: nothing is read
 * back for the ten thousand purses where all is well. The conditions are those of `extendShadow`.
 */
export async function extendShadows(tx: Tx, all: PurseRuns): Promise<readonly PurseRun[]> {
  if (all.runs.length === 0) return []
  const columns = runColumns(all)
  const { rowCount } = await tx.query(
    `update clearing_card_shadow shadow
        set next_counter = shadow.next_counter + run.taps,
            balance_fen = shadow.balance_fen - run.paid_fen, last_at = run.last_at,
            paid_fen = shadow.paid_fen + run.paid_fen, tap_count = shadow.tap_count + run.taps
       from ${RUN_ROWS} as run
      where shadow.card = run.card and shadow.purse = run.purse and not shadow.has_claims
        and shadow.next_counter = run.first_counter and shadow.balance_fen = run.balance_before
        and shadow.last_at <= run.first_at`,
    columns,
    'clearing_extend_shadows',
  )
  if (rowCount === all.runs.length) return []
  // Only some: those that this transaction has written. To have each answered by the update takes 0.4 µs a purse.
  const { rows } = await tx.query<{ cards: bigint[] | null; purses: number[] }>(
    `select array_agg(run.card) as cards, array_agg(run.purse) as purses
       from ${RUN_ROWS} as run join clearing_card_shadow shadow using (card, purse)
      where shadow.xmin = pg_current_xact_id()::xid`,
    columns,
    'clearing_extended_shadows',
  )
  const { cards, purses } = rows[0] as (typeof rows)[number]
  invariant((cards?.length ?? 0) === rowCount, 'shadows that were moved on are found again', {
    rowCount,
  })
  return runsBut(all, cards ?? [], purses ?? [])
}

/** Begins the shadows of purses never seen before whose runs follow from their cards; answers the rest. */
export async function beginShadows(tx: Tx, all: PurseRuns): Promise<readonly PurseRun[]> {
  if (all.runs.length === 0) return []
  const { rows } = await tx.query<{ cards: bigint[] | null; purses: number[] | null }>(
    `with written as (
       insert into clearing_card_shadow (card, purse, next_counter, balance_fen, last_at, paid_fen, held_fen,
         tap_count, gap_count, break_count, fork_count, has_claims)
       select run.card, run.purse, run.first_counter + run.taps, run.balance_before - run.paid_fen, run.last_at,
              run.paid_fen, 0, run.taps, 0, 0, 0, false
         from ${RUN_ROWS} as run
         join registry_card_view card on card.card = run.card
        where card.opening_counter = run.first_counter
          and case run.purse when 2 then card.loaded_fen else 0 end = run.balance_before
       on conflict (card, purse) do nothing
       returning card, purse)
     select array_agg(card) as cards, array_agg(purse) as purses from written`,
    runColumns(all),
    'clearing_begin_shadows',
  )
  const { cards, purses } = rows[0] as (typeof rows)[number]
  return runsBut(all, cards ?? [], purses ?? [])
}

/** The runs but those of these purses. */
function runsBut(
  { table, runs }: PurseRuns,
  cards: readonly bigint[],
  purses: readonly number[],
): readonly PurseRun[] {
  const done = new Set(cards.map((card, index) => `${card}|${purses[index]}`))
  return runs.filter(({ row, purse }) => !done.has(`${table.card(row)}|${purse}`))
}

/** Puts what whole histories say in the place of the shadows that stood. */
export async function writeShadows(tx: Tx, shadows: readonly Shadow[]): Promise<void> {
  if (shadows.length === 0) return
  await tx.query(
    `insert into clearing_card_shadow (card, purse, next_counter, balance_fen, last_at, paid_fen, held_fen,
       tap_count, gap_count, break_count, fork_count, has_claims)
     select * from unnest($1::int8[], $2::int2[], $3::int4[], $4::int8[], $5::int8[], $6::int8[], $7::int8[],
       $8::int4[], $9::int4[], $10::int4[], $11::int4[], $12::boolean[])
     on conflict (card, purse) do update set next_counter = excluded.next_counter,
       balance_fen = excluded.balance_fen, last_at = excluded.last_at, paid_fen = excluded.paid_fen,
       held_fen = excluded.held_fen, tap_count = excluded.tap_count, gap_count = excluded.gap_count,
       break_count = excluded.break_count, fork_count = excluded.fork_count,
       has_claims = excluded.has_claims`,
    [
      columnOf(shadows, (shadow) => shadow.card),
      columnOf(shadows, (shadow) => shadow.purse),
      columnOf(shadows, (shadow) => shadow.nextCounter),
      columnOf(shadows, (shadow) => shadow.balanceFen),
      columnOf(shadows, (shadow) => BigInt(shadow.lastAt === '' ? 0 : shadow.lastAt)),
      columnOf(shadows, (shadow) => shadow.paidFen),
      columnOf(shadows, (shadow) => shadow.heldFen),
      columnOf(shadows, (shadow) => shadow.tapCount),
      columnOf(shadows, (shadow) => shadow.gapCount),
      columnOf(shadows, (shadow) => shadow.breakCount),
      columnOf(shadows, (shadow) => shadow.forkCount),
      columnOf(shadows, (shadow) => shadow.hasClaims),
    ],
    'clearing_write_shadows',
  )
}

/** Replaces the gaps and forks of these purses by what their chains say now. */
export async function writeBreaches(
  tx: Tx,
  chains: readonly { readonly card: bigint; readonly purse: Purse; readonly chain: Chain }[],
): Promise<void> {
  const cards = columnOf(chains, ({ card }) => card)
  const purses = columnOf(chains, ({ purse }) => purse)
  for (const table of ['clearing_card_gap', 'clearing_card_fork']) {
    await tx.query(
      `delete from ${table} where (card, purse) in (select * from unnest($1::int8[], $2::int2[]))`,
      [cards, purses],
    )
  }
  const gaps = chains.flatMap(({ card, purse, chain }) =>
    chain.gaps.map((gap) => ({ card, purse, ...gap })),
  )
  await tx.query(
    `insert into clearing_card_gap (card, purse, from_counter, to_counter, missing_fen)
     select * from unnest($1::int8[], $2::int2[], $3::int4[], $4::int4[], $5::int8[])`,
    [
      columnOf(gaps, (gap) => gap.card),
      columnOf(gaps, (gap) => gap.purse),
      columnOf(gaps, (gap) => gap.from),
      columnOf(gaps, (gap) => gap.to),
      columnOf(gaps, (gap) => gap.missingFen),
    ],
  )
  const forks = chains.flatMap(({ card, purse, chain }) =>
    chain.forks.map((fork) => ({ card, purse, ...fork })),
  )
  await tx.query(
    `insert into clearing_card_fork (card, purse, counter, taps)
     select * from unnest($1::int8[], $2::int2[], $3::int4[], $4::int4[])`,
    [
      columnOf(forks, (fork) => fork.card),
      columnOf(forks, (fork) => fork.purse),
      columnOf(forks, (fork) => fork.counter),
      columnOf(forks, (fork) => fork.taps),
    ],
  )
}

/** The SAMs whose numbers in a set may have been used before: first number of the set ≤ the last one known. */
export async function advanceSams(
  tx: Tx,
  spans: readonly { readonly sam: bigint; readonly first: bigint; readonly last: bigint }[],
): Promise<ReadonlySet<bigint>> {
  const columns = [
    columnOf(spans, ({ sam }) => sam),
    columnOf(spans, ({ first }) => first),
    columnOf(spans, ({ last }) => last),
  ]
  const { rows } = await tx.query<{ sam: bigint }>(
    `select known.sam from clearing_sam_shadow known
       join unnest($1::int8[], $2::int8[], $3::int8[]) as seen (sam, first, last) on seen.sam = known.sam
      where seen.first <= known.last_seq and seen.last >= known.first_seq`,
    columns,
  )
  await tx.query(
    `insert into clearing_sam_shadow (sam, first_seq, last_seq)
     select * from unnest($1::int8[], $2::int8[], $3::int8[]) order by 1
     on conflict (sam) do update set
       first_seq = least(clearing_sam_shadow.first_seq, excluded.first_seq),
       last_seq = greatest(clearing_sam_shadow.last_seq, excluded.last_seq)`,
    columns,
  )
  return new Set(rows.map(({ sam }) => sam))
}
