import {
  type BusinessDate,
  fen,
  invariant,
  ok,
  parseOperatorId,
  type Result,
  type Tx,
} from '../base'
import { finishClose, keepClosingDay, type Movement, movements, postLinked } from '../ledger'
import { contractsById } from '../registry'
import { canonicalText } from './canonical'
import type { SettlementDesk } from './desk'
import { dayDigest } from './digest'
import { hasFee, linesOf, type StatementLine, sumOf } from './statement'
import { carriesBefore, lastSettledDay, settledDay, type SettledDay, writeDay } from './store'
import { takingsOfDay } from './store-takings'
import type { ContractTakings } from './takings'

/**
 * Computes a closing day from its totals and writes it down, in one transaction: the day, its statements,
 * the fees in the books and the end of the day. A day that stands already is answered as it stands.
 */
export const settleDay = (
  { database, clock }: Pick<SettlementDesk, 'database' | 'clock'>,
  day: BusinessDate,
): Promise<Result<SettledDay, 'settlement-differs'>> =>
  database.transaction(async (tx) => {
    const last = await lastSettledDay(tx)
    if (last !== undefined && last.day >= day) return settledBefore(tx, day)

    await keepClosingDay(tx, day)
    const takings = await takingsOfDay(tx, day)

    const at = clock.now()
    const lines = await priced(tx, day, takings)
    const settled = recordOf({ day, last, lines, at })
    if (!(await writeDay(tx, settled, lines))) return settledBefore(tx, day)

    const posted = await postLinked(tx, lines.filter(hasFee).map(feeOf(day, at)), { day, at })
    invariant(posted.ok, 'the fees of a day are posted', {
      day,
      refused: posted.ok ? undefined : posted.refused,
      field: posted.ok ? undefined : posted.field,
    })
    const finished = await finishClose(tx, day, settled.digest)
    invariant(finished.ok, 'a day that is computed is closed', { day })
    return ok(settled)
  })

async function priced(
  tx: Tx,
  day: BusinessDate,
  takings: readonly ContractTakings[],
): Promise<StatementLine[]> {
  const named = takings.map(({ contract }) => contract)
  const contracts = await contractsById(tx, named)
  return linesOf(takings, contracts, await carriesBefore(tx, named, day))
}

/** The day's record with its bytes. */
function recordOf(computed: {
  readonly day: BusinessDate
  readonly last: SettledDay | undefined
  readonly lines: readonly StatementLine[]
  readonly at: Date
}): SettledDay {
  const { day, last, lines } = computed
  const previous = last === undefined ? null : { day: last.day, digest: last.digest }
  const sums = sumOf(lines)
  const bytes = canonicalText({ day, previous, lines, sums })
  return {
    day,
    previousDay: previous?.day ?? null,
    previousDigest: previous?.digest ?? null,
    statements: lines.length,
    ...sums,
    bytes,
    digest: dayDigest(bytes),
    closedAt: computed.at,
  }
}

async function settledBefore(
  tx: Tx,
  day: BusinessDate,
): Promise<Result<SettledDay, 'settlement-differs'>> {
  const settled = await settledDay(tx, day)
  invariant(settled !== undefined, 'days are settled in order', { day })
  return ok(settled)
}

/** A fee as the ledger moves it. A day of corrections can have a negative one: then it goes back. */
const feeOf =
  (day: BusinessDate, at: Date) =>
  ({ operator: id, contract, feeFen }: StatementLine): Movement => {
    const operator = parseOperatorId(id)
    invariant(operator.ok, 'a statement names an operator', { operator: id })
    const fee = fen(feeFen < 0n ? -feeFen : feeFen)
    const charged = movements.commission({ operator: operator.value, day, contract, fee, at })
    if (feeFen > 0n) return charged
    const postings = charged.postings.map(({ debit, credit, ...rest }) => ({
      ...rest,
      debit: credit,
      credit: debit,
    }))
    return { ...charged, postings }
  }
