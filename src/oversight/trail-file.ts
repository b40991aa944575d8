import { invariant } from '../base'
import { TrailCheck, type TrailTampering } from './check-trail'
import type { ChainPart } from './read-chain'
import { DIGEST_BYTES, type TrailLink, type TrailRow } from './trail'

/** An exported trail: JSON, one document a line. README tells the format. */
export const TRAIL_FORMAT = 'citycard-trail/1'

export const openingLine = (): string => JSON.stringify({ format: TRAIL_FORMAT })

export const lineOf = (part: ChainPart): string =>
  'row' in part ? rowLine(part.row) : linkLine(part.link)

const rowLine = (row: TrailRow): string =>
  JSON.stringify({
    entry: Number(row.entry),
    at: row.at.toISOString(),
    actor: row.actor,
    actorKind: row.actorKind,
    approvedBy: row.approvedBy,
    act: row.act,
    subject: row.subject,
    reason: row.reason,
    detail: row.detail,
    reference: row.reference,
  })

const linkLine = (link: TrailLink): string =>
  JSON.stringify({
    link: Number(link.seq),
    previousHash: link.previousHash.toString('hex'),
    hash: link.hash.toString('hex'),
    entries: link.entries.map(Number),
    digests: link.digests.toString('hex'),
  })

export const closingLine = (check: TrailCheck): string =>
  JSON.stringify({ end: { links: check.links, entries: check.entries, head: check.head } })

export interface FileReport {
  readonly intact: boolean
  readonly entries: number
  readonly links: number
  readonly head: string
  readonly tamperings: readonly TrailTampering[]
}

/**
 * Checks an exported trail without any database.
 *
 * @param head the hash of the newest link as somebody wrote it down; without it only a trail that was rewritten
 *   as a whole, links and all, passes
 */
export async function verifyTrailFile(
  lines: AsyncIterable<string>,
  head?: string,
): Promise<FileReport> {
  const check = new TrailCheck()
  let number = 0
  let closed: string | undefined
  for await (const line of lines) {
    number++
    if (closed !== undefined || (line === '' && number > 1)) {
      check.found({ what: 'line-unreadable', line: number, detail: 'nothing belongs here' })
    } else if (number === 1) {
      if (line !== openingLine()) unreadable(check, number, `it is not ${openingLine()}`)
    } else closed = takeLine(check, line, number)
  }
  finish(check, { closed, head })
  const { entries, links, tamperings } = check
  return { intact: tamperings.length === 0, entries, links, head: check.head, tamperings }
}

/** Takes one line; answers it when it is the last of the file. */
function takeLine(check: TrailCheck, line: string, number: number): string | undefined {
  const parsed = parseLine(line)
  if (parsed === undefined) unreadable(check, number, 'it is no line of a trail')
  else if ('end' in parsed) return line
  // What is written beside the known members is covered by no digest: only our own wording counts.
  else if (lineOf(parsed) !== line) {
    take(check, parsed)
    const about = 'row' in parsed ? { entry: parsed.row.entry } : { link: parsed.link.seq }
    const what = 'row' in parsed ? ('entry-altered' as const) : ('link-altered' as const)
    check.found({ what, ...about, line: number, detail: 'it is not worded as it was exported' })
  } else take(check, parsed)
  return undefined
}

function finish(
  check: TrailCheck,
  { closed, head }: { readonly closed: string | undefined; readonly head: string | undefined },
): void {
  check.end(head)
  if (closed === undefined) {
    check.found({ what: 'file-cut', detail: 'the closing line is missing' })
  } else if (closed !== closingLine(check)) {
    check.found({ what: 'head-differs', detail: 'the closing line does not fit what it closes' })
  }
}

const take = (check: TrailCheck, part: ChainPart): void =>
  'row' in part ? check.row(part.row) : check.link(part.link)

const unreadable = (check: TrailCheck, line: number, detail: string): void =>
  check.found({ what: 'line-unreadable', line, detail })

function parseLine(line: string): ChainPart | { readonly end: unknown } | undefined {
  try {
    const said: unknown = JSON.parse(line)
    if (typeof said !== 'object' || said === null) return undefined
    if ('end' in said) return { end: said.end }
    if ('entry' in said) return { row: rowOf(said) }
    return 'link' in said ? { link: linkOf(said) } : undefined
  } catch {
    return undefined
  }
}

function rowOf(said: Record<string, unknown>): TrailRow {
  const text = (name: string): string => {
    const value = said[name]
    invariant(typeof value === 'string', 'a member is text', { name })
    return value
  }
  const maybe = (name: string): string | null => (said[name] === null ? null : text(name))
  const at = new Date(text('at'))
  invariant(!Number.isNaN(at.getTime()), 'an entry has a time')
  return {
    entry: wholeOf(said['entry']),
    at,
    actor: text('actor'),
    actorKind: text('actorKind') as TrailRow['actorKind'],
    approvedBy: maybe('approvedBy'),
    act: text('act'),
    subject: text('subject'),
    reason: maybe('reason'),
    detail: text('detail'),
    reference: maybe('reference'),
  }
}

function linkOf(said: Record<string, unknown>): TrailLink {
  const hex = (name: string): Buffer => {
    const value = said[name]
    invariant(typeof value === 'string' && /^([0-9a-f]{2})*$/.test(value), 'a member is hex', {
      name,
    })
    return Buffer.from(value, 'hex')
  }
  const { entries } = said
  invariant(Array.isArray(entries), 'a link holds entries')
  const digests = hex('digests')
  invariant(digests.length === entries.length * DIGEST_BYTES, 'each entry has its digest')
  return {
    seq: wholeOf(said['link']),
    previousHash: hex('previousHash'),
    hash: hex('hash'),
    entries: entries.map(wholeOf),
    digests,
  }
}

function wholeOf(value: unknown): bigint {
  invariant(Number.isSafeInteger(value), 'a number is whole')
  return BigInt(value as number)
}
