import { z } from 'zod'
import { ok, refuse } from '../../../base'
import { recordsOfSam, takingsBySam } from '../../../clearing'
import { dayState } from '../../../ledger'
import { samBindings } from '../../../registry'
import { endpoint, read, type Route } from '../contract/endpoint'
import { countOut, dateField, fenOut, operatorField } from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'
import { isStranger, lineOut, samText, shown, WITH_OPERATOR } from './drill-parts'

const samField = z.string().regex(/^\d{12}$/)
const ofDay = z.strictObject({ operator: operatorField, date: dateField })

export const listSamTakings = endpoint({
  name: 'takings.sams',
  method: 'get',
  path: '/v1/statements/{operator}/{date}/sams',
  tag: 'settlement',
  summary: "An operator's day by SAM and terminal; together they are its statement",
  may: WITH_OPERATOR,
  params: ofDay,
  query: z.strictObject(pageQuery(z.tuple([bigintPlace]))),
  answer: pageOf(
    z.object({
      sam: z.string(),
      terminal: z.string().nullable(),
      taps: countOut,
      listFareFen: fenOut,
      chargedFen: fenOut,
    }),
  ),
  refusals: { 'operator-unknown': 404, 'day-unknown': 404 },
})

export const listSamRecords = endpoint({
  name: 'takings.records',
  method: 'get',
  path: '/v1/statements/{operator}/{date}/sams/{sam}/records',
  tag: 'settlement',
  summary: 'The records of one SAM that belong to a day, each with what it brought',
  may: WITH_OPERATOR,
  params: ofDay.extend({ sam: samField }),
  query: z.strictObject(pageQuery(z.tuple([bigintPlace, bigintPlace, z.int().min(0)]))),
  answer: pageOf(z.object({ ...lineOut, countedFen: fenOut })),
  refusals: { 'operator-unknown': 404, 'day-unknown': 404 },
})

const operatorUnknown = refuse('operator-unknown', {
  field: 'operator',
  detail: 'no such operator',
} as const)
const dayUnknown = refuse('day-unknown', { field: 'date', detail: 'the books have no such day' })

/** An operator's day by SAM, and the records of each. */
export const takings: readonly Route[] = [
  read(listSamTakings, async ({ sql, actor, params: { operator, date }, query }) => {
    if (isStranger(actor, operator)) return operatorUnknown
    if ((await dayState(sql, date)) === undefined) return dayUnknown
    const { limit, cursor } = query
    const asked = { day: date, operator, after: cursor?.[0], limit: limit + 1 }
    const rows = await takingsBySam(sql, asked)
    const bindings = await samBindings(
      sql,
      rows.map(({ sam }) => samText(sam)),
    )
    const terminalOf = (sam: string): string | null =>
      bindings
        .get(sam)
        ?.filter((one) => one.operator === operator)
        .at(-1)?.terminal ?? null
    return ok(
      page(rows, limit, {
        placeOf: ({ sam }) => [sam],
        item: ({ sam, listFen, ...row }) => ({
          ...row,
          sam: samText(sam),
          terminal: terminalOf(samText(sam)),
          listFareFen: listFen,
        }),
      }),
    )
  }),

  read(listSamRecords, async ({ sql, actor, params: { operator, date, sam }, query }) => {
    if (isStranger(actor, operator)) return operatorUnknown
    if ((await dayState(sql, date)) === undefined) return dayUnknown
    const { limit, cursor } = query
    const rows = await recordsOfSam(sql, {
      day: date,
      operator,
      sam: BigInt(sam),
      after: cursor,
      limit: limit + 1,
    })
    return ok(
      page(rows, limit, {
        placeOf: ({ termSeq, batch, line }) => [termSeq, batch, line],
        item: ({ countedFen, ...row }) => ({ ...shown(row), countedFen }),
      }),
    )
  }),
]
