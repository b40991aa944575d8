import type { Sql } from '../base'
import { verdictOf, reasonOf, type Verdict } from './verdict'

/** Why records of an upload could not be read, by line. */
export async function rejectsOf(
  sql: Sql,
  upload: bigint,
  limit?: number,
): Promise<Map<number, { field: string; detail: string }>> {
  const { rows } = await sql.query<{ line: number; field: string; detail: string }>(
    `select line, field, detail from clearing_reject join clearing_batch using (batch)
      where upload = $1 order by batch, line limit $2`,
    [upload, limit ?? null],
  )
  return new Map(rows.map(({ line, ...why }) => [line, why]))
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
