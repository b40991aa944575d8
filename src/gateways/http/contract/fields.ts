import { z } from 'zod'
import {
  fen,
  parseBusinessDate,
  parseCardNumber,
  parseOperatorId,
  type Result,
} from '../../../base'

/** Fields that many endpoints share. Each is a function's worth of checking under one name, and documents itself. */

/** A text that one of our parsers understands; its sentence becomes the detail of the problem. */
const understood = <Value>(
  parse: (text: string) => Result<Value>,
  shape: {
    readonly pattern: RegExp
    readonly description: string
    readonly example: string
    readonly format?: string
  },
) =>
  z
    .string()
    .regex(shape.pattern)
    .transform((text, context): Value => {
      const parsed = parse(text)
      if (parsed.ok) return parsed.value
      context.addIssue({ code: 'custom', message: parsed.detail ?? parsed.refused })
      return z.NEVER
    })
    .meta({
      description: shape.description,
      example: shape.example,
      ...(shape.format === undefined ? {} : { format: shape.format }),
    })

/** A card's printed number. */
export const cardField = understood(parseCardNumber, {
  pattern: /^\d{16,19}$/,
  description: "the card's printed number",
  example: '3104403000000000001',
})

export const operatorField = understood(parseOperatorId, {
  pattern: /^op_[a-z0-9-]{1,40}$/,
  description: 'an operator',
  example: 'op_bus',
})

/** A calendar day that exists. */
export const dateField = understood(parseBusinessDate, {
  pattern: /^\d{4}-\d{2}-\d{2}$/,
  description: 'a day, YYYY-MM-DD',
  example: '2026-03-02',
  format: 'date',
})

/** A moment, as Date. */
export const instantField = z.iso
  .datetime({ offset: true })
  .transform((text, context) => {
    const instant = new Date(text)
    const year = instant.getUTCFullYear()
    if (year >= 1970 && year < 10_000) return instant
    context.addIssue({ code: 'custom', message: 'a moment from 1970 to 9999 is expected' })
    return z.NEVER
  })
  .meta({ description: 'a moment, ISO 8601 with Z or an offset' })

/** 100 million yuan: more than any one act of a city's counter moves. */
const LARGEST_FEN = 10_000_000_000

/** An amount a caller names, as Fen; from 1 fen unless said otherwise. */
export const fenField = ({ min = 1, max = LARGEST_FEN } = {}) =>
  z
    .int()
    .min(min)
    .max(max)
    .transform((amount) => fen(BigInt(amount)))
    .meta({ description: 'whole fen' })

/** Text people write: trimmed by nobody, without control characters but line feeds. */
export const textField = (longest: number, shortest = 1) =>
  z
    .string()
    .min(shortest)
    .max(longest)
    .regex(/^[^\p{Cc}]*$/u, 'no control characters')

/** Why something is done, for the trail. */
export const reasonField = textField(300, 2).meta({ description: 'why; kept in the trail' })

/** An id of ours: its prefix, "_", and up to 64 lower-case letters, digits, "." and "-". */
export const idField = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[a-z0-9.-]{1,64}$`))
    .meta({ example: `${prefix}_0a1b2c3d4e5f60718293` })

/** A whole number in a path or a query. */
export const wholeNumberText = (min: number, max: number) =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,15})$/, `a whole number from ${min} to ${max} is expected`)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .meta({ type: 'integer', minimum: min, maximum: max })

/** In answers: whole fen. The handler may hand over bigint. */
export const fenOut = z.int().meta({ description: 'whole fen' })

/** In answers: a count or a number of ours. */
export const countOut = z.int()

/** In answers: a moment. The handler may hand over a Date. */
export const instantOut = z.iso.datetime().meta({ description: 'a moment, UTC' })

/** In answers: a day. */
export const dateOut = z.iso.date()

/** In answers: a card's number, whole or masked. */
export const cardOut = z.string().regex(/^\d{6}[\d*]{6,9}\d{4}$/)

/** In answers: the version to name in If-Match. A field of this name also becomes the ETag. */
export const versionOut = z.int().meta({ description: 'its version; the ETag of the answer' })
