import { bcd } from './bytes'
import type { Brand } from './brand'
import { ok, refuse, type Result } from './result'

/** A card number as printed: 16 to 19 decimal digits that fit a signed 64-bit integer. */
export type CardNumber = Brand<string, 'CardNumber'>

const LARGEST = 9_223_372_036_854_775_807n

export function parseCardNumber(text: string): Result<CardNumber, 'card-number-malformed'> {
  return /^\d{16,19}$/.test(text) && BigInt(text) <= LARGEST
    ? ok(text as CardNumber)
    : refuse('card-number-malformed', { detail: 'a card number is 16 to 19 decimal digits' })
}

/** First six and last four digits, the rest hidden. What logs and lists may show. */
export const maskCardNumber = (number: string): string =>
  number.length < 12
    ? '*'.repeat(number.length)
    : `${number.slice(0, 6)}${'*'.repeat(number.length - 10)}${number.slice(-4)}`

/** The application serial number of file 0015 bytes 11–20: the number as 10 bytes BCD (card-protocol §1.1). */
export const cardSerialBytes = (number: CardNumber): Buffer => bcd(number, 10)

/** The diversification factor of a card: the rightmost 8 bytes of its serial number (card-protocol §1.1). */
export const cardFactor = (number: CardNumber): Buffer => cardSerialBytes(number).subarray(2)
