import { cityInstant, fen, ok, refuse, type Fen, type Result } from '../base'
import { columns, type Column } from './columns.table'

/** One row of a tap file: what a card did at a terminal. */
export interface TapRow {
  /** Number of the row in the file, the first after the header line is 1. */
  readonly number: number
  readonly card: string
  /** Local time, YYYYMMDDHHMMSS. */
  readonly at: string
  readonly dealType: string
  readonly listFen: Fen
  readonly chargedFen: Fen
  readonly terminal: string
  readonly operator: string
  readonly station: string
  readonly vehicle: string
  readonly transfer: boolean
}

/** Why a row cannot be replayed; `field` of the refusal names the column. */
export type RowRefusal = 'hole' | 'date-malformed' | 'amount-malformed' | 'too-many-fields'

/** Where the columns stand in a row; one that the file does not have is left out. */
export type ColumnPlaces = Readonly<Partial<Record<Column, number>>>

/** The most an amount of a card and of a record can say (four bytes). */
export const LARGEST_ROW_FEN = 4_294_967_295n

/** Finds the columns by their names; refused when one that is required is missing. */
export function placesOf(header: readonly string[]): Result<ColumnPlaces, 'column-missing'> {
  const names = header.map((name) => name.trim().toLowerCase())
  const places: Partial<Record<Column, number>> = {}
  for (const column of Object.keys(columns) as Column[]) {
    const place = names.indexOf(column)
    if (place >= 0) places[column] = place
    else if (columns[column].required) {
      return refuse('column-missing', {
        field: column,
        detail: `the file has no column "${column}" (${columns[column].meaning}); it has: ${names.join(', ')}`,
      })
    }
  }
  return ok(places)
}

/** Reads one row; the first column with a hole or a wrong value is named. */
export function readRow(
  fields: readonly string[],
  places: ColumnPlaces,
  about: { readonly number: number; readonly columnCount: number },
): Result<TapRow, RowRefusal> {
  const given = (column: Column): string => fields[places[column] ?? -1] ?? ''
  const beyond = fields.slice(about.columnCount).some((field) => !isHole(field))
  if (beyond) return refuse('too-many-fields', { field: 'row' })
  for (const column of required) {
    if (isHole(given(column))) return refuse('hole', { field: column })
  }
  const at = timeOf(given('deal_date'))
  if (at === undefined) return refuse('date-malformed', { field: 'deal_date' })
  const listFen = amountOf(given('deal_value'))
  if (listFen === undefined) return refuse('amount-malformed', { field: 'deal_value' })
  const chargedFen = amountOf(given('deal_money'))
  if (chargedFen === undefined) return refuse('amount-malformed', { field: 'deal_money' })
  return ok({
    number: about.number,
    card: given('card_no'),
    at,
    dealType: given('deal_type'),
    listFen,
    chargedFen,
    terminal: given('equ_no'),
    operator: given('company_name'),
    station: wordsOf(given('station')),
    vehicle: wordsOf(given('car_no')),
    transfer: given('conn_mark').trim() === '1',
  })
}

const required = (Object.keys(columns) as Column[]).filter((column) => columns[column].required)

/** Nothing, or what databases write for nothing. */
const isHole = (field: string): boolean => /^\s*(?:NULL|\\N)?\s*$/i.test(field)

const wordsOf = (field: string): string => (isHole(field) ? '' : field.trim())

const TIME = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*$/

/** A real local time of the years that records can carry. */
function timeOf(field: string): string | undefined {
  const match = TIME.exec(field)
  if (match === null) return undefined
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00'] = match
  if (second > '59') return undefined
  const upToMinute = `${year}${two(month)}${two(day)}${two(hour)}${minute}`
  return isReal(upToMinute) ? upToMinute + second : undefined
}

const two = (digits: string): string => (digits.length === 1 ? `0${digits}` : digits)

/** Minutes that have been looked up: rows of a file share theirs with many others. */
const knownMinutes = new Map<string, boolean>()
const KNOWN_MAX = 100_000

function isReal(minute: string): boolean {
  const known = knownMinutes.get(minute)
  if (known !== undefined) return known
  const real = minute >= '1900' && minute < '2900' && cityInstant(`${minute}00`).ok
  if (knownMinutes.size >= KNOWN_MAX) knownMinutes.clear()
  knownMinutes.set(minute, real)
  return real
}

/** Whole fen; a fraction that is all zeros is what spreadsheets make of a whole number. */
function amountOf(field: string): Fen | undefined {
  const match = /^\s*(\d{1,12})(?:\.0+)?\s*$/.exec(field)
  if (match === null) return undefined
  const amount = BigInt(match[1] as string)
  return amount <= LARGEST_ROW_FEN ? fen(amount) : undefined
}
