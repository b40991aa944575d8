import { createHash } from 'node:crypto'
import { fen, invariant, type OperatorId, type Tx } from '../base'
import { dayForRulings, movements, post } from '../ledger'
import { cardFacts, cardLoads, contractOn, contractsOf, type CardFacts } from '../registry'
import { cityDateTime } from '../base'
import { resolveChain, type Chain, type Load, type PurseHistory } from './chain'
import { extendShadow, freshShadow, shadowOf, type Shadow } from './chain-extend'
import type { ClearingDesk } from './desk'
import { rulingsFor } from './rulings'
import { addTakings, NO_TAKINGS, subsidiesOf, takingsOf, type Takings } from './split'
import {
  advanceSams,
  batchesChained,
  batchesToChain,
  cardsWithClaims,
  chainsWaiting,
  claimsOfCards,
  insertRulings,
  rivalCards,
  shadowsOf,
  standingTaps,
  takeChainTurn,
  writeBreaches,
  writeShadows,
  type Ruling,
  type StandingClaim,
} from './store-chains'
import { evidenceLine, nextBatchNumber, tapsOfBatches } from './store-taps'
import { insertTotals } from './store-uploads'
import { purseOf, signedKey, type Purse, type Tap } from './tap'

/** Batches of one step: a bound on memory, not on correctness. */
const BATCHES_A_STEP = 8

/** Taps that are still in memory since they were booked, so that they need not be read again. */
export type FreshTaps = Map<bigint, readonly Tap[]>

/**
 * Looks at the cards of posted batches as chains: extends the shadow of each purse, or where anything is
 * unusual resolves its whole history and rules anew what follows from it. One step at a time in the whole
 * centre, restartable: a batch stays on the list until its step has committed. Answers how many batches it took.
 */
export async function chainStep(desk: ClearingDesk, fresh: FreshTaps = new Map()): Promise<number> {
  const done = await desk.database.transaction(async (tx) => {
    await takeChainTurn(tx)
    const batches = await batchesToChain(tx, BATCHES_A_STEP)
    if (batches.length > 0) await chainBatches(desk, tx, { batches, fresh })
    return batches
  })
  for (const batch of done) fresh.delete(batch)
  return done.length
}

/** Works until no batch of the upload, or of the settlement day, waits any more. */
export async function drainChains(
  desk: ClearingDesk,
  of: { readonly upload: bigint } | { readonly settleDate: string },
  fresh: FreshTaps = new Map(),
): Promise<void> {
  while (await chainsWaiting(desk.database, of)) await chainStep(desk, fresh)
}

async function chainBatches(
  desk: ClearingDesk,
  tx: Tx,
  work: { readonly batches: readonly bigint[]; readonly fresh: FreshTaps },
): Promise<void> {
  const taps = await tapsOfStep(tx, work)
  const purses = groupByPurse(taps)
  const unusual = new Set<bigint>()
  for (const { card } of await cardsWithClaims(tx, work.batches)) unusual.add(card)
  for (const card of await contestedCards(tx, taps)) unusual.add(card)

  const shadows = await extendAll(tx, { purses, unusual })
  await writeShadows(tx, shadows)
  if (unusual.size > 0) await resolveCards(desk, tx, [...unusual])
  await batchesChained(tx, work.batches)
}

async function tapsOfStep(
  tx: Tx,
  work: { readonly batches: readonly bigint[]; readonly fresh: FreshTaps },
): Promise<Tap[]> {
  const known = work.batches.flatMap((batch) => work.fresh.get(batch) ?? [])
  const unknown = work.batches.filter((batch) => !work.fresh.has(batch))
  return unknown.length === 0 ? known : [...known, ...(await tapsOfBatches(tx, unknown))]
}

interface PurseTaps {
  readonly card: bigint
  readonly purse: Purse
  readonly taps: Tap[]
}

/** Cards that share a terminal transaction number with another, where a SAM's numbers were seen before. */
async function contestedCards(tx: Tx, taps: readonly Tap[]): Promise<bigint[]> {
  const spans = new Map<bigint, { sam: bigint; first: bigint; last: bigint }>()
  const claimed = new Map<string, Tap>()
  const contested: bigint[] = []
  for (const tap of taps) {
    const span = spans.get(tap.sam)
    if (span === undefined)
      spans.set(tap.sam, { sam: tap.sam, first: tap.termSeq, last: tap.termSeq })
    else {
      if (tap.termSeq < span.first) span.first = tap.termSeq
      if (tap.termSeq > span.last) span.last = tap.termSeq
    }
    const number = `${tap.sam}|${tap.termSeq}`
    const other = claimed.get(number)
    if (other !== undefined) contested.push(other.card, tap.card)
    claimed.set(number, tap)
  }
  const seenBefore = await advanceSams(tx, [...spans.values()])
  const suspicious = taps.filter((tap) => seenBefore.has(tap.sam))
  const rivals = await rivalCards(tx, suspicious)
  if (rivals.length === 0) return contested
  return [...contested, ...rivals, ...suspicious.map((tap) => tap.card)]
}

