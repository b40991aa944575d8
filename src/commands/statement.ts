import Decimal from 'decimal.js'
import Table from 'cli-table3'
import {
  type BusinessDate,
  inYuan,
  ok,
  parseBusinessDate,
  type Refusal,
  type Result,
  type Sql,
} from '../base'
import {
  settlementCsv,
  settlementJson,
  settlementOf,
  type Settlement,
  statementCsv,
  statementJson,
  statementOf,
  type OperatorStatement,
} from '../settlement'

/** What a command answers: a document for programs and a text for people. */
export interface StatementAnswer {
  readonly data: unknown
  readonly text: string
}

export interface StatementQuestion {
  /** One operator; all of them when absent. */
  readonly operator?: string
  /** A day of the books; all closed days when absent, which only the settlement of all operators has. */
  readonly date?: string
  /** CSV instead of a table; `bom` for spreadsheets that otherwise misread UTF-8. */
  readonly csv?: boolean
  readonly bom?: boolean
}

export type StatementCommandRefusal =
  'date-malformed' | 'date-missing' | 'operator-unknown' | 'day-unknown'

/** `citycard statement`: what an operator gets for a day, or what all of them get. */
export async function statement(
  sql: Sql,
  asked: StatementQuestion,
): Promise<Result<StatementAnswer, StatementCommandRefusal>> {
  const date = asked.date === undefined ? undefined : parseBusinessDate(asked.date)
  if (date !== undefined && !date.ok) return { ...date, field: 'date' }
  const { operator } = asked
  if (operator === undefined) return ofAll(sql, date?.value, asked)
  return date === undefined ? dateMissing : ofOne(sql, { operator, date: date.value }, asked)
}

const dateMissing: Refusal<'date-missing'> = {
  ok: false,
  refused: 'date-missing',
  field: 'date',
  detail: 'the statement of one operator is of one day',
}

async function ofOne(
  sql: Sql,
  which: { readonly operator: string; readonly date: BusinessDate },
  { csv = false, bom = false }: StatementQuestion,
): Promise<Result<StatementAnswer, StatementCommandRefusal>> {
  const found = await statementOf(sql, which)
  if (!found.ok) return found
  return ok({
    data: statementJson(found.value),
    text: csv ? statementCsv([found.value], { byteOrderMark: bom }) : statementText(found.value),
  })
}

async function ofAll(
  sql: Sql,
  date: BusinessDate | undefined,
  { csv = false, bom = false }: StatementQuestion,
): Promise<Result<StatementAnswer, StatementCommandRefusal>> {
  const found = await settlementOf(sql, date)
  if (!found.ok) return found
  return ok({
    data: settlementJson(found.value),
    text: csv ? settlementCsv(found.value, { byteOrderMark: bom }) : settlementText(found.value),
  })
}

/** An operator's statement for people, in yuan. */
export function statementText(of: OperatorStatement): string {
  const table = new Table({ colAligns: ['left', 'right'], style: { head: [], border: [] } })
  const rate = of.feePpm === null ? 'several rates' : `${percent(of.feePpm)} of charged`
  table.push(
    ['taps', String(of.taps)],
    ['list fare', inYuan(of.listFen)],
    ['charged', inYuan(of.chargedFen)],
    ...(of.surchargeFen === 0n ? [] : [['charged above list', inYuan(of.surchargeFen)]]),
    ['card discount', inYuan(of.cardDiscountFen)],
    ['concession', inYuan(of.concessionFen)],
    ['transfer discount', inYuan(of.transferFen)],
    ...(of.remediedFen === 0n
      ? []
      : [['of which given back after disputes', inYuan(of.remediedFen)]]),
    [`fee (${rate})`, inYuan(of.feeFen)],
    ['net, paid from card money', inYuan(of.netFen)],
    ['subsidy, due when the city pays', inYuan(of.subsidyFen)],
  )
  return [
    `${of.name} (${of.operator}), business day ${of.date}, ${of.state}; all amounts in yuan`,
    table.toString(),
    ...(of.digest === null ? ['The day is not closed: figures may still change.'] : []),
    ...(of.digest === null ? [] : [`day digest (SHA-256) ${of.digest}`]),
    ...(of.demoRates ? [DEMO] : []),
  ].join('\n')
}

/** The settlement of all operators for people, in yuan. */
export function settlementText(of: Settlement): string {
  const table = new Table({
    head: ['operator', 'name', 'taps', 'list fare', 'charged', 'subsidy', 'fee', 'net'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  })
  const figures = (one: Settlement['total']): string[] => [
    String(one.taps),
    inYuan(one.listFen),
    inYuan(one.chargedFen),
    inYuan(one.subsidyFen),
    inYuan(one.feeFen),
    inYuan(one.netFen),
  ]
  for (const one of of.operators) table.push([one.operator, one.name, ...figures(one)])
  table.push(['', 'all', ...figures(of.total)])
  const days = of.days.map(({ date, state }) => `${date} (${state})`)
  return [
    `Settlement of ${days.length === 0 ? 'no day yet' : listed(days)}; all amounts in yuan`,
    table.toString(),
    ...(of.demoRates ? [DEMO] : []),
  ].join('\n')
}

const DEMO = 'Fee rates are invented for this demonstration.'

/** 5000 ppm → "0.5 %". */
const percent = (ppm: bigint): string => `${new Decimal(ppm.toString()).div(10_000).toFixed()} %`

/** The first and the last of many. */
function listed(days: readonly string[]): string {
  return days.length <= 3
    ? days.join(', ')
    : `${days.length} days, ${days[0]} to ${days[days.length - 1]}`
}
