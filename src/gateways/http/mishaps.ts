import type { ErrorRequestHandler, RequestHandler } from 'express'
import { Fault, refuse } from '../../base'
import { problemType, sendProblem, sendRefusal } from './problem'
import { httpStatus, type HttpRefusal } from './status'

/** Thrown inside a stream or a parser, where a refusal cannot be returned. */
export class RequestRefused extends Error {
  constructor(
    readonly refused: HttpRefusal,
    readonly detail: string,
  ) {
    super(detail)
    this.name = 'RequestRefused'
  }
}

export const pathUnknown: RequestHandler = (request, response) => {
  const refusal = refuse('path-unknown', { detail: `${request.method} has no such path here` })
  sendRefusal(response, httpStatus['path-unknown'], refusal)
}

export const tooManyRequests: RequestHandler = (_request, response) => {
  const refusal = refuse('too-many-requests', { detail: 'wait as long as Retry-After says' })
  sendRefusal(response, httpStatus['too-many-requests'], refusal)
}

/** Names the word for what a body parser found wrong (its errors carry a `type`). */
const PARSER_WORDS: Readonly<Record<string, HttpRefusal>> = {
  'entity.too.large': 'body-too-large',
  'entity.parse.failed': 'body-malformed',
  'entity.verify.failed': 'body-malformed',
  'request.aborted': 'body-cut-off',
  'request.size.invalid': 'body-cut-off',
  'encoding.unsupported': 'encoding-unsupported',
  'charset.unsupported': 'encoding-unsupported',
}

/**
 * The last stop of everything thrown: refusals of the HTTP layer are told, faults say whether to ask again, and
 * what is our own error tells nothing but the request's id.
 */
export const mishap: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const refusal = httpRefusal(error)
  if (refusal === undefined) request.log.error({ err: error }, 'a request failed')
  if (response.headersSent) {
    next(error)
    return
  }
  // What is left of a refused body is not read; the connection cannot carry another request.
  if (!request.complete) response.set('connection', 'close')
  if (refusal !== undefined) {
    sendRefusal(response, httpStatus[refusal.refused], refusal)
  } else if (error instanceof Fault) {
    if (error.retrySafe) response.set('retry-after', '5')
    sendProblem(response, {
      type: problemType('fault'),
      title: 'Something this server depends on failed',
      status: 503,
      detail: error.retrySafe
        ? 'Nothing was done; ask again.'
        : 'It is not known whether it was done; ask again under the same key or number.',
    })
  } else {
    sendProblem(response, {
      type: problemType('internal'),
      title: 'This server made an error',
      status: 500,
      detail: 'The log tells more under the id of this request.',
    })
  }
}

function httpRefusal(error: unknown): ReturnType<typeof refuse<HttpRefusal>> | undefined {
  if (error instanceof RequestRefused) return refuse(error.refused, { detail: error.detail })
  if (error instanceof URIError) {
    return refuse('path-malformed', { detail: 'a path is UTF-8 with % before two hex digits' })
  }
  const word = PARSER_WORDS[(error as { type?: string } | null)?.type ?? '']
  return word === undefined ? undefined : refuse(word, { detail: (error as Error).message })
}
