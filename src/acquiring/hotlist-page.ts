import { toHex, type CardNumber } from '../base'

/** One answer to a 390: a flag, the index of its last card, and up to sixty cards. */
export interface HotlistPage {
  /** The f62, in hex. */
  readonly field: string
  /** How many cards the terminal has after it. */
  readonly served: number
}

const CARDS_A_PAGE = 60
const CARD_BYTES = 14
/** Indexes have three digits. */
export const CARDS_MAX = 1_000

const NOTHING = '0'
const LAST = '1'
const MORE = '2'

/**
 * The cards of a hotlist from an index on, as old terminals read them: flag (0 none, 1 last, 2 more follows), index of
 * the last card in three digits, then each card as two digits of length and fourteen bytes: the number packed, filled
 * up with zeros on the right. How the fourteen bytes are filled no public text says; it is a convention.
 * (iso8583.md 3.7)
 */
export function hotlistPage(cards: readonly CardNumber[], from: number): HotlistPage {
  const some = cards.slice(from, from + CARDS_A_PAGE)
  const served = from + some.length
  const flag = cards.length === 0 ? NOTHING : served === cards.length ? LAST : MORE
  const last = String(Math.max(0, served - 1)).padStart(3, '0')
  const bytes = [Buffer.from(flag + last, 'latin1'), ...some.map(entryOf)]
  return { field: toHex(Buffer.concat(bytes)), served }
}

function entryOf(card: CardNumber): Buffer {
  const packed = Buffer.alloc(CARD_BYTES)
  packed.set(Buffer.from(card.length % 2 === 0 ? card : `${card}0`, 'hex'))
  return Buffer.concat([Buffer.from(String(card.length).padStart(2, '0'), 'latin1'), packed])
}
