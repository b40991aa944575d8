import { daysBetween, sqlArray, sqlInt8Array } from '../base'
import { dateText, writeCard, type TapRows } from './tap-table'

/**
 * One PostgreSQL array literal of a column of numbers. Far cheaper than letting the driver quote each
 * element: posting ten thousand taps sends sixteen such columns.
 */
export function columnOf<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => bigint | number | boolean | null,
): string {
  return `{${rows.map((row) => valueOf(row) ?? 'null').join(',')}}`
}

/** The same for words of our own making (ids, dates): nothing in them needs a quote inside. */
export function wordColumnOf<Row>(rows: readonly Row[], valueOf: (row: Row) => string): string {
  return `{${rows.map((row) => quoted(valueOf(row))).join(',')}}`
}

const quoted = (word: string): string => `"${word.replace(/[\\"]/g, '\\$&')}"`

/** The cards of rows as one parameter `$n::int8[]`. */
export function cardArray({ table, rows }: TapRows): Buffer {
  const cards = Buffer.allocUnsafeSlow(rows.length * 8)
  for (let index = 0; index < rows.length; index++) {
    writeCard(cards, index * 8, { table, row: rows[index] as number })
  }
  return sqlInt8Array(cards)
}

/** Days, YYYYMMDD, as one parameter `$n::date[]`. */
export function dayArray(count: number, dayAt: (index: number) => number): Buffer {
  const known = new Map<number, number>()
  return sqlArray('date', count, (index) => {
    const day = dayAt(index)
    const days = known.get(day) ?? daysBetween('2000-01-01', dateText(day))
    known.set(day, days)
    return days
  })
}
