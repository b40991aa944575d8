import { createHash } from 'node:crypto'
import { ok, parseCardNumber, refuse, type CardNumber, type Result } from '../base'
import type { FileMac } from './write-tap-file'

/** What a hotlist file says of itself. With `since` 0 it is the whole list, otherwise what changed after that version. */
export interface HotlistHeader {
  readonly version: bigint
  readonly since: bigint
  /** Local times, YYYYMMDDHHMMSS. */
  readonly madeAt: string
  readonly effectiveAt: string
}

/** A card that comes onto the list (with the cause) or leaves it. */
export interface HotlistFileLine {
  readonly card: CardNumber
  readonly listed: boolean
  readonly cause: string
}

/** A hotlist as a terminal reads it. `digest` is what the MAC is over; checking that is for whoever holds keys. */
export interface HotlistFile extends HotlistHeader {
  readonly lines: readonly HotlistFileLine[]
  readonly digest: Buffer
  readonly mac: Buffer
}

export type HotlistFileRefusal =
  | 'file-header-malformed'
  | 'file-line-malformed'
  | 'file-trailer-malformed'
  | 'file-count-differs'
  | 'file-digest-differs'

const HEADER =
  /^CITYCARD-HOTLIST\|1\|([1-9]\d{0,17})\|(0|[1-9]\d{0,17})\|(\d{14})\|(\d{14})\|(0|[1-9]\d{0,8})$/
const LISTED = /^L\|(\d{16,19})\|([a-z-]{1,40})$/
const UNLISTED = /^U\|(\d{16,19})$/
const TRAILER = /^END\|(0|[1-9]\d{0,8})\|([0-9a-f]{64})\|([0-9A-F]{16})$/

/**
 * The text of a hotlist, version 1: lines that end in a line feed.
 *
 *     CITYCARD-HOTLIST|1|version|since|madeAt|effectiveAt|count
 *     L|card|cause         the card is to be refused from now on
 *     U|card               the card is in order again (only where since is above 0)
 *     END|count|digest|mac
 *
 * Digest: SHA-256 of every byte before the last line, lower-case hex. MAC: the centre's, over the 32 bytes of the
 * digest, 8 bytes as upper-case hex.
 */
export async function writeHotlistFile(
  header: HotlistHeader,
  lines: readonly HotlistFileLine[],
  mac: FileMac,
): Promise<string> {
  const { version, since, madeAt, effectiveAt } = header
  let text = `CITYCARD-HOTLIST|1|${version}|${since}|${madeAt}|${effectiveAt}|${lines.length}\n`
  for (const { card, listed, cause } of lines) {
    text += listed ? `L|${card}|${cause}\n` : `U|${card}\n`
  }
  const digest = createHash('sha256').update(text).digest()
  const signature = (await mac(digest)).toString('hex').toUpperCase()
  return `${text}END|${lines.length}|${digest.toString('hex')}|${signature}\n`
}

/** Reads a hotlist; refused as a whole, with the line, when anything in it is not as written. */
export function readHotlistFile(text: string): Result<HotlistFile, HotlistFileRefusal> {
  const body = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)
  const [first = '', ...rest] = body.split('\n')
  const header = HEADER.exec(first)
  if (header === null) return wrong('file-header-malformed', 1)
  const trailer = TRAILER.exec(text.slice(body.length, -1))
  if (trailer === null || !text.endsWith('\n')) {
    return wrong('file-trailer-malformed', rest.length + 1)
  }
  const lines: HotlistFileLine[] = []
  for (const [index, line] of rest.slice(0, -1).entries()) {
    const read = lineOf(line)
    if (read === undefined) return wrong('file-line-malformed', index + 2)
    lines.push(read)
  }
  const [, version = '', since = '', madeAt = '', effectiveAt = '', count] = header
  const [, closing, given, mac = ''] = trailer
  if (`${lines.length}` !== count || count !== closing) return wrong('file-count-differs', 1)
  const digest = createHash('sha256').update(body).digest()
  if (digest.toString('hex') !== given) return wrong('file-digest-differs', rest.length + 1)
  return ok({
    version: BigInt(version),
    since: BigInt(since),
    madeAt,
    effectiveAt,
    lines,
    digest,
    mac: Buffer.from(mac, 'hex'),
  })
}

function lineOf(line: string): HotlistFileLine | undefined {
  const [, card, cause = 'lifted'] = LISTED.exec(line) ?? UNLISTED.exec(line) ?? []
  const number = card === undefined ? undefined : parseCardNumber(card)
  return number?.ok === true
    ? { card: number.value, listed: line.startsWith('L'), cause }
    : undefined
}

const wrong = (refused: HotlistFileRefusal, line: number): Result<never, HotlistFileRefusal> =>
  refuse(refused, { field: `line ${line}`, detail: 'a hotlist is as writeHotlistFile writes it' })
