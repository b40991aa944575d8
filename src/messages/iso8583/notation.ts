import { invariant } from '../../base'
import type { Coding, FieldFormat, FieldSize, Mask, NamedField } from './field-format'

/**
 * A field as trade papers write it: notation, English, 中文, how much may be shown. Notation: `n` digits, `z` track
 * data, `ans` text, `g` text with Chinese, `nt` digits where
 * they are packed and text where not, `b` raw bytes, `x+n` sign and digits; a number alone is the exact size,
 * dots before it are the digits of a length (`n..19`: up to 19, two digits of length). A last `L` puts the
 * filler of an odd number of digits on the left, `R` on the right; else the dialect says where.
 */
export type FieldRow = readonly [notation: string, english: string, chinese: string, mask: Mask]

/** How a network writes what the notation leaves open. */
export interface Dialect {
  readonly mti: 'bcd' | 'ascii'
  readonly bitmap: 'bytes' | 'hex'
  readonly digits: 'bcd' | 'digits'
  readonly lengths: 'bcd' | 'ascii'
  readonly bytesOfFixedSize: 'bytes' | 'hex'
  readonly fillerOfFixedSize: 'left' | 'right'
  readonly fillerOfVariableSize: 'left' | 'right'
  /** Fields in which any filler is accepted and remarked on. */
  readonly otherFillers: readonly number[]
}

const NOTATION = /^(x\+n|nt|n|z|ans|g|b)(\.{0,6})(\d{1,4})([LR]?)$/

/** The formats of all rows in a dialect; a notation that is none is a mistake in a table of ours. */
export const fieldsOf = (
  rows: Readonly<Record<number, FieldRow>>,
  dialect: Dialect,
): ReadonlyMap<number, NamedField> =>
  new Map(
    Object.entries(rows).map(([number, [notation, english, chinese, mask]]) => [
      Number(number),
      {
        ...formatOf(notation, dialect),
        label: [english, chinese],
        mask,
        ...(dialect.otherFillers.includes(Number(number)) && { otherFiller: 'remarked' as const }),
      },
    ]),
  )

function formatOf(notation: string, dialect: Dialect): FieldFormat {
  const [, kind = '', dots = '', count = '', side = ''] = NOTATION.exec(notation) ?? []
  invariant(kind !== '', 'every field row has a notation that is known', { notation })
  const fixed = dots === ''
  const coding = codingOf(kind, fixed, dialect)
  const packed = coding === 'bcd' || coding === 'signed-bcd'
  const usual = fixed ? dialect.fillerOfFixedSize : dialect.fillerOfVariableSize
  return {
    coding,
    size: sizeOf(dots.length, Number(count), dialect),
    counts: packed ? 'digits' : 'bytes',
    pad: side === 'L' ? 'left' : side === 'R' ? 'right' : usual,
    filler: 0,
    otherFiller: 'refused',
    separator: kind === 'z',
  }
}

const sizeOf = (digits: number, count: number, { lengths }: Dialect): FieldSize =>
  digits === 0 ? { exactly: count } : { upTo: count, prefix: { in: lengths, digits } }

function codingOf(kind: string, fixed: boolean, dialect: Dialect): Coding {
  const packed = dialect.digits === 'bcd'
  if (kind === 'n') return dialect.digits
  if (kind === 'nt') return packed ? 'bcd' : 'text'
  if (kind === 'z') return packed ? 'bcd' : 'track'
  if (kind === 'x+n') return packed ? 'signed-bcd' : 'text'
  if (kind === 'b') return fixed ? dialect.bytesOfFixedSize : 'bytes'
  return kind === 'g' ? 'gbk' : 'text'
}
