import { invariant, ok, refuse, toHex, type Result } from '../base'
import { crc16 } from './crc'
import { wrongField, type FieldRefusal } from './explain-field'
import type { Field, FieldValue, Layout, RecordOf, Shape, ValuesOf } from './field'
import { asLatin, fieldReader, type ReadField } from './read-field'

export type BlockRefusal =
  | FieldRefusal
  | 'record-length-wrong'
  | 'record-check-differs'
  | 'record-tag-unknown'
  | 'record-unused-bytes-set'

export const BLOCK_BYTES = 128
const CHECK_AT = 126
const WRITTEN = ok(undefined)

/** One block, seen as bytes, as upper-case hex and as one character per byte. */
interface Block {
  readonly bytes: Buffer
  readonly at: number
  readonly hex: string
  readonly latin: string
}

/** Where the spelling of a field stands: the readers of the text form read the block form too. */
interface Spelling {
  readonly source: string
  readonly from: number
  readonly to: number
}

interface BlockField {
  readonly field: Field
  readonly readText: ReadField
  readonly read: (block: Block) => FieldValue | undefined
  readonly spelling: (block: Block) => Spelling
}

/** Reads and writes one kind of 128-byte block from its table; the last two bytes are its CRC. */
export class BlockCodec<const L extends Layout> {
  private readonly fields: readonly BlockField[]
  private readonly tag: Buffer
  private readonly unused: readonly number[]
  /** The values of the block that is being read; one array for all blocks. */
  private readonly values: FieldValue[]

  constructor(
    private readonly layout: L,
    private readonly shape: Shape<L['fields']>,
  ) {
    this.tag = Buffer.from(layout.blockTag, 'hex')
    this.fields = layout.fields.map(blockField)
    this.unused = unusedBytes(layout)
    this.values = this.fields.map(() => '')
  }

  /** Whether the block at `at` begins with the tag of this layout. */
  begins(bytes: Buffer, at: number): boolean {
    return this.tag.compare(bytes, at, at + this.tag.length) === 0
  }

  read(bytes: Buffer, at = 0): Result<RecordOf<L['fields']>, BlockRefusal> {
    const whole = this.wholeBlock(bytes, at)
    if (!whole.ok) return whole
    const block: Block = {
      bytes,
      at,
      hex: bytes.toString('hex', at, at + CHECK_AT).toUpperCase(),
      latin: bytes.toString('latin1', at, at + CHECK_AT),
    }
    for (let index = 0; index < this.fields.length; index++) {
      const { field, read, spelling } = this.fields[index] as BlockField
      const value = read(block)
      if (value === undefined) {
        const { source, from, to } = spelling(block)
        return { ok: false, ...wrongField(field, source.slice(from, to)) }
      }
      this.values[index] = value
    }
    // Every value was just read by the reader of its own row, whose kind decides its type.
    return ok(this.shape.join(this.values as unknown as ValuesOf<L['fields']>))
  }

  /** The block, refused unless `read` would take it back unchanged. */
  write(record: RecordOf<L['fields']>): Result<Buffer, FieldRefusal> {
    const block = Buffer.alloc(BLOCK_BYTES)
    const written = this.writeInto(block, 0, record)
    return written.ok ? ok(block) : written
  }

  /** The same at a place in zeroed bytes. */
  writeInto(
    bytes: Buffer,
    start: number,
    record: RecordOf<L['fields']>,
  ): Result<undefined, FieldRefusal> {
    const values: readonly FieldValue[] = this.shape.split(record)
    bytes.set(this.tag, start)
    for (let index = 0; index < this.fields.length; index++) {
      const { field, readText } = this.fields[index] as BlockField
      const value = values[index] as FieldValue
      const latin = asLatin(String(value))
      if (readText(latin, 0, latin.length) !== value) {
        return { ok: false, ...wrongField(field, latin) }
      }
      if (!fitsBlock(field, latin)) {
        const detail = `the block form keeps ${sizeInBlock(field)}`
        return { ok: false, refused: 'field-length-wrong', field: field.name, detail }
      }
      put({ bytes, at: start + field.block.at }, field, latin)
    }
    bytes.writeUInt16BE(crc16(bytes, start, start + CHECK_AT), start + CHECK_AT)
    return WRITTEN
  }

  private wholeBlock(bytes: Buffer, at: number): Result<undefined, BlockRefusal> {
    const field = this.layout.name
    if (bytes.length < at + BLOCK_BYTES) {
      return refuse('record-length-wrong', { field, detail: `a ${field} has ${BLOCK_BYTES} bytes` })
    }
    if (crc16(bytes, at, at + CHECK_AT) !== bytes.readUInt16BE(at + CHECK_AT)) {
      return refuse('record-check-differs', { field, detail: 'bytes 126-127 are the CRC-16' })
    }
    if (!this.begins(bytes, at)) {
      const detail = `a ${field} begins with ${this.layout.blockTag}`
      return refuse('record-tag-unknown', { field, detail })
    }
    if (this.unused.some((index) => bytes[at + index] !== 0)) {
      return refuse('record-unused-bytes-set', { field, detail: 'unused bytes are zero' })
    }
    return ok(undefined)
  }
}

/** The values of fields in bytes that have neither tag nor check, or the first field that is wrong. */
export function blockFields(
  fields: readonly Field[],
  bytes: Buffer,
):
  | { readonly ok: true; readonly values: readonly FieldValue[] }
  | { readonly ok: false; readonly field: Field; readonly latin: string } {
  const block = { bytes, at: 0, hex: toHex(bytes), latin: bytes.toString('latin1') }
  const values: FieldValue[] = []
  for (const { field, read, spelling } of fields.map(blockField)) {
    const value = read(block)
    if (value === undefined) {
      const { source, from, to } = spelling(block)
      return { ok: false, field, latin: source.slice(from, to) }
    }
    values.push(value)
  }
  return { ok: true, values }
}

