import type { Sql, Tx } from '../base'
import { columnOf, wordColumnOf } from './columns'
import type { Tap } from './tap'
import { codeOf, reasonOf, type Reason } from './verdict'

/** A later verdict. `sign` says what it does to the money: paid now (+1), taken back (−1), or neither. */
export interface Ruling {
  readonly tap: Tap
  readonly operator: string
  readonly reason: Reason
  readonly sign: -1 | 0 | 1
  /** The settlement day of the record that is ruled on. */
  readonly settleDate: string
}

/** Keeps later verdicts as one run, which also names the movement that books their money. */
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
