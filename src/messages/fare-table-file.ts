import { createHash } from 'node:crypto'
import { fen, ok, refuse, type Fen, type Result } from '../base'
import type { FileMac } from './write-tap-file'

/** What a fare table file says of itself. */
export interface FareTableHeader {
  readonly operator: string
  /** Counts the tables of the operator, from 1. */
  readonly version: bigint
  /** City time, YYYYMMDDHHMMSS. */
  readonly madeAt: string
  /** From when its fares are taken, city time, YYYYMMDDHHMMSS. */
  readonly effectiveFrom: string
}

/**
 * One line of a fare table. `flat`: a ride on a line costs so much. `section`: from one stop to another, in this
 * direction. `rate`: cards of a kind (1 normal, 2 student, 3 elder …) pay so many millionths of the fare. `transfer`:
 * so much less within so many minutes after a tap on another line.
 */
export type FareLine =
  | { readonly is: 'flat'; readonly line: string; readonly fare: Fen }
  | {
      readonly is: 'section'
      readonly line: string
      readonly from: string
      readonly to: string
      readonly fare: Fen
    }
  | {
      readonly is: 'rate'
      readonly cardKind: number
      readonly payPpm: bigint
      /** As a record names it: 1 discount of the card, 2 concession. */
      readonly discount: 1 | 2
    }
  | { readonly is: 'transfer'; readonly minutes: number; readonly off: Fen }

/** A fare table as a terminal reads it; checking the MAC over `digest` is for whoever holds keys. */
export interface FareTableFile extends FareTableHeader {
  readonly lines: readonly FareLine[]
  readonly digest: Buffer
  readonly mac: Buffer
}

export type FareTableRefusal =
  | 'file-header-malformed'
  | 'file-line-malformed'
  | 'file-line-repeated'
  | 'file-trailer-malformed'
  | 'file-count-differs'
  | 'file-digest-differs'

export const FARE_LINES_MAX = 20_000
/** A ride costs at most what one tap may take (clearing refuses more). */
export const FARE_MAX_FEN = 100_000n
export const FARE_TEXT_BYTES_MAX = 32
const PPM = 1_000_000n
const MINUTES_MAX = 1_440

const HEADER =
  /^CITYCARD-FARES\|1\|([A-Za-z0-9_.:-]{1,64})\|([1-9]\d{0,14})\|(\d{14})\|(\d{14})\|(0|[1-9]\d{0,4})$/
const WHOLE = /^(?:0|[1-9]\d{0,8})$/
const TRAILER = /^END\|(0|[1-9]\d{0,4})\|([0-9a-f]{64})\|([0-9A-F]{16})$/

/**
 * The text of a fare table, version 1: lines that end in a line feed.
 *
 *     CITYCARD-FARES|1|operator|version|madeAt|effectiveFrom|count
 *     F|line|fareFen                      flat fare of a line
 *     S|line|from|to|fareFen              between two stops of it
 *     R|cardKind|payPpm|discount          what cards of a kind pay (discount: 1 of the card, 2 concession)
 *     T|minutes|offFen                    after a tap on another line
 *     END|count|digest|mac
 *
 * Digest and MAC as in a hotlist file: SHA-256 of every byte before the last line, the centre's MAC over it.
 */
export async function writeFareTableFile(
  header: FareTableHeader,
  lines: readonly FareLine[],
  mac: FileMac,
): Promise<string> {
  const { operator, version, madeAt, effectiveFrom } = header
  const head = `CITYCARD-FARES|1|${operator}|${version}|${madeAt}|${effectiveFrom}|${lines.length}\n`
  const text = `${head}${fareLinesText(lines)}`
  const digest = createHash('sha256').update(text).digest()
  const signature = (await mac(digest)).toString('hex').toUpperCase()
  return `${text}END|${lines.length}|${digest.toString('hex')}|${signature}\n`
}

/** The lines of a table as they stand in its file. */
export const fareLinesText = (lines: readonly FareLine[]): string =>
  lines.map((line) => `${lineText(line)}\n`).join('')

function lineText(line: FareLine): string {
  switch (line.is) {
    case 'flat':
      return `F|${line.line}|${line.fare}`
    case 'section':
      return `S|${line.line}|${line.from}|${line.to}|${line.fare}`
    case 'rate':
      return `R|${line.cardKind}|${line.payPpm}|${line.discount}`
    case 'transfer':
      return `T|${line.minutes}|${line.off}`
  }
}

