import { parseCardNumber, type Sql } from '../base'
import { standForMany } from '../citizens'
import { pinsOf } from './store-pins'

/** What is known of a card whose holder pays out of the online account. */
export interface CardOfPayer {
  readonly card: bigint
  readonly state: string
  readonly validFrom: string
  readonly validTo: string
  /** Null for an anonymous card. */
  readonly person: string | null
  /** The digest of the PIN as the vault made it; null while none is set. */
  readonly pin: Buffer | null
  readonly pinTries: number
  readonly pinLocked: boolean
}

/** Cards by their numbers as the terminal sent them; what is no card of ours is not in the answer. */
export async function payersOf(
  sql: Sql,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, CardOfPayer>> {
  const asked = new Map<bigint, string>()
  for (const number of numbers) {
    const card = parseCardNumber(number)
    if (card.ok) asked.set(BigInt(card.value), number)
  }
  if (asked.size === 0) return new Map()
  const { rows: cards } = await sql.query<Card>(
    `select c.card, c.digits, c.state, c.valid_from as "validFrom", c.valid_to as "validTo", h.person
       from registry_card_view c
       left join registry_card_holder_view h on h.card = c.card and h.held_to is null
      where c.card = any($1::int8[])`,
    [[...asked.keys()]],
    'acquiring-payers',
  )
  const holders = [...new Set(cards.flatMap(({ person }) => (person === null ? [] : [person])))]
  const accounts = await standForMany(sql, holders)
  const pins = await pinsOf(sql, [...new Set(accounts.values())])
  return new Map(
    cards.flatMap(({ digits, ...card }): [string, CardOfPayer][] => {
      const number = asked.get(card.card)
      // A number with leading zeros added or left out is another number.
      if (number?.length !== digits) return []
      const person = card.person === null ? null : (accounts.get(card.person) ?? card.person)
      const pin = person === null ? undefined : pins.get(person)
      return [
        [
          number,
          {
            ...card,
            person,
            pin: pin?.kept ?? null,
            pinTries: pin?.wrongTries ?? 0,
            pinLocked: pin?.locked ?? false,
          },
        ],
      ]
    }),
  )
}

type Card = Pick<CardOfPayer, 'card' | 'state' | 'validFrom' | 'validTo' | 'person'> & {
  readonly digits: number
}
