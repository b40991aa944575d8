import { cityDateTime, cityInstant, type OperatorId, type SamNumber, type Sql } from '../base'
import { TAC_ROW_BYTES, writeTacRowOf } from '../card'
import {
  bindingAt,
  cardInForceAt,
  contractOn,
  contractsOf,
  judgedCards,
  operatorAt,
  samBindings,
  type Contract,
  type JudgedCard,
  type JudgedCards,
  type SamBinding,
} from '../registry'
import { breathe } from './breathe'
import type { ClearingDesk } from './desk'
import type { Facts, Limits } from './judge'
import { UNCONFIRMED } from './tap'
import { dateText, numbered, writeCard, type TapTable } from './tap-table'

/** The claims of one part: the first `count` rows of a table. */
export interface AskedClaims {
  readonly operator: OperatorId
  readonly table: TapTable
  readonly count: number
  /** The rows in the order of their cards. */
  readonly byCard: Int32Array
  /** For each row the place of its SAM in `sams`. */
  readonly samPlaces: Int32Array
  readonly sams: readonly number[]
}

/** What is known of every claim of a set, asked for the whole set at once. */
export interface KnownFacts {
  readonly limits: Limits
  of(row: number): Facts
  /** The contract of a day, YYYYMMDD. */
  contractFor(day: number): Contract | undefined
}

const DAY_MS = 86_400_000

/** Gathers what the judge needs for a set of claims of one operator: a constant number of questions. */
export async function gatherFacts(
  desk: ClearingDesk,
  sql: Sql,
  asked: AskedClaims,
): Promise<KnownFacts> {
  const { operator, table, count, sams, samPlaces } = asked
  const days = numbered(table.day, count)
  const distinct = distinctCards(asked)
  const [bindings, contracts, known, operating] = await Promise.all([
    samBindings(sql, sams.map(samNumber)),
    contractsOf(sql, operator),
    judgedCards(sql, distinct.cards),
    operatorsOn(sql, operator, days.values),
  ])
  const cards = cardsByRow(asked, distinct, known)
  const cardOf = (row: number): JudgedCard | undefined => {
    const place = cards[row] as number
    return place === UNKNOWN ? undefined : known.at(place)
  }
  const tacs = await checkTacs(desk, asked, (row) =>
    cards[row] === UNKNOWN ? undefined : known.profile(cards[row] as number),
  )
  await breathe()
  const contractFor = remembered((day: number) => contractOn(contracts, dateText(day)))
  const contractIds = days.values.map((day) =>
    operating.has(day) ? contractFor(day)?.contract : undefined,
  )
  const dayBegins = days.values.map(beginOf)
  const samFacts = sams.map((sam) => samFactOf(bindings.get(samNumber(sam))))
  // Taps stand in order of time as a rule, and many share their second.
  let last = { day: -1, time: -1, instant: new Date(Number.NaN) }
  const instantOf = (row: number): Date => {
    const [day, time] = [days.places[row] as number, table.time[row] as number]
    if (last.day !== day || last.time !== time) {
      last = { day, time, instant: new Date((dayBegins[day] as number) + msOf(time)) }
    }
    return last.instant
  }
  return {
    limits: limitsAt(desk),
    contractFor,
    of: (row) => {
      const instant = instantOf(row)
      return {
        operator,
        sam: (samFacts[samPlaces[row] as number] as (typeof samFacts)[number])(instant),
        contract: contractIds[days.places[row] as number],
        tac: tacAnswers[tacs[row] as 0 | 1 | 2 | 3],
        card: cardFact(cardOf(row), instant),
      }
    },
  }
}

const samNumber = (sam: number): SamNumber => String(sam).padStart(12, '0') as SamNumber

/** The instant at which a local day begins. */
function beginOf(day: number): number {
  const instant = cityInstant(`${String(day).padStart(8, '0')}000000`)
  return instant.ok ? instant.value.getTime() : Number.NaN
}

/** Milliseconds after midnight of HHMMSS: the city has no hour twice and none left out. */
function msOf(time: number): number {
  const hours = Math.trunc(time / 10_000)
  const minutes = Math.trunc(time / 100) - hours * 100
  return ((hours * 60 + minutes) * 60 + (time % 100)) * 1000
}

interface DistinctCards {
  /** Eight bytes each, ascending. */
  readonly cards: Buffer
  /** For each place in `byCard` the card there, counted from 0. */
  readonly places: Int32Array
}

function distinctCards({ table, byCard }: AskedClaims): DistinctCards {
  const cards = Buffer.allocUnsafeSlow(byCard.length * 8)
  const places = new Int32Array(byCard.length)
  let count = 0
  for (let index = 0; index < byCard.length; index++) {
    const row = byCard[index] as number
    if (index === 0 || !table.sameCard(row, byCard[index - 1] as number)) {
      writeCard(cards, count * 8, { table, row })
      count++
    }
    places[index] = count - 1
  }
  return { cards: cards.subarray(0, count * 8), places }
}

/** The place of a card that is not registered. */
const UNKNOWN = -1

