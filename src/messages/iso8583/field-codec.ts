import type { FieldFormat, LengthPrefix } from './field-format'
import { stop, type Place } from './refusal'
import { ebcdicBytes, ebcdicText, gbkBytes, gbkText, latinBytes } from './text-codings'
import type { Draft, Wire } from './wire'

/** A field as it was found: its value, and where its content lies. */
export interface FoundField {
  readonly value: string
  /** First byte of the content, after the length. */
  readonly start: number
  readonly end: number
  /** The filler that stood there, where it was accepted although it is not the one to be written. */
  readonly oddFiller?: number
}

/** Reads one field that begins at `offset`; leaves by `stop` with the path and the offset of what is wrong. */
export function readField(
  format: FieldFormat,
  wire: Wire,
  number: number,
  offset: number,
): FoundField {
  const { size } = format
  const { bytes } = wire
  let start = offset
  let count: number
  if ('exactly' in size) {
    count = size.exactly
  } else {
    start += prefixBytes(size.prefix)
    if (start > bytes.length) stop('length-truncated', placeOf(number, offset))
    count = readLength(size.prefix, bytes, number, offset)
    if (count > size.upTo) {
      const detail = `at most ${size.upTo} ${format.counts}`
      stop('length-over-maximum', placeOf(number, offset), detail)
    }
    if (!fits(size.prefix, count)) {
      stop('length-malformed', placeOf(number, offset), 'too many digits')
    }
  }
  const sizeBytes = contentBytes(format, count)
  if (sizeBytes === undefined) {
    return stop('length-malformed', placeOf(number, offset), 'text has whole bytes')
  }
  const end = start + sizeBytes
  if (end > bytes.length) stop('message-truncated', placeOf(number, bytes.length))
  return readContent(format, wire, { count, number, start, end })
}

const placeOf = (number: number, offset: number): Place => ({ field: `${number}`, offset })

/** Writes one field, its length before it, and answers where its content begins. */
export function writeField(
  format: FieldFormat,
  value: string,
  draft: Draft,
  number: number,
): number {
  const { size } = format
  const offset = draft.at
  const place = (): Place => placeOf(number, offset)
  const before = 'exactly' in size ? 0 : prefixBytes(size.prefix)
  // Of all codings none takes more than two bytes for a character.
  draft.room(before + 2 * value.length + 2)
  draft.at += before
  const start = draft.at
  writeContent(format, value, draft, place)
  const count = countOf(format, value, draft.at - start)
  if ('exactly' in size) {
    if (count !== size.exactly) {
      stop('size-wrong', place(), `exactly ${size.exactly} ${format.counts}`)
    }
    return start
  }
  if (count > size.upTo) {
    stop('length-over-maximum', place(), `at most ${size.upTo} ${format.counts}`)
  }
  writeLength(size.prefix, count, draft.bytes, offset, place)
  return start
}

interface ContentPlace {
  readonly count: number
  readonly number: number
  readonly start: number
  readonly end: number
}

function readContent(format: FieldFormat, wire: Wire, place: ContentPlace): FoundField {
  const { start, end } = place
  switch (format.coding) {
    case 'bcd':
      return readPacked(format, wire.hex(start, end), '', place)
    case 'bytes':
      return unpadded(format, wire.hex(start, end), place)
    case 'hex':
      return unpadded(format, asciiHex(wire.latin(start, end), place), place)
    case 'signed-bcd':
      return readSigned(format, wire, place)
    case 'digits':
    case 'text':
    case 'gbk':
    case 'latin':
    case 'track':
    case 'ebcdic':
      return { value: readText(format, wire, place), start, end }
  }
}

/** A sign character, then packed digits. */
function readSigned(format: FieldFormat, wire: Wire, place: ContentPlace): FoundField {
  const { start, end, number, count } = place
  const sign = wire.latin(start, Math.min(start + 1, end))
  if (sign !== '' && !isPrintable(sign.charCodeAt(0))) {
    stop('character-malformed', placeOf(number, start))
  }
  const after = { number, start: start + 1, end, count: Math.max(0, count - 1) }
  return { ...readPacked(format, wire.hex(start + 1, end), sign, after), start }
}

/** Packed nibbles as digits; the separator becomes "=". */
function readPacked(
  format: FieldFormat,
  nibbles: string,
  before: string,
  place: ContentPlace,
): FoundField {
  const found = unpadded(format, nibbles, place)
  const { value } = found
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    if (code <= NINE || (format.separator && code === SEPARATOR_NIBBLE)) continue
    const shift = format.pad === 'left' ? value.length % 2 : 0
    stop('digit-malformed', placeOf(place.number, place.start + ((at + shift) >> 1)))
  }
  if (before === '' && !format.separator) return found
  const digits = format.separator ? value.replaceAll('D', '=') : value
  return { ...found, value: before + digits }
}

const ZERO = '0'.charCodeAt(0)
const NINE = '9'.charCodeAt(0)
const SEPARATOR_NIBBLE = 'D'.charCodeAt(0)
const SEPARATOR = '='.charCodeAt(0)
const SPACE = 0x20
const TILDE = 0x7e

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE
const isPrintable = (code: number): boolean => code >= SPACE && code <= TILDE

