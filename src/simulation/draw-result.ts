import { fenInJson } from '../base'
import type { Database } from '../base'
import { clearingFigures, verdictOf, verdicts, type Reason, type Verdict } from '../clearing'
import { trialBalance } from '../ledger'
import { settlementOf, statementOf, type OperatorStatement } from '../settlement'
import { auditBooks } from '../audit-books'
import { allFound, differencesOf, recount } from './auditor'
import type { Cast } from './cast'
import { foundFaults } from './found-faults'
import type { TapsRead } from './read-taps'
import type { FindingResult, LedgerResult, OperatorResult, ReplayResult } from './result'
import type { CityRan } from './run-city'
import type { StageClock } from './stages'

export interface ResultParts {
  readonly file: string
  readonly seed: number
  readonly read: TapsRead
  readonly cast: Cast
  readonly ran: CityRan
  readonly faultsSeed: number | undefined
  readonly stages: StageClock
}

/** Looks at the closed books and says what came of the replay. */
export async function drawResult(database: Database, parts: ResultParts): Promise<ReplayResult> {
  const { read, cast, ran, stages } = parts
  const findings = await stages.time('audit', 0, () => audit(database))
  const figures = await clearingFigures(database)
  const operators = await operatorsOf(database, cast)
  const expected = recount(cast.taps.map(({ row }) => row))
  const differences = differencesOf(expected, operators)
  const faults = await faultsOf(database, parts)
  const audited = findings.every(({ ok }) => ok)
  const balance = await ledgerOf(database)
  return {
    file: parts.file,
    digest: read.digest,
    seed: parts.seed,
    rows: read.rows,
    distinctRows: cast.taps.length,
    skipped: [...read.skipped, ...cast.skipped],
    cards: cast.cards.length,
    terminals: cast.terminals.length,
    operators,
    settledTaps: operators.reduce((sum, { taps }) => sum + taps, 0),
    verdicts: byVerdict(figures.reasons),
    reasons: figures.reasons,
    days: await daysOf(database),
    uploads: ran.uploads,
    ledger: balance,
    audit: { ok: audited, findings },
    expected: { operators: expected, differences },
    ...(faults === undefined ? {} : { faults }),
    sound:
      audited &&
      balance.balanced &&
      differences.length === 0 &&
      (faults === undefined || allFound(faults.injected, faults.found)),
    stages: stages.list(),
    wallMs: stages.wallMs,
  }
}

async function audit(database: Database): Promise<FindingResult[]> {
  return (await auditBooks(database)).map(({ driftFen, ...finding }) => ({
    ...finding,
    ...(driftFen === undefined ? {} : { driftFen: fenInJson(driftFen) }),
  }))
}

async function operatorsOf(database: Database, cast: Cast): Promise<OperatorResult[]> {
  const settlement = await settlementOf(database)
  if (!settlement.ok) return []
  const { operators, days } = settlement.value
  const named = new Map(cast.operators.map(({ id, name }) => [id as string, name]))
  const results = await Promise.all(
    operators.map(async (one): Promise<OperatorResult> => {
      const terms = await termsOf(database, one.operator, days)
      return {
        operator: named.get(one.operator) ?? one.name,
        operatorId: one.operator,
        taps: Number(one.taps),
        listFareFen: fenInJson(one.listFen),
        chargedFen: fenInJson(one.chargedFen),
        cardDiscountFen: fenInJson(one.cardDiscountFen),
        concessionFen: fenInJson(one.concessionFen),
        transferFen: fenInJson(one.transferFen),
        subsidyFen: fenInJson(one.subsidyFen),
        feeFen: fenInJson(one.feeFen),
        netFen: fenInJson(one.netFen),
        feePpm: terms?.feePpm === null || terms === undefined ? null : Number(terms.feePpm),
        demoRates: terms?.demoRates ?? false,
      }
    }),
  )
  return results.sort((left, right) => (left.operator < right.operator ? -1 : 1))
}

async function termsOf(
  database: Database,
  operator: string,
  days: readonly { readonly date: OperatorStatement['date'] }[],
): Promise<Pick<OperatorStatement, 'feePpm' | 'demoRates'> | undefined> {
  const last = days.at(-1)
  if (last === undefined) return undefined
  const statement = await statementOf(database, { operator, date: last.date })
  return statement.ok ? statement.value : undefined
}

async function daysOf(database: Database): Promise<ReplayResult['days']> {
  const all = await settlementOf(database)
  if (!all.ok) return []
  const days: ReplayResult['days'][number][] = []
  for (const { date, digest } of all.value.days) {
    const day = await settlementOf(database, date)
    days.push({ date, taps: day.ok ? Number(day.value.total.taps) : 0, digest })
  }
  return days
}

async function ledgerOf(database: Database): Promise<LedgerResult> {
  const { lines, debitsFen, creditsFen, balanced } = await trialBalance(database)
  const balanceOf = (code: string): number =>
    fenInJson(
      lines
        .filter(({ account }) => account.startsWith(`${code}.`))
        .reduce((sum, { balanceFen }) => sum + balanceFen, 0n),
    )
  return {
    debitsFen: fenInJson(debitsFen),
    creditsFen: fenInJson(creditsFen),
    balanced,
    cashFen: balanceOf('1001'),
    cardholderValueFen: balanceOf('2001'),
    operatorPayableFen: balanceOf('2004'),
    operatorSubsidyPayableFen: balanceOf('2204'),
    subsidyReceivableFen: balanceOf('1123'),
    commissionFen: balanceOf('6003'),
  }
}

async function faultsOf(
  database: Database,
  { faultsSeed, cast, ran }: ResultParts,
): Promise<ReplayResult['faults']> {
  if (faultsSeed === undefined) return undefined
  const repeatedRows = cast.taps.reduce((sum, { row }) => sum + row.copies - 1, 0)
  const found = await foundFaults(database, { receipts: ran.receipts, repeatedRows })
  return { seed: faultsSeed, injected: ran.injected, found }
}

function byVerdict(reasons: Partial<Record<Reason, number>>): Record<Verdict, number> {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<
    Verdict,
    number
  >
  for (const [reason, count] of Object.entries(reasons))
    counts[verdictOf(reason as Reason)] += count
  return counts
}
