import { Router, type Request } from 'express'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import {
  receiveUpload,
  listUploads,
  recordVerdicts,
  uploadHolding,
  type ArrivingPart,
  type ClearingDesk,
} from '../../../clearing'
import { parseOperatorId, refuse } from '../../../base'
import { readTapFile } from '../../../messages'
import { bodyOf } from '../body'
import { RequestRefused } from '../mishaps'
import { sendRefusal } from '../problem'
import { uploadStatus } from '../status'
import { Turnstile } from '../turnstile'

export interface UploadDoor {
  readonly desk: ClearingDesk
  /** Largest body, as sent. */
  readonly uploadBytesMax: number
  /** How many files are taken in at a time; the others wait unread. */
  readonly filesAtOnce: number
}

/** A record compresses well, but not a thousandfold: what unpacks to more is no batch file. */
const UNPACKED_TIMES_MAX = 100
const PAGE_MAX = 200

/**
 * `POST /v1/upload-batches`: one operator's batch file as the body, gzip allowed. 201 with the receipt, 200
 * with the same receipt when the file was here before. Receipts and verdicts can be read again under the
 * operator and the number of the file.
 */
export function uploadBatches(door: UploadDoor): Router {
  const { desk } = door
  const turnstile = new Turnstile(door.filesAtOnce)
  const routes = Router()

  routes.post('/v1/upload-batches', async (request, response) => {
    const answer = await turnstile.through(() => receiveUpload(desk, arriving(request, door)))
    if (!answer.ok) {
      // The rest of a refused body is not read; the connection cannot carry another request.
      if (!request.complete) response.set('connection', 'close')
      sendRefusal(response, uploadStatus[answer.refused], answer)
      return
    }
    const { receipt, repeated } = answer.value
    response
      .status(repeated ? 200 : 201)
      .location(`/v1/upload-batches/${receipt.operator}/${receipt.fileNo}`)
      .json(receipt)
  })

  routes.get('/v1/upload-batches', async (request, response) => {
    const before = cursorOf(request.query['before'])
    const uploads = await listUploads(desk.database, { before, limit: PAGE_MAX })
    response.json({
      uploads: uploads.map((row) => ({
        upload: Number(row.upload),
        operator: row.operator,
        fileNo: Number(row.fileNo),
        form: row.form,
        state: row.state,
        ...(row.refused === null
          ? {}
          : { refused: row.refused, field: row.field, detail: row.detail }),
        records: row.recordCount === null ? null : Number(row.recordCount),
        sumFen: row.sumFen === null ? null : Number(row.sumFen),
        receivedAt: row.receivedAt,
        completedAt: row.completedAt,
      })),
      next: uploads.length === PAGE_MAX ? String(uploads[PAGE_MAX - 1]?.upload) : null,
    })
  })

  routes.get('/v1/upload-batches/:operator/:fileNo', async (request, response) => {
    const upload = await uploadNamed(desk, request)
    const receipt = upload?.receipt ?? null
    if (receipt === null) sendRefusal(response, 404, notHere)
    else response.json(receipt)
  })

  routes.get('/v1/upload-batches/:operator/:fileNo/records', async (request, response) => {
    const upload = await uploadNamed(desk, request)
    if (upload === undefined) {
      sendRefusal(response, 404, notHere)
      return
    }
    response.type('application/x-ndjson')
    for await (const record of recordVerdicts(desk.database, upload.upload)) {
      if (response.destroyed) return
      if (!response.write(`${JSON.stringify(record)}\n`)) {
        await new Promise((resolve) => response.once('drain', resolve).once('close', resolve))
      }
    }
    response.end()
  })

  return routes
}

const notHere = refuse('upload-unknown', {
  detail: 'no whole file of that operator and number is here',
})

/** The parts of the file in a request's body, unpacked if need be. */
function arriving(request: Request, door: UploadDoor): AsyncIterable<ArrivingPart> {
  return readTapFile(unpacked(request, door))
}

function unpacked(request: Request, door: UploadDoor): AsyncIterable<Buffer> {
  const body = bodyOf(request, door.uploadBytesMax)
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return body
  if (encoding !== 'gzip') {
    throw new RequestRefused('encoding-unsupported', 'an upload is sent plain or with gzip')
  }
  return gunzipped(body, door.uploadBytesMax * UNPACKED_TIMES_MAX)
}

async function* gunzipped(body: Readable, bytesMax: number): AsyncGenerator<Buffer> {
  let bytes = 0
  try {
    // The callback form of pipeline only passes errors on; they are told where the bytes are read.
    for await (const chunk of pipeline(body, createGunzip(), () => undefined)) {
      bytes += (chunk as Buffer).length
      if (bytes > bytesMax) {
        throw new RequestRefused('body-too-large', 'the upload unpacks to too much')
      }
      yield chunk as Buffer
    }
  } catch (error) {
    throw asRefusal(error)
  }
}

/** What zlib finds wrong is the sender's, not ours. */
function asRefusal(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || !code.startsWith('Z_')) return error
  const word = code === 'Z_BUF_ERROR' ? 'body-cut-off' : 'body-malformed'
  return new RequestRefused(word, 'the gzip stream of the upload is not whole')
}

async function uploadNamed(desk: ClearingDesk, request: Request): ReturnType<typeof uploadHolding> {
  const operator = parseOperatorId(String(request.params['operator']))
  const fileNo = Number(request.params['fileNo'])
  if (!operator.ok || !Number.isSafeInteger(fileNo) || fileNo < 1) return undefined
  return uploadHolding(desk.database, { operator: operator.value, fileNo })
}

const cursorOf = (text: unknown): bigint | undefined =>
  typeof text === 'string' && /^\d{1,18}$/.test(text) ? BigInt(text) : undefined
