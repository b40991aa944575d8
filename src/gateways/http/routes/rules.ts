import { z } from 'zod'
import { businessDateOf, ok } from '../../../base'
import {
  allRulesAt,
  changeRule,
  ruleNames,
  rules,
  setCalendarDay,
  workingDayAfter,
} from '../../../rules'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { because } from '../contract/second-person'
import {
  countOut,
  dateField,
  dateOut,
  reasonField,
  textField,
  wholeNumberText,
} from '../contract/fields'

export const getRules = endpoint({
  name: 'rules.list',
  method: 'get',
  path: '/v1/rules',
  tag: 'registry',
  summary: 'Every rule of the city as it is on a date, with its limits and source',
  may: 'signed-in',
  query: z.strictObject({ date: dateField.optional() }),
  answer: z.object({
    date: dateOut,
    rules: z.array(
      z.object({
        rule: z.string(),
        value: countOut,
        unit: z.string(),
        validFrom: dateOut.nullable(),
        from: countOut,
        to: countOut,
        meaning: z.string(),
        source: z.string(),
      }),
    ),
  }),
})

export const postRuleChange = endpoint({
  name: 'rules.change',
  method: 'post',
  path: '/v1/rules/{rule}/changes',
  tag: 'registry',
  summary: 'Set a rule from a date on; two people must agree',
  may: ['administrator', 'finance-maker'],
  approvers: ['administrator', 'finance-checker'],
  fourEyes: ({ params }) => because('rule-changes', { name: params.rule }),
  params: z.strictObject({ rule: z.enum(ruleNames) }),
  body: z.strictObject({
    value: z
      .int()
      .min(0)
      .max(10_000_000_000)
      .transform((value) => BigInt(value)),
    validFrom: dateField,
    reason: reasonField,
  }),
  answer: z.object({ rule: z.string(), validFrom: dateOut }),
  status: 201,
  refusals: {
    'rule-unknown': 404,
    'rule-value-out-of-range': 422,
    'date-malformed': 422,
    'date-past': 422,
    'second-person-needed': 409,
  },
})

export const postCalendarDay = endpoint({
  name: 'calendar.set-day',
  method: 'post',
  path: '/v1/calendar-days',
  tag: 'registry',
  summary: 'A feast on which the city rests, or a weekend day that is worked',
  may: ['administrator'],
  body: z.strictObject({ date: dateField, works: z.boolean(), name: textField(80) }),
  answer: z.object({ date: dateOut }),
  status: 201,
  refusals: { 'date-malformed': 422 },
})

export const getWorkingDay = endpoint({
  name: 'calendar.working-day',
  method: 'get',
  path: '/v1/calendar-days/{date}/working-day',
  tag: 'registry',
  summary: 'The nth working day after a date by the city’s calendar',
  may: 'signed-in',
  params: z.strictObject({ date: dateField }),
  query: z.strictObject({ after: wholeNumberText(0, 260) }),
  answer: z.object({ date: dateOut }),
})

export const ruleRoutes: readonly Route[] = [
  read(getRules, async ({ sql, at, query }) => {
    const date = query.date ?? businessDateOf(at, 0)
    const all = await allRulesAt(sql, date)
    return ok({ date, rules: all.map((line) => ({ ...rules[line.rule], ...line })) })
  }),
  write(postRuleChange, ({ act, params, body }) =>
    changeRule(act, { ...params, ...body, today: businessDateOf(act.at, 0) }),
  ),
  write(postCalendarDay, async ({ act, body }) => {
    const set = await setCalendarDay(act, body)
    return set.ok ? ok({ date: set.value }) : set
  }),
  read(getWorkingDay, async ({ sql, params, query }) =>
    ok({ date: await workingDayAfter(sql, params.date, query.after) }),
  ),
]