/** The limit of a field in the block form, in words, where it is narrower than in the line. */
export function sizeInBlock(field: Field): string {
  const { sizeBytes } = field.block
  if (field.of === 'hex') return `exactly ${sizeBytes * 2} hexadecimal digits`
  return `${sizeBytes} byte${sizeBytes === 1 ? '' : 's'}`
}

function blockField(field: Field): BlockField {
  const readText = fieldReader(field)
  const spelling = spellingIn(field)
  const number = numberIn(field)
  return {
    field,
    readText,
    spelling,
    read:
      number ??
      ((block) => {
        const { source, from, to } = spelling(block)
        return readText(source, from, to)
      }),
  }
}

function numberIn(field: Field): BlockField['read'] | undefined {
  const { at, sizeBytes } = field.block
  switch (field.of) {
    case 'whole':
      return (block) => {
        const value = unsigned(block, at, sizeBytes)
        return value >= field.min && value <= field.max ? value : undefined
      }
    case 'code': {
      const known = new Set(Object.keys(field.codes).map(Number))
      return (block) => {
        const value = unsigned(block, at, sizeBytes)
        return known.has(value) ? value : undefined
      }
    }
    case 'fen':
      return (block) => {
        const value =
          sizeBytes === 8
            ? block.bytes.readBigUInt64BE(block.at + at)
            : BigInt(unsigned(block, at, sizeBytes))
        return value <= field.upTo ? value : undefined
      }
    case 'digits':
    case 'hex':
    case 'date-time':
    case 'text':
    case 'operator':
      return undefined
  }
}

/** Above 2^53 the value is rounded, but stays above every limit a whole number has. */
function unsigned(block: Block, at: number, sizeBytes: number): number {
  let value = 0
  const end = block.at + at + sizeBytes
  for (let index = block.at + at; index < end; index++) {
    value = value * 256 + (block.bytes[index] as number)
  }
  return value
}

function spellingIn(field: Field): (block: Block) => Spelling {
  const { at, sizeBytes } = field.block
  const [from, to] = [at * 2, (at + sizeBytes) * 2]
  switch (field.of) {
    case 'digits':
      return ({ hex }) => ({ source: hex, from: afterFiller(hex, from, to), to })
    case 'hex':
      return field.case === 'lower'
        ? ({ hex }) => ({ source: hex.toLowerCase(), from, to })
        : ({ hex }) => ({ source: hex, from, to })
    case 'date-time': {
      const none = '0'.repeat(to - from)
      return ({ hex }) => ({
        source: hex,
        from: field.mayBeEmpty === true && hex.startsWith(none, from) ? to : from,
        to,
      })
    }
    case 'text':
    case 'operator':
      return ({ latin }) => ({
        source: latin,
        from: at,
        to: beforeFiller(latin, at, at + sizeBytes),
      })
    case 'whole':
    case 'fen':
    case 'code':
      return (block) => {
        const source = unsigned(block, at, sizeBytes).toString()
        return { source, from: 0, to: source.length }
      }
  }
}

/** Numbers of several lengths stand to the right, after half bytes F. */
function afterFiller(hex: string, from: number, to: number): number {
  let start = from
  while (start < to && hex.charCodeAt(start) === 0x46) start++
  return start
}

/** Texts stand to the left, before zero bytes. */
function beforeFiller(latin: string, from: number, to: number): number {
  let end = to
  while (end > from && latin.charCodeAt(end - 1) === 0) end--
  return end
}

function fitsBlock(field: Field, latin: string): boolean {
  if (field.of === 'hex') return latin.length === field.block.sizeBytes * 2
  return field.of !== 'text' || latin.length <= field.block.sizeBytes
}

interface Place {
  readonly bytes: Buffer
  readonly at: number
}

function put({ bytes, at }: Place, field: Field, latin: string): void {
  const { sizeBytes } = field.block
  switch (field.of) {
    case 'digits':
      putHalfBytes(bytes, at, latin.padStart(sizeBytes * 2, 'F'))
      return
    case 'hex':
    case 'date-time':
      putHalfBytes(bytes, at, latin)
      return
    case 'text':
    case 'operator':
      for (let index = 0; index < latin.length; index++) bytes[at + index] = latin.charCodeAt(index)
      return
    case 'whole':
    case 'fen':
    case 'code':
      if (sizeBytes <= 6) bytes.writeUIntBE(Number(latin), at, sizeBytes)
      else bytes.writeBigUInt64BE(BigInt(latin), at)
      return
  }
}

/** For 4 to 20 digits several times faster than `write(…, 'hex')`. */
function putHalfBytes(bytes: Buffer, at: number, digits: string): void {
  for (let index = 0; index < digits.length; index += 2) {
    bytes[at + index / 2] = (halfByte(digits, index) << 4) | halfByte(digits, index + 1)
  }
}

const halfByte = (digits: string, index: number): number => {
  const code = digits.charCodeAt(index)
  return code < 0x3a ? code - 0x30 : (code & 0x0f) + 9
}

function unusedBytes(layout: Layout): readonly number[] {
  const used = new Set<number>(Array.from({ length: layout.blockTag.length / 2 }, (_, at) => at))
  for (const { block, name } of layout.fields) {
    for (let at = block.at; at < block.at + block.sizeBytes; at++) {
      invariant(!used.has(at) && at < CHECK_AT, 'fields of a block do not overlap', { name, at })
      used.add(at)
    }
  }
  return Array.from({ length: CHECK_AT }, (_, at) => at).filter((at) => !used.has(at))
}
