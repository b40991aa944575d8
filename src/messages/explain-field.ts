import { limitsOf, type Field } from './field'

/** Why one field is refused. */
export type FieldRefusal =
  | 'field-length-wrong'
  | 'field-malformed'
  | 'field-out-of-range'
  | 'field-code-unknown'
  | 'field-date-unreal'

export interface WrongField {
  readonly refused: FieldRefusal
  readonly field: string
  /** The limit in words. Never the content: a card number may stand in the wrong field. */
  readonly detail: string
}

/** Says what is wrong with the characters that a reader did not take. Runs only for refused records. */
export function wrongField(field: Field, latin: string): WrongField {
  return { refused: refusalOf(field, latin), field: field.name, detail: limitsOf(field) }
}

function refusalOf(field: Field, latin: string): FieldRefusal {
  switch (field.of) {
    case 'digits':
      return (
        lengthOr(field, latin) ?? (/^\d*$/.test(latin) ? 'field-out-of-range' : 'field-malformed')
      )
    case 'hex':
      return lengthOr(field, latin) ?? 'field-malformed'
    case 'whole':
    case 'fen':
      return isWhole(latin) ? 'field-out-of-range' : 'field-malformed'
    case 'code':
      return isWhole(latin) ? 'field-code-unknown' : 'field-malformed'
    case 'date-time':
      if (latin.length !== 14) return 'field-length-wrong'
      return /^\d*$/.test(latin) ? 'field-date-unreal' : 'field-malformed'
    case 'text':
      return latin.length > field.maxBytes ? 'field-length-wrong' : 'field-malformed'
    case 'operator':
      return 'field-malformed'
  }
}

const isWhole = (latin: string): boolean => /^(?:0|[1-9]\d*)$/.test(latin)

const lengthOr = (
  { min, max }: { readonly min: number; readonly max: number },
  latin: string,
): 'field-length-wrong' | undefined =>
  latin.length < min || latin.length > max ? 'field-length-wrong' : undefined