/** For each row the place of its card among the known. Both lists ascend: one walk through them is enough. */
function cardsByRow(
  { byCard }: AskedClaims,
  { cards, places }: DistinctCards,
  known: JudgedCards,
): Int32Array {
  const byRow = new Int32Array(byCard.length)
  let found = 0
  let before = -1
  let card = UNKNOWN
  for (let index = 0; index < byCard.length; index++) {
    const place = places[index] as number
    if (place !== before) {
      const [high, low] = [cards.readUInt32BE(place * 8), cards.readUInt32BE(place * 8 + 4)]
      while (found < known.count && isBelow(known, found, { high, low })) found++
      const here = found < known.count && known.high(found) === high && known.low(found) === low
      card = here ? found : UNKNOWN
      before = place
    }
    byRow[byCard[index] as number] = card
  }
  return byRow
}

const isBelow = (
  known: JudgedCards,
  place: number,
  card: { readonly high: number; readonly low: number },
): boolean =>
  known.high(place) < card.high || (known.high(place) === card.high && known.low(place) < card.low)

function limitsAt(desk: ClearingDesk): Limits {
  const now = desk.clock.now().getTime()
  return {
    latestAt: cityDateTime(new Date(now + desk.rules.futureSkewMinutes * 60_000)),
    earliestDay: cityDateTime(new Date(now - desk.rules.lateUploadDays * DAY_MS)).slice(0, 8),
    largestAmount: desk.rules.largestTapFen,
  }
}

/** Those of the days on which the operator took part. */
async function operatorsOn(
  sql: Sql,
  operator: OperatorId,
  days: readonly number[],
): Promise<ReadonlySet<number>> {
  const taking = await Promise.all(
    days.map(async (day) =>
      (await operatorAt(sql, operator, dateText(day))) === undefined ? [] : [day],
    ),
  )
  return new Set(taking.flat())
}

/** Where a SAM was at an instant, and from when it is blocked. */
function samFactOf(bindings: readonly SamBinding[] | undefined): (instant: Date) => Facts['sam'] {
  if (bindings === undefined || bindings.length === 0) return () => undefined
  const facts = new Map(bindings.map((binding) => [binding, boundFact(binding)]))
  const unbound = { operator: undefined, blockedFrom: undefined }
  return (instant) => {
    const binding = bindingAt(bindings, instant)
    return binding === undefined ? unbound : facts.get(binding)
  }
}

const boundFact = ({ operator, blockedFrom }: SamBinding): Facts['sam'] => ({
  operator,
  blockedFrom: blockedFrom === null ? undefined : cityDateTime(blockedFrom),
})

function cardFact(card: JudgedCard | undefined, instant: Date): Facts['card'] {
  if (card === undefined) return undefined
  const { validFrom, validTo } = card
  return { inForce: cardInForceAt(card, instant), validFrom, validTo }
}

/** Asks the vault for all TACs at once, grouped by the key they were made with; one of `tacAnswers` a row. */
async function checkTacs(
  desk: ClearingDesk,
  asked: AskedClaims,
  profileOf: (row: number) => string | undefined,
): Promise<Uint8Array> {
  const answers = new Uint8Array(asked.count).fill(UNASKED)
  for (const { version, algorithm, levels, claims } of byKey(asked, profileOf)) {
    const rows = Buffer.alloc(claims.length * TAC_ROW_BYTES)
    claims.forEach((claim, place) => writeTacRowOf(rows, place, asked.table, claim))
    await breathe()
    const verdicts = await desk.vault.checkTacs({
      label: { purpose: 'tac', version, algorithm: algorithm === 4 ? 'sm4' : '3des' },
      levels,
      count: claims.length,
      rows,
    })
    claims.forEach((claim, place) => (answers[claim] = verdicts[place] as number))
  }
  return answers
}

interface OneKey {
  readonly version: number
  readonly algorithm: number
  readonly levels: 1 | 2
  /** Rows of the claims. */
  readonly claims: number[]
}

/** The claims that bear a TAC, by its key: version, algorithm and depth of diversification. */
function byKey(
  { table, count }: AskedClaims,
  profileOf: (row: number) => string | undefined,
): Iterable<OneKey> {
  const groups = new Map<number, OneKey>()
  for (let row = 0; row < count; row++) {
    if (table.state[row] === UNCONFIRMED) continue
    const [version, algorithm] = [table.keyVersion[row] as number, table.algorithm[row] as number]
    const levels = levelsOf(profileOf(row))
    const key = (version * 256 + algorithm) * 2 + levels
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { version, algorithm, levels, claims: [row] })
    else group.claims.push(row)
  }
  return groups.values()
}

/** What the vault says of a TAC, in the order of its answers; the last one: nobody asked it. */
export const tacAnswers = ['not-genuine', 'genuine', 'key-unknown', 'unasked'] as const
const UNASKED = 3

/** A closed city scheme diversifies by the card alone; the interoperable ones by issuer or city first. */
export const levelsOf = (profile: string | undefined): 1 | 2 => (profile === 'pboc' ? 1 : 2)

function remembered<Key, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    const value = known.get(key)
    if (value !== undefined || known.has(key)) return value as Value
    const found = find(key)
    known.set(key, found)
    return found
  }
}
