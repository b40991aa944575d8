import { readField, writeField, type FoundField } from './field-codec'
import type { FieldFormat, LayoutRow, MessageFormat } from './field-format'
import { layoutOf, partsOf, sizeInSections, type Part } from './parts'
import { stop, stoppable, type MessageRefusal } from './refusal'
import { ebcdicBytes, ebcdicText } from './text-codings'
import { Draft, Wire } from './wire'

/** What one says to have a message written: field values as strings, by number. */
export interface Message {
  readonly mti: string
  /** Digits, text, or upper-case hex of raw bytes: never a number. */
  readonly fields: Readonly<Record<number, string>>
}

/** Something accepted although it is not how we would write it. */
export interface Remark {
  readonly field: string
  readonly offset: number
  readonly remark: 'other-filler'
}

/** A message as it arrived. */
export interface DecodedMessage extends Message {
  /** The bytes that arrived, from the MTI on: a MAC is checked over these, never over a new encoding. */
  readonly raw: Buffer
  /** Where each field lies in `raw`, its length included, in order of arrival. */
  readonly places: ReadonlyMap<number, FieldPlace>
  /** Pieces of the fields that have a layout in this message. */
  readonly parts: ReadonlyMap<number, readonly Part[]>
  /** While there is none, the message encodes to the same bytes. */
  readonly remarks: readonly Remark[]
}

export interface FieldPlace {
  readonly from: number
  readonly end: number
}

const BITMAP_BYTES = 8
const BITS = BITMAP_BYTES * 8
/** The length of no message comes near it; a guard for what calls the codec without a frame. */
export const MESSAGE_BYTES_MAX = 65_535

/**
 * Reads one message, MTI first. Strict: no bytes left over, no half byte that is no digit, no field without
 * a format, every length within its limit, one spelling for everything. Any bytes are answered by a message
 * or a refusal with path and offset; nothing is thrown.
 */
export const decodeMessage = (
  format: MessageFormat,
  bytes: Uint8Array,
): { readonly ok: true; readonly value: DecodedMessage } | MessageRefusal =>
  stoppable(() => {
    if (bytes.length > MESSAGE_BYTES_MAX) {
      stop('length-over-maximum', { field: 'message', offset: MESSAGE_BYTES_MAX })
    }
    const raw = Buffer.from(bytes)
    const wire = new Wire(raw)
    const mti = readMti(format, raw)
    const bitmap = readBitmap(format, raw, mti.end)
    const laidOut = laidOutIn(format)
    const found: [number, FoundField][] = []
    const places = new Map<number, FieldPlace>()
    const fields: Record<number, string> = {}
    const remarks: Remark[] = []
    let at = bitmap.end
    for (const number of bitmap.numbers) {
      const field = format.fields.get(number)
      if (field === undefined) return stop('field-unknown', { field: `${number}`, offset: at })
      const one = readField(field, wire, number, at)
      if (one.oddFiller !== undefined) {
        remarks.push({ field: `${number}`, offset: one.start, remark: 'other-filler' })
      }
      if (laidOut.has(number)) found.push([number, one])
      places.set(number, { from: at, end: one.end })
      fields[number] = one.value
      at = one.end
    }
    if (at < raw.length) stop('bytes-left-over', { field: 'message', offset: at })
    const parts = takeApart(format, { mti: mti.value, fields }, found)
    return { mti: mti.value, fields, raw, places, parts, remarks }
  })

/**
 * Writes a message. What decoding would refuse is refused here too, with the same path; the offset says
 * where in the message the field would begin.
 */
export const encodeMessage = (
  format: MessageFormat,
  { mti, fields }: Message,
): { readonly ok: true; readonly value: Buffer } | MessageRefusal =>
  stoppable(() => {
    draft.wipe()
    const numbers = Object.keys(fields).map(Number)
    if (!areRising(numbers)) numbers.sort((one, other) => one - other)
    draft.put(writeMti(format, mti))
    draft.put(writeBitmap(format, numbers))
    const laidOut = laidOutIn(format)
    const found: [number, FoundField][] = []
    for (const number of numbers) {
      const field = format.fields.get(number)
      if (field === undefined)
        return stop('field-unknown', { field: `${number}`, offset: draft.at })
      const value = fields[number] as string
      const start = writeField(field, value, draft, number)
      if (laidOut.has(number)) found.push([number, { value, start, end: draft.at }])
    }
    takeApart(format, { mti, fields }, found)
    return draft.taken()
  })

/** Writing is never interrupted by writing: one is enough. */
const draft = new Draft()

const areRising = (numbers: readonly number[]): boolean => {
  for (let nth = 1; nth < numbers.length; nth++) {
    if ((numbers[nth - 1] as number) > (numbers[nth] as number)) return false
  }
  return true
}

/**
 * What the MAC of a message covers: every byte from the MTI up to, not including, its last field, which must
 * be the MAC (f64 or f128). Undefined when the message carries no MAC there.
 */
export function macInput({ raw, places }: DecodedMessage): Buffer | undefined {
  const last = [...places].at(-1)
  if (last === undefined || (last[0] !== BITS && last[0] !== 2 * BITS)) return undefined
  return raw.subarray(0, last[1].from)
}

const NETWORK_FROM = 8
const NETWORK_END = 11

/** f60.3 of a message, the network management code that decides on the form of other fields. */
export const networkCodeOf = (fields: Readonly<Record<number, string>>): string | undefined => {
  const code = fields[60]?.slice(NETWORK_FROM, NETWORK_END)
  return code?.length === NETWORK_END - NETWORK_FROM ? code : undefined
}

