import { z } from 'zod'
import { verdicts } from '../../../clearing'
import { endpoint, type Route } from '../contract/endpoint'
import {
  countOut,
  dateOut,
  fenOut,
  instantOut,
  operatorField,
  wholeNumberText,
} from '../contract/fields'
import { uploadStatus } from '../status'

/* What `upload-batches.ts` serves, described: it stands outside the frame because a file is proved by its own MAC. */

const perVerdict = <Value extends z.ZodType>(value: Value) =>
  z.object(Object.fromEntries(verdicts.map((verdict) => [verdict, value])))

const receipt = z.object({
  version: z.literal(1),
  operator: z.string(),
  fileNo: countOut,
  form: z.string(),
  digest: z.string(),
  receivedAt: instantOut,
  records: countOut,
  sumFen: fenOut,
  verdicts: perVerdict(countOut),
  verdictFen: perVerdict(fenOut),
  reasons: z.record(z.string(), countOut),
  waiting: countOut,
  late: countOut,
  outOfOrder: countOut,
  settleDates: z.array(dateOut),
  exceptions: z.array(
    z.object({
      line: countOut,
      verdict: z.enum(verdicts),
      reason: z.string(),
      meaning: z.string(),
      act: z.string(),
      liable: z.enum(['operator', 'holder', 'centre']).optional(),
      field: z.string().optional(),
      detail: z.string().optional(),
      waiting: z.literal(true).optional(),
    }),
  ),
  exceptionsLeftOut: countOut,
})

const file = z.strictObject({
  operator: operatorField,
  fileNo: wholeNumberText(1, Number.MAX_SAFE_INTEGER),
})

const send = endpoint({
  name: 'uploads.send',
  method: 'post',
  path: '/v1/upload-batches',
  tag: 'clearing',
  summary: 'Bring a batch file; plain, or with Content-Encoding: gzip',
  description:
    'Proved by the MAC of the file, not by a sign-in. A client certificate, if one is shown, has to be bound to the operator of the file. The number of the file is its key: the same file again gets the same receipt.',
  may: 'anyone',
  upload: { types: ['application/octet-stream'], bytesMax: 1_073_741_824 },
  answer: receipt,
  status: 201,
  alsoStatus: { 200: 'the file was here before: the same receipt' },
  headers: { Location: 'where the receipt can be read again' },
  refusals: { ...uploadStatus, 'not-permitted': 403 },
})

const getReceipt = endpoint({
  name: 'uploads.receipt',
  method: 'get',
  path: '/v1/upload-batches/{operator}/{fileNo}',
  tag: 'clearing',
  summary: 'The receipt of a whole file',
  may: 'anyone',
  params: file,
  answer: receipt,
  refusals: { 'upload-unknown': 404 },
})

const getAttempts = endpoint({
  name: 'uploads.attempts',
  method: 'get',
  path: '/v1/upload-batches/{operator}/{fileNo}/attempts',
  tag: 'clearing',
  summary: 'What became of the attempts to bring a file, newest first',
  may: 'anyone',
  params: file,
  answer: z.object({
    attempts: z.array(
      z.object({
        state: z.enum(['receiving', 'received', 'complete', 'refused', 'cut-off']),
        receivedAt: instantOut,
      }),
    ),
  }),
})

/** Paths of the document that are served outside the frame. */
export const describedElsewhere: readonly Pick<Route, 'endpoint' | 'kind'>[] = [
  { endpoint: send, kind: 'upload' },
  { endpoint: getReceipt, kind: 'read' },
  { endpoint: getAttempts, kind: 'read' },
]
