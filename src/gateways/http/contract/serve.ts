import { json, Router, type Request, type RequestHandler, type Response } from 'express'
import {
  ANYONE,
  CENTRE,
  invariant,
  type Act,
  type Actor,
  type Result,
  type Tx,
} from '../../../base'
import { bodyOf } from '../body'
import { RequestRefused } from '../mishaps'
import { PROBLEM_TYPE, problemOf, sendProblem, sendRefusal, type Problem } from '../problem'
import { httpStatus } from '../status'
import { actOf, actOnce, type Stored } from './act-once'
import { answered, statusOf, versionTag } from './answer'
import type { AnyEndpoint, Route, TextOrStream } from './endpoint'
import type { Credentials } from './gatekeeper'
import { credentialsOf } from './credentials'
import { checkInput, type Input } from './input'
import type { FrameParts, Waiting } from './parts'
import { isAmong, waitingActs } from './waiting-acts'
import { PerMinute } from './per-minute'

/** Bodies that are not files. */
const JSON_BODY_MAX_BYTES = 256 * 1_024
const parseJson = json({ limit: JSON_BODY_MAX_BYTES, type: () => true, strict: false })

/**
 * The paths of the contract, each with its gate. Every request passes, in this order: who calls, may they, what can
 * be answered, how often, the body, the schemas; then the handler. `elsewhere` are endpoints that others serve.
 */
export function serve(
  parts: FrameParts,
  routes: readonly Route[],
  elsewhere: readonly Pick<Route, 'endpoint'>[] = [],
): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const waiting = waitingActs(parts, routes)
  const byPath = new Map<string, Route[]>()
  for (const route of routes) {
    const { path } = route.endpoint
    byPath.set(path, [...(byPath.get(path) ?? []), route])
  }
  // "/v1/cards/search" stands before "/v1/cards/{card}": the fixed word is meant when it is written.
  const paths = [...byPath.keys()].sort((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1))
  for (const path of paths) {
    const here = byPath.get(path) ?? []
    const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1')
    for (const route of here) {
      invariant(
        here.filter(({ endpoint }) => endpoint.method === route.endpoint.method).length === 1,
        'a path and method have one endpoint',
        { path },
      )
      router[route.endpoint.method](pattern, doorOf(parts, route, waiting))
    }
    const known = [...here, ...elsewhere.filter(({ endpoint }) => endpoint.path === path)]
    router.all(pattern, methodUnknown(known.map(({ endpoint }) => endpoint.method)))
  }
  return router
}

const sortKey = (path: string): string => path.replaceAll('{', '\u{ffff}')

function methodUnknown(methods: readonly string[]): RequestHandler {
  const allowed = [...methods, ...(methods.includes('get') ? ['head'] : [])]
    .map((method) => method.toUpperCase())
    .join(', ')
  return (_request, response) => {
    response.set('allow', allowed)
    sendRefusal(response, 405, {
      ok: false,
      refused: 'method-unknown',
      detail: `this path knows ${allowed}`,
    })
  }
}

function doorOf(parts: FrameParts, route: Route, waiting: Waiting): RequestHandler {
  const { endpoint } = route
  const perMinute =
    endpoint.perMinuteMax === undefined ? undefined : new PerMinute(endpoint.perMinuteMax)
  const answer = async (request: Request, response: Response): Promise<void> => {
    response.set('cache-control', 'no-store')
    const credentials = credentialsOf(request)
    const gate = await admit(parts, endpoint, credentials)
    if (!gate.ok) {
      if (gate.refused === 'not-signed-in') response.set('www-authenticate', 'Bearer')
      // The body of somebody who may not enter is not read; the connection cannot carry another request.
      if (hasBody(request)) response.set('connection', 'close')
      return sendRefusal(response, httpStatus[gate.refused], gate)
    }
    const actor = gate.value
    if (!acceptable(request, endpoint)) {
      return sendRefusal(response, 406, {
        ok: false,
        refused: 'not-acceptable',
        detail: `this path answers ${formsOf(endpoint).join(', ')}`,
      })
    }
    const at = parts.clock.now()
    const waitSeconds = perMinute?.waitSeconds(whoIs(actor, credentials), at) ?? 0
    if (waitSeconds > 0) {
      response.set('retry-after', String(waitSeconds))
      return sendRefusal(response, 429, {
        ok: false,
        refused: 'too-many-requests',
        detail: `at most ${endpoint.perMinuteMax} of these in a minute`,
      })
    }
    const given = await givenBy(request, response, route)
    const checked = await checkInput(endpoint, given)
    if (!checked.ok) return sendProblem(response, inputInvalid(checked.errors))
    const call: Call = {
      parts,
      waiting,
      route,
      request,
      response,
      credentials,
      actor,
      at,
      given,
      input: checked.value,
    }
    await answers[route.kind](call)
  }
  return (request, response) => parts.atWork.run(() => answer(request, response))
}