/** The value of an upper-case hex digit; -1 for what is none. */
const nibbleOf = (code: number): number =>
  isDigit(code) ? code - ZERO : code >= UPPER_A && code <= UPPER_F ? code - UPPER_A + 10 : -1

const UPPER_A = 'A'.charCodeAt(0)
const UPPER_F = 'F'.charCodeAt(0)

function asciiHex(text: string, { number, start }: ContentPlace): string {
  for (let at = 0; at < text.length; at++) {
    if (nibbleOf(text.charCodeAt(at)) >= 0) continue
    stop('character-malformed', placeOf(number, start + at), 'upper-case hex')
  }
  return text
}

/** Takes the filler off an odd number of digits. */
function unpadded(
  format: FieldFormat,
  nibbles: string,
  { count, number, start, end }: ContentPlace,
): FoundField {
  const odd = format.counts === 'digits' && count % 2 === 1
  if (!odd) return { value: nibbles, start, end }
  const left = format.pad === 'left'
  const filler = nibbleOf(nibbles.charCodeAt(left ? 0 : nibbles.length - 1))
  const value = left ? nibbles.slice(1) : nibbles.slice(0, -1)
  if (filler === format.filler) return { value, start, end }
  if (format.otherFiller === 'remarked') return { value, start, end, oddFiller: filler }
  const offset = start + (left ? 0 : (nibbles.length >> 1) - 1)
  return stop('filler-wrong', placeOf(number, offset), 'the half byte that fills up is another')
}

function readText(format: FieldFormat, wire: Wire, { number, start, end }: ContentPlace): string {
  const { coding } = format
  const text = wire.latin(start, end)
  if (coding === 'latin') return text
  if (coding === 'ebcdic') return ebcdicText(wire.bytes.subarray(start, end))
  const wrong = firstForbidden(coding === 'gbk' ? 'text' : (coding as PlainCoding), text)
  if (wrong < 0) return text
  if (coding === 'gbk') {
    const chinese = gbkText(wire.bytes.subarray(start, end))
    return chinese ?? stop('character-malformed', placeOf(number, start), 'GBK text')
  }
  return stop(wrongIn(format), placeOf(number, start + wrong))
}

type PlainCoding = 'digits' | 'text' | 'track'

const MAY_STAND: Readonly<Record<PlainCoding, (code: number) => boolean>> = {
  digits: isDigit,
  text: isPrintable,
  track: (code) => isDigit(code) || code === SEPARATOR || code === SEPARATOR_NIBBLE,
}

/** Where the first character stands that may not; -1 when all may. */
function firstForbidden(coding: PlainCoding, text: string): number {
  const mayStand = MAY_STAND[coding]
  for (let at = 0; at < text.length; at++) if (!mayStand(text.charCodeAt(at))) return at
  return -1
}

const wrongIn = ({ coding }: FieldFormat): 'digit-malformed' | 'character-malformed' =>
  coding === 'digits' ? 'digit-malformed' : 'character-malformed'

function writeContent(format: FieldFormat, value: string, draft: Draft, place: () => Place): void {
  switch (format.coding) {
    case 'bcd':
      return writeNibbles(format, value, draft, place)
    case 'bytes':
      return writeNibbles(format, value, draft, place)
    case 'hex': {
      for (let at = 0; at < value.length; at++) {
        if (nibbleOf(value.charCodeAt(at)) < 0)
          stop('character-malformed', place(), 'upper-case hex')
      }
      return writeLatin(padded(format, value), draft)
    }
    case 'signed-bcd': {
      if (value === '' || !isPrintable(value.charCodeAt(0))) stop('character-malformed', place())
      writeLatin(value.slice(0, 1), draft)
      return writeNibbles(format, value.slice(1), draft, place)
    }
    case 'digits':
    case 'text':
    case 'gbk':
    case 'latin':
    case 'track':
    case 'ebcdic':
      return writeText(format, value, draft, place)
  }
}

function writeText(format: FieldFormat, value: string, draft: Draft, place: () => Place): void {
  const { coding } = format
  if (coding === 'ebcdic')
    return draft.put(ebcdicBytes(value) ?? stop('character-malformed', place()))
  if (coding === 'latin')
    return draft.put(latinBytes(value) ?? stop('character-malformed', place()))
  const wrong = firstForbidden(coding === 'gbk' ? 'text' : (coding as PlainCoding), value)
  if (wrong < 0) return writeLatin(value, draft)
  if (coding !== 'gbk') return stop(wrongIn(format), place())
  return draft.put(gbkBytes(value) ?? stop('character-malformed', place(), 'GBK text'))
}

/** Characters of which each is one byte. */
function writeLatin(text: string, draft: Draft): void {
  const { bytes, at: from } = draft
  for (let at = 0; at < text.length; at++) bytes[from + at] = text.charCodeAt(at)
  draft.at += text.length
}

