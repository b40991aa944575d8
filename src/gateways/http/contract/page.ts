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
  z.object({ items: z.array(item).max(PAGE_MAX), nextCursor: z.string().nullable() })

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

/** The place of a short list: a word that orders its rows, and how many rows before say the same. */
const shortPlace = z.tuple([z.string().max(200), z.int().min(0)])

/** The two members of a query that turn the pages of a short list (`pageWithin`). */
export const shortPageQuery = pageQuery(shortPlace)

/**
 * One page of a short list that is at hand as a whole: what belongs to one card, one person or one catalogue.
 * @param wordOf orders the rows and stays the same as long as a row lives, so that a row which comes or goes meanwhile
 *   is neither shown twice nor makes another one be left out
 */
export function pageWithin<Row, Item>(
  rows: readonly Row[],
  asked: { readonly limit: number; readonly cursor?: z.output<typeof shortPlace> | undefined },
  of: {
    readonly wordOf: (row: Row) => string
    readonly order: 'rising' | 'falling'
    readonly item: (row: Row) => Item
  },
): { items: Item[]; nextCursor: string | null } {
  const { limit, cursor } = asked
  const sign = of.order === 'rising' ? 1 : -1
  const sorted = rows
    .map((row) => ({ row, word: of.wordOf(row) }))
    .sort((one, other) => sign * compared(one.word, other.word))
  const told = new Map<string, number>()
  const placed = sorted.map(({ row, word }) => {
    const before = told.get(word) ?? 0
    told.set(word, before + 1)
    return { row, place: [word, before] as const }
  })
  const left =
    cursor === undefined
      ? placed
      : placed.filter(({ place: [word, before] }) => {
          const far = sign * compared(word, cursor[0])
          return far > 0 || (far === 0 && before > cursor[1])
        })
  return page(left.slice(0, limit + 1), limit, {
    placeOf: ({ place }) => place,
    item: ({ row }) => of.item(row),
  })
}

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

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
