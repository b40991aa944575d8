import { maskCardNumber } from '../base'
import type { Field, FieldValue } from './field'
import { LineCodec } from './line-codec'
import { asLatin } from './read-field'
import { recordShape } from './tap-file-shape'
import { tapFile } from './tap-file.table'

const HIDDEN = '****'
const recordLine = new LineCodec(tapFile.record, recordShape)

/** What lists and logs may show of one field. */
export function maskField(field: Field, value: FieldValue): string {
  const spelling = String(value)
  if (spelling === '' || field.mask === undefined) return spelling
  return field.mask === 'middle' ? maskCardNumber(spelling) : HIDDEN
}

/**
 * A record line as logs may show it. A line that is not understood may hold a card number anywhere, so
 * nothing of it is shown but its length.
 */
export function maskRecordLine(line: string): string {
  const read = recordLine.read(asLatin(line.replace(/\n$/, '')))
  if (!read.ok) return `[${line.length} characters hidden]`
  const shown = recordShape
    .split(read.value)
    .map((value, index) => maskField(tapFile.record.fields[index] as Field, value))
  return [tapFile.record.lineTag, ...shown].join('|')
}
