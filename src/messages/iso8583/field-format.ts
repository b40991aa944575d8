/** Two languages for every name: English, 中文. */
export type Words = readonly [english: string, chinese: string]

/**
 * How the content of a field is written: `bcd` two digits a byte, `digits` ASCII digits, `text` printable
 * ASCII, `gbk` text with Chinese, `latin` any byte as one character, `track` ASCII track data, `ebcdic` code
 * page 037, `bytes` raw (value is hex), `hex` ASCII hex (value is hex), `signed-bcd` a sign character and digits.
 */
export type Coding =
  'bcd' | 'digits' | 'text' | 'gbk' | 'latin' | 'track' | 'ebcdic' | 'bytes' | 'hex' | 'signed-bcd'

/** How a length stands before the content. */
export type LengthPrefix =
  | { readonly in: 'bcd' | 'ascii' | 'ebcdic'; readonly digits: number }
  | { readonly in: 'binary'; readonly bytes: number }

export type FieldSize =
  { readonly exactly: number } | { readonly upTo: number; readonly prefix: LengthPrefix }

/** How one field stands on the wire. */
export interface FieldFormat {
  readonly coding: Coding
  readonly size: FieldSize
  /** What sizes and lengths count; a digit is half a byte, also of text and raw bytes. */
  readonly counts: 'digits' | 'bytes'
  /** Where the filler of an odd number of digits stands. */
  readonly pad: 'left' | 'right'
  /** The filler that is written, 0 to 15. */
  readonly filler: number
  /** Another filler is refused, or accepted and remarked on (what is written stays `filler`). */
  readonly otherFiller: 'refused' | 'remarked'
  /** Nibble D is the separator of track data and reads "=". */
  readonly separator: boolean
}

/** How much of a value may be shown; what says nothing is hidden. */
export type Mask = 'open' | 'card-number' | 'all'

/** A field with what people call it. */
export interface NamedField extends FieldFormat {
  readonly label: Words
  readonly mask: Mask
}

/** A piece of a field: `size` counts characters of the value, or bytes where the field is raw bytes. */
export interface Section {
  readonly label: Words
  readonly size: number
  readonly mask: Mask
  /** A raw section that reads as text, or one that must be digits. */
  readonly reads?: 'text' | 'digits'
}

/** What a field is made of. */
export type Layout =
  /** One after another; with `mayEndEarly` a message may leave out sections at the end, and more than `atLeast`. */
  | {
      readonly kind: 'sections'
      readonly sections: readonly Section[]
      readonly mayEndEarly?: true
    }
  /** A head, then lines of one form; `countedBy` is the index of the head's section that says how many. */
  | {
      readonly kind: 'lines'
      readonly head: readonly Section[]
      readonly line: readonly Section[]
      readonly countedBy?: number
    }
  /** BER-TLV as on a chip, after `skip` bytes of something else. */
  | { readonly kind: 'tlv'; readonly skip?: number }
  /** Text: two characters of tag, three digits of length, text. */
  | { readonly kind: 'text-tags' }
  /** Nothing is said of it, so nothing of it is shown. */
  | { readonly kind: 'opaque' }

/** Which layout a field has in which message; the first row that fits holds. */
export interface LayoutRow {
  readonly field: number
  /** Message types; all when absent. */
  readonly mti?: readonly string[]
  /** Network codes (f60.3); all when absent. */
  readonly network?: readonly string[]
  /** Sizes of the whole value (as sections count); all when absent. */
  readonly sizes?: readonly number[]
  readonly layout: Layout
}

/** How the bytes before the MTI stand. */
export interface FrameFormat {
  readonly length: 'binary-2' | 'ascii-4' | 'none'
  readonly tpdu: boolean
  readonly header: boolean
}

/** A whole wire format: everything the codec knows of a network. */
export interface MessageFormat {
  readonly mti: 'bcd' | 'ascii' | 'ebcdic'
  readonly bitmap: 'bytes' | 'hex'
  /** Field formats by number; a field without a row is refused. */
  readonly fields: ReadonlyMap<number, FieldFormat>
  readonly layouts: readonly LayoutRow[]
}
