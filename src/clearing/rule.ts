import { createHash } from 'node:crypto'
import { fen, grouped, invariant, type BusinessDate, type OperatorId, type Tx } from '../base'
import { daysForRulings, movements, post, type Movement } from '../ledger'
import { contractOn, contractsOf } from '../registry'
import type { Chain } from './chain'
import type { ClearingDesk } from './desk'
import { rulingsFor } from './rulings'
import { addTakings, NO_TAKINGS, subsidiesOf, takingsOf, type Takings } from './split'
import { insertRulings, type Ruling } from './store-rulings'
import type { StandingClaim } from './store-standing'
import { evidenceLine, nextBatchNumber } from './store-taps'
import { insertTotals } from './store-uploads'

/**
 * Books what the chains say otherwise: rulings, and for the money they move one movement an operator and day.
 * A ruling is booked in the settlement day of its record as long as that is not closed, so that a day's
 * figures do not depend on when the ruling was found; afterwards in the first day that is not closed.
 */
export async function rule(
  desk: ClearingDesk,
  tx: Tx,
  chains: readonly { readonly records: readonly StandingClaim[]; readonly chain: Chain }[],
): Promise<void> {
  const found = chains.flatMap(({ records, chain }) => rulingsFor(records, chain))
  if (found.length === 0) return
  const at = desk.clock.now()
  const run = await nextBatchNumber(tx)
  const rulings = bookedOn(await daysForRulings(tx), found)
  await insertRulings(tx, { run, at }, rulings)
  const money = rulings.filter(({ sign }) => sign !== 0)
  for (const [day, ofDay] of inOrder(money, ({ settleDate }) => settleDate)) {
    await bookDay(tx, { run, day: day as BusinessDate, at }, ofDay)
  }
  const alarms = rulings.filter(({ reason }) => reason === 'counter-used-twice').length
  if (alarms > 0) desk.observe?.({ what: 'clone-alarm', count: alarms })
}

const bookedOn = (unclosed: readonly BusinessDate[], rulings: readonly Ruling[]): Ruling[] =>
  rulings.map((ruling) => {
    const own = unclosed.find((day) => day === ruling.settleDate)
    return { ...ruling, settleDate: own ?? (unclosed[0] as BusinessDate) }
  })

async function bookDay(
  tx: Tx,
  when: { readonly run: bigint; readonly day: BusinessDate; readonly at: Date },
  rulings: readonly Ruling[],
): Promise<void> {
  const { run, day, at } = when
  const books: Movement[] = []
  const totals: Parameters<typeof insertTotals>[1][number][] = []
  for (const [id, own] of inOrder(rulings, ({ operator }) => operator)) {
    const operator = id as OperatorId
    const byContract = await takingsByContract(tx, operator, own)
    const sum = [...byContract.values()].reduce((all, one) => addTakings(all, one), NO_TAKINGS)
    books.push(
      movements.takingsRuled({
        ruling: `${run}:${operator}:${day}`,
        operator,
        chargedFen: fen(sum.chargedFen),
        taps: sum.taps,
        subsidies: subsidiesOf(sum).map(({ kind, amount }) => ({ kind, amount: fen(amount) })),
        evidence: rulingEvidence(own),
        at,
      }),
    )
    for (const [contract, takings] of byContract) {
      totals.push({ batch: run, contract, cause: 'ruling', operator, settleDate: day, takings })
    }
  }
  const posted = await post(tx, books, { day, at })
  invariant(
    posted.every(({ ok }) => ok),
    'rulings can be posted',
    { run, day },
  )
  await insertTotals(tx, totals)
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

/** Grouped, in the order of the key, so that two runs take the accounts in the same order. */
const inOrder = <Item>(items: readonly Item[], keyOf: (item: Item) => string): [string, Item[]][] =>
  [...grouped(items, keyOf)].sort(([left], [right]) => (left < right ? -1 : 1))
