import {
  ok,
  parseBusinessDate,
  refuse,
  type Act,
  type BusinessDate,
  type Result,
  type Sql,
} from '../base'
import { ruleNames, rules, type RuleName } from './rules.table'
import { daysOfCalendar, insertDay, insertValue, valuesOn } from './store'
import { nthWorkingDay } from './working-day'

/** What a rule says on a date. */
export async function ruleAt(sql: Sql, name: RuleName, date: string): Promise<bigint> {
  return (await rulesAt(sql, [name], date))[name]
}

/** Several rules at once, by name. */
export async function rulesAt<Name extends RuleName>(
  sql: Sql,
  names: readonly Name[],
  date: string,
): Promise<Readonly<Record<Name, bigint>>> {
  const set = await valuesOn(sql, date)
  return Object.fromEntries(
    names.map((name) => [name, set.get(name)?.value ?? rules[name].standard]),
  ) as Record<Name, bigint>
}

export interface RuleOnDate {
  readonly rule: RuleName
  readonly value: bigint
  /** Null while the first value holds. */
  readonly validFrom: BusinessDate | null
}

/** Every rule as it is on a date. */
export async function allRulesAt(sql: Sql, date: string): Promise<readonly RuleOnDate[]> {
  const set = await valuesOn(sql, date)
  return ruleNames.map((rule) => ({
    rule,
    value: set.get(rule)?.value ?? rules[rule].standard,
    validFrom: set.get(rule)?.validFrom ?? null,
  }))
}

export type RuleRefusal =
  | 'rule-unknown'
  | 'rule-value-out-of-range'
  | 'date-malformed'
  | 'date-past'
  | 'second-person-needed'

/**
 * Sets a rule from a date on, never for the past. Two people must agree: the act carries the one who approved.
 */
export async function changeRule(
  act: Act,
  change: { rule: string; value: bigint; validFrom: string; today: string; reason: string },
): Promise<Result<{ readonly rule: RuleName; readonly validFrom: BusinessDate }, RuleRefusal>> {
  const { rule, value, reason } = change
  if (!isRule(rule))
    return refuse('rule-unknown', { field: 'rule', detail: `no rule is called ${rule}` })
  const { from, to, unit } = rules[rule]
  if (value < from || value > to) {
    return refuse('rule-value-out-of-range', {
      field: 'value',
      detail: `${rule} is from ${from} to ${to} ${unit}`,
    })
  }
  const date = parseBusinessDate(change.validFrom)
  if (!date.ok) return { ...date, field: 'validFrom' }
  if (date.value < change.today) {
    return refuse('date-past', {
      field: 'validFrom',
      detail: `a rule changes on ${change.today} or later`,
    })
  }
  if (act.approvedBy === undefined) {
    return refuse('second-person-needed', { detail: 'a rule is changed by two people' })
  }
  await insertValue(act.tx, {
    rule,
    validFrom: date.value,
    value,
    reason,
    madeBy: act.actor.id,
    approvedBy: act.approvedBy.id,
    reference: act.reference,
    at: act.at,
  })
  await act.trail({
    act: 'rule.changed',
    subject: `rule:${rule}`,
    reason,
    detail: { value: value.toString(), validFrom: date.value },
  })
  return ok({ rule, validFrom: date.value })
}

/** Enters a feast, or a weekend day that is worked. The newest word on a day counts. */
export async function setCalendarDay(
  act: Act,
  day: { readonly date: string; readonly works: boolean; readonly name: string },
): Promise<Result<BusinessDate, 'date-malformed'>> {
  const date = parseBusinessDate(day.date)
  if (!date.ok) return { ...date, field: 'date' }
  await insertDay(act.tx, { ...day, date: date.value, reference: act.reference, at: act.at })
  await act.trail({
    act: 'calendar.day-set',
    subject: `day:${date.value}`,
    detail: { works: day.works, name: day.name },
  })
  return ok(date.value)
}

/** The nth working day after a date by the city's calendar. */
export async function workingDayAfter(
  sql: Sql,
  date: BusinessDate,
  count: number,
): Promise<BusinessDate> {
  return nthWorkingDay(date, count, await daysOfCalendar(sql, date))
}

const isRule = (name: string): name is RuleName => Object.hasOwn(rules, name)
