import { invariant, type Sql } from '../../base'
import { auditBooks } from '../../audit-books'
import type { City } from '../../city'
import { drainNotedCards } from '../../clearing'
import { balanceOf, LOADS_IN_DOUBT } from '../../ledger'
import { orderNamed, type Evidence } from '../../loads'
import type { TornCard } from './torn-cards'

export interface TornLoads {
  readonly torn: number
  readonly detected: number
  /** Money of card holders that no card holds and nobody got back. */
  readonly lossFen: bigint
  readonly found: Readonly<Record<'proof' | 'counter' | 'tap' | 'refund', number>>
  readonly loaded: number
  readonly notLoaded: number
  readonly balanced: boolean
  readonly driftFen: bigint
}

/** What became of every load, by what the books and the chips say in the end. */
export async function reportOf(
  city: City,
  cards: readonly TornCard[],
  detected: number,
): Promise<TornLoads> {
  const { database } = city.store
  await drainNotedCards(city.clearing)
  const found: Record<Evidence, number> = {
    answer: 0,
    proof: 0,
    counter: 0,
    tap: 0,
    refund: 0,
    'never-opened': 0,
  }
  let loaded = 0
  let notLoaded = 0
  let lossFen = 0n
  for (const { load } of cards) {
    const order = await orderNamed(database, load)
    invariant(order !== undefined, 'every load that was torn is kept', { load })
    if (order.evidence !== null) found[order.evidence]++
    if (order.state === 'confirmed') loaded++
    else if (order.state === 'not-done') notLoaded++
    // The bank was debited: the value is on the card, or the money went back.
    if (order.state !== 'confirmed' && order.settledAt === null) lossFen += order.amountFen
  }
  lossFen += await missingOnCards(database, cards)
  const suspended = (await balanceOf(database, LOADS_IN_DOUBT)).balanceFen
  const findings = await auditBooks(database)
  const driftFen = findings.reduce((sum, { driftFen: drift }) => sum + (drift ?? 0n), 0n)
  return {
    torn: cards.length,
    detected,
    lossFen,
    found: { proof: found.proof, counter: found.counter, tap: found.tap, refund: found.refund },
    loaded,
    notLoaded,
    balanced: findings.every(({ ok: holds }) => holds) && suspended === 0n,
    driftFen: driftFen + (suspended < 0n ? 0n - suspended : suspended),
  }
}

/** What the chips hold against what the books say they hold; the chips are asked for the run's own books only. */
async function missingOnCards(sql: Sql, cards: readonly TornCard[]): Promise<bigint> {
  const { rows } = await sql.query<{ card: bigint; fen: bigint }>(
    `select card, (loaded.fen - coalesce(paid.fen, 0))::int8 as fen
         from (select card, sum(amount_fen) as fen from registry_card_load_view group by card) loaded
         left join (select card, sum(sign * charged_fen) as fen from clearing_paid_view group by card) paid
           using (card)`,
  )
  const books = new Map(rows.map(({ card, fen: value }) => [card, value]))
  return cards.reduce((sum, { number, chip }) => {
    const drift = BigInt(chip.memory.ep.balanceFen) - (books.get(BigInt(number)) ?? 0n)
    return sum + (drift < 0n ? 0n - drift : drift)
  }, 0n)
}
