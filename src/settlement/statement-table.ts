import { invariant } from '../base'
import type { OperatorSettlement, OperatorStatement, Settlement } from './statement-of'

type Cell = string | bigint | boolean | null

/** The columns of an operator's statement, in order, for JSON, CSV and people alike. */
export const statementColumns = [
  ['operator', (it) => it.operator],
  ['name', (it) => it.name],
  ['date', (it) => it.date],
  ['state', (it) => it.state],
  ['taps', (it) => it.taps],
  ['listFareFen', (it) => it.listFen],
  ['chargedFen', (it) => it.chargedFen],
  ['surchargeFen', (it) => it.surchargeFen],
  ['cardDiscountFen', (it) => it.cardDiscountFen],
  ['concessionFen', (it) => it.concessionFen],
  ['transferFen', (it) => it.transferFen],
  ['subsidyFen', (it) => it.subsidyFen],
  ['feePpm', (it) => it.feePpm],
  ['feeFen', (it) => it.feeFen],
  ['feeCarryMicroFen', (it) => it.feeCarryMicroFen],
  ['netFen', (it) => it.netFen],
  ['demoRates', (it) => it.demoRates],
  ['digest', (it) => it.digest],
  ['remediedFen', (it) => it.remediedFen],
] as const satisfies readonly (readonly [string, (it: OperatorStatement) => Cell])[]

/** The columns of one operator in the settlement of all. */
export const settlementColumns = [
  ['operator', (it) => it.operator],
  ['name', (it) => it.name],
  ['taps', (it) => it.taps],
  ['listFareFen', (it) => it.listFen],
  ['chargedFen', (it) => it.chargedFen],
  ['cardDiscountFen', (it) => it.cardDiscountFen],
  ['concessionFen', (it) => it.concessionFen],
  ['transferFen', (it) => it.transferFen],
  ['subsidyFen', (it) => it.subsidyFen],
  ['feeFen', (it) => it.feeFen],
  ['netFen', (it) => it.netFen],
] as const satisfies readonly (readonly [string, (it: OperatorSettlement) => Cell])[]

type Json = string | number | boolean | null

/** A statement as a JSON object: amounts are numbers of fen, which stay below 2^53. */
export const statementJson = (
  statement: OperatorStatement,
): Record<(typeof statementColumns)[number][0], Json> => object(statementColumns, statement)

/** The settlement of all operators as a JSON object. */
export const settlementJson = (
  settlement: Settlement,
): {
  readonly date: string | null
  readonly days: Settlement['days']
  readonly operators: readonly Record<(typeof settlementColumns)[number][0], Json>[]
  readonly total: Record<string, Json>
  readonly demoRates: boolean
} => {
  const totalColumns = settlementColumns.filter(([name]) => name !== 'operator' && name !== 'name')
  return {
    date: settlement.date,
    days: settlement.days,
    operators: settlement.operators.map((one) => object(settlementColumns, one)),
    total: object(totalColumns, { operator: '', name: '', ...settlement.total }),
    demoRates: settlement.demoRates,
  }
}

/** A statement as CSV (RFC 4180, CRLF): a line of names and a line of figures. */
export const statementCsv = (
  statements: readonly OperatorStatement[],
  options: CsvOptions = {},
): string => csv(statementColumns, statements, options)

/** The settlement of all operators as CSV. */
export const settlementCsv = (settlement: Settlement, options: CsvOptions = {}): string =>
  csv(settlementColumns, settlement.operators, options)

export interface CsvOptions {
  /** Begins the text with a byte order mark, by which spreadsheets know UTF-8. */
  readonly byteOrderMark?: boolean
}

type Columns<Row, Name extends string> = readonly (readonly [Name, (row: Row) => Cell])[]

function object<Row, Name extends string>(
  columns: Columns<Row, Name>,
  row: Row,
): Record<Name, Json> {
  return Object.fromEntries(
    columns.map(([name, of]) => [name, jsonOf(of(row))] as const),
  ) as Record<Name, Json>
}

function jsonOf(cell: Cell): Json {
  if (typeof cell !== 'bigint') return cell
  const number = Number(cell)
  invariant(Number.isSafeInteger(number), 'an amount in JSON keeps every fen')
  return number
}

function csv<Row, Name extends string>(
  columns: Columns<Row, Name>,
  rows: readonly Row[],
  { byteOrderMark = false }: CsvOptions,
): string {
  const lines = [
    columns.map(([name]) => name),
    ...rows.map((row) => columns.map(([, of]) => csvCell(of(row)))),
  ]
  return `${byteOrderMark ? '\uFEFF' : ''}${lines.map((cells) => `${cells.join(',')}\r\n`).join('')}`
}

/**
 * A text that a spreadsheet would run as a formula is led by an apostrophe. Numbers are ours and stay as they
 * are, a minus in front included.
 */
function csvCell(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell)
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
