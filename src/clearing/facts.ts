import { cityDateTime, cityInstant, type OperatorId, type SamNumber, type Sql } from '../base'
import { TAC_ROW_BYTES, writeTacRow } from '../card'
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
  type SamBinding,
} from '../registry'
import { breathe } from './breathe'
import type { ClearingDesk } from './desk'
import type { Facts, Limits } from './judge'
import { eventDateOf, UNCONFIRMED, type TapClaim } from './tap'

/** What is known of every claim of a set, asked for the whole set at once. */
export interface KnownFacts {
  readonly limits: Limits
  of(index: number): Facts
  contractFor(date: string): Contract | undefined
}

const DAY_MS = 86_400_000

/** Gathers what the judge needs for a set of claims of one operator: a constant number of questions. */
export async function gatherFacts(
  desk: ClearingDesk,
  sql: Sql,
  asked: { readonly operator: OperatorId; readonly claims: readonly TapClaim[] },
): Promise<KnownFacts> {
  const { operator, claims } = asked
  const numbers = claims.map((claim) => BigInt(claim.card))
  const [bindings, contracts, known] = await Promise.all([
    samBindings(sql, [...new Set(claims.map((claim) => claim.sam as SamNumber))]),
    contractsOf(sql, operator),
    judgedCards(sql, [...new Set(numbers)]),
  ])
  const cards = numbers.map((number) => known.get(number))
  const operators = await operatorsOn(sql, operator, claims)
  const tacs = await checkTacs(desk, claims, cards)
  await breathe()
  const contractFor = remembered((date: string) => contractOn(contracts, date))
  // Thousands of taps share their second, their day and their terminal.
  const instantOf = remembered(instantAt)
  const dayOf = remembered((day: string) => eventDateOf(day))
  const samFact = remembered((sam: SamNumber) => samFactOf(bindings.get(sam)))
  return {
    limits: limitsAt(desk),
    contractFor,
    of: (index) => {
      const claim = claims[index] as TapClaim
      const day = dayOf(claim.at.slice(0, 8))
      const instant = instantOf(claim.at)
      return {
        operator,
        sam: samFact(claim.sam as SamNumber)(instant),
        contract: operators.has(day) ? contractFor(day)?.contract : undefined,
        tac: tacs[index] as Facts['tac'],
        card: cardFact(cards[index], instant),
      }
    },
  }
}

function limitsAt(desk: ClearingDesk): Limits {
  const now = desk.clock.now().getTime()
  return {
    latestAt: cityDateTime(new Date(now + desk.rules.futureSkewMinutes * 60_000)),
    earliestDay: cityDateTime(new Date(now - desk.rules.lateUploadDays * DAY_MS)).slice(0, 8),
    largestAmount: desk.rules.largestTapFen,
  }
}

/** The days among the claims on which the operator took part. */
async function operatorsOn(
  sql: Sql,
  operator: OperatorId,
  claims: readonly TapClaim[],
): Promise<ReadonlySet<string>> {
  const days = [...new Set(claims.map((claim) => eventDateOf(claim.at)))]
  const taking = await Promise.all(
    days.map(async (day) => ((await operatorAt(sql, operator, day)) === undefined ? [] : [day])),
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

/** Asks the vault for all TACs at once, grouped by the key they were made with. */
async function checkTacs(
  desk: ClearingDesk,
  claims: readonly TapClaim[],
  cards: readonly (JudgedCard | undefined)[],
): Promise<Facts['tac'][]> {
  const answers = new Array<Facts['tac']>(claims.length).fill('unasked')
  for (const { version, algorithm, levels, indexes } of byKey(claims, cards)) {
    const rows = Buffer.alloc(indexes.length * TAC_ROW_BYTES)
    indexes.forEach((index, row) => writeTacRow(rows, row, claims[index] as TapClaim))
    await breathe()
    const verdicts = await desk.vault.checkTacs({
      label: { purpose: 'tac', version, algorithm: algorithm === 4 ? 'sm4' : '3des' },
      levels,
      count: indexes.length,
      rows,
    })
    indexes.forEach((index, row) => {
      answers[index] = tacAnswers[verdicts[row] as 0 | 1 | 2]
    })
  }
  return answers
}

interface OneKey {
  readonly version: number
  readonly algorithm: number
  readonly levels: 1 | 2
  readonly indexes: number[]
}

/** The claims that bear a TAC, by its key: version, algorithm and depth of diversification. */
function byKey(
  claims: readonly TapClaim[],
  cards: readonly (JudgedCard | undefined)[],
): Iterable<OneKey> {
  const groups = new Map<number, OneKey>()
  claims.forEach((claim, index) => {
    if (claim.state === UNCONFIRMED) return
    const { keyVersion: version, algorithm } = claim
    const levels = levelsOf(cards[index]?.profile)
    const key = (version * 256 + algorithm) * 2 + levels
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { version, algorithm, levels, indexes: [index] })
    else group.indexes.push(index)
  })
  return groups.values()
}

const tacAnswers = ['not-genuine', 'genuine', 'key-unknown'] as const

/** A closed city scheme diversifies by the card alone; the interoperable ones by issuer or city first. */
const levelsOf = (profile: string | undefined): 1 | 2 => (profile === 'pboc' ? 1 : 2)

function instantAt(at: string): Date {
  const instant = cityInstant(at)
  return instant.ok ? instant.value : new Date(Number.NaN)
}

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
