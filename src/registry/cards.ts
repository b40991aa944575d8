import { type CardNumber, type Fen, fen, invariant, parseCardNumber } from '../base'
import type { CardState } from './card-lifecycle'
import { holdsOnDate } from './validity'

/** A card as it enters the registry: personalised and handed out. */
export interface CardRegistration {
  readonly card: CardNumber
  readonly product: string
  readonly productVersion: number
  /** Issuer code, 16 hex digits, first diversification factor of its keys (card-protocol §1.1). */
  readonly issuer: string
  readonly issuedAt: Date
  /** Calendar dates on which the chip may be used, as written on it. */
  readonly validFrom: string
  readonly validTo: string
  /** The offline counter its first transaction shows. */
  readonly openingCounter: number
  readonly keyVersion: number
  /** The card's own byte: 0 is 3DES, 4 is SM4. */
  readonly algorithm: number
}

/**
 * Value put on a card online (圈存), at its issue or later, or taken off it (圈提: below zero). The row of
 * one is never changed.
 */
export interface CardLoad {
  readonly card: CardNumber
  readonly onlineSeq: number
  readonly amountFen: Fen
  readonly loadedAt: Date
}

/** One step of a card's life after its issue. */
export interface CardChange {
  readonly at: Date
  readonly act: string
  readonly from: CardState
  readonly to: CardState
}

/** What clearing asks of a card, for thousands at once. */
export interface CardFacts {
  /** The card number as an integer, as the large tables keep it. */
  readonly card: bigint
  readonly number: CardNumber
  readonly product: string
  readonly productVersion: number
  readonly profile: string
  readonly maxTapFen: Fen
  readonly issuer: string
  readonly state: CardState
  readonly issuedAt: Date
  readonly validFrom: string
  readonly validTo: string
  readonly openingCounter: number
  readonly keyVersion: number
  readonly algorithm: number
  /** The sum of all loads. */
  readonly loadedFen: Fen
  /** In order of time; empty for nearly every card. */
  readonly changes: readonly CardChange[]
}

/** The card number as the int8 that leads every large table. */
export const cardKey = (number: CardNumber): bigint => BigInt(number)

/** The printed number of a card from its integer and the number of its digits. */
export function cardNumberOf(card: bigint, digits: number): CardNumber {
  const number = parseCardNumber(card.toString().padStart(digits, '0'))
  invariant(number.ok, 'a registered card has a card number', { digits })
  return number.value
}

/** The state a card had at an instant: a card reported lost today was in order yesterday. */
export function cardStateAt(facts: Pick<CardFacts, 'state' | 'changes'>, instant: Date): CardState {
  const later = facts.changes.find((change) => change.at > instant)
  return later === undefined ? facts.state : later.from
}

/** Whether the chip's own dates cover a calendar date. */
export const cardValidOn = (
  facts: Pick<CardFacts, 'validFrom' | 'validTo'>,
  date: string,
): boolean => holdsOnDate({ from: facts.validFrom, to: facts.validTo }, date)

/** Sum of loads made up to and including an instant. */
export const loadedBy = (loads: readonly CardLoad[], instant: Date): Fen =>
  fen(
    loads
      .filter((load) => load.loadedAt <= instant)
      .reduce<bigint>((sum, load) => sum + load.amountFen, 0n),
  )
