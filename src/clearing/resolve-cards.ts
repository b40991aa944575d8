import { cityDateTime, type Tx } from '../base'
import { cardFacts, cardLoads } from '../registry'
import { resolveChain, type Load, type PurseHistory } from './chain'
import { shadowOf } from './chain-extend'
import type { ClearingDesk } from './desk'
import { bearingOf, stopFactsOf } from './liable'
import { rule } from './rule'
import { writeBreaches, writeShadows } from './store-shadows'
import { claimsOfCards, standingTaps, type StandingClaim } from './store-standing'
import { purseOf, signedKey, type Purse, type Tap } from './tap'

/**
 * The long way: the whole history of these cards, from the books. The purse of a noted card gets its shadow
 * even before its first tap: what was loaded is on it.
 */
export async function resolveCards(
  desk: ClearingDesk,
  tx: Tx,
  { cards, noted }: { readonly cards: readonly bigint[]; readonly noted: ReadonlySet<bigint> },
): Promise<void> {
  const taps = await standingTaps(tx, cards)
  const claims = await claimsOfCards(tx, cards)
  const facts = await cardFacts(tx, cards)
  const loads = await loadsByCard(tx, cards)
  const records = [...taps, ...claims]
  const beside = new Set(claims)
  const contested = new Set(taps.filter((one) => one.contested).map(({ tap }) => signedKey(tap)))
  const stopFacts = await stopFactsOf(
    tx,
    cards,
    records.map(({ tap }) => tap),
  )
  const { stops } = stopFacts
  const purses = groupRecords(taps, records)
  const chains = [...purses, ...untouched(noted, { purses, loads, stops })].map((group) => {
    const { card, purse, records: own } = group
    const history: PurseHistory = {
      purse,
      openingCounter: facts.get(card)?.openingCounter ?? 0,
      loads: purse === 2 ? (loads.get(card) ?? []) : [],
      contents: own.filter(({ unconfirmed }) => !unconfirmed).map(({ tap }) => tap),
      unconfirmed: own.filter(({ unconfirmed }) => unconfirmed).map(({ tap }) => tap),
      contested,
      ...(stops.has(card) ? { bearing: (tap: Tap) => bearingOf(tap, stopFacts) } : {}),
    }
    return { card, purse, records: own, chain: resolveChain(history) }
  })
  await writeShadows(
    tx,
    chains.map(({ card, purse, records: own, chain }) =>
      shadowOf(
        { card, purse, hasClaims: stops.has(card) || own.some((record) => beside.has(record)) },
        chain,
      ),
    ),
  )
  await writeBreaches(tx, chains)
  await rule(desk, tx, chains)
}

/**
 * Purses of noted cards without a record: of every loaded one the purse, of every stopped one both, so that
 * its first tap is not taken for one that simply goes on.
 */
function untouched(
  noted: ReadonlySet<bigint>,
  known: {
    readonly purses: readonly { readonly card: bigint; readonly purse: Purse }[]
    readonly loads: ReadonlyMap<bigint, readonly Load[]>
    readonly stops: ReadonlyMap<bigint, unknown>
  },
): { card: bigint; purse: Purse; records: StandingClaim[] }[] {
  const used = new Set(known.purses.map(({ card, purse }) => `${card}|${purse}`))
  return [...noted].flatMap((card) => {
    const stopped = known.stops.has(card)
    const purses: Purse[] = stopped ? [1, 2] : known.loads.has(card) ? [2] : []
    return purses
      .filter((purse) => !used.has(`${card}|${purse}`))
      .map((purse) => ({ card, purse, records: [] }))
  })
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

/**
 * The records of each purse. A claim belongs to the purse of the tap that is booked under its signed key,
 * whatever type it names itself: one signed key is one debit of one purse.
 */
function groupRecords(
  taps: readonly StandingClaim[],
  records: readonly StandingClaim[],
): { card: bigint; purse: Purse; records: StandingClaim[] }[] {
  const purses = new Map(taps.map(({ tap }) => [signedKey(tap), purseOf(tap.type)]))
  const groups = new Map<string, { card: bigint; purse: Purse; records: StandingClaim[] }>()
  for (const record of records) {
    const { card, type } = record.tap
    const purse = purses.get(signedKey(record.tap)) ?? purseOf(type)
    const group = groups.get(`${card}|${purse}`)
    if (group === undefined) groups.set(`${card}|${purse}`, { card, purse, records: [record] })
    else group.records.push(record)
  }
  return [...groups.values()]
}
