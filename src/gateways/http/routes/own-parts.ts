import { z } from 'zod'
import {
  ok,
  refuse,
  type Actor,
  type CardNumber,
  type Refusal,
  type Result,
  type Sql,
} from '../../../base'
import { samePersons, standsFor } from '../../../citizens'
import { cardsOfPerson } from '../../../registry'
import { cardField } from '../contract/fields'

export const CITIZEN = ['citizen'] as const
export const ownCardParams = z.strictObject({ card: cardField })
export const subjectField = z
  .string()
  .regex(/^(tap:\d{4}-\d{2}-\d{2}\.\d{1,19}\.\d{1,19}|load:\d{1,5})$/)
  .meta({ description: 'a line of the history', example: 'tap:2026-03-02.100000000001.17' })

export const noCard = (): Refusal<'card-not-yours'> =>
  refuse('card-not-yours', { field: 'card', detail: 'you hold no such card' })
export const noPerson = (): Refusal<'person-unknown'> =>
  refuse('person-unknown', { detail: 'you are bound to no person' })
export const noDispute = (): Refusal<'dispute-unknown'> =>
  refuse('dispute-unknown', { field: 'dispute', detail: 'there is no such dispute' })

/** The person a citizen is, after merging; undefined for somebody bound to nobody. */
export const self = async (sql: Sql, { person }: Actor): Promise<string | undefined> =>
  person === undefined ? undefined : standsFor(sql, person)

interface OwnCard {
  readonly card: CardNumber
  readonly from: Date
  readonly to: Date | null
  /** The entry under which it was registered: the citizen's own, or one merged into it. */
  readonly person: string
}

export async function ownCards(sql: Sql, actor: Actor): Promise<OwnCard[]> {
  const person = await self(sql, actor)
  if (person === undefined) return []
  const all: OwnCard[] = []
  for (const one of await samePersons(sql, person)) all.push(...(await cardsOfPerson(sql, one)))
  return all.sort((one, other) => other.from.getTime() - one.from.getTime())
}

/** A card that the citizen holds now or held once; of the latter only the time in which it was the citizen's. */
export async function ownCard(
  sql: Sql,
  actor: Actor,
  card: CardNumber,
): Promise<Result<readonly OwnCard[], 'card-not-yours'>> {
  const held = (await ownCards(sql, actor)).filter((one) => one.card === card)
  return held.length === 0 ? noCard() : ok(held)
}

export const heldAt = (held: readonly OwnCard[], at: Date): boolean =>
  held.some(({ from, to }) => from <= at && (to === null || at <= to))

export const digitsOf = (card: bigint): string => card.toString().padStart(16, '0')
export const told = <Row extends { readonly card: bigint }>({ card, ...row }: Row) => ({
  ...row,
  card: digitsOf(card),
})
