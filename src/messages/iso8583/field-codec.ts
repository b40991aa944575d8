import type { FieldFormat, LengthPrefix } from './field-format'
import { stop, type Place } from './refusal'
import {
  ebcdicBytes,
  ebcdicText,
  gbkBytes,
  gbkText,
  latinBytes,
  notPrintable,
} from './text-codings'

/** A field as it was found: its value, and where its content lies. */
export interface FoundField {
  readonly value: string
  /** First byte of the content, after the length. */
  readonly start: number
  readonly end: number
  /** The filler that stood there, where it was accepted although it is not the one to be written. */
  readonly oddFiller?: number
}

/** Reads one field that begins at `at`; leaves by `stop` with the path and the offset of what is wrong. */
export function readField(
  format: FieldFormat,
  bytes: Buffer,
  { field, offset }: Place,
): FoundField {
  const { size } = format
  let start = offset
  let count: number
  if ('exactly' in size) {
    count = size.exactly
  } else {
    start += prefixBytes(size.prefix)
    if (start > bytes.length) stop('length-truncated', { field, offset })
    count = readLength(size.prefix, bytes, { field, offset })
    if (count > size.upTo) {
      stop('length-over-maximum', { field, offset }, `at most ${size.upTo} ${format.counts}`)
    }
    if (!fits(size.prefix, count)) stop('length-malformed', { field, offset }, 'too many digits')
  }
  const sizeBytes = contentBytes(format, count)
  if (sizeBytes === undefined) {
    return stop('length-malformed', { field, offset }, 'text has whole bytes')
  }
  const end = start + sizeBytes
  if (end > bytes.length) stop('message-truncated', { field, offset: bytes.length })
  const content = bytes.subarray(start, end)
  return { start, end, ...readContent(format, content, { count, field, start }) }
}

/** The bytes of one field, its length before it. */
export function writeField(format: FieldFormat, value: string, { field, offset }: Place): Buffer {
  const { size } = format
  const content = writeContent(format, value, { field, offset })
  const count = countOf(format, value, content)
  if ('exactly' in size) {
    if (count !== size.exactly) {
      stop('size-wrong', { field, offset }, `exactly ${size.exactly} ${format.counts}`)
    }
    return content
  }
  if (count > size.upTo) {
    stop('length-over-maximum', { field, offset }, `at most ${size.upTo} ${format.counts}`)
  }
  return Buffer.concat([writeLength(size.prefix, count, { field, offset }), content])
}

interface ContentPlace {
  readonly count: number
  readonly field: string
  readonly start: number
}

function readContent(
  format: FieldFormat,
  content: Buffer,
  place: ContentPlace,
): { readonly value: string; readonly oddFiller?: number } {
  switch (format.coding) {
    case 'bcd': {
      const read = unpad(format, content.toString('hex').toUpperCase(), place)
      return { ...read, value: digitsOf(format, read.value, place) }
    }
    case 'bytes':
      return unpad(format, content.toString('hex').toUpperCase(), place)
    case 'hex':
      return unpad(format, asciiHex(content, place), place)
    case 'signed-bcd':
      return readSigned(format, content, place)
    case 'digits':
    case 'text':
    case 'gbk':
    case 'latin':
    case 'track':
    case 'ebcdic':
      return { value: readText(format, content, place) }
  }
}

/** A sign character, then packed digits. */
function readSigned(
  format: FieldFormat,
  content: Buffer,
  place: ContentPlace,
): { readonly value: string; readonly oddFiller?: number } {
  const { field, start } = place
  if (notPrintable(content.subarray(0, 1)) === 0) {
    stop('character-malformed', { field, offset: start })
  }
  const sign = content.toString('latin1', 0, 1)
  const after = { field, start: start + 1, count: Math.max(0, place.count - 1) }
  const read = unpad(format, content.subarray(1).toString('hex').toUpperCase(), after)
  return { ...read, value: sign + digitsOf(format, read.value, after) }
}

/** Packed nibbles as digits; the separator becomes "=". */
function digitsOf(format: FieldFormat, nibbles: string, { field, start }: ContentPlace): string {
  for (let at = 0; at < nibbles.length; at++) {
    const code = nibbles.charCodeAt(at)
    if (code <= NINE || (format.separator && code === SEPARATOR_NIBBLE)) continue
    const shift = format.pad === 'left' ? nibbles.length % 2 : 0
    stop('digit-malformed', { field, offset: start + ((at + shift) >> 1) })
  }
  return format.separator ? nibbles.replaceAll('D', '=') : nibbles
}

const NINE = '9'.charCodeAt(0)
const SEPARATOR_NIBBLE = 'D'.charCodeAt(0)

function asciiHex(content: Buffer, { field, start }: ContentPlace): string {
  const text = content.toString('latin1')
  const wrong = text.search(/[^0-9A-F]/)
  if (wrong >= 0) stop('character-malformed', { field, offset: start + wrong }, 'upper-case hex')
  return text
}

/** Takes the filler off an odd number of digits. */
function unpad(
  format: FieldFormat,
  nibbles: string,
  { count, field, start }: ContentPlace,
): { readonly value: string; readonly oddFiller?: number } {
  const odd = format.counts === 'digits' && count % 2 === 1
  if (!odd) return { value: nibbles }
  const left = format.pad === 'left'
  const found = parseInt(left ? nibbles.charAt(0) : nibbles.charAt(nibbles.length - 1), 16)
  const value = left ? nibbles.slice(1) : nibbles.slice(0, -1)
  if (found === format.filler) return { value }
  if (format.otherFiller === 'remarked') return { value, oddFiller: found }
  const offset = start + (left ? 0 : (nibbles.length >> 1) - 1)
  return stop('filler-wrong', { field, offset }, 'the half byte that fills up is another')
}

