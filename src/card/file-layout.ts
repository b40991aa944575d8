import { fromBigEndian, invariant, ok, refuse, toHex, type Result } from '../base'

/** What a field's bytes are. `bcd-date` is YYYYMMDD, `bcd-time` HHMMSS, `bcd-date-time` both. */
export type FieldKind =
  'hex' | 'digits' | 'bcd-date' | 'bcd-time' | 'bcd-date-time' | 'number' | 'fen' | 'text' | 'rfu'

export interface FieldLayout {
  readonly name: string
  /** Offset in bytes from 0. */
  readonly at: number
  readonly sizeBytes: number
  readonly of: FieldKind
}

/** Who may read or write a file: anyone, whoever gave the PIN, whoever knows a key, or nobody. */
export type FileRight = 'free' | 'pin' | 'maintenance-mac' | 'never'

interface AnyFile {
  readonly fid: number
  readonly name: string
  readonly read: FileRight
  readonly write: FileRight
}

export interface BinaryFile extends AnyFile {
  readonly kind: 'binary'
  readonly sizeBytes: number
  readonly fields: readonly FieldLayout[]
}

/** Cyclic: record 01 is the newest, the oldest falls off. */
export interface CyclicFile extends AnyFile {
  readonly kind: 'cyclic'
  readonly recordBytes: number
  readonly recordCount: number
  readonly fields: readonly FieldLayout[]
}

/** Records that stand at their number; an id in their first bytes names them too. */
export interface RecordFile extends AnyFile {
  readonly kind: 'records'
  readonly records: readonly RecordLayout[]
}

export interface RecordLayout {
  /** The id as it stands in the record's first bytes, in hex; empty for a record without one. */
  readonly id: string
  readonly name: string
  readonly recordBytes: number
  readonly fields: readonly FieldLayout[]
}

export type FileLayout = BinaryFile | CyclicFile | RecordFile

/** The short file identifier: the low five bits of the file identifier. */
export const sfiOf = (fid: number): number => fid & 0x1f

/** Fields by name, each as text (`fen` and `number` in decimal digits). */
export type FieldValues = Readonly<Record<string, string>>

/** Reads all fields of a file or record; a digit or date field with letters in it is malformed. */
export function readFields(
  fields: readonly FieldLayout[],
  bytes: Buffer,
): Result<FieldValues, 'card-file-malformed'> {
  const values: Record<string, string> = {}
  for (const field of fields) {
    if (field.of === 'rfu') continue
    if (bytes.length < field.at + field.sizeBytes) {
      return refuse('card-file-malformed', { field: field.name, detail: 'the file is too short' })
    }
    const text = readField(field, bytes)
    if (DECIMAL_ONLY.has(field.of) && !/^\d*$/.test(text)) {
      return refuse('card-file-malformed', { field: field.name, detail: 'decimal digits expected' })
    }
    values[field.name] = text
  }
  return ok(values)
}

const DECIMAL_ONLY: ReadonlySet<FieldKind> = new Set([
  'digits',
  'bcd-date',
  'bcd-time',
  'bcd-date-time',
])

function readField(field: FieldLayout, bytes: Buffer): string {
  const part = bytes.subarray(field.at, field.at + field.sizeBytes)
  switch (field.of) {
    case 'number':
    case 'fen':
      return fromBigEndian(part).toString()
    case 'text':
      return part.toString('latin1').replace(/[\0 ]+$/, '')
    case 'hex':
    case 'digits':
    case 'bcd-date':
    case 'bcd-time':
    case 'bcd-date-time':
    case 'rfu':
      return toHex(part)
  }
}

/** Writes given fields into a file image of `sizeBytes`; what is not given stays zero. */
export function writeFields(
  fields: readonly FieldLayout[],
  sizeBytes: number,
  values: FieldValues,
): Buffer {
  const image = Buffer.alloc(sizeBytes)
  for (const field of fields) {
    const value = values[field.name]
    if (value !== undefined) writeField(field, image, value)
  }
  return image
}

function writeField(field: FieldLayout, image: Buffer, value: string): void {
  const { at, sizeBytes } = field
  switch (field.of) {
    case 'number':
    case 'fen':
      writeNumber(image, field, BigInt(value))
      return
    case 'text':
      image.write(value, at, sizeBytes, 'latin1')
      return
    case 'hex':
    case 'digits':
    case 'bcd-date':
    case 'bcd-time':
    case 'bcd-date-time':
    case 'rfu':
      invariant(value.length <= sizeBytes * 2, 'a value fits its field', { field: field.name })
      image.write(value.padStart(sizeBytes * 2, '0'), at, sizeBytes, 'hex')
  }
}

function writeNumber(image: Buffer, field: FieldLayout, value: bigint): void {
  const { at, sizeBytes, name } = field
  invariant(value >= 0n && value < 1n << BigInt(8 * sizeBytes), 'a value fits its field', { name })
  image.writeUIntBE(Number(value), at, sizeBytes)
}
