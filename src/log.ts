import pino, { type DestinationStream, type Logger } from 'pino'
import { maskCardNumber } from './base'
import type { LogLevel } from './config'

export type { Logger } from 'pino'

/** Fields that are never written, wherever they hang. */
const SECRET_FIELDS = [
  ...['password', 'passphrase', 'secret', 'token', 'authorization', 'cookie', 'pin'],
  ...['key', 'keyBytes', 'connectionString', 'ownerUrl', 'workUrl', 'superuserUrl'],
]

/** Where the driver repeats a row that the database refused, with all its values. */
const ROWS_IN_ERRORS = ['err.detail', 'err.where', 'err.internalQuery']

/**
 * Structured logs, one JSON document a line, on stderr: stdout belongs to what a command answers. Card numbers
 * are masked and secrets left out, whatever hands them in.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          ...SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
          ...ROWS_IN_ERRORS,
        ],
        censor: '[secret]',
      },
      hooks: { streamWrite: hideInLine },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  )
}

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g

/** Works on the finished line, so that nothing gets past it: neither a message, nor a stack, nor a field. */
export function hideInLine(line: string): string {
  return line.replace(JSON_TOKEN, (token) => {
    const hidden = hideInText(token)
    // A number that was masked is no number any more.
    return hidden === token || token.startsWith('"') ? hidden : `"${hidden}"`
  })
}

/** Sixteen and more digits in a row, or in fours, are taken for a card number; a serial number holds one too. */
const CARD_NUMBER = /\d{16,}|\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)/g
const PASSWORD_IN_URL = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s@/]+@/gi

/** What an OpenID provider gives the browser to bring back stands in the address of a request. */
const SECRET_IN_QUERY = /([?&](?:code|state|token)=)[^&\s"\\]+/gi

const hideInText = (text: string): string =>
  text
    .replace(CARD_NUMBER, maskCardNumber)
    .replace(PASSWORD_IN_URL, '$1:[secret]@')
    .replace(SECRET_IN_QUERY, '$1[secret]')