/** Two digits, or hex digits, a byte; an odd number is filled up. */
function writeNibbles(format: FieldFormat, value: string, draft: Draft, place: () => Place): void {
  const { bytes } = draft
  const isOdd = value.length % 2 === 1
  const isLeft = isOdd && format.pad === 'left'
  let high = isLeft ? format.filler : -1
  for (let at = 0; at < value.length; at++) {
    const nibble = nibbleIn(format, value.charCodeAt(at), place)
    if (high < 0) high = nibble
    else {
      bytes[draft.at++] = (high << 4) | nibble
      high = -1
    }
  }
  if (high >= 0) bytes[draft.at++] = (high << 4) | format.filler
}

function nibbleIn({ coding, separator }: FieldFormat, code: number, place: () => Place): number {
  if (isDigit(code)) return code - ZERO
  if (coding === 'bytes') {
    const nibble = nibbleOf(code)
    return nibble >= 0 ? nibble : stop('character-malformed', place(), 'upper-case hex')
  }
  return separator && code === SEPARATOR ? SEPARATOR_IS : stop('digit-malformed', place())
}

const SEPARATOR_IS = 0xd

/** Fills up an odd number of half bytes, where digits are counted. */
function padded({ pad, filler }: FieldFormat, nibbles: string): string {
  if (nibbles.length % 2 === 0) return nibbles
  const half = filler.toString(16).toUpperCase()
  return pad === 'left' ? half + nibbles : nibbles + half
}

/** What the length says of a value: half bytes or bytes; an odd half byte counts only where digits count. */
function countOf(format: FieldFormat, value: string, sizeBytes: number): number {
  switch (format.coding) {
    case 'bcd':
    case 'bytes':
    case 'hex':
      return format.counts === 'digits' ? value.length : value.length / 2
    case 'signed-bcd':
      return value.length
    case 'digits':
    case 'text':
    case 'gbk':
    case 'latin':
    case 'track':
    case 'ebcdic':
      return format.counts === 'digits' ? sizeBytes * 2 : sizeBytes
  }
}

/** Bytes of so many units; undefined where they make no whole bytes. */
function contentBytes({ coding, counts }: FieldFormat, count: number): number | undefined {
  switch (coding) {
    case 'bcd':
    case 'bytes':
      return counts === 'digits' ? (count + 1) >> 1 : count
    case 'hex':
      return counts === 'digits' ? count + (count % 2) : count * 2
    case 'signed-bcd':
      return count === 0 ? undefined : 1 + (count >> 1)
    case 'digits':
    case 'text':
    case 'gbk':
    case 'latin':
    case 'track':
    case 'ebcdic':
      if (counts === 'bytes') return count
      return count % 2 === 0 ? count / 2 : undefined
  }
}

/** Packed prefixes of an odd number of digits begin with a half byte of zero. */
const fits = (prefix: LengthPrefix, count: number): boolean =>
  prefix.in === 'binary' || count < 10 ** prefix.digits

const prefixBytes = (prefix: LengthPrefix): number =>
  prefix.in === 'binary'
    ? prefix.bytes
    : prefix.in === 'bcd'
      ? (prefix.digits + 1) >> 1
      : prefix.digits

function readLength(prefix: LengthPrefix, bytes: Buffer, number: number, offset: number): number {
  const size = prefixBytes(prefix)
  if (prefix.in === 'binary') return bytes.readUIntBE(offset, size)
  const part =
    prefix.in === 'ebcdic'
      ? Buffer.from(ebcdicText(bytes.subarray(offset, offset + size)), 'latin1')
      : bytes
  const from = part === bytes ? offset : 0
  let count = 0
  for (let at = from; at < from + size; at++) {
    const byte = part[at] as number
    const [high, low] = prefix.in === 'bcd' ? [byte >> 4, byte & 0xf] : [0, byte - ZERO]
    if (high > 9 || low > 9 || low < 0) {
      stop('length-malformed', placeOf(number, offset), 'decimal digits')
    }
    count = prefix.in === 'bcd' ? 100 * count + 10 * high + low : 10 * count + low
  }
  return count
}

function writeLength(
  prefix: LengthPrefix,
  count: number,
  bytes: Buffer,
  from: number,
  place: () => Place,
): void {
  const size = prefixBytes(prefix)
  if (prefix.in === 'binary') {
    if (!Number.isInteger(count) || count >= 256 ** size) stop('length-over-maximum', place())
    bytes.writeUIntBE(count, from, size)
    return
  }
  if (!Number.isInteger(count)) stop('size-wrong', place(), 'whole bytes')
  if (!fits(prefix, count)) stop('length-over-maximum', place())
  let left = count
  for (let at = from + size - 1; at >= from; at--) {
    const step = prefix.in === 'bcd' ? 100 : 10
    const part = left % step
    left = Math.floor(left / step)
    if (prefix.in === 'bcd') bytes[at] = (Math.floor(part / 10) << 4) | (part % 10)
    else bytes[at] = prefix.in === 'ascii' ? ZERO + part : EBCDIC_ZERO + part
  }
}

/** Digits of code page 037 follow one another from here. */
const EBCDIC_ZERO = 0xf0