function readText(format: FieldFormat, content: Buffer, { field, start }: ContentPlace): string {
  if (format.coding === 'latin') return content.toString('latin1')
  if (format.coding === 'ebcdic') return ebcdicText(content)
  if (format.coding === 'gbk') {
    return gbkText(content) ?? stop('character-malformed', { field, offset: start }, 'GBK text')
  }
  const text = content.toString('latin1')
  const wrong = text.search(FORBIDDEN[format.coding as PlainCoding])
  if (wrong >= 0) stop(wrongIn(format), { field, offset: start + wrong })
  return text
}

type PlainCoding = 'digits' | 'text' | 'track'

const FORBIDDEN: Readonly<Record<PlainCoding, RegExp>> = {
  digits: /[^0-9]/,
  text: /[^\x20-\x7e]/,
  track: /[^0-9=D]/,
}

const wrongIn = ({ coding }: FieldFormat): 'digit-malformed' | 'character-malformed' =>
  coding === 'digits' ? 'digit-malformed' : 'character-malformed'

function writeContent(format: FieldFormat, value: string, place: Place): Buffer {
  switch (format.coding) {
    case 'bcd':
      return packed(format, bcdNibbles(format, value, place))
    case 'bytes':
      return packed(format, hexNibbles(value, place))
    case 'hex':
      return Buffer.from(padded(format, hexNibbles(value, place)), 'latin1')
    case 'signed-bcd': {
      const sign = Buffer.from(value.slice(0, 1), 'latin1')
      if (sign.length !== 1 || notPrintable(sign) === 0) stop('character-malformed', place)
      return Buffer.concat([sign, packed(format, bcdNibbles(format, value.slice(1), place))])
    }
    case 'digits':
    case 'text':
    case 'gbk':
    case 'latin':
    case 'track':
    case 'ebcdic':
      return textBytes(format, value, place)
  }
}

function textBytes(format: FieldFormat, value: string, place: Place): Buffer {
  const { coding } = format
  if (coding === 'gbk') return gbkBytes(value) ?? stop('character-malformed', place, 'GBK text')
  if (coding === 'ebcdic') return ebcdicBytes(value) ?? stop('character-malformed', place)
  if (coding !== 'latin' && FORBIDDEN[coding as PlainCoding].test(value)) {
    stop(wrongIn(format), place)
  }
  return latinBytes(value) ?? stop('character-malformed', place)
}

function bcdNibbles(format: FieldFormat, value: string, place: Place): string {
  const allowed = format.separator ? /^[0-9=]*$/ : /^[0-9]*$/
  if (!allowed.test(value)) stop('digit-malformed', place)
  return format.separator ? value.replaceAll('=', 'D') : value
}

function hexNibbles(value: string, place: Place): string {
  if (!/^[0-9A-F]*$/.test(value)) stop('character-malformed', place, 'upper-case hex')
  return value
}

/** Fills up an odd number of half bytes, where digits are counted. */
function padded({ pad, filler }: FieldFormat, nibbles: string): string {
  if (nibbles.length % 2 === 0) return nibbles
  const half = filler.toString(16).toUpperCase()
  return pad === 'left' ? half + nibbles : nibbles + half
}

const packed = (format: FieldFormat, nibbles: string): Buffer =>
  Buffer.from(padded(format, nibbles), 'hex')

/** What the length says of a value: half bytes or bytes; an odd half byte counts only where digits count. */
function countOf(format: FieldFormat, value: string, content: Buffer): number {
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
      return format.counts === 'digits' ? content.length * 2 : content.length
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

function readLength(prefix: LengthPrefix, bytes: Buffer, { field, offset }: Place): number {
  const size = prefixBytes(prefix)
  if (prefix.in === 'binary') return bytes.readUIntBE(offset, size)
  const part = bytes.subarray(offset, offset + size)
  const text =
    prefix.in === 'bcd'
      ? part.toString('hex')
      : prefix.in === 'ascii'
        ? part.toString('latin1')
        : ebcdicText(part)
  if (!/^[0-9]+$/.test(text)) stop('length-malformed', { field, offset }, 'decimal digits')
  return Number(text)
}

function writeLength(prefix: LengthPrefix, count: number, place: Place): Buffer {
  const size = prefixBytes(prefix)
  if (prefix.in === 'binary') {
    if (!Number.isInteger(count) || count >= 256 ** size) stop('length-over-maximum', place)
    const out = Buffer.alloc(size)
    out.writeUIntBE(count, 0, size)
    return out
  }
  const digits = String(count).padStart(prefix.in === 'bcd' ? size * 2 : size, '0')
  if (!Number.isInteger(count)) stop('size-wrong', place, 'whole bytes')
  if (!fits(prefix, count)) stop('length-over-maximum', place)
  if (prefix.in === 'bcd') return Buffer.from(digits, 'hex')
  return prefix.in === 'ascii' ? Buffer.from(digits, 'latin1') : (ebcdicBytes(digits) as Buffer)
}
