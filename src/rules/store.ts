import type { BusinessDate, Sql, Tx } from '../base'
import type { Calendar } from './working-day'

export interface RuleValue {
  readonly rule: string
  readonly validFrom: BusinessDate
  readonly value: bigint
  readonly reason: string
  readonly madeBy: string
  readonly approvedBy: string
  readonly reference: string
  readonly at: Date
}

/** What was set for each rule by a date; of several words for one date the last counts. */
export async function valuesOn(
  sql: Sql,
  date: string,
): Promise<ReadonlyMap<string, Pick<RuleValue, 'value' | 'validFrom'>>> {
  const { rows } = await sql.query<Pick<RuleValue, 'rule' | 'value' | 'validFrom'>>(
    `select distinct on (rule) rule, value, valid_from as "validFrom"
       from rules_value where valid_from <= $1 order by rule, valid_from desc, entry desc`,
    [date],
    'rules-on-date',
  )
  return new Map(rows.map(({ rule, ...value }) => [rule, value]))
}

export async function insertValue(tx: Tx, value: RuleValue): Promise<void> {
  await tx.query(
    `insert into rules_value (rule, valid_from, value, reason, made_by, approved_by, reference, entered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (reference) do nothing`,
    [
      value.rule,
      value.validFrom,
      value.value,
      value.reason,
      value.madeBy,
      value.approvedBy,
      value.reference,
      value.at,
    ],
  )
}

export async function insertDay(
  tx: Tx,
  day: {
    readonly date: BusinessDate
    readonly works: boolean
    readonly name: string
    readonly reference: string
    readonly at: Date
  },
): Promise<void> {
  await tx.query(
    `insert into rules_calendar (day, works, name, reference, entered_at)
     values ($1, $2, $3, $4, $5) on conflict (reference) do nothing`,
    [day.date, day.works, day.name, day.reference, day.at],
  )
}

/** The days that were set, from a date on. */
export async function daysOfCalendar(sql: Sql, from: BusinessDate): Promise<Calendar> {
  const { rows } = await sql.query<{ day: BusinessDate; works: boolean }>(
    `select distinct on (day) day, works from rules_calendar where day >= $1 order by day, entry desc`,
    [from],
  )
  return new Map(rows.map(({ day, works }) => [day, works]))
}
