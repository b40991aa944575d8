import { createHash } from 'node:crypto'
import { fen, invariant, type OperatorId, type Tx } from '../base'
import { dayForRulings, movements, post } from '../ledger'
import { contractOn, contractsOf } from '../registry'
import type { Chain } from './chain'
import type { ClearingDesk } from './desk'
import { rulingsFor } from './rulings'
import { addTakings, NO_TAKINGS, subsidiesOf, takingsOf, type Takings } from './split'
import { insertRulings, type Ruling, type StandingClaim } from './store-chains'
import { evidenceLine, nextBatchNumber } from './store-taps'
import { insertTotals } from './store-uploads'

/** Books what the chains say otherwise: rulings, and one movement an operator for the money they move. */
export async function rule(
  desk: ClearingDesk,
  tx: Tx,
  chains: readonly { readonly records: readonly StandingClaim[]; readonly chain: Chain }[],
): Promise<void> {
  const rulings = chains.flatMap(({ records, chain }) => rulingsFor(records, chain))
  if (rulings.length === 0) return
  const at = desk.clock.now()
  const run = await nextBatchNumber(tx)
  const settleDate = await dayForRulings(tx)
  await insertRulings(tx, { run, settleDate, at }, rulings)
  for (const [operator, own] of byOperator(rulings.filter(({ sign }) => sign !== 0))) {
    const totals = await takingsByContract(tx, operator, own)
    const sum = [...totals.values()].reduce((all, one) => addTakings(all, one), NO_TAKINGS)
    const [posted] = await post(
      tx,
      [
        movements.takingsRuled({
          ruling: `${run}:${operator}`,
          operator,
          chargedFen: fen(sum.chargedFen),
          taps: sum.taps,
          subsidies: subsidiesOf(sum).map(({ kind, amount }) => ({ kind, amount: fen(amount) })),
          evidence: rulingEvidence(own),
          at,
        }),
      ],
      { day: settleDate, at },
    )
    invariant(posted?.ok === true, 'a ruling can be posted', { run, operator })
    await insertTotals(
      tx,
      [...totals].map(([contract, takings]) => ({
        batch: run,
        contract,
        cause: 'ruling',
        operator,
        settleDate,
        takings,
      })),
    )
  }
  const alarms = rulings.filter(({ reason }) => reason === 'counter-used-twice').length
  if (alarms > 0) desk.observe?.({ what: 'clone-alarm', count: alarms })
}

async function takingsByContract(
  tx: Tx,
  operator: OperatorId,
  rulings: readonly Ruling[],
): Promise<Map<string, Takings>> {
  const contracts = await contractsOf(tx, operator)
  const totals = new Map<string, Takings>()
  for (const { tap, sign } of rulings) {
    const contract = contractOn(contracts, tap.eventDate)
    invariant(contract !== undefined, 'a ruled tap has a contract', { date: tap.eventDate })
    const sum = totals.get(contract.contract) ?? NO_TAKINGS
    totals.set(contract.contract, addTakings(sum, takingsOf(tap, contract), sign === 1 ? 1 : -1))
  }
  return totals
}

/** SHA-256 over the rulings of a run that move an operator's money, in a fixed order. */
export function rulingEvidence(rulings: readonly Pick<Ruling, 'tap' | 'sign'>[]): Buffer {
  const lines = rulings.map(({ tap, sign }) => `${sign}|${tap.batch}|${evidenceLine(tap)}`).sort()
  return createHash('sha256').update(lines.join('')).digest()
}

function byOperator(rulings: readonly Ruling[]): Map<OperatorId, Ruling[]> {
  const groups = new Map<OperatorId, Ruling[]>()
  for (const ruling of rulings) {
    const operator = ruling.operator as OperatorId
    groups.set(operator, [...(groups.get(operator) ?? []), ruling])
  }
  return new Map([...groups].sort(([left], [right]) => (left < right ? -1 : 1)))
}
