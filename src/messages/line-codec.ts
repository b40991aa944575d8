import { ok, refuse, type Refusal, type Result } from '../base'
import { wrongField, type FieldRefusal } from './explain-field'
import type { Field, FieldValue, Layout, RecordOf, Shape, ValuesOf } from './field'
import { asLatin, fieldReader, type ReadField } from './read-field'

export type LineRefusal = FieldRefusal | 'record-tag-unknown' | 'record-fields-miscounted'

/** Reads and writes one kind of text line from its table. */
export class LineCodec<const L extends Layout> {
  private readonly readers: readonly ReadField[]
  private readonly fields: readonly Field[]
  private readonly start: string
  /** The values of the line that is being read; one array for all lines. */
  private readonly values: FieldValue[]
  /** Tag and fields of the line that is being written. */
  private readonly spellings: string[]

  constructor(
    private readonly layout: L,
    private readonly shape: Shape<L['fields']>,
  ) {
    this.fields = layout.fields
    this.readers = this.fields.map(fieldReader)
    this.values = this.fields.map(() => '')
    this.spellings = [layout.lineTag]
    this.start = `${layout.lineTag}|`
  }

  /** A line without its line feed, one character per byte. */
  read(line: string): Result<RecordOf<L['fields']>, LineRefusal> {
    if (!line.startsWith(this.start)) {
      return refuse('record-tag-unknown', {
        field: this.layout.name,
        detail: `a ${this.layout.name} line begins with "${this.start}"`,
      })
    }
    const { readers, values } = this
    const last = readers.length - 1
    let from = this.start.length
    for (let index = 0; index <= last; index++) {
      const pipe = line.indexOf('|', from)
      if (pipe < 0 !== (index === last)) return this.miscounted(line)
      const to = pipe < 0 ? line.length : pipe
      const value = (readers[index] as ReadField)(line, from, to)
      if (value === undefined) return this.wrong(line, index)
      values[index] = value
      from = to + 1
    }
    // Every value was just read by the reader of its own row, whose kind decides its type.
    return ok(this.shape.join(values as unknown as ValuesOf<L['fields']>))
  }

  /** The line without its line feed, refused unless `read` would take it back unchanged. */
  write(record: RecordOf<L['fields']>): Result<string, FieldRefusal> {
    const values: readonly FieldValue[] = this.shape.split(record)
    const { spellings } = this
    for (let index = 0; index < this.readers.length; index++) {
      const value = values[index] as FieldValue
      const spelling = String(value)
      const latin = asLatin(spelling)
      if ((this.readers[index] as ReadField)(latin, 0, latin.length) !== value) {
        return { ok: false, ...wrongField(this.fields[index] as Field, latin) }
      }
      spellings[index + 1] = spelling
    }
    return ok(spellings.join('|'))
  }

  /** The number of fields is said before any field, because a stray "|" moves all that follow. */
  private wrong(line: string, index: number): Refusal<LineRefusal> {
    const parts = line.slice(this.start.length).split('|')
    if (parts.length !== this.fields.length) return this.miscounted(line)
    return { ok: false, ...wrongField(this.fields[index] as Field, parts[index] ?? '') }
  }

  private miscounted(line: string): Refusal<LineRefusal> {
    const found = line.slice(this.start.length).split('|').length
    return refuse('record-fields-miscounted', {
      field: this.layout.name,
      detail: `a ${this.layout.name} has ${this.fields.length} fields after its tag, not ${found}`,
    })
  }
}