/** The short way for every purse that allows it; the cards of the others join the unusual ones. */
async function extendAll(
  tx: Tx,
  work: { readonly purses: readonly PurseTaps[]; readonly unusual: Set<bigint> },
): Promise<Shadow[]> {
  const purses = work.purses.filter(({ card }) => !work.unusual.has(card))
  const cards = [...new Set(purses.map(({ card }) => card))]
  const shadows = new Map(
    (await shadowsOf(tx, cards)).map((shadow) => [`${shadow.card}|${shadow.purse}`, shadow]),
  )
  const strangers = purses.filter(({ card, purse }) => !shadows.has(`${card}|${purse}`))
  const facts = await cardFacts(tx, [...new Set(strangers.map(({ card }) => card))])
  const extended = purses.flatMap(({ card, purse, taps }): Shadow[] => {
    const shadow =
      shadows.get(`${card}|${purse}`) ?? openingShadow({ card, purse }, facts.get(card))
    const after = shadow && extendShadow(shadow, taps)
    if (after === undefined) work.unusual.add(card)
    return after === undefined ? [] : [after]
  })
  return extended.filter(({ card }) => !work.unusual.has(card))
}

const openingShadow = (
  of: { readonly card: bigint; readonly purse: Purse },
  facts: CardFacts | undefined,
): Shadow | undefined =>
  facts === undefined
    ? undefined
    : freshShadow({
        ...of,
        openingCounter: facts.openingCounter,
        loadedFen: of.purse === 2 ? facts.loadedFen : 0n,
      })

/** The long way: the whole history of these cards, from the books. */
async function resolveCards(desk: ClearingDesk, tx: Tx, cards: readonly bigint[]): Promise<void> {
  const taps = await standingTaps(tx, cards)
  const claims = await claimsOfCards(tx, cards)
  const facts = await cardFacts(tx, cards)
  const loads = await loadsByCard(tx, cards)
  const records = [...taps, ...claims]
  const contested = new Set(taps.filter((one) => one.contested).map(({ tap }) => signedKey(tap)))
  const chains = groupRecords(records).map(({ card, purse, records: own }) => {
    const history: PurseHistory = {
      purse,
      openingCounter: facts.get(card)?.openingCounter ?? 0,
      loads: purse === 2 ? (loads.get(card) ?? []) : [],
      contents: own.filter(({ reason }) => !isUnconfirmed(reason)).map(({ tap }) => tap),
      unconfirmed: own.filter(({ reason }) => isUnconfirmed(reason)).map(({ tap }) => tap),
      contested,
    }
    return { card, purse, records: own, chain: resolveChain(history) }
  })
  await writeShadows(
    tx,
    chains.map(({ card, purse, records: own, chain }) =>
      shadowOf({ card, purse, hasClaims: own.length > countTaps(own, taps) }, chain),
    ),
  )
  await writeBreaches(tx, chains)
  await rule(desk, tx, chains)
}

const isUnconfirmed = (reason: string): boolean =>
  reason === 'unconfirmed' || reason === 'proved-elsewhere'

function countTaps(own: readonly StandingClaim[], taps: readonly StandingClaim[]): number {
  const booked = new Set(taps)
  return own.filter((record) => booked.has(record)).length
}

/** Books what the chains say otherwise: rulings, and one movement an operator for the money they move. */
async function rule(
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

async function loadsByCard(tx: Tx, cards: readonly bigint[]): Promise<Map<bigint, Load[]>> {
  const loads = new Map<bigint, Load[]>()
  for (const load of await cardLoads(tx, cards)) {
    const card = BigInt(load.card)
    const own = loads.get(card) ?? []
    own.push({ at: cityDateTime(load.loadedAt), amountFen: load.amountFen })
    loads.set(card, own)
  }
  return loads
}

function groupByPurse(taps: readonly Tap[]): PurseTaps[] {
  const purses = new Map<string, PurseTaps>()
  for (const tap of taps) {
    const purse = purseOf(tap.type)
    const key = `${tap.card}|${purse}`
    const group = purses.get(key)
    if (group === undefined) purses.set(key, { card: tap.card, purse, taps: [tap] })
    else group.taps.push(tap)
  }
  for (const { taps: own } of purses.values()) {
    if (own.length > 1) own.sort((left, right) => left.counter - right.counter)
  }
  return [...purses.values()]
}

function groupRecords(
  records: readonly StandingClaim[],
): { card: bigint; purse: Purse; records: StandingClaim[] }[] {
  const groups = new Map<string, { card: bigint; purse: Purse; records: StandingClaim[] }>()
  for (const record of records) {
    const { card, type } = record.tap
    const purse = purseOf(type)
    const group = groups.get(`${card}|${purse}`)
    if (group === undefined) groups.set(`${card}|${purse}`, { card, purse, records: [record] })
    else group.records.push(record)
  }
  return [...groups.values()]
}
