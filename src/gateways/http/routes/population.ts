import { z } from 'zod'
import { ok, refuse } from '../../../base'
import {
  findPopulationFile,
  populationCounts,
  populationFiles,
  populationVerdicts,
  receivePopulationFile,
} from '../../../citizens'
import { newId } from '../../../oversight'
import { endpoint, read, upload, type Route } from '../contract/endpoint'
import { countOut, dateOut, idField, instantField, instantOut } from '../contract/fields'
import { page, pageOf, pageQuery } from '../contract/page'

const MEBIBYTE = 1_048_576

const fileOut = z.object({
  file: z.string(),
  source: z.string(),
  kind: z.enum(['full', 'delta']),
  asOf: dateOut,
  encoding: z.enum(['utf-8', 'gb18030']),
  state: z.enum(['arriving', 'waiting', 'done', 'broken']),
  rowCount: countOut,
  rowsDone: countOut,
  absentCount: countOut,
  receivedAt: instantOut,
  receivedBy: z.string(),
  doneAt: instantOut.nullable(),
})

export const sendPopulationFile = endpoint({
  name: 'population-files.send',
  method: 'post',
  path: '/v1/population-files',
  tag: 'citizens',
  summary: 'Hand over a population file, whole or as a delta',
  description:
    'Taken whole or not at all; its rows are worked through afterwards, each with a verdict of its own. The same bytes again are answered with the first file.',
  may: ['administrator'],
  upload: { types: ['text/plain'], bytesMax: 256 * MEBIBYTE },
  answer: fileOut.extend({ repeated: z.boolean() }),
  status: 202,
  refusals: {
    'file-malformed': 422,
    'file-cut-off': 422,
    'file-count-differs': 422,
    'file-digest-wrong': 422,
    'file-out-of-date': 409,
  },
})

export const listPopulationFiles = endpoint({
  name: 'population-files.list',
  method: 'get',
  path: '/v1/population-files',
  tag: 'citizens',
  summary: 'Population files, newest first',
  may: ['administrator', 'auditor'],
  query: z.strictObject(pageQuery(z.tuple([instantField, z.string()]))),
  answer: pageOf(fileOut),
})

export const getPopulationFile = endpoint({
  name: 'population-files.get',
  method: 'get',
  path: '/v1/population-files/{file}',
  tag: 'citizens',
  summary: 'How far a population file has come, and how many rows ended how',
  may: ['administrator', 'auditor'],
  params: z.strictObject({ file: idField('pop') }),
  answer: fileOut.extend({ verdicts: z.record(z.string(), countOut) }),
  refusals: { 'file-unknown': 404 },
})

export const listPopulationRows = endpoint({
  name: 'population-files.rows',
  method: 'get',
  path: '/v1/population-files/{file}/rows',
  tag: 'citizens',
  summary: 'What became of each row; nothing of what stood in it',
  may: ['administrator', 'auditor'],
  params: z.strictObject({ file: idField('pop') }),
  query: z.strictObject({
    verdict: z.enum(['all', 'refused']).default('all'),
    ...pageQuery(z.tuple([z.int().min(0).max(2_147_483_647)])),
  }),
  answer: pageOf(
    z.object({
      row: countOut,
      verdict: z.enum(['created', 'changed', 'unchanged', 'gone', 'refused']),
      person: z.string().nullable(),
      refused: z.string().nullable(),
      field: z.string().nullable(),
      detail: z.string().nullable(),
    }),
  ),
  refusals: { 'file-unknown': 404 },
})

const noFile = () => refuse('file-unknown', { field: 'file', detail: 'there is no such file' })

export const populationRoutes: readonly Route[] = [
  upload(sendPopulationFile, ({ stream, actIn, desks }) =>
    receivePopulationFile(desks.citizens, {
      stream,
      actIn,
      reference: newId(desks.oversight.secrets, 'arrival'),
    }),
  ),

  read(listPopulationFiles, async ({ sql, query: { limit, cursor } }) => {
    const before =
      cursor === undefined ? {} : { before: [cursor[0].toISOString(), cursor[1]] as const }
    const rows = await populationFiles(sql, { limit: limit + 1, ...before })
    return ok(
      page(rows, limit, {
        placeOf: ({ receivedAt, file }) => [receivedAt.toISOString(), file],
        item: (row) => row,
      }),
    )
  }),

  read(getPopulationFile, async ({ sql, params: { file } }) => {
    const found = await findPopulationFile(sql, file)
    return found === undefined
      ? noFile()
      : ok({ ...found, verdicts: await populationCounts(sql, file) })
  }),

  read(listPopulationRows, async ({ sql, params: { file }, query: { limit, cursor, verdict } }) => {
    if ((await findPopulationFile(sql, file)) === undefined) return noFile()
    const rows = await populationVerdicts(sql, {
      file,
      after: cursor?.[0] ?? 0,
      limit: limit + 1,
      refusedOnly: verdict === 'refused',
    })
    return ok(page(rows, limit, { placeOf: ({ row }) => [row], item: (row) => row }))
  }),
]