/** Reads lines of a table; refused with the line (counted from `first`) that is wrong or says a thing twice. */
export function readFareLines(
  text: string,
  first = 1,
): Result<readonly FareLine[], 'file-line-malformed' | 'file-line-repeated'> {
  const lines: FareLine[] = []
  const said = new Set<string>()
  for (const [index, piece] of text.split('\n').slice(0, -1).entries()) {
    const line = lineOf(piece)
    const field = `line ${first + index}`
    if (line === undefined || lines.length === FARE_LINES_MAX) {
      return refuse('file-line-malformed', {
        field,
        detail: `as writeFareTableFile writes it, at most ${FARE_LINES_MAX} lines`,
      })
    }
    const what = saysWhat(line)
    if (said.has(what)) {
      return refuse('file-line-repeated', { field, detail: 'a table says each fare once' })
    }
    said.add(what)
    lines.push(line)
  }
  return ok(lines)
}

/** Reads a fare table; refused as a whole, with the line, when anything in it is not as written. */
export function readFareTableFile(text: string): Result<FareTableFile, FareTableRefusal> {
  const body = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)
  const headEnd = body.indexOf('\n') + 1
  const header = HEADER.exec(body.slice(0, Math.max(headEnd - 1, 0)))
  if (header === null) return wrong('file-header-malformed', 'line 1')
  const trailer = TRAILER.exec(text.slice(body.length, -1))
  if (trailer === null || !text.endsWith('\n')) return wrong('file-trailer-malformed', 'last line')
  const lines = readFareLines(body.slice(headEnd), 2)
  if (!lines.ok) return lines
  const [, operator = '', version = '', madeAt = '', effectiveFrom = '', count] = header
  const [, closing, given, mac = ''] = trailer
  if (`${lines.value.length}` !== count || count !== closing) {
    return wrong('file-count-differs', 'line 1')
  }
  const digest = createHash('sha256').update(body).digest()
  if (digest.toString('hex') !== given) return wrong('file-digest-differs', 'last line')
  const head = { operator, version: BigInt(version), madeAt, effectiveFrom }
  return ok({ ...head, lines: lines.value, digest, mac: Buffer.from(mac, 'hex') })
}

const wrong = (refused: FareTableRefusal, field: string): Result<never, FareTableRefusal> =>
  refuse(refused, { field, detail: 'a fare table is as writeFareTableFile writes it' })

function lineOf(text: string): FareLine | undefined {
  const [letter = '', ...rest] = text.split('|')
  switch (letter) {
    case 'F': {
      const [line, fare] = rest
      return rest.length === 2 && isName(line) && isFare(fare)
        ? { is: 'flat', line, fare: fen(BigInt(fare)) }
        : undefined
    }
    case 'S': {
      const [line, from, to, fare] = rest
      return rest.length === 4 && isName(line) && isName(from) && isName(to) && isFare(fare)
        ? { is: 'section', line, from, to, fare: fen(BigInt(fare)) }
        : undefined
    }
    case 'R': {
      const [kind, ppm, discount] = rest
      return rest.length === 3 &&
        upTo(kind, 255n) &&
        upTo(ppm, PPM) &&
        (discount === '1' || discount === '2')
        ? {
            is: 'rate',
            cardKind: Number(kind),
            payPpm: BigInt(ppm),
            discount: discount === '1' ? 1 : 2,
          }
        : undefined
    }
    case 'T': {
      const [minutes, off] = rest
      return rest.length === 2 && upTo(minutes, BigInt(MINUTES_MAX)) && isFare(off)
        ? { is: 'transfer', minutes: Number(minutes), off: fen(BigInt(off)) }
        : undefined
    }
    default:
      return undefined
  }
}

/** What a line is about; two lines about one thing would contradict each other. */
function saysWhat(line: FareLine): string {
  switch (line.is) {
    case 'flat':
      return `F|${line.line}`
    case 'section':
      return `S|${line.line}|${line.from}|${line.to}`
    case 'rate':
      return `R|${line.cardKind}`
    case 'transfer':
      return 'T'
  }
}

const isName = (text: string | undefined): text is string =>
  text !== undefined &&
  text.length > 0 &&
  text.trim() === text &&
  !/[\p{Cc}|]/u.test(text) &&
  Buffer.byteLength(text) <= FARE_TEXT_BYTES_MAX

const upTo = (text: string | undefined, most: bigint): text is string =>
  text !== undefined && WHOLE.test(text) && BigInt(text) <= most

const isFare = (text: string | undefined): text is string => upTo(text, FARE_MAX_FEN)
