import {
  grouped,
  ok,
  refuse,
  type BusinessDate,
  type MicroFen,
  type Result,
  type Sql,
} from '../base'
import { type DayState, dayState } from '../ledger'
import { contractOn, contractsById, contractsOf, operators, type Operator } from '../registry'
import { linesOf, NO_SUMS, type StatementLine, sumOf, type Sums } from './statement'
import { remediedFenOf } from './store-remedies'
import { carriesBefore, settledDay, settledDays, statementLines } from './store'
import { takingsOfDay } from './store-takings'

/** What one operator is shown of one day. */
export interface OperatorStatement extends Sums {
  readonly operator: string
  readonly name: string
  readonly date: BusinessDate
  /** Only a closed day is final; of any other the figures are what they would be now. */
  readonly state: DayState
  /** The rate of the contract; null when several contracts of the day have different ones, or there is none. */
  readonly feePpm: bigint | null
  /** Millionths of a fen that stay with the operator until they make a whole fen. */
  readonly feeCarryMicroFen: bigint
  /** Of it given back to holders whose disputes were upheld; charged and net are without it. Fen. */
  readonly remediedFen: bigint
  /** The rates were invented for a demonstration. */
  readonly demoRates: boolean
  /** SHA-256 of the day in upper-case hex; null while the day is not closed. */
  readonly digest: string | null
  /** One line per contract; more than one only when late taps fall under an older contract. */
  readonly contracts: readonly StatementLine[]
}

/** All operators of one day, or of all closed days together. */
export interface Settlement {
  readonly date: BusinessDate | null
  readonly days: readonly {
    readonly date: BusinessDate
    readonly state: DayState
    readonly digest: string | null
  }[]
  readonly operators: readonly OperatorSettlement[]
  readonly total: Sums
  readonly demoRates: boolean
}

export interface OperatorSettlement extends Sums {
  readonly operator: string
  readonly name: string
}

export type StatementRefusal = 'operator-unknown' | 'day-unknown'

/** An operator's statement of a day; of nothing but zeros when it took nothing. */
export async function statementOf(
  sql: Sql,
  asked: { readonly operator: string; readonly date: BusinessDate },
): Promise<Result<OperatorStatement, StatementRefusal>> {
  const { date } = asked
  const operator = (await operators(sql)).find((one) => one.operator === asked.operator)
  if (operator === undefined) {
    return refuse('operator-unknown', { field: 'operator', detail: 'no such operator' })
  }
  const day = await linesOfDay(sql, date)
  if (day === undefined) return dayUnknown(date)
  const lines = day.lines.filter((line) => line.operator === operator.operator)
  const agreed = lines.length > 0 ? lines : await agreedOn(sql, operator, date)
  const rates = new Set(agreed.map((line) => line.feePpm))
  return ok({
    operator: operator.operator,
    name: operator.name,
    date,
    state: day.state,
    ...sumOf(lines),
    feePpm: rates.size === 1 ? ([...rates][0] ?? null) : null,
    feeCarryMicroFen: agreed.reduce((sum, line) => sum + line.carriedOutMicroFen, 0n),
    remediedFen: await remediedFenOf(sql, { operator: operator.operator, day: date }),
    demoRates: agreed.some((line) => line.demo),
    digest: day.digest,
    contracts: lines,
  })
}

/** What every operator with takings gets: of one day, or of all closed days when none is named. */
export async function settlementOf(
  sql: Sql,
  date?: BusinessDate,
): Promise<Result<Settlement, 'day-unknown'>> {
  const taken = date === undefined ? await allClosed(sql) : await linesOfDay(sql, date)
  if (taken === undefined) return dayUnknown(date)
  const names = new Map((await operators(sql)).map((one) => [one.operator as string, one.name]))
  const byOperator = grouped(taken.lines, (line) => line.operator)
  return ok({
    date: date ?? null,
    days: taken.days,
    operators: [...byOperator.keys()].sort().map((operator) => ({
      operator,
      name: names.get(operator) ?? operator,
      ...sumOf(byOperator.get(operator) ?? []),
    })),
    total: taken.lines.length === 0 ? NO_SUMS : sumOf(taken.lines),
    demoRates: taken.lines.some((line) => line.demo),
  })
}

interface DayLines {
  readonly state: DayState
  readonly digest: string | null
  readonly lines: readonly StatementLine[]
  readonly days: Settlement['days']
}

/** The lines of a day: as they were written when it is closed, else as they would be now. */
async function linesOfDay(sql: Sql, date: BusinessDate): Promise<DayLines | undefined> {
  const settled = await settledDay(sql, date)
  if (settled !== undefined) {
    const digest = hexOf(settled.digest)
    const lines = await statementLines(sql, date)
    return { state: 'closed', digest, lines, days: [{ date, state: 'closed', digest }] }
  }
  const state = await dayState(sql, date)
  if (state === undefined) return undefined
  const takings = await takingsOfDay(sql, date)
  const named = takings.map(({ contract }) => contract)
  const lines = linesOf(
    takings,
    await contractsById(sql, named),
    await carriesBefore(sql, named, date),
  )
  return { state, digest: null, lines, days: [{ date, state, digest: null }] }
}

async function allClosed(sql: Sql): Promise<DayLines> {
  const days = await settledDays(sql)
  return {
    state: 'closed',
    digest: null,
    lines: await statementLines(sql),
    days: days.map(({ day, digest }) => ({ date: day, state: 'closed', digest: hexOf(digest) })),
  }
}

/** The terms of a day on which an operator took nothing, with the carry of earlier days. */
async function agreedOn(
  sql: Sql,
  { operator }: Operator,
  date: BusinessDate,
): Promise<
  { readonly feePpm: bigint; readonly carriedOutMicroFen: bigint; readonly demo: boolean }[]
> {
  const contract = contractOn(await contractsOf(sql, operator), date)
  if (contract === undefined) return []
  const carries: Map<string, MicroFen> = await carriesBefore(sql, [contract.contract], date)
  const carriedOutMicroFen = carries.get(contract.contract) ?? 0n
  return [{ feePpm: contract.feePpm, carriedOutMicroFen, demo: contract.demo }]
}

const hexOf = (digest: Buffer): string => digest.toString('hex').toUpperCase()

const dayUnknown = (date: BusinessDate | undefined): Result<never, 'day-unknown'> =>
  refuse('day-unknown', { field: 'date', detail: `${date} is not a day of the books` })
