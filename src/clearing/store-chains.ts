import { invariant, sqlArray, sqlFenArray, sqlRows, type Sql, type Tx } from '../base'
import type { Chain } from './chain'
import type { PurseRun, Shadow } from './chain-extend'
import { cardArray, columnOf, wordColumnOf } from './columns'
import type { Purse, Tap } from './tap'
import type { TapTable } from './tap-table'
import { codeOf, reasonOf, type Reason } from './verdict'

/** A claim beside the taps, with the reason it stands under now (its first one, or the latest ruling's). */
export interface StandingClaim {
  readonly tap: Tap
  readonly operator: string
  readonly reason: Reason
  /** The terminal saw no answer to its debit; whatever became of the claim since. */
  readonly unconfirmed: boolean
  /** The settlement day of the batch that brought it. */
  readonly settleDate: string
}

/** A later verdict. `sign` says what it does to the money: paid now (+1), taken back (−1), or neither. */
export interface Ruling {
  readonly tap: Tap
  readonly operator: string
  readonly reason: Reason
  readonly sign: -1 | 0 | 1
  /** The settlement day of the record that is ruled on. */
  readonly settleDate: string
}

const CLAIM_TAP_FIELDS = `card, sam, term_seq as "termSeq", event_date as "eventDate", event_time as "eventTime",
  type, discount, key_version as "keyVersion", algorithm, counter, line, amount_fen as "amountFen",
  list_fen as "listFen", balance_before as "balanceBefore", batch, tac, operator,
  (select batch.settle_date from clearing_batch batch where batch.batch = claim.batch) as "settleDate"`

/** Reasons of claims that the chain of a card may still decide. */
const OPEN_REASONS = (['unconfirmed', 'proved-elsewhere', 'same-tac-other-content'] as const).map(
  codeOf,
)

type ClaimRow = Tap & {
  readonly operator: string
  readonly reason: number
  readonly first: number
  readonly settleDate: string
}

const UNCONFIRMED_REASONS: ReadonlySet<Reason> = new Set(['unconfirmed', 'proved-elsewhere'])

const claimOf = ({ operator, reason, first, settleDate, ...tap }: ClaimRow): StandingClaim => ({
  tap,
  operator,
  settleDate,
  reason: reasonOf(reason),
  unconfirmed: UNCONFIRMED_REASONS.has(reasonOf(first)),
})

/** Claims of the kinds a chain decides, under these signed keys, with their first reason. */
export async function claimsUnder(
  sql: Sql,
  keys: readonly Pick<Tap, 'card' | 'eventDate' | 'sam' | 'termSeq'>[],
): Promise<StandingClaim[]> {
  const { rows } = await sql.query<ClaimRow>(
    `select ${CLAIM_TAP_FIELDS}, reason, reason as first from clearing_claim claim
      where reason = any($5::int2[]) and (card, event_date, sam, term_seq) in (
        select * from unnest($1::int8[], $2::date[], $3::int8[], $4::int8[]))`,
    [
      columnOf(keys, (key) => key.card),
      wordColumnOf(keys, (key) => key.eventDate),
      columnOf(keys, (key) => key.sam),
      columnOf(keys, (key) => key.termSeq),
      columnOf(OPEN_REASONS, (code) => code),
    ],
  )
  return rows.map(claimOf)
}

/** All such claims of these cards, with the reason they stand under now. */
export async function claimsOfCards(sql: Sql, cards: readonly bigint[]): Promise<StandingClaim[]> {
  const { rows } = await sql.query<ClaimRow>(
    `select ${CLAIM_TAP_FIELDS}, reason as first, coalesce(
        (select ruling.reason from clearing_ruling ruling
          where ruling.card = claim.card and ruling.event_date = claim.event_date
            and ruling.sam = claim.sam and ruling.term_seq = claim.term_seq
            and ruling.batch = claim.batch and ruling.line = claim.line
          order by run desc limit 1), reason) as reason
       from clearing_claim claim
      where card = any($1::int8[]) and reason = any($2::int2[])`,
    [columnOf(cards, (card) => card), columnOf(OPEN_REASONS, (code) => code)],
  )
  return rows.map(claimOf)
}

/** Every booked tap of these cards: who uploaded it, how it stands now, whether its SAM number is contested. */
export async function standingTaps(
  sql: Sql,
  cards: readonly bigint[],
): Promise<(StandingClaim & { readonly contested: boolean })[]> {
  const { rows } = await sql.query<ClaimRow & { contested: boolean }>(
    `select tap.card, tap.sam, tap.term_seq as "termSeq", tap.event_date as "eventDate",
        tap.event_time as "eventTime", tap.type, tap.discount, tap.key_version as "keyVersion",
        tap.algorithm, tap.counter, tap.line, tap.amount_fen as "amountFen", tap.list_fen as "listFen",
        tap.balance_before as "balanceBefore", tap.batch, tap.tac, batch.operator,
        batch.settle_date as "settleDate", $2::int2 as first,
        coalesce((select ruling.reason from clearing_ruling ruling
          where ruling.card = tap.card and ruling.event_date = tap.event_date
            and ruling.sam = tap.sam and ruling.term_seq = tap.term_seq
            and ruling.batch = tap.batch and ruling.line = tap.line
          order by run desc limit 1), $2::int2) as reason,
        exists (select 1 from clearing_tap other
          where other.sam = tap.sam and other.term_seq = tap.term_seq
            and (other.card, other.event_date) <> (tap.card, tap.event_date)) as contested
       from clearing_tap tap join clearing_batch batch using (batch)
      where tap.card = any($1::int8[])`,
    [columnOf(cards, (card) => card), codeOf('paid')],
  )
  return rows.map(({ contested, ...row }) => ({ ...claimOf(row), contested }))
}

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

