import type { Coding } from './field-format'
import type { MessageRefusalWord } from './refusal'

/** Codings by the names that corpus files give them. */
export const CODING_NAMES: Readonly<Record<string, Coding>> = {
  bcd: 'bcd',
  ascii: 'latin',
  ebcdic: 'ebcdic',
  bin: 'bytes',
  hex: 'hex',
  'xn-bcd': 'signed-bcd',
}

/** Every attribute a field of a corpus specification may have; any other makes the vector unjudgeable. */
export const FIELD_ATTRIBUTES: readonly string[] = [
  'enc',
  'size',
  'max',
  'lenDigits',
  'lenEnc',
  'lenBytes',
  'unit',
  'pad',
  'padNibble',
  'sep',
  'lenient',
  'name',
  'note',
]

/**
 * How corpus files may call what we refuse by these words. The first name of each row is the one seen; the
 * others are other people's words for the same.
 */
export const REFUSAL_NAMES: Readonly<Record<MessageRefusalWord, readonly string[]>> = {
  'bytes-left-over': ['TRAILING', 'TRAILING_BYTES', 'TRAILING_DATA', 'EXTRA_BYTES'],
  'message-truncated': ['TRUNCATED', 'TRUNCATED_DATA', 'TRUNCATED_VALUE', 'TOO_SHORT'],
  'length-truncated': ['TRUNCATED_LENGTH', 'TRUNCATED_LEN'],
  'length-over-maximum': ['TOO_LONG', 'LENGTH_TOO_LONG', 'OVER_MAX', 'MAX_EXCEEDED'],
  'length-malformed': ['BAD_LENGTH', 'INVALID_LENGTH', 'LENGTH_NOT_DIGITS'],
  'digit-malformed': [
    'BAD_DIGIT',
    'BAD_DIGITS',
    'BAD_NIBBLE',
    'BAD_BCD',
    'INVALID_DIGIT',
    'INVALID_BCD',
    'INVALID_NIBBLE',
    'NON_DIGIT',
    'NOT_DIGIT',
    'NOT_DIGITS',
    'NON_DIGIT_NIBBLE',
  ],
  'character-malformed': [
    'BAD_CHAR',
    'BAD_CHARACTER',
    'BAD_TEXT',
    'BAD_HEX',
    'BAD_VALUE',
    'BAD_DATA',
  ],
  'filler-wrong': ['BAD_PAD', 'BAD_PADDING', 'BAD_FILLER', 'PAD_NIBBLE', 'BAD_PAD_NIBBLE'],
  'field-unknown': ['UNKNOWN_FIELD', 'UNDEFINED_FIELD', 'NO_SPEC', 'NO_FIELD', 'UNKNOWN'],
  'mti-malformed': ['BAD_MTI', 'INVALID_MTI', 'MTI'],
  'bitmap-malformed': ['BAD_BITMAP', 'INVALID_BITMAP', 'BITMAP'],
  'tag-malformed': ['BAD_TAG', 'INVALID_TAG'],
  'tag-repeated': ['DUPLICATE_TAG', 'REPEATED_TAG'],
  'tags-too-deep': ['TOO_DEEP', 'DEPTH', 'TLV_DEPTH'],
  'size-wrong': ['BAD_SIZE', 'WRONG_SIZE'],
  'part-malformed': ['BAD_PART', 'BAD_SUBFIELD'],
  'frame-malformed': ['BAD_FRAME', 'FRAME'],
  'profile-unknown': ['NO_PROFILE'],
}

/** What stands in front of a captured message, by the names of corpus files. */
export const FRAME_LENGTHS = { bin2: 'binary-2', ascii4: 'ascii-4' } as const
