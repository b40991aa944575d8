import { cityDateTime, cityInstant, type OperatorId, type SamNumber, type Sql } from '../base'
import { TAC_ROW_BYTES, writeTacRow } from '../card'
import {
  bindingAt,
  cardFacts,
  cardStateAt,
  contractOn,
  contractsOf,
  operatorAt,
  samBindings,
  type CardFacts,
  type Contract,
  type SamBinding,
} from '../registry'
import type { ClearingDesk } from './desk'
import type { Facts, Limits } from './judge'
import { eventDateOf, UNCONFIRMED, type TapClaim } from './tap'

/** What is known of every claim of a set, asked for the whole set at once. */
export interface KnownFacts {
  readonly limits: Limits
  of(index: number): Facts
  contractFor(date: string): Contract | undefined
  card(number: string): CardFacts | undefined
}

const DAY_MS = 86_400_000

/** Gathers what the judge needs for a set of claims of one operator: a constant number of questions. */
export async function gatherFacts(
  desk: ClearingDesk,
  sql: Sql,
  asked: { readonly operator: OperatorId; readonly claims: readonly TapClaim[] },
): Promise<KnownFacts> {
  const { operator, claims } = asked
  const [bindings, contracts, cards] = await Promise.all([
    samBindings(sql, [...new Set(claims.map((claim) => claim.sam as SamNumber))]),
    contractsOf(sql, operator),
    cardFacts(sql, [...new Set(claims.map((claim) => claim.card))].map(BigInt)),
  ])
  const operators = await operatorsOn(sql, operator, claims)
  const tacs = await checkTacs(desk, claims, cards)
  const contractFor = perDay((date) => contractOn(contracts, date))
  const cardOf = (number: string): CardFacts | undefined => cards.get(BigInt(number))
  return {
    limits: limitsAt(desk),
    contractFor,
    card: cardOf,
    of: (index) => {
      const claim = claims[index] as TapClaim
      const day = eventDateOf(claim.at)
      return {
        operator,
        sam: samFact(bindings.get(claim.sam as SamNumber), claim.at),
        contract: operators.has(day) ? contractFor(day)?.contract : undefined,
        tac: tacs[index] as Facts['tac'],
        card: cardFact(cardOf(claim.card), claim.at),
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

function samFact(bindings: readonly SamBinding[] | undefined, at: string): Facts['sam'] {
  if (bindings === undefined || bindings.length === 0) return undefined
  const binding = bindingAt(bindings, instantOf(at))
  const blockedFrom = binding?.blockedFrom ?? null
  return {
    operator: binding?.operator,
    blockedFrom: blockedFrom === null ? undefined : cityDateTime(blockedFrom),
  }
}

function cardFact(card: CardFacts | undefined, at: string): Facts['card'] {
  if (card === undefined) return undefined
  return {
    inForce:
      (card.changes.length === 0 ? card.state : cardStateAt(card, instantOf(at))) === 'active' &&
      cityDateTime(card.issuedAt) <= at,
    validFrom: card.validFrom.replaceAll('-', ''),
    validTo: card.validTo.replaceAll('-', ''),
  }
}

/** Asks the vault for all TACs at once, grouped by the key they were made with. */
async function checkTacs(
  desk: ClearingDesk,
  claims: readonly TapClaim[],
  cards: ReadonlyMap<bigint, CardFacts>,
): Promise<Facts['tac'][]> {
  const answers = new Array<Facts['tac']>(claims.length).fill('unasked')
  const groups = new Map<string, number[]>()
  claims.forEach((claim, index) => {
    if (claim.state === UNCONFIRMED) return
    const levels = levelsOf(cards.get(BigInt(claim.card))?.profile)
    const key = `${claim.keyVersion}/${claim.algorithm}/${levels}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [index])
    else group.push(index)
  })
  for (const [key, indexes] of groups) {
    const [version, algorithm, levels] = key.split('/').map(Number) as [number, number, 1 | 2]
    const rows = Buffer.alloc(indexes.length * TAC_ROW_BYTES)
    indexes.forEach((index, row) => writeTacRow(rows, row, claims[index] as TapClaim))
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

const tacAnswers = ['not-genuine', 'genuine', 'key-unknown'] as const

/** A closed city scheme diversifies by the card alone; the interoperable ones by issuer or city first. */
const levelsOf = (profile: string | undefined): 1 | 2 => (profile === 'pboc' ? 1 : 2)

function instantOf(at: string): Date {
  const instant = cityInstant(at)
  return instant.ok ? instant.value : new Date(Number.NaN)
}

function perDay<Value>(find: (day: string) => Value): (day: string) => Value {
  const known = new Map<string, Value>()
  return (day) => {
    if (!known.has(day)) known.set(day, find(day))
    return known.get(day) as Value
  }
}
