/**
 * Amounts on the wire are JSON integers. They are read as bigint and written from bigint, so that no amount is ever a
 * floating-point number here.
 */

/** What the client answers, with every amount as it is read here. */
export type WithAmounts<Value> = Value extends readonly (infer Item)[]
  ? readonly WithAmounts<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: AmountAt<Key, Value[Key]> }
    : Value

type AmountAt<Key, Value> = Key extends `${string}Fen` | 'fen'
  ? Value extends number
    ? bigint
    : Value
  : WithAmounts<Value>

interface Context {
  /** The digits as they stood; older browsers do not tell. */
  readonly source?: string
}

const isAmountName = (name: string): boolean => name === 'fen' || name.endsWith('Fen')

/** JSON of the centre, amounts as bigint. @throws SyntaxError */
export function readJson(text: string): unknown {
  const revive = (name: string, value: unknown, context?: Context): unknown => {
    if (typeof value !== 'number' || !isAmountName(name)) return value
    const digits = context?.source ?? (Number.isSafeInteger(value) ? String(value) : '')
    return /^-?\d+$/.test(digits) ? BigInt(digits) : value
  }
  return JSON.parse(text, revive) as unknown
}

/** Stands before digits while the text is made; no input holds a NUL, the contract refuses control characters. */
const MARK = '\u0000fen:'
const MARKED = /"\\u0000fen:(-?\d+)"/g

/** JSON for the centre; a bigint becomes an integer. */
export const writeJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'bigint' ? `${MARK}${part}` : part,
  ).replaceAll(MARKED, '$1')
