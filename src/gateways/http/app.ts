import express, { type Express, type RequestHandler, type Router } from 'express'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { pinoHttp } from 'pino-http'
import type { Logger } from '../../log'
import { mishap, pathUnknown, tooManyRequests } from './mishaps'
import { smaller } from './smaller'

/** What a district adds to the server. */
export type Routes = Router

export interface AppParts {
  readonly log: Logger
  /** Measures every request; see `createMetrics`. */
  readonly measure: RequestHandler
  /** Answered before the limit on requests: the watchers of this server must always get through. */
  readonly watched: readonly Routes[]
  readonly routes: readonly Routes[]
  /** Per address; 0 = no limit. */
  readonly requestsPerMinuteMax: number
}

const MINUTE_MS = 60_000

/** Every request passes here, in this order. */
export function createApp(parts: AppParts): Express {
  const app = express()
  // Only what has a version has a tag: the one it is edited under.
  app.set('etag', false)
  app.use(requestLog(parts.log))
  app.use(parts.measure)
  app.use(strictHeaders)
  app.use(smaller)
  for (const routes of parts.watched) app.use(routes)
  if (parts.requestsPerMinuteMax > 0) app.use(requestLimit(parts.requestsPerMinuteMax))
  for (const routes of parts.routes) app.use(routes)
  app.use(pathUnknown)
  app.use(mishap)
  return app
}

/**
 * Nothing may be loaded, framed, sent or run by what is answered; a page that needs more says so itself. No answer
 * is ever read as another type than its own.
 */
const strictHeaders: RequestHandler[] = [
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
  }),
  (_request, response, next) => {
    response.set(
      'permissions-policy',
      'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    )
    next()
  },
]

/** One line per request, without its headers and body; the id is given back to the caller. */
function requestLog(log: Logger): RequestHandler {
  let count = 0
  return pinoHttp({
    logger: log,
    genReqId: (request, response) => {
      const given = request.headers['x-request-id']
      const id =
        typeof given === 'string' && /^[\w.-]{1,64}$/.test(given)
          ? given
          : `${process.pid}-${++count}`
      response.setHeader('x-request-id', id)
      return id
    },
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
        id,
        method,
        url,
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
    customLogLevel: (_request, response, error) =>
      error !== undefined || response.statusCode >= 500 ? 'error' : 'info',
    autoLogging: { ignore: ({ url }) => /^\/(healthz|readyz|metrics)$/.test(url ?? '') },
  })
}

const requestLimit = (requestsPerMinuteMax: number): RequestHandler =>
  rateLimit({
    windowMs: MINUTE_MS,
    limit: requestsPerMinuteMax,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: tooManyRequests,
  })