interface Call {
  readonly parts: FrameParts
  readonly waiting: Waiting
  readonly route: Route
  readonly request: Request
  readonly response: Response
  readonly credentials: Credentials
  readonly actor: Actor
  readonly at: Date
  /** As sent. */
  readonly given: Input
  /** As the schemas read it. */
  readonly input: Input
}

const answers: Readonly<Record<Route['kind'], (call: Call) => Promise<void>>> = {
  read: async (call) => {
    const { response, request, route } = call
    const outcome = await handled(call, reading(call))
    if (!outcome.ok) return sendRefusal(response, statusOf(route.endpoint, outcome), outcome)
    const answer = answered(route.endpoint, outcome.value)
    for (const [media, print] of Object.entries(route.endpoint.alsoAs ?? {})) {
      if (request.accepts(['application/json', ...formsOf(route.endpoint)]) === media) {
        response
          .status(route.endpoint.status)
          .type(media)
          .send(print(outcome.value as never))
        return
      }
    }
    setVersion(response, answer)
    sendAnswer(response, { status: route.endpoint.status, body: answer, headers: {} })
  },

  write: async (call) => {
    const { parts, route, waiting, actor, at, input, given, request, response } = call
    const version = versionAsked(route.endpoint, request.headers['if-match'])
    if (!version.ok) return sendRefusal(response, httpStatus[version.refused], version)
    const key = keyOf(route.endpoint, request.headers['idempotency-key'])
    if (!key.ok)
      return sendProblem(
        response,
        inputInvalid([{ field: 'header.idempotency-key', detail: key.detail ?? '' }]),
      )
    const stored = await actOnce(
      parts,
      route,
      { actor, at, input, given, version: version.value, key: key.value },
      (act) => handled(call, { ...exchange(call), act, version: version.value, waiting }),
    )
    sendStored(response, stored)
  },

  download: async (call) => {
    const { response, route } = call
    const outcome = await handled(call, reading(call))
    if (!outcome.ok) return sendRefusal(response, statusOf(route.endpoint, outcome), outcome)
    response.status(route.endpoint.status).type(route.endpoint.media ?? 'text/plain')
    await sendOut(response, outcome.value as TextOrStream)
  },

  upload: async (call) => {
    const { parts, route, actor, at, request, response } = call
    const { endpoint } = route
    invariant(endpoint.upload !== undefined, 'an upload says what it takes', { of: endpoint.name })
    if (request.is([...endpoint.upload.types]) === false) {
      response.set('connection', 'close')
      return sendRefusal(response, 415, {
        ok: false,
        refused: 'media-type-unsupported',
        detail: `this path takes ${endpoint.upload.types.join(', ')}`,
      })
    }
    const stream = bodyOf(request, endpoint.upload.bytesMax)
    const actIn = (tx: Tx, reference: string): Act => actOf(parts, { tx, actor, at, reference })
    const outcome = await handled(call, {
      ...exchange(call),
      database: parts.database,
      stream,
      actIn,
    })
    // The rest of a refused file is not read; the connection cannot carry another request.
    if (!request.complete) response.set('connection', 'close')
    if (!outcome.ok) return sendRefusal(response, statusOf(endpoint, outcome), outcome)
    const answer = answered(endpoint, outcome.value)
    setVersion(response, answer)
    sendAnswer(response, { status: endpoint.status, body: answer, headers: {} })
  },
}

const exchange = ({ parts, credentials, actor, at, input, response }: Call) => ({
  actor,
  at,
  ...input,
  desks: parts.desks,
  credentials,
  setHeader: (name: string, value: string): void => {
    response.append(name, value)
  },
})

const reading = (call: Call) => ({
  ...exchange(call),
  sql: call.parts.database,
  trail: (entry: Parameters<Act['trail']>[0]): Promise<void> =>
    call.parts.database.transaction((tx) =>
      call.parts.appendTrail(
        tx,
        { actor: call.actor, at: call.at, reference: lookName(call) },
        entry,
      ),
    ),
})

/** A look has no reference of its own: the trail names the request, as the log does. */
const lookName = ({ response }: Call): string =>
  `look:${String(response.getHeader('x-request-id') ?? 'unnamed')}`

const handled = ({ route }: Call, told: object): Promise<Result<unknown>> =>
  (route.handle as (call: object) => Promise<Result<unknown>>)(told)

