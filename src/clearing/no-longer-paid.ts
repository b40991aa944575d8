import { parseBusinessDate, type Sql } from '../base'
import { codeOf } from './verdict'

/** Taps of which the holder bears the charge; of any other that was paid for, somebody else does. */
const HOLDER_BEARS = ['paid', 'paid-holder-bears'] as const

/** A tap as the history of its card names it ("tap:2026-03-02.100000000001.17"). */
export interface NamedTap {
  readonly card: bigint
  readonly subject: string
}

/**
 * Which of these taps the holder was charged for no longer: rulings came later, and by the last of them no record of
 * the tap is paid at the holder's cost. A tap nobody ever ruled about stands as it was judged first.
 * @returns their subjects, with the card in front ("3104…1 tap:…"); subjects that are no taps are not among them
 */
export async function noLongerPaid(
  sql: Sql,
  taps: readonly NamedTap[],
): Promise<ReadonlySet<string>> {
  const asked = taps.flatMap(({ card, subject }) => {
    const [, date = '', sam = '', seq = ''] = /^tap:([^.]+)\.(\d+)\.(\d+)$/.exec(subject) ?? []
    const day = parseBusinessDate(date)
    return day.ok ? [{ card, subject, day: day.value, sam: BigInt(sam), seq: BigInt(seq) }] : []
  })
  if (asked.length === 0) return new Set()
  const { rows } = await sql.query<{ card: bigint; subject: string }>(
    `with asked as (
       select * from unnest($1::int8[], $2::text[], $3::date[], $4::int8[], $5::int8[])
         as asked(card, subject, event_date, sam, term_seq)),
     last as (
       select distinct on (asked.card, asked.subject, r.batch, r.line)
              asked.card, asked.subject, r.batch, r.line, r.reason
         from asked join clearing_ruling r using (card, event_date, sam, term_seq)
        order by asked.card, asked.subject, r.batch, r.line, r.run desc)
     select card, subject from last
      group by card, subject
     having not bool_or(reason = any($6::int2[]))
     except
     select asked.card, asked.subject
       from asked join clearing_tap tap using (card, event_date, sam, term_seq)
      where not exists (select from last where (last.batch, last.line) = (tap.batch, tap.line))`,
    [
      asked.map(({ card }) => card),
      asked.map(({ subject }) => subject),
      asked.map(({ day }) => day),
      asked.map(({ sam }) => sam),
      asked.map(({ seq }) => seq),
      HOLDER_BEARS.map(codeOf),
    ],
  )
  return new Set(rows.map(nameOfTap))
}

/** How a tap is named in the answer of `noLongerPaid`. */
export const nameOfTap = ({ card, subject }: NamedTap): string => `${card} ${subject}`
