import { z } from 'zod'
import { ok } from '../../../base'
import { dayFigures, hoursOfDay, verdictOf, type reasons, type verdicts } from '../../../clearing'
import { settlementDays } from '../../../settlement'
import { endpoint, read, type Route } from '../contract/endpoint'
import { countOut, dateField, dateOut, fenOut, instantOut, operatorField } from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'
import { BACK_OFFICE, WITH_OPERATOR } from './drill-parts'

export const listSettlementDays = endpoint({
  name: 'settlement.days',
  method: 'get',
  path: '/v1/settlement-days',
  tag: 'settlement',
  summary: 'The days of the books with what they came to, newest first; an operator sees its own',
  description: 'The figures of a day that is not closed are what they would be now.',
  may: WITH_OPERATOR,
  query: z.strictObject({ operator: operatorField.optional(), ...pageQuery(z.tuple([dateField])) }),
  answer: pageOf(
    z.object({
      date: dateOut,
      state: z.enum(['open', 'closing', 'closed']),
      taps: countOut,
      listFareFen: fenOut,
      chargedFen: fenOut,
      subsidyFen: fenOut,
      feeFen: fenOut,
      netFen: fenOut,
      digest: z.string().nullable(),
      closedAt: instantOut.nullable(),
    }),
  ),
})

export const getDayFigures = endpoint({
  name: 'clearing.day',
  method: 'get',
  path: '/v1/clearing-days/{date}',
  tag: 'clearing',
  summary: 'What a business day brought: files, records, their verdicts as they stand now',
  may: BACK_OFFICE,
  params: z.strictObject({ date: dateField }),
  answer: z.object({
    date: dateOut,
    files: countOut,
    records: countOut,
    reasons: z.record(z.string(), countOut),
    verdicts: z.object({
      accepted: countOut,
      duplicate: countOut,
      suspect: countOut,
      rejected: countOut,
    }),
    claimed: z
      .object({
        acceptedFen: fenOut,
        duplicateFen: fenOut,
        suspectFen: fenOut,
        rejectedFen: fenOut,
      })
      .meta({ description: 'what the records claim, by their verdicts as they stand now' }),
  }),
})

export const getDayHours = endpoint({
  name: 'clearing.hours',
  method: 'get',
  path: '/v1/clearing-days/{date}/hours',
  tag: 'clearing',
  summary: 'The genuine taps of a business day by the hour in which they were made',
  may: BACK_OFFICE,
  params: z.strictObject({ date: dateField }),
  answer: z.object({
    date: dateOut,
    hours: z.array(z.object({ hour: countOut, taps: countOut, chargedFen: fenOut })),
  }),
})

/** The days of the books, and what each brought. */
export const settlementDayRoutes: readonly Route[] = [
  read(listSettlementDays, async ({ sql, actor, query: { operator, limit, cursor } }) => {
    const rows = await settlementDays(sql, {
      operator: actor.operator ?? operator,
      before: cursor?.[0],
      limit: limit + 1,
    })
    return ok(
      page(rows, limit, {
        placeOf: ({ date }) => [date],
        item: ({ listFen, ...row }) => ({ ...row, listFareFen: listFen }),
      }),
    )
  }),

  read(getDayFigures, async ({ sql, params: { date } }) => {
    const { claimedFen, reasons: counts, ...figures } = await dayFigures(sql, date)
    const of = (verdict: (typeof verdicts)[number]): number =>
      Object.entries(counts)
        .filter(([reason]) => verdictOf(reason as keyof typeof reasons) === verdict)
        .reduce((sum, [, count]) => sum + count, 0)
    return ok({
      date,
      ...figures,
      reasons: counts,
      verdicts: {
        accepted: of('accepted'),
        duplicate: of('duplicate'),
        suspect: of('suspect'),
        rejected: of('rejected'),
      },
      claimed: {
        acceptedFen: claimedFen.accepted,
        duplicateFen: claimedFen.duplicate,
        suspectFen: claimedFen.suspect,
        rejectedFen: claimedFen.rejected,
      },
    })
  }),

  read(getDayHours, async ({ sql, params: { date } }) =>
    ok({ date, hours: await hoursOfDay(sql, date) }),
  ),
]
