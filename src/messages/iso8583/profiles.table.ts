import type { FrameFormat, Words } from './field-format'
import type { Dialect } from './notation'

/** Digits packed, everything else as it is. */
const BINARY: Dialect = {
  mti: 'bcd',
  bitmap: 'bytes',
  digits: 'bcd',
  lengths: 'bcd',
  bytesOfFixedSize: 'bytes',
  fillerOfFixedSize: 'right',
  fillerOfVariableSize: 'right',
  otherFillers: [],
}

const ASCII: Dialect = {
  ...BINARY,
  mti: 'ascii',
  bitmap: 'hex',
  digits: 'digits',
  lengths: 'ascii',
  bytesOfFixedSize: 'hex',
}

const NO_FRAME: FrameFormat = { length: 'none', tpdu: false, header: false }

/** How each network writes, and which table of fields it writes by (named in `profiles.ts`). */
export const profileRows = {
  'cup-pos': {
    label: ['UnionPay-style POS', '银联 POS 报文'],
    fields: 'cup-pos',
    // Terminals are seen that fill an odd track with F; it is read and remarked on, and 0 is written.
    dialect: { ...BINARY, otherFillers: [2, 35, 36] },
    frames: [
      { length: 'binary-2', tpdu: true, header: true },
      { length: 'none', tpdu: true, header: true },
      NO_FRAME,
    ],
  },
  'cup-interbank': {
    label: ['interbank, ASCII with binary bitmap', '银联前置（ASCII，二进制位图）'],
    fields: 'cup-interbank',
    dialect: { ...ASCII, bitmap: 'bytes', bytesOfFixedSize: 'bytes' },
    frames: [{ length: 'ascii-4', tpdu: false, header: false }, NO_FRAME],
  },
  'cup-interbank-hex': {
    label: ['interbank, ASCII with hex bitmap', '银联前置（ASCII，十六进制位图）'],
    fields: 'cup-interbank',
    dialect: ASCII,
    frames: [{ length: 'ascii-4', tpdu: false, header: false }, NO_FRAME],
  },
  'iso87-binary': {
    label: ['ISO 8583:1987, binary', 'ISO 8583:1987（压缩）'],
    fields: 'iso-1987',
    dialect: { ...BINARY, fillerOfFixedSize: 'left' },
    frames: [NO_FRAME],
  },
  'iso87-ascii': {
    label: ['ISO 8583:1987, ASCII', 'ISO 8583:1987（ASCII）'],
    fields: 'iso-1987',
    dialect: ASCII,
    frames: [NO_FRAME],
  },
  'iso93-binary': {
    label: ['ISO 8583:1993, binary', 'ISO 8583:1993（压缩）'],
    fields: 'iso-1993',
    dialect: BINARY,
    frames: [NO_FRAME],
  },
  'iso93-ascii': {
    label: ['ISO 8583:1993, ASCII', 'ISO 8583:1993（ASCII）'],
    fields: 'iso-1993',
    dialect: ASCII,
    frames: [NO_FRAME],
  },
} as const satisfies Readonly<Record<string, ProfileRow>>

export interface ProfileRow {
  readonly label: Words
  readonly fields: 'cup-pos' | 'cup-interbank' | 'iso-1987' | 'iso-1993'
  readonly dialect: Dialect
  /** How messages may come in front; the first is how the network itself sends them. */
  readonly frames: readonly FrameFormat[]
}
