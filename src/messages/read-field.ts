import { isUtf8 } from 'node:buffer'
import { parseOperatorId } from '../base'
import type { Field, FieldValue } from './field'

/**
 * Reads the characters `from` … `to` (excluded) of a line as one field; `undefined` when they are not
 * exactly what the table allows. The line holds one character per byte (Latin-1), so that positions are
 * byte positions and nothing is lost before the field is known to be UTF-8.
 */
export type ReadField = (line: string, from: number, to: number) => FieldValue | undefined

const ZERO = 0x30
const NINE = 0x39

/** One function per field, made once from its row. */
export function fieldReader(field: Field): ReadField {
  switch (field.of) {
    case 'digits':
      return digits(field)
    case 'hex':
      return hex(field)
    case 'whole':
      return (line, from, to) => within(field, whole(line, from, to))
    case 'code': {
      const known = new Set(Object.keys(field.codes).map(Number))
      return (line, from, to) => {
        const code = whole(line, from, to)
        return code !== undefined && known.has(code) ? code : undefined
      }
    }
    case 'fen':
      return (line, from, to) => fenOf(line, { from, to }, field.upTo)
    case 'date-time':
      return field.mayBeEmpty === true
        ? (line, from, to) => (from === to ? '' : dateTime(line, from, to))
        : dateTime
    case 'text':
      return (line, from, to) => (to - from > field.maxBytes ? undefined : text(line, from, to))
    case 'operator':
      return (line, from, to) => {
        const name = line.slice(from, to)
        return parseOperatorId(name).ok ? name : undefined
      }
  }
}

/** A whole number in its only spelling: digits, no leading zero, at most 16 of them. */
export function whole(line: string, from: number, to: number): number | undefined {
  const length = to - from
  if (length < 1 || length > 16) return undefined
  let value = line.charCodeAt(from) - ZERO
  if (value < 0 || value > 9 || (value === 0 && length > 1)) return undefined
  for (let index = from + 1; index < to; index++) {
    const digit = line.charCodeAt(index) - ZERO
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value
}

const within = (
  { min, max }: { readonly min: number; readonly max: number },
  value: number | undefined,
): number | undefined => (value !== undefined && value >= min && value <= max ? value : undefined)

/** Up to 15 digits fit a double exactly, and a double is read several times faster than a bigint. */
function fenOf(
  line: string,
  { from, to }: { readonly from: number; readonly to: number },
  upTo: bigint,
): bigint | undefined {
  if (to - from <= 15) {
    const value = whole(line, from, to)
    if (value === undefined) return undefined
    const amount = BigInt(value)
    return amount <= upTo ? amount : undefined
  }
  const spelling = line.slice(from, to)
  if (!/^[1-9]\d{15,18}$/.test(spelling)) return undefined
  const amount = BigInt(spelling)
  return amount <= upTo ? amount : undefined
}

function digits(field: {
  readonly min: number
  readonly max: number
  readonly upTo?: string
}): ReadField {
  const { min, max, upTo } = field
  return (line, from, to) => {
    if (to - from < min || to - from > max) return undefined
    for (let index = from; index < to; index++) {
      const code = line.charCodeAt(index)
      if (code < ZERO || code > NINE) return undefined
    }
    const value = line.slice(from, to)
    return upTo !== undefined && value.length === upTo.length && value > upTo ? undefined : value
  }
}

function hex(field: {
  readonly min: number
  readonly max: number
  readonly case?: 'lower'
}): ReadField {
  const { min, max } = field
  const firstLetter = field.case === 'lower' ? 0x61 : 0x41
  const lastLetter = firstLetter + 5
  return (line, from, to) => {
    if (to - from < min || to - from > max) return undefined
    for (let index = from; index < to; index++) {
      const code = line.charCodeAt(index)
      const isDigit = code >= ZERO && code <= NINE
      if (!isDigit && (code < firstLetter || code > lastLetter)) return undefined
    }
    return line.slice(from, to)
  }
}

const DAYS_IN_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

function dateTime(line: string, from: number, to: number): string | undefined {
  if (to - from !== 14) return undefined
  for (let index = from; index < to; index++) {
    const code = line.charCodeAt(index)
    if (code < ZERO || code > NINE) return undefined
  }
  const day = Number(line.slice(from, from + 8))
  return realDateTime(day, Number(line.slice(from + 8, to))) ? line.slice(from, to) : undefined
}

/** Whether there is such a local time. @param day YYYYMMDD @param time HHMMSS, both as numbers */
export function realDateTime(day: number, time: number): boolean {
  const year = Math.trunc(day / 10_000)
  return (
    year >= 1900 &&
    year < 3000 &&
    isDayOf(year, Math.trunc(day / 100) % 100, day % 100) &&
    time < 240_000 &&
    Math.trunc(time / 100) % 100 < 60 &&
    time % 100 < 60
  )
}

function isDayOf(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const last = (DAYS_IN_MONTH[month] ?? 0) + (month === 2 && leap ? 1 : 0)
  return day >= 1 && day <= last
}

const PIPE = 0x7c
const DELETE = 0x7f

function text(line: string, from: number, to: number): string | undefined {
  for (let index = from; index < to; index++) {
    const code = line.charCodeAt(index)
    if (code >= 0x80) return canonicalText(line.slice(from, to))
    if (code < 0x20 || code === PIPE || code === DELETE) return undefined
  }
  return line.slice(from, to)
}

/** Names of stations, lines and vehicles come again and again; those that are refused are not kept. */
const textsKnown = new Map<string, string>()
const TEXTS_KNOWN_MAX = 10_000

/** A text as its bytes spell it, one character each; `undefined` where they spell none that is allowed. */
export function canonicalText(latin: string): string | undefined {
  const known = textsKnown.get(latin)
  if (known !== undefined) return known
  const bytes = Buffer.from(latin, 'latin1')
  if (!isUtf8(bytes)) return undefined
  const value = bytes.toString('utf8')
  if (/[\p{Cc}|]/u.test(value)) return undefined
  if (textsKnown.size >= TEXTS_KNOWN_MAX) textsKnown.clear()
  textsKnown.set(bytes.toString('latin1'), value)
  return value
}

/** The bytes of a text, one character each, as the readers want them. */
export const asLatin = (value: string): string =>
  isAscii(value) ? value : Buffer.from(value, 'utf8').toString('latin1')

function isAscii(value: string): boolean {
  for (let index = 0; index < value.length; index++) {
    if (value.charCodeAt(index) >= 0x80) return false
  }
  return true
}
