import { cityDateTime, type Tx } from '../base'
import { cardFacts, cardLoads } from '../registry'
import { resolveChain, type Load, type PurseHistory } from './chain'
import { shadowOf } from './chain-extend'
import type { ClearingDesk } from './desk'
import { rule } from './rule'
import {
  claimsOfCards,
  standingTaps,
  writeBreaches,
  writeShadows,
  type StandingClaim,
} from './store-chains'
import { purseOf, signedKey, type Purse } from './tap'

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
  const purses = groupRecords(taps, records)
  const chains = [...purses, ...untouched(noted, { purses, loads })].map((group) => {
    const { card, purse, records: own } = group
    const history: PurseHistory = {
      purse,
      openingCounter: facts.get(card)?.openingCounter ?? 0,
      loads: purse === 2 ? (loads.get(card) ?? []) : [],
      contents: own.filter(({ unconfirmed }) => !unconfirmed).map(({ tap }) => tap),
      unconfirmed: own.filter(({ unconfirmed }) => unconfirmed).map(({ tap }) => tap),
      contested,
    }
    return { card, purse, records: own, chain: resolveChain(history) }
  })
  await writeShadows(
    tx,
    chains.map(({ card, purse, records: own, chain }) =>
      shadowOf({ card, purse, hasClaims: own.some((record) => beside.has(record)) }, chain),
    ),
  )
  await writeBreaches(tx, chains)
  await rule(desk, tx, chains)
}

/** Purses of noted cards that were loaded and never used. */
function untouched(
  noted: ReadonlySet<bigint>,
  known: {
    readonly purses: readonly { readonly card: bigint; readonly purse: Purse }[]
    readonly loads: ReadonlyMap<bigint, readonly Load[]>
  },
): { card: bigint; purse: Purse; records: StandingClaim[] }[] {
  const used = new Set(known.purses.filter(({ purse }) => purse === 2).map(({ card }) => card))
  return [...noted]
    .filter((card) => known.loads.has(card) && !used.has(card))
    .map((card) => ({ card, purse: 2, records: [] }))
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