/** 401 unless somebody signed in where that is needed; 403 unless a role of theirs is among those that may. */
async function admit(
  { gatekeeper }: FrameParts,
  { may }: AnyEndpoint,
  credentials: Credentials,
): Promise<Result<Actor, 'not-signed-in' | 'not-permitted'>> {
  const identified = await gatekeeper.identify(credentials)
  if (!identified.ok) return identified
  const actor = identified.value
  if (may === 'anyone') return { ok: true, value: actor ?? ANYONE }
  if (actor === undefined) {
    return { ok: false, refused: 'not-signed-in', detail: 'this path is for those who signed in' }
  }
  invariant(actor.id !== CENTRE.id, 'nobody calls in the name of the centre itself')
  if (isAmong(actor, may)) return { ok: true, value: actor }
  return { ok: false, refused: 'not-permitted', detail: `this path is for: ${String(may)}` }
}

const whoIs = (actor: Actor, { address }: Credentials): string =>
  actor.id === ANYONE.id ? `address:${address ?? ''}` : actor.id

const formsOf = ({ media, alsoAs }: AnyEndpoint): string[] =>
  media === undefined ? ['application/json', ...Object.keys(alsoAs ?? {})] : [media]

const acceptable = (request: Request, endpoint: AnyEndpoint): boolean =>
  (endpoint.status === 204 && endpoint.method !== 'get') ||
  request.accepts([...formsOf(endpoint), PROBLEM_TYPE]) !== false

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** Everything of the request that schemas look at. */
async function givenBy(request: Request, response: Response, route: Route): Promise<Input> {
  const params = { ...request.params }
  const query = { ...request.query }
  if (route.kind === 'upload' || !hasBody(request)) return { params, query, body: undefined }
  if (request.is('application/json') === false) {
    throw new RequestRefused('media-type-unsupported', 'a body is sent as application/json')
  }
  await new Promise<void>((resolve, reject) =>
    parseJson(request, response, (error?: Error) =>
      error === undefined ? resolve() : reject(error),
    ),
  )
  return { params, query, body: request.body as unknown }
}

const KEY = /^[!-~]{1,128}$/

/** @returns the key, or "" for an endpoint that keeps no answers */
function keyOf(endpoint: AnyEndpoint, given: string | string[] | undefined): Result<string> {
  if (endpoint.idempotent === false) return { ok: true, value: '' }
  if (typeof given === 'string' && KEY.test(given)) return { ok: true, value: given }
  const detail = '1 to 128 visible ASCII characters, new for every new act, are expected'
  return { ok: false, refused: 'input-invalid', detail }
}

function versionAsked(
  { editsVersion }: AnyEndpoint,
  given: string | undefined,
): Result<number, 'version-missing' | 'version-changed'> {
  if (editsVersion !== true) return { ok: true, value: 0 }
  if (given === undefined) {
    const detail = 'say with If-Match which version you have seen'
    return { ok: false, refused: 'version-missing', detail }
  }
  const [, digits] = /^"v(\d{1,9})"$/.exec(given) ?? []
  if (digits !== undefined) return { ok: true, value: Number(digits) }
  return { ok: false, refused: 'version-changed', detail: 'this is not the tag of any version' }
}

const inputInvalid = (errors: readonly { field: string; detail: string }[]): Problem => ({
  ...problemOf(422, {
    ok: false,
    refused: 'input-invalid',
    ...(errors[0] === undefined ? {} : errors[0]),
  }),
  errors,
})

function setVersion(response: Response, answer: unknown): void {
  const tag = versionTag(answer)
  if (tag !== undefined) response.set('etag', tag)
}

function sendAnswer(
  response: Response,
  { status, body }: { status: number; body: unknown; headers: object },
): void {
  if (body === undefined) response.status(status).end()
  else response.status(status).json(body)
}

function sendStored(response: Response, { answer, replayed }: Stored): void {
  response.set(answer.headers)
  if (replayed) response.set('idempotent-replayed', 'true')
  if (answer.body === '') {
    response.status(answer.status).end()
    return
  }
  const problem = answer.status >= 400
  if (problem) {
    sendProblem(response, JSON.parse(answer.body) as Problem)
  } else {
    response.status(answer.status).type('application/json').send(answer.body)
  }
}

async function sendOut(response: Response, content: TextOrStream): Promise<void> {
  if (typeof content === 'string' || Buffer.isBuffer(content)) {
    response.send(content)
    return
  }
  for await (const part of content) {
    if (response.destroyed) return
    if (!response.write(part)) {
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve))
    }
  }
  response.end()
}
