import { ok, refuse, type Result } from '../../base'
import type { FieldFormat, FieldSize, LengthPrefix, MessageFormat } from './field-format'
import { CODING_NAMES, FIELD_ATTRIBUTES } from './vectors.table'

type Json = Readonly<Record<string, unknown>>
type NotUsable = 'spec-not-usable'

/**
 * A message format out of a corpus specification (`specLanguage` of the file): the codec reads it as it
 * reads our own tables. Refused, with the reason, where it says something the codec does not know.
 */
export function formatOfSpec(spec: unknown, overrides: unknown): Result<MessageFormat, NotUsable> {
  if (!isRecord(spec) || !isRecord(spec['fields'])) return unusable('a specification has fields')
  const { mti, bitmap } = spec
  if (mti !== 'bcd' && mti !== 'ascii' && mti !== 'ebcdic') return unusable('MTI coding not known')
  if (bitmap !== 'bin' && bitmap !== 'hex') return unusable('bitmap coding not known')
  const changed = isRecord(overrides) ? overrides : {}
  const fields = new Map<number, FieldFormat>()
  for (const [number, field] of Object.entries({ ...spec['fields'], ...changed })) {
    const format = fieldOf(field)
    if (!format.ok) return unusable(`field ${number}: ${format.detail ?? format.refused}`)
    fields.set(Number(number), format.value)
  }
  return ok({ mti, bitmap: bitmap === 'bin' ? 'bytes' : 'hex', fields, layouts: [] })
}

function fieldOf(field: unknown): Result<FieldFormat, NotUsable> {
  if (!isRecord(field)) return unusable('a field is an object')
  const unknown = Object.keys(field).find((name) => !FIELD_ATTRIBUTES.includes(name))
  if (unknown !== undefined) return unusable(`attribute "${unknown}" is not known`)
  const { enc, unit, pad, padNibble, lenient, sep } = field
  const coding = typeof enc === 'string' ? CODING_NAMES[enc] : undefined
  if (coding === undefined) return unusable(`coding is not known`)
  const size = sizeOf(field)
  if (!size.ok) return size
  if (![undefined, 'digits', 'bytes'].includes(unit as string)) return unusable('unit is not known')
  if (![undefined, 'left', 'right'].includes(pad as string)) return unusable('pad is not known')
  const packedDigits = coding === 'bcd' || coding === 'signed-bcd'
  const filler = typeof padNibble === 'string' ? parseInt(padNibble, 16) : Number(padNibble ?? 0)
  if (!Number.isInteger(filler) || filler < 0 || filler > 15) return unusable('filler not known')
  return ok({
    coding,
    size: size.value,
    counts:
      coding === 'signed-bcd'
        ? 'digits'
        : ((unit ?? (packedDigits ? 'digits' : 'bytes')) as 'digits'),
    pad: pad === 'right' ? 'right' : 'left',
    filler,
    otherFiller: lenient === true ? 'remarked' : 'refused',
    separator: sep === true,
  })
}

function sizeOf({ size, max, lenDigits, lenBytes, lenEnc }: Json): Result<FieldSize, NotUsable> {
  if (typeof size === 'number') return ok({ exactly: size })
  if (typeof max !== 'number') return unusable('neither a size nor a maximum')
  const prefix = prefixOf(lenEnc, lenDigits, lenBytes)
  return prefix === undefined ? unusable('length prefix is not known') : ok({ upTo: max, prefix })
}

function prefixOf(coding: unknown, digits: unknown, bytes: unknown): LengthPrefix | undefined {
  if (coding === 'bin') return isCount(bytes) ? { in: 'binary', bytes } : undefined
  if (coding !== 'bcd' && coding !== 'ascii' && coding !== 'ebcdic') return undefined
  return isCount(digits) ? { in: coding, digits } : undefined
}

/** No prefix of a field is longer than six bytes or digits. */
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 6

const unusable = (detail: string) => refuse('spec-not-usable', { detail })

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
