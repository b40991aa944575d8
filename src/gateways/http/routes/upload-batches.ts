import { Router, type Request } from 'express'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import {
  receiveUpload,
  attemptsUnder,
  uploadHolding,
  type ArrivingPart,
  type ClearingDesk,
} from '../../../clearing'
import { parseOperatorId, refuse, type Actor, type OperatorId } from '../../../base'
import { readTapFile } from '../../../messages'
import { bodyOf } from '../body'
import { credentialsOf } from '../contract/credentials'
import type { Gatekeeper } from '../contract/gatekeeper'
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
  /** Knows whose a client certificate is; where nobody can show one it may be absent. */
  readonly gatekeeper?: Gatekeeper
}

/** A record compresses well, but not a thousandfold: what unpacks to more is no batch file. */
const UNPACKED_TIMES_MAX = 100
const ATTEMPTS_MAX = 20

/**
 * `POST /v1/upload-batches`: one operator's batch file as the body, gzip allowed. 201 with the receipt, 200
 * with the same receipt when the file was here before. Receipts, and what became of each attempt, can be read again
 * under the operator and the number of the file.
 *
 * Nobody signs in for this: the file proves by its MAC whose it is. Whoever shows a client certificate all the same
 * brings files of the operator it is bound to, and of no other.
 */
export function uploadBatches(door: UploadDoor): Router {
  const { desk } = door
  const turnstile = new Turnstile(door.filesAtOnce)
  const routes = Router()

  routes.post('/v1/upload-batches', async (request, response) => {
    const bearer = await bearerOfCertificate(door, request)
    const answer = await turnstile.through(() =>
      receiveUpload(desk, broughtBy(bearer, arriving(request, door))),
    )
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

  routes.get('/v1/upload-batches/:operator/:fileNo', async (request, response) => {
    const upload = await uploadNamed(desk, request)
    const receipt = upload?.receipt ?? null
    if (receipt === null) sendRefusal(response, 404, notHere)
    else response.json(receipt)
  })

  routes.get('/v1/upload-batches/:operator/:fileNo/attempts', async (request, response) => {
    const file = fileNamed(request)
    const attempts =
      file === undefined ? [] : await attemptsUnder(desk.database, { ...file, limit: ATTEMPTS_MAX })
    response.json({ attempts })
  })

  return routes
}

/** Whom the client certificate of a request is bound to, if it shows one. */
async function bearerOfCertificate(
  { gatekeeper }: UploadDoor,
  request: Request,
): Promise<Actor | undefined> {
  const { method, certificateFingerprint } = credentialsOf(request)
  if (gatekeeper === undefined || certificateFingerprint === undefined) return undefined
  const actor = await gatekeeper.identify({ method, certificateFingerprint })
  if (!actor.ok) throw new RequestRefused('not-signed-in', actor.detail ?? 'no certificate of ours')
  return actor.value
}

/** The parts as they come, unless the file is another operator's than the certificate's. */
async function* broughtBy(
  bearer: Actor | undefined,
  parts: AsyncIterable<ArrivingPart>,
): AsyncGenerator<ArrivingPart> {
  for await (const part of parts) {
    const isStrange = part.kind === 'header' && part.header.operator !== bearer?.operator
    if (bearer !== undefined && isStrange) {
      throw new RequestRefused('not-permitted', 'the certificate is bound to another operator')
    }
    yield part
  }
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
  const file = fileNamed(request)
  return file === undefined ? undefined : uploadHolding(desk.database, file)
}

function fileNamed({ params }: Request): { operator: OperatorId; fileNo: number } | undefined {
  const operator = parseOperatorId(String(params['operator']))
  const fileNo = Number(params['fileNo'])
  const isNamed = operator.ok && Number.isSafeInteger(fileNo) && fileNo >= 1
  return isNamed ? { operator: operator.value, fileNo } : undefined
}
