import { sizeInBlock } from './block-codec'
import { limitsOf, type Field, type Layout } from './field'
import { tapFile } from './tap-file.table'

/** FORMAT.md, printed from the table; a test compares it with the file. */
export function formatPage(): string {
  const { header, record, trailer } = tapFile
  return `# The upload file, version ${tapFile.version}

Printed from \`tap-file.table.ts\`; do not edit. One file is one batch of one operator: a header, its records
in any order, a trailer. The same content has one spelling only.

## Text form

UTF-8 lines that end in a line feed, fields between \`|\`. Numbers have no leading zeros. Hexadecimal digits
are upper case, but for the digest, which is written as \`sha256sum\` prints it.

- header: \`${outline(header)}\`
- record: \`${outline(record)}\`
- trailer: \`${outline(trailer)}\`

Every line between header and trailer is a record and counts as one, also when it cannot be read. The sum adds
the amounts; an amount that is not whole fen within its limit adds 0. Digest: SHA-256 of every byte before the
trailer line. MAC: the operator's, over the 32 bytes of the digest.

## Binary form

Blocks of ${tapFile.blockSizeBytes} bytes, our own layout, modelled on the 128-byte record of transit terminals. Header
and trailer are blocks too. Numbers are unsigned big-endian; digits and dates BCD (digits stand to the right,
after half bytes F; no date is all zero); texts stand to the left, before zero bytes. Unused bytes are zero.
Bytes 126 and 127 are the CRC-16 (polynomial 1021, start FFFF, not reflected) of bytes 0 to 125. Digest and
MAC as in the text form. A trailer is known by its first bytes, which no readable record has.

- header begins with \`${header.blockTag}\` (the last byte is the version)
- record begins with \`${record.blockTag}\`
- trailer begins with \`${trailer.blockTag}\`

## Header

${fieldTable(header.fields)}

## Record

${fieldTable(record.fields)}

### Codes

${codeTable(record.fields)}

## Trailer

${fieldTable(trailer.fields)}
`
}

const outline = (layout: Layout): string =>
  [layout.lineTag, ...layout.fields.map(({ name }) => name)].join('|')

const fieldTable = (fields: readonly Field[]): string =>
  table(
    ['#', 'name', '中文', 'meaning', 'limits', 'bytes in block', 'TAC'],
    fields.map((field, index) => [
      `${index + 1}`,
      field.name,
      field.label[1],
      field.meaning,
      limitsOf(field).replaceAll('|', '\\|'),
      bytesInBlock(field),
      field.coveredByTac === true ? 'yes' : '',
    ]),
  )

function bytesInBlock(field: Field): string {
  const { at, sizeBytes } = field.block
  const place = sizeBytes === 1 ? `${at}` : `${at}-${at + sizeBytes - 1}`
  return field.of === 'hex' && field.min < field.max ? `${place}, ${sizeInBlock(field)}` : place
}

const codeTable = (fields: readonly Field[]): string =>
  table(
    ['field', 'code', 'meaning', '中文'],
    fields.flatMap((field) =>
      field.of === 'code'
        ? Object.entries(field.codes).map(([code, words]) => [field.name, code, ...words])
        : [],
    ),
  )

/** A table as the formatter of this repository would write it: columns padded to their width. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => width(row[column] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((size) => '-'.repeat(size)).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

const pad = (cell: string, size: number): string => cell + ' '.repeat(size - width(cell))

/** Chinese characters and full-width marks take two columns. */
const width = (cell: string): number =>
  Array.from(cell).reduce(
    (sum, mark) => sum + (/[\u2e80-\u9fff\uff00-\uff60]/u.test(mark) ? 2 : 1),
    0,
  )
