import type { Sql } from '../base'
import { verdictOf, reasonOf, type Verdict } from './verdict'

interface RejectRow {
  readonly line: number
  readonly field: string
  readonly detail: string
}

const byLine = (rows: readonly RejectRow[]): Map<number, Omit<RejectRow, 'line'>> =>
  new Map(rows.map(({ line, ...why }) => [line, why]))

/** Why the first `limit` records of an upload that could not be read could not be, by line. */
export async function rejectsOf(
  sql: Sql,
  upload: bigint,
  limit: number,
): Promise<Map<number, Omit<RejectRow, 'line'>>> {
  const { rows } = await sql.query<RejectRow>(
    `select line, field, detail from clearing_reject join clearing_batch using (batch)
      where upload = $1 order by batch, line limit $2`,
    [upload, limit],
  )
  return byLine(rows)
}

export async function rejectsOfBatch(
  sql: Sql,
  batch: bigint,
): Promise<Map<number, Omit<RejectRow, 'line'>>> {
  const { rows } = await sql.query<RejectRow>(
    'select line, field, detail from clearing_reject where batch = $1',
    [batch],
  )
  return byLine(rows)
}

/** A tap waits when its card's purse has a gap below its counter. */
const WAITING = `from clearing_card_gap gap
  join clearing_tap tap on tap.card = gap.card and tap.counter > gap.to_counter
   and gap.purse = case when tap.type in (4, 5) then 1 else 2 end
  join clearing_batch batch on batch.batch = tap.batch
 where batch.upload = $1`

export async function waitingCount(sql: Sql, upload: bigint): Promise<number> {
  const { rows } = await sql.query<{ count: bigint }>(
    `select count(distinct (tap.batch, tap.line)) as count ${WAITING}`,
    [upload],
  )
  return Number(rows[0]?.count ?? 0n)
}

export async function waitingLines(sql: Sql, upload: bigint): Promise<ReadonlySet<number>> {
  const { rows } = await sql.query<{ line: number }>(`select distinct tap.line ${WAITING}`, [
    upload,
  ])
  return new Set(rows.map(({ line }) => line))
}

/** How much rulings have moved between the verdicts of an upload's records since they were first judged, fen. */
export async function movedByRulings(sql: Sql, upload: bigint): Promise<Map<Verdict, bigint>> {
  const { rows } = await sql.query<{ from: number; to: number; amount: bigint }>(
    `select distinct on (ruling.batch, ruling.line) ruling.reason as to, ruling.amount_fen as amount,
            get_byte(batch.verdicts, (ruling.line - batch.first_line)::int) as from
       from clearing_ruling ruling join clearing_batch batch on batch.batch = ruling.batch
      where batch.upload = $1
      order by ruling.batch, ruling.line, ruling.run desc`,
    [upload],
  )
  const moved = new Map<Verdict, bigint>()
  for (const { from, to, amount } of rows) {
    const [was, is] = [verdictOf(reasonOf(from)), verdictOf(reasonOf(to))]
    moved.set(was, (moved.get(was) ?? 0n) - amount)
    moved.set(is, (moved.get(is) ?? 0n) + amount)
  }
  return moved
}
