import { bcd, bigEndian, invariant, ok, refuse, type Result } from '../base'
import { crc16 } from './crc'
import { wrongField, type FieldRefusal } from './explain-field'
import type { Field, FieldValue, Layout, RecordOf } from './field'
import { asLatin, fieldReader } from './read-field'

export type BlockRefusal =
  | FieldRefusal
  | 'record-length-wrong'
  | 'record-check-differs'
  | 'record-tag-unknown'
  | 'record-unused-bytes-set'

export const BLOCK_BYTES = 128
const CHECK_AT = 126

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
  readonly name: string
  readonly read: (block: Block) => FieldValue | undefined
  readonly spelling: (block: Block) => Spelling
}

/** Reads and writes one kind of 128-byte block from its table; the last two bytes are its CRC. */
export class BlockCodec<const L extends Layout> {
  private readonly fields: readonly BlockField[]
  private readonly tag: Buffer
  private readonly unused: readonly number[]
  private readonly blank: Readonly<Record<string, FieldValue>>

  constructor(private readonly layout: L) {
    this.tag = Buffer.from(layout.blockTag, 'hex')
    this.fields = layout.fields.map(blockField)
    this.unused = unusedBytes(layout)
    this.blank = Object.fromEntries(this.fields.map(({ name }) => [name, '']))
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
    const draft = { ...this.blank }
    for (const { field, name, read, spelling } of this.fields) {
      const value = read(block)
      if (value === undefined) {
        const { source, from, to } = spelling(block)
        return { ok: false, ...wrongField(field, source.slice(from, to)) }
      }
      draft[name] = value
    }
    // Every property was just read by the reader of its own row, whose kind decides its type.
    return ok(draft as RecordOf<L['fields']>)
  }

  /** The block, refused unless `read` would take it back unchanged. */
  write(record: RecordOf<L['fields']>): Result<Buffer, FieldRefusal> {
    const values = record as Readonly<Record<string, FieldValue>>
    const block = Buffer.alloc(BLOCK_BYTES)
    this.tag.copy(block)
    for (const { field, name } of this.fields) {
      const value = values[name] as FieldValue
      const latin = asLatin(String(value))
      if (fieldReader(field)(latin, 0, latin.length) !== value) {
        return { ok: false, ...wrongField(field, latin) }
      }
      if (!fitsBlock(field, latin)) {
        const detail = `the block form keeps ${sizeInBlock(field)}`
        return { ok: false, refused: 'field-length-wrong', field: name, detail }
      }
      put(block, field, latin)
    }
    block.writeUInt16BE(crc16(block, 0, CHECK_AT), CHECK_AT)
    return ok(block)
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
    name: field.name,
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

function put(block: Buffer, field: Field, latin: string): void {
  const { at, sizeBytes } = field.block
  switch (field.of) {
    case 'digits':
      block.write(latin.padStart(sizeBytes * 2, 'F'), at, 'hex')
      return
    case 'hex':
      block.write(latin, at, 'hex')
      return
    case 'date-time':
      bcd(latin, sizeBytes).copy(block, at)
      return
    case 'text':
    case 'operator':
      block.write(latin, at, 'latin1')
      return
    case 'whole':
    case 'fen':
    case 'code':
      bigEndian(BigInt(latin), sizeBytes).copy(block, at)
      return
  }
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
