import type { Duplex } from 'node:stream'
import { refuse } from '../../base'
import { PROBLEM_TYPE, problemOf } from './problem'

const REFUSALS = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    refuse('headers-too-large', { detail: 'all headers together are at most 16 KiB' }),
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    refuse('request-too-slow', { detail: 'the request did not arrive whole in time' }),
  ],
} as const

const MALFORMED = [
  '400 Bad Request',
  refuse('request-malformed', { detail: 'this is not a request of HTTP/1.1' }),
] as const

/**
 * Answers, with a problem like any other, what Node cannot read as a request at all: headers without end, something
 * that is not HTTP. The connection ends with it.
 */
export function answerBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  const begun = (socket as { _httpMessage?: { headersSent?: boolean } })._httpMessage?.headersSent
  if (error.code === 'ECONNRESET' || !socket.writable || begun === true) {
    socket.destroy()
    return
  }
  const [line, refusal] = REFUSALS[error.code as keyof typeof REFUSALS] ?? MALFORMED
  const body = JSON.stringify(problemOf(Number(line.slice(0, 3)), refusal))
  const head = [
    `HTTP/1.1 ${line}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
