import type { RequestHandler } from 'express'
import { gzip } from 'node:zlib'

/** What is smaller than a packet of the line gains nothing. */
const WORTH_BYTES = 1_400
const TEXT = /^(application\/(problem\+)?json|application\/openmetrics-text|text\/)/

/**
 * Looks that are long texts go out as gzip to who takes it. Answers to acts do not: what is written back to somebody
 * may hold a secret beside what they sent, and the length of the two packed together would tell of it (BREACH).
 */
export const smaller: RequestHandler = (request, response, next) => {
  if (request.method !== 'GET') return next()
  const send = response.send.bind(response)
  response.send = (content: unknown) => {
    const isDone = response.hasHeader('content-encoding')
    const type = String(response.getHeader('content-type') ?? '')
    if (isDone || typeof content !== 'string' || !TEXT.test(type)) return send(content)
    const bytes = Buffer.from(content)
    if (bytes.length < WORTH_BYTES) return send(content)
    response.vary('accept-encoding')
    if (request.acceptsEncodings('gzip') === false) return send(content)
    gzip(bytes, (error, packed) => {
      if (error !== null) return next(error)
      response.set('content-encoding', 'gzip')
      send(packed)
    })
    return response
  }
  next()
}
