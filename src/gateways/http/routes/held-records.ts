import { z } from 'zod'
import { ok } from '../../../base'
import { heldRecords, reasons } from '../../../clearing'
import { endpoint, read, type Route } from '../contract/endpoint'
import { operatorField } from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'
import { lineOut, shown, WITH_OPERATOR } from './drill-parts'

export const listHeldRecords = endpoint({
  name: 'held-records.list',
  method: 'get',
  path: '/v1/held-records',
  tag: 'clearing',
  summary: 'Records held as suspect, newest first, and whose turn it is; an operator sees its own',
  may: WITH_OPERATOR,
  query: z.strictObject({
    operator: operatorField.optional(),
    ...pageQuery(z.tuple([bigintPlace, z.int().min(0)])),
  }),
  answer: pageOf(
    z.object({ ...lineOut, act: z.string().meta({ description: 'whose turn it is' }) }),
  ),
})

/** What is held, and whose turn it is. */
export const heldRecordRoutes: readonly Route[] = [
  read(listHeldRecords, async ({ sql, actor, query: { operator, limit, cursor } }) => {
    const rows = await heldRecords(sql, {
      operator: actor.operator ?? operator,
      before: cursor,
      limit: limit + 1,
    })
    return ok(
      page(rows, limit, {
        placeOf: ({ batch, line }) => [batch, line],
        item: (row) => ({ ...shown(row), act: reasons[row.reason].act }),
      }),
    )
  }),
]
