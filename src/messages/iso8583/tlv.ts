import { stop, stoppable, type MessageRefusal } from './refusal'

/** One tag of BER-TLV data; a constructed one has children instead of a value of its own. */
export interface TlvNode {
  /** Upper-case hex. */
  readonly tag: string
  /** Upper-case hex of the whole content. */
  readonly value: string
  readonly children?: readonly TlvNode[]
  /** Where its tag begins, in the bytes given. */
  readonly offset: number
}

/** How deep constructed tags may nest. */
export const TLV_DEPTH = 4
const TAG_BYTES = 3
const LENGTH_BYTES = 2
/** Issuer scripts and their commands may stand several times (EMV book 3, 10.10). */
const REPEATABLE: ReadonlySet<string> = new Set(['71', '72', '86'])

const CONSTRUCTED = 0x20
const LONG_TAG = 0x1f
const MORE_FOLLOWS = 0x80
const LONG_LENGTH = 0x80

export interface TlvPlace {
  readonly field: string
  readonly offset: number
}

/** Reads BER-TLV that stands alone. */
export const decodeTlv = (
  bytes: Buffer,
): { readonly ok: true; readonly value: readonly TlvNode[] } | MessageRefusal =>
  stoppable(() => readTlv(bytes, { field: 'tlv', offset: 0 }))

/**
 * Reads BER-TLV; leaves by `stop` with the path of the tag. Limits are checked before anything is taken:
 * tags of at most three bytes, lengths of at most two after the first, four levels. Lengths stand in their
 * shortest form, so that what is read is written back as the same bytes.
 */
export function readTlv(bytes: Buffer, place: TlvPlace, depth = 1): readonly TlvNode[] {
  const nodes: TlvNode[] = []
  const seen = new Set<string>()
  let at = 0
  while (at < bytes.length) {
    const tagOffset = place.offset + at
    const tagSize = sizeOfTag(bytes, at, { field: place.field, offset: tagOffset })
    const tag = bytes.toString('hex', at, at + tagSize).toUpperCase()
    const field = `${place.field}.${tag}`
    if (seen.has(tag) && !REPEATABLE.has(tag)) {
      stop('tag-repeated', { field, offset: tagOffset })
    }
    seen.add(tag)
    at += tagSize
    const length = readTlvLength(bytes, at, { field, offset: place.offset + at })
    at += length.size
    const value = bytes.subarray(at, at + length.count)
    if (value.length < length.count) {
      stop('message-truncated', { field, offset: place.offset + bytes.length })
    }
    const inside = { field, offset: place.offset + at }
    const children = isConstructed(tag) ? childrenOf(value, inside, depth) : undefined
    nodes.push({
      tag,
      value: value.toString('hex').toUpperCase(),
      offset: tagOffset,
      ...(children && { children }),
    })
    at += length.count
  }
  return nodes
}

const isConstructed = (tag: string): boolean =>
  (parseInt(tag.slice(0, 2), 16) & CONSTRUCTED) === CONSTRUCTED

function childrenOf(value: Buffer, place: TlvPlace, depth: number): readonly TlvNode[] {
  if (depth >= TLV_DEPTH) stop('tags-too-deep', place, `at most ${TLV_DEPTH} levels`)
  return readTlv(value, place, depth + 1)
}

function sizeOfTag(bytes: Buffer, at: number, place: TlvPlace): number {
  const first = bytes[at] as number
  if (first === 0x00 || first === 0xff) stop('tag-malformed', place, 'not 00 or FF')
  if ((first & LONG_TAG) !== LONG_TAG) return 1
  for (let size = 2; size <= TAG_BYTES; size++) {
    const next = bytes[at + size - 1]
    if (next === undefined) return stop('message-truncated', place)
    // A long tag whose number begins with zeros has a shorter spelling.
    if (size === 2 && next === MORE_FOLLOWS) stop('tag-malformed', place)
    if ((next & MORE_FOLLOWS) === 0) return size
  }
  return stop('tag-malformed', place, `at most ${TAG_BYTES} bytes`)
}

function readTlvLength(
  bytes: Buffer,
  at: number,
  place: TlvPlace,
): { readonly count: number; readonly size: number } {
  const first = bytes[at]
  if (first === undefined) return stop('length-truncated', place)
  if (first < LONG_LENGTH) return { count: first, size: 1 }
  const more = first - LONG_LENGTH
  if (more === 0 || more > LENGTH_BYTES) {
    stop('length-malformed', place, `at most ${LENGTH_BYTES} bytes after the first`)
  }
  if (at + 1 + more > bytes.length) stop('length-truncated', place)
  const count = bytes.readUIntBE(at + 1, more)
  if (writeTlvLength(count).length !== 1 + more) {
    stop('length-malformed', place, 'not the shortest form')
  }
  return { count, size: 1 + more }
}

/** Bytes of tags in the order given; a node with children is written from them. */
export function writeTlv(nodes: readonly Pick<TlvNode, 'tag' | 'value' | 'children'>[]): Buffer {
  return Buffer.concat(
    nodes.flatMap(({ tag, value, children }) => {
      const content = children ? writeTlv(children) : Buffer.from(value, 'hex')
      return [Buffer.from(tag, 'hex'), writeTlvLength(content.length), content]
    }),
  )
}

function writeTlvLength(count: number): Buffer {
  if (count < 0x80) return Buffer.of(count)
  return count < 0x100 ? Buffer.of(0x81, count) : Buffer.of(0x82, count >> 8, count & 0xff)
}
