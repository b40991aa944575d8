import { z } from 'zod'
import { ok, refuse, type Database, type Role } from '../../../base'
import { listUploads, recordVerdicts, uploadHolding, uploadProgress } from '../../../clearing'
import { download, endpoint, read, type Route } from '../contract/endpoint'
import { countOut, fenOut, instantOut, operatorField, wholeNumberText } from '../contract/fields'
import { bigintPlace, page, pageOf, pageQuery } from '../contract/page'

const BACK_OFFICE = [
  'finance-maker',
  'finance-checker',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]

export const listUploadBatches = endpoint({
  name: 'uploads.list',
  method: 'get',
  path: '/v1/upload-batches',
  tag: 'clearing',
  summary: 'Every attempt to bring a batch file, newest first; an operator sees its own',
  may: [...BACK_OFFICE, 'operator'],
  query: z.strictObject({
    operator: operatorField.optional(),
    ...pageQuery(z.tuple([bigintPlace])),
  }),
  answer: pageOf(
    z.object({
      upload: countOut,
      operator: z.string(),
      fileNo: countOut,
      form: z.string(),
      state: z.enum(['receiving', 'received', 'complete', 'refused', 'cut-off']),
      refused: z.string().nullable(),
      field: z.string().nullable(),
      detail: z.string().nullable(),
      records: countOut.nullable(),
      arrived: countOut.meta({ description: 'records that have come in so far' }),
      judged: countOut.meta({ description: 'records that have their verdict' }),
      sumFen: fenOut.nullable(),
      receivedAt: instantOut,
      completedAt: instantOut.nullable(),
    }),
  ),
})

export const listUploadRecords = endpoint({
  name: 'uploads.records',
  method: 'get',
  path: '/v1/upload-batches/{operator}/{fileNo}/records',
  tag: 'clearing',
  summary:
    'The verdict of every record of a file, one JSON document a line; an operator sees its own',
  may: [...BACK_OFFICE, 'operator'],
  params: z.strictObject({
    operator: operatorField,
    fileNo: wholeNumberText(1, Number.MAX_SAFE_INTEGER),
  }),
  media: 'application/x-ndjson',
  refusals: { 'upload-unknown': 404 },
})

/** What became of batch files, for those who look after them. Sending one is `upload-batches.ts`. */
export const uploads: readonly Route[] = [
  read(listUploadBatches, async ({ sql, actor, query: { operator, limit, cursor } }) => {
    const rows = await listUploads(sql, {
      operator: actor.operator ?? operator,
      before: cursor?.[0],
      limit: limit + 1,
    })
    const underway = rows.filter(({ state }) => state === 'receiving' || state === 'received')
    const progress = await uploadProgress(
      sql,
      underway.map(({ upload }) => upload),
    )
    return ok(
      page(rows, limit, {
        placeOf: ({ upload }) => [upload],
        item: ({ recordCount, ...row }) => {
          const whole = row.state === 'complete' ? Number(recordCount) : 0
          const { arrived = whole, judged = whole } = progress.get(row.upload) ?? {}
          return { ...row, records: recordCount, arrived, judged }
        },
      }),
    )
  }),

  download(listUploadRecords, async ({ sql, actor, params }) => {
    const isStrange = actor.operator !== undefined && actor.operator !== params.operator
    const found = isStrange ? undefined : await uploadHolding(sql, params)
    if (found === undefined) {
      return refuse('upload-unknown', {
        detail: 'no whole file of that operator and number is here',
      })
    }
    return ok(verdictLines(sql, found.upload))
  }),
]

async function* verdictLines(database: Database, upload: bigint): AsyncGenerator<string> {
  for await (const record of recordVerdicts(database, upload)) yield `${JSON.stringify(record)}\n`
}