const knownLaidOut = new WeakMap<readonly LayoutRow[], ReadonlySet<number>>()

/** The fields that have a layout in some message. */
function laidOutIn({ layouts }: MessageFormat): ReadonlySet<number> {
  let known = knownLaidOut.get(layouts)
  if (known === undefined) {
    known = new Set(layouts.map(({ field }) => field))
    knownLaidOut.set(layouts, known)
  }
  return known
}

function takeApart(
  format: MessageFormat,
  { mti, fields }: Message,
  found: readonly (readonly [number, FoundField])[],
): ReadonlyMap<number, readonly Part[]> {
  const parts = new Map<number, readonly Part[]>()
  if (found.length === 0) return parts
  const network = networkCodeOf(fields)
  for (const [number, one] of found) {
    const field = format.fields.get(number) as FieldFormat
    const size = sizeInSections(field, one.value)
    const layout = layoutOf(format.layouts, { field: number, mti, network }, size)
    if (layout !== undefined) {
      parts.set(number, partsOf(layout, field, { field: number, found: one }))
    }
  }
  return parts
}

interface Read<Value> {
  readonly value: Value
  readonly end: number
}

function readMti({ mti }: MessageFormat, raw: Buffer): Read<string> {
  const end = mti === 'bcd' ? 2 : 4
  if (raw.length < end) stop('message-truncated', { field: 'mti', offset: raw.length })
  const part = raw.subarray(0, end)
  const value =
    mti === 'bcd'
      ? part.toString('hex')
      : mti === 'ascii'
        ? part.toString('latin1')
        : ebcdicText(part)
  if (!/^\d{4}$/.test(value)) stop('mti-malformed', { field: 'mti', offset: 0 }, 'four digits')
  return { value, end }
}

function writeMti({ mti }: MessageFormat, value: string): Buffer {
  if (!/^\d{4}$/.test(value)) stop('mti-malformed', { field: 'mti', offset: 0 }, 'four digits')
  if (mti === 'bcd') return Buffer.from(value, 'hex')
  return mti === 'ascii' ? Buffer.from(value, 'latin1') : (ebcdicBytes(value) as Buffer)
}

/** Field numbers of a bitmap; the first bit says that a second bitmap follows. */
function readBitmap(
  format: MessageFormat,
  raw: Buffer,
  at: number,
): { readonly numbers: readonly number[]; readonly end: number } {
  const first = bitmapPart(format, raw, at)
  const second = isSet(first, 1) ? bitmapPart(format, raw, at + sizeOf(format)) : undefined
  const numbers = numbersIn(first, 0)
  if (second === undefined) return { numbers, end: at + sizeOf(format) }
  const more = numbersIn(second, BITS)
  const offset = at + sizeOf(format)
  // Written only where needed: an empty one would not come back as it was.
  if (more.length === 0) {
    stop('bitmap-malformed', { field: 'bitmap', offset }, 'an empty second bitmap')
  }
  return { numbers: [...numbers, ...more], end: at + 2 * sizeOf(format) }
}

const sizeOf = ({ bitmap }: MessageFormat): number =>
  bitmap === 'hex' ? BITMAP_BYTES * 2 : BITMAP_BYTES

function bitmapPart(format: MessageFormat, raw: Buffer, at: number): Buffer {
  const part = raw.subarray(at, at + sizeOf(format))
  if (part.length < sizeOf(format)) {
    stop('message-truncated', { field: 'bitmap', offset: raw.length })
  }
  if (format.bitmap === 'bytes') return part
  const text = part.toString('latin1')
  const wrong = text.search(/[^0-9A-F]/)
  if (wrong >= 0) {
    stop('bitmap-malformed', { field: 'bitmap', offset: at + wrong }, 'upper-case hex')
  }
  return Buffer.from(text, 'hex')
}

const isSet = (bits: Buffer, number: number): boolean =>
  ((bits[(number - 1) >> 3] as number) & (0x80 >> ((number - 1) & 7))) !== 0

/** The first bit of the first bitmap is no field. */
function numbersIn(bits: Buffer, above: number): number[] {
  const numbers: number[] = []
  for (let byte = 0; byte < BITMAP_BYTES; byte++) {
    const eight = bits[byte] as number
    for (let bit = 0; eight !== 0 && bit < 8; bit++) {
      const number = 8 * byte + bit + 1
      if ((eight & (0x80 >> bit)) !== 0 && (number > 1 || above > 0)) numbers.push(number + above)
    }
  }
  return numbers
}

function writeBitmap(format: MessageFormat, numbers: readonly number[]): Buffer {
  const wrong = numbers.find((number) => !Number.isInteger(number) || number < 2 || number > 128)
  if (wrong !== undefined) {
    stop('field-unknown', { field: `${wrong}`, offset: 0 }, 'fields are 2 to 128')
  }
  const wide = numbers.some((number) => number > BITS)
  const bits = Buffer.alloc(wide ? 2 * BITMAP_BYTES : BITMAP_BYTES)
  for (const number of wide ? [1, ...numbers] : numbers) {
    const byte = (number - 1) >> 3
    bits[byte] = (bits[byte] as number) | (0x80 >> ((number - 1) & 7))
  }
  return format.bitmap === 'bytes'
    ? bits
    : Buffer.from(bits.toString('hex').toUpperCase(), 'latin1')
}