export async function batchesToChain(tx: Tx, limit: number): Promise<bigint[]> {
  const { rows } = await tx.query<{ batch: bigint }>(
    'select batch from clearing_chain_todo order by batch limit $1',
    [limit],
    'clearing_chain_todo',
  )
  return rows.map(({ batch }) => batch)
}

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

export async function cardsNoted(tx: Tx, limit: number): Promise<NotedCard[]> {
  const { rows } = await tx.query<NotedCard>(
    'select note, card from clearing_card_todo order by note, card limit $1',
    [limit],
    'clearing_card_todo',
  )
  return rows
}

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

export async function notesWaiting(sql: Sql, upTo: bigint): Promise<boolean> {
  const { rows } = await sql.query('select 1 from clearing_card_todo where note <= $1 limit 1', [
    upTo,
  ])
  return rows.length > 0
}

/** Cards of which these batches brought claims that a chain decides. */
export async function cardsWithClaims(
  tx: Tx,
  batches: readonly bigint[],
): Promise<{ card: bigint; type: number }[]> {
  const { rows } = await tx.query<{ card: bigint; type: number }>(
    `select distinct card, type from clearing_claim
      where batch = any($1::int8[]) and reason = any($2::int2[])`,
    [columnOf(batches, (batch) => batch), columnOf(OPEN_REASONS, (code) => code)],
  )
  return rows
}

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

export async function insertRulings(
  tx: Tx,
  run: { readonly run: bigint; readonly at: Date },
  rulings: readonly Ruling[],
): Promise<void> {
  await tx.query(
    `insert into clearing_ruling (card, event_date, sam, term_seq, run, batch, line, reason, sign, operator,
       settle_date, amount_fen, list_fen, discount, ruled_at)
     select card, event_date, sam, term_seq, $1, batch, line, reason, sign, operator, settle_date, amount, list,
       discount, $2
       from unnest($3::int8[], $4::date[], $5::int8[], $6::int8[], $7::int8[], $8::int4[], $9::int2[],
         $10::int2[], $11::text[], $12::int8[], $13::int8[], $14::int2[], $15::date[])
         as ruled (card, event_date, sam, term_seq, batch, line, reason, sign, operator, amount, list,
           discount, settle_date)`,
    [
      run.run,
      run.at,
      columnOf(rulings, ({ tap }) => tap.card),
      wordColumnOf(rulings, ({ tap }) => tap.eventDate),
      columnOf(rulings, ({ tap }) => tap.sam),
      columnOf(rulings, ({ tap }) => tap.termSeq),
      columnOf(rulings, ({ tap }) => tap.batch),
      columnOf(rulings, ({ tap }) => tap.line),
      columnOf(rulings, ({ reason }) => codeOf(reason)),
      columnOf(rulings, ({ sign }) => sign),
      wordColumnOf(rulings, ({ operator }) => operator),
      columnOf(rulings, ({ tap }) => tap.amountFen),
      columnOf(rulings, ({ tap }) => tap.listFen),
      columnOf(rulings, ({ tap }) => tap.discount),
      wordColumnOf(rulings, ({ settleDate }) => settleDate),
    ],
  )
}

/** Later verdicts on the records of an upload, the newest of each. */
export async function rulingsOf(
  sql: Sql,
  upload: bigint,
): Promise<{ line: number; reason: Reason }[]> {
  const { rows } = await sql.query<{ line: number; reason: number }>(
    `select distinct on (ruling.batch, ruling.line) ruling.line, ruling.reason
       from clearing_ruling ruling join clearing_batch batch on batch.batch = ruling.batch
      where batch.upload = $1
      order by ruling.batch, ruling.line, ruling.run desc`,
    [upload],
  )
  return rows.map(({ line, reason }) => ({ line, reason: reasonOf(reason) }))
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

/** Cards whose booked taps share a terminal transaction number with one of these taps of another card. */
export async function rivalCards(tx: Tx, taps: readonly Tap[]): Promise<bigint[]> {
  if (taps.length === 0) return []
  const { rows } = await tx.query<{ card: bigint }>(
    `select distinct other.card
       from unnest($1::int8[], $2::int8[], $3::int8[], $4::date[]) as mine (sam, term_seq, card, event_date)
       join clearing_tap other on other.sam = mine.sam and other.term_seq = mine.term_seq
      where (other.card, other.event_date) <> (mine.card, mine.event_date)`,
    [
      columnOf(taps, (tap) => tap.sam),
      columnOf(taps, (tap) => tap.termSeq),
      columnOf(taps, (tap) => tap.card),
      wordColumnOf(taps, (tap) => tap.eventDate),
    ],
  )
  return rows.map(({ card }) => card)
}
