import { z } from 'zod'
import { wholeNumberText } from './fields'

const PAGE_MAX = 200
const PAGE_STANDARD = 50

type Place = string | number | bigint

/** The two members of a query that turn pages. `place` is what the last item of a page was, in the order of the list. */
export const pageQuery = <Schema extends z.ZodType>(place: Schema) => ({
  limit: wholeNumberText(1, PAGE_MAX)
    .optional()
    .transform((limit) => limit ?? PAGE_STANDARD)
    .meta({ type: 'integer', minimum: 1, maximum: PAGE_MAX, default: PAGE_STANDARD }),
  cursor: z
    .string()
    .max(600)
    .transform((text, context): z.output<Schema> => {
      const read = place.safeParse(unpacked(text))
      if (read.success) return read.data
      context.addIssue({
        code: 'custom',
        message: 'a cursor that an earlier page gave is expected',
      })
      return z.NEVER
    })
    .optional()
    .meta({ description: '`nextCursor` of the page before', type: 'string', maxLength: 600 }),
})

/** The answer of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** In a place of a cursor: a bigint, which JSON holds as digits. */
export const bigintPlace = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform(BigInt)

/**
 * One page of rows of which one more than `limit` was asked for.
 * @param placeOf what `pageQuery` gets back as `cursor`, in the order of its schema
 */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { placeOf, item }: { placeOf: (row: Row) => readonly Place[]; item: (row: Row) => Item },
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(item),
    nextCursor: rows.length > limit && last !== undefined ? packed(placeOf(last)) : null,
  }
}

const packed = (place: readonly Place[]): string =>
  Buffer.from(
    JSON.stringify(place.map((part) => (typeof part === 'bigint' ? part.toString() : part))),
  ).toString('base64url')

function unpacked(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
