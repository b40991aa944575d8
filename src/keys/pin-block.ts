import { ok, refuse, xor, type Result } from '../base'

export type PinBlockRefusal = 'pin-malformed' | 'card-number-malformed'

const BLOCK_BYTES = 8
const CARD_DIGITS = 12

/**
 * The clear PIN block of ISO 9564 format 0: length and PIN, filled with F, combined with the twelve digits left
 * of the card number's check digit. `cardNumber` as printed; from a track the digits before the separator.
 */
export function pinBlockFormat0(pin: string, cardNumber: string): Result<Buffer, PinBlockRefusal> {
  if (!/^\d{4,12}$/.test(pin)) return refuse('pin-malformed', { detail: '4 to 12 digits' })
  const card = cardPart(cardNumber)
  if (card === undefined) {
    return refuse('card-number-malformed', { detail: 'at least 13 digits' })
  }
  const length = pin.length.toString(16).toUpperCase()
  const own = Buffer.from(`0${length}${pin}`.padEnd(BLOCK_BYTES * 2, 'F'), 'hex')
  return ok(xor(own, card))
}

/** The PIN of a clear format 0 block; refused when it does not belong to this card number. */
export function pinOfBlockFormat0(
  block: Uint8Array,
  cardNumber: string,
): Result<string, PinBlockRefusal> {
  const card = cardPart(cardNumber)
  if (card === undefined) {
    return refuse('card-number-malformed', { detail: 'at least 13 digits' })
  }
  if (block.length !== BLOCK_BYTES) return refuse('pin-malformed', { detail: 'eight bytes' })
  const own = xor(block, card).toString('hex').toUpperCase()
  const length = parseInt(own.charAt(1), 16)
  const pin = own.slice(2, 2 + length)
  const filled = /^0[4-9A-C]/.test(own) && /^\d+$/.test(pin) && /^F*$/.test(own.slice(2 + length))
  return filled ? ok(pin) : refuse('pin-malformed', { detail: 'not a format 0 block of this card' })
}

const cardPart = (cardNumber: string): Buffer | undefined =>
  /^\d{13,19}$/.test(cardNumber)
    ? Buffer.from(cardNumber.slice(0, -1).slice(-CARD_DIGITS).padStart(16, '0'), 'hex')
    : undefined
