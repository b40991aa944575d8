import { invariant } from '../base'
import { type StatementLine, type Sums, sumFields } from './statement'

/** What a day is made of, whatever wrote it down. */
export interface DayRecord {
  readonly day: string
  /** The day settled before this one; null for the first. */
  readonly previous: { readonly day: string; readonly digest: Buffer } | null
  readonly lines: readonly StatementLine[]
  readonly sums: Sums
}

const lineFields = [
  'operator',
  'contract',
  ...sumFields,
  'feePpm',
  'carriedInMicroFen',
  'carriedOutMicroFen',
  'demo',
] as const satisfies readonly (keyof StatementLine)[]

/**
 * The bytes of a settled day (UTF-8, every line ended by LF, fields parted by "|", numbers in decimal, hex in
 * upper case):
 *
 *     citycard-settlement|1
 *     day|2018-09-01
 *     previous|2018-08-31|<digest in hex>          or  previous|none|none
 *     fields|operator|contract|taps|…              names of what follows
 *     line|op_x|contract|…                         one per statement, by operator and contract
 *     sums|<number of lines>|taps|…                in the order of the fields, without the names
 *
 * Its SHA-256 is the day's digest; because the previous digest is among the bytes, no earlier day can be
 * exchanged without every later one.
 */
export function canonicalText({ day, previous, lines, sums }: DayRecord): string {
  return [
    ['citycard-settlement', '1'],
    ['day', day],
    ['previous', previous?.day ?? 'none', previous?.digest.toString('hex').toUpperCase() ?? 'none'],
    ['fields', ...lineFields],
    ...lines.map((line) => ['line', ...lineFields.map((field) => cell(line[field]))]),
    ['sums', String(lines.length), ...sumFields.map((field) => cell(sums[field]))],
  ]
    .map((cells) => `${cells.join('|')}\n`)
    .join('')
}

function cell(value: string | bigint | boolean): string {
  const text = String(value)
  invariant(/^[^|\r\n]*$/.test(text), 'a field of the day does not hold its own separator')
  return text
}
