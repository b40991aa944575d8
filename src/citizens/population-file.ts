import { ok, parseBusinessDate, refuse, type Result } from '../base'
import { documentKinds, type DocumentKind } from './documents.table'
import { personStatuses, type PersonStatus } from './person'
import type { PersonStated } from './register-person'

/** The text format of population files, version 1; POPULATION-FILE.md describes it to those who write them. */
export const populationFormat = {
  name: 'citycard-population',
  version: '1',
  header: ['format', 'version', 'kind', 'encoding', 'source', 'asOf', 'rows'],
  row: [
    'action',
    'documentKind',
    'number',
    'name',
    'sex',
    'birthDate',
    'phone',
    'address',
    'status',
  ],
  trailer: ['end', 'rows', 'sha256'],
  lineBytesMax: 4_096,
  rowsMax: 5_000_000,
} as const

export const populationEncodings = ['utf-8', 'gb18030'] as const

export interface PopulationHeader {
  readonly kind: 'full' | 'delta'
  readonly encoding: (typeof populationEncodings)[number]
  /** Who made it: a register by a short name. */
  readonly source: string
  /** The day it speaks of. */
  readonly asOf: string
  readonly rowCount: number
}

/** What one row says: a person as the source knows it now, or that the source knows the person no longer. */
export type PopulationRow =
  | { readonly action: 'set'; readonly stated: PersonStated }
  | {
      readonly action: 'gone'
      readonly document: PersonStated['documents'][number]
      readonly status: Exclude<PersonStatus, 'alive'>
    }

export type PopulationFileRefusal =
  'file-malformed' | 'file-cut-off' | 'file-count-differs' | 'file-digest-wrong'

const malformed = (field: string, detail: string) => refuse('file-malformed', { field, detail })

export function parsePopulationHeader(line: string): Result<PopulationHeader, 'file-malformed'> {
  const [format, version, kind, encoding, source = '', asOf = '', rows = '', ...rest] =
    line.split('\t')
  if (format !== populationFormat.name || version !== populationFormat.version) {
    return malformed(
      'header.format',
      `a population file begins with ${populationFormat.name}, a tab and ${populationFormat.version}`,
    )
  }
  if (kind !== 'full' && kind !== 'delta') return malformed('header.kind', 'it is full or delta')
  if (encoding !== 'utf-8' && encoding !== 'gb18030') {
    return malformed('header.encoding', 'it is utf-8 or gb18030')
  }
  if (!/^[a-z0-9-]{1,40}$/.test(source)) {
    return malformed('header.source', 'it is 1 to 40 of a-z, 0-9 and "-"')
  }
  if (!parseBusinessDate(asOf).ok) return malformed('header.asOf', 'it is a day, YYYY-MM-DD')
  const rowCount = /^(0|[1-9]\d{0,6})$/.test(rows) ? Number(rows) : Infinity
  if (rowCount > populationFormat.rowsMax || rest.length > 0) {
    return malformed('header.rows', `it is 0 to ${populationFormat.rowsMax}, and the last field`)
  }
  return ok({ kind, encoding, source, asOf, rowCount })
}

/** One row in text; details name fields and what they should be, never what they are. */
export function parsePopulationRow(line: string): Result<PopulationRow, 'row-malformed'> {
  const wrong = (field: string, detail: string) => refuse('row-malformed', { field, detail })
  const fields = line.split('\t')
  if (fields.length !== populationFormat.row.length) {
    return wrong('row', `it has ${fields.length} fields, ${populationFormat.row.length} are right`)
  }
  const [action, kind = '', number = '', name = '', sex, birthDate, phone, address, status] = fields
  if (!Object.hasOwn(documentKinds, kind)) {
    return wrong('documentKind', `it is one of ${Object.keys(documentKinds).join(', ')}`)
  }
  const document = { kind: kind as DocumentKind, number }
  if (action === 'gone') {
    return status === 'moved-away' || status === 'dead' || status === 'missing'
      ? ok({ action, document, status })
      : wrong('status', 'who is gone is moved-away, dead or missing')
  }
  if (action !== 'set') return wrong('action', 'it is set or gone')
  if (sex !== '' && sex !== 'male' && sex !== 'female') {
    return wrong('sex', 'it is male, female or empty')
  }
  if (status !== '' && !personStatuses.some((one) => one === status)) {
    return wrong('status', `it is empty or one of ${personStatuses.join(', ')}`)
  }
  return ok({
    action,
    stated: {
      name,
      documents: [document],
      ...(sex === '' ? {} : { sex: sex }),
      ...(birthDate ? { birthDate } : {}),
      ...(phone ? { phone } : {}),
      ...(address ? { address } : {}),
      ...(status ? { status: status as PersonStatus } : {}),
    },
  })
}

/** The last line: how many rows there were, and the SHA-256 of every byte before it. */
export function parsePopulationTrailer(
  line: string,
): Result<{ readonly rowCount: number; readonly sha256: string }, 'file-malformed'> {
  const [end, rows = '', sha256 = '', ...rest] = line.split('\t')
  return end === 'end' &&
    /^(0|[1-9]\d{0,6})$/.test(rows) &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    rest.length === 0
    ? ok({ rowCount: Number(rows), sha256 })
    : malformed('trailer', 'it is "end", the number of rows and a SHA-256 in lower-case hex')
}
