import { createHash } from 'node:crypto'
import { ok, parseHex, refuse, type Result } from '../base'
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

/** Makes the MAC over the digest of a file, 8 bytes. */
export type FileMac = (digest: Buffer) => Promise<Buffer>

/** The maker file of an order; the same order gives the same bytes as long as the file key is the same. */
export async function writeMakerFile(order: MakerOrder, mac: FileMac): Promise<string> {
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
  return sealed(lines, order.rows.length, mac)
}

/** A return file as a maker writes it; for virtual makers and tests. */
export const writeReturnFile = (
  answer: {
    readonly order: string
    readonly rows: readonly {
      readonly nth: number
      readonly serial: string
      readonly printed: string
      readonly result: RowResult
    }[]
  },
  mac: FileMac,
): Promise<string> =>
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
    mac,
  )

async function sealed(
  lines: readonly (readonly string[])[],
  rowCount: number,
  mac: FileMac,
): Promise<string> {
  const body = lines.map((fields) => `${fields.join('|')}\n`).join('')
  const digest = digestOf(body)
  const made = (await mac(digest)).toString('hex').toUpperCase()
  return `${body}E|${rowCount}|${digest.toString('hex')}|${made}\n`
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()

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
  /** What the MAC covers, and the MAC that the file shows; whoever reads the file has to check it. */
  readonly digest: Buffer
  readonly mac: Buffer
}

export type ReturnFileRefusal =
  'return-file-malformed' | 'return-file-damaged' | 'return-file-mac-wrong'

const LINES_MAX = 20_000
const MAC_BYTES = 8

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
  if (lines.length < 2 || trailer.length !== 4 || trailer[0] !== 'E') {
    return malformed('the last line is no trailer: the file was cut off')
  }
  const rows = lines.slice(1, -1)
  if (trailer[1] !== String(rows.length)) {
    return refuse('return-file-damaged', {
      detail: `the trailer counts other than ${rows.length} rows`,
    })
  }
  const body = lines.slice(0, -1).map((line) => `${line}\n`)
  const digest = digestOf(body.join(''))
  if (trailer[2]?.toLowerCase() !== digest.toString('hex')) {
    return refuse('return-file-damaged', { detail: 'the digest of the trailer is another' })
  }
  const mac = parseHex(trailer[3] ?? '')
  if (!mac.ok || mac.value.length !== MAC_BYTES) {
    return malformed(`a MAC of ${MAC_BYTES} bytes in hex is expected at the end`)
  }
  return ok({
    order: header[2] ?? '',
    digest,
    mac: mac.value,
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
