import { createHash } from 'node:crypto'
import { ok, refuse, type Result } from '../base'
import type { rowResults } from './maker-file.table'
import { FILE_VERSION } from './maker-file.table'

export type RowResult = (typeof rowResults)[number]

/** What the maker is told. */
export interface MakerOrder {
  readonly order: string
  readonly maker: string
  readonly product: string
  readonly productVersion: number
  readonly profile: string
  readonly orderedAt: Date
  readonly keys: readonly { readonly label: string; readonly checkValue: string }[]
  readonly rows: readonly {
    readonly nth: number
    readonly serial: string
    readonly printed: string
    readonly issuer: string
    readonly validFrom: string
    readonly validTo: string
    readonly cardKind: number
  }[]
}

/** The maker file of an order; the same order gives the same bytes for ever. */
export function writeMakerFile(order: MakerOrder): string {
  const lines = [
    [
      'CITYCARD-MAKER',
      FILE_VERSION,
      order.order,
      order.maker,
      order.product,
      String(order.productVersion),
      order.profile,
      order.orderedAt.toISOString(),
    ],
    ...order.keys.map(({ label, checkValue }) => ['K', label, checkValue]),
    ...order.rows.map((row) => [
      'R',
      String(row.nth),
      row.serial,
      row.printed,
      row.issuer,
      row.validFrom,
      row.validTo,
      String(row.cardKind),
    ]),
  ]
  return sealed(lines, order.rows.length)
}

/** A return file as a maker writes it; for virtual makers and tests. */
export const writeReturnFile = (answer: {
  readonly order: string
  readonly rows: readonly {
    readonly nth: number
    readonly serial: string
    readonly printed: string
    readonly result: RowResult
  }[]
}): string =>
  sealed(
    [
      ['CITYCARD-RETURN', FILE_VERSION, answer.order],
      ...answer.rows.map(({ nth, serial, printed, result }) => [
        'R',
        String(nth),
        serial,
        printed,
        result,
      ]),
    ],
    answer.rows.length,
  )

function sealed(lines: readonly (readonly string[])[], rowCount: number): string {
  const body = lines.map((fields) => `${fields.join('|')}\n`).join('')
  return `${body}E|${rowCount}|${digestOf(body)}\n`
}

const digestOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** One line of a return file: its fields where it has the shape of a row, else only its place. */
export type ReturnLine =
  | {
      readonly line: number
      readonly nth: number
      readonly serial: string
      readonly printed: string
      readonly result: string
    }
  | { readonly line: number; readonly malformed: true }

export interface ReturnFile {
  readonly order: string
  readonly lines: readonly ReturnLine[]
}

export type ReturnFileRefusal = 'return-file-malformed' | 'return-file-damaged'

const LINES_MAX = 20_000

/**
 * Reads a return file. Refused as a whole when its frame is wrong (header, trailer, count, digest); a row that cannot
 * be read is a line of the answer, and the others count.
 */
export function readReturnFile(text: string): Result<ReturnFile, ReturnFileRefusal> {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  if (lines.at(-1) === '') lines.pop()
  if (lines.length > LINES_MAX) return malformed(`a file has at most ${LINES_MAX} lines`)
  const header = lines[0]?.split('|') ?? []
  if (header.length !== 3 || header[0] !== 'CITYCARD-RETURN') {
    return malformed('line 1 is no header of a return file')
  }
  if (header[1] !== FILE_VERSION) return malformed(`version ${FILE_VERSION} is expected`)
  const trailer = lines.at(-1)?.split('|') ?? []
  if (lines.length < 2 || trailer.length !== 3 || trailer[0] !== 'E') {
    return malformed('the last line is no trailer: the file was cut off')
  }
  const rows = lines.slice(1, -1)
  if (trailer[1] !== String(rows.length)) {
    return refuse('return-file-damaged', {
      detail: `the trailer counts other than ${rows.length} rows`,
    })
  }
  const body = lines.slice(0, -1).map((line) => `${line}\n`)
  if (trailer[2]?.toLowerCase() !== digestOf(body.join(''))) {
    return refuse('return-file-damaged', { detail: 'the digest of the trailer is another' })
  }
  return ok({
    order: header[2] ?? '',
    lines: rows.map((line, index) => lineOf(line, index + 2)),
  })
}

function lineOf(text: string, line: number): ReturnLine {
  const [kind, nth = '', serial = '', printed = '', result = '', ...more] = text.split('|')
  const shaped =
    kind === 'R' &&
    more.length === 0 &&
    /^[1-9]\d{0,6}$/.test(nth) &&
    /^[0-9A-Fa-f]{16}$/.test(serial) &&
    /^\d{16,19}$/.test(printed)
  return shaped
    ? { line, nth: Number(nth), serial: serial.toUpperCase(), printed, result }
    : { line, malformed: true }
}

const malformed = (detail: string): Result<never, 'return-file-malformed'> =>
  refuse('return-file-malformed', { detail })
