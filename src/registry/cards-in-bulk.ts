import { sqlInt8Array, type Sql } from '../base'
import { cardStateAt, type CardFacts } from './cards'
import { cardFacts, PACKED_CARD_BYTES, packedCards } from './store'

/** What a judge asks of a card, for as many cards as a file has lines. */
export interface JudgedCard {
  readonly profile: string
  /** Milliseconds since 1970. */
  readonly issuedAtMs: number
  /** First and last day on which the chip may be used, YYYYMMDD. */
  readonly validFrom: string
  readonly validTo: string
  /** Only where something happened to the card since its issue. */
  readonly history: CardFacts | undefined
}

/**
 * Whether a card was out with its holder at an instant, in order or stopped: who bears the taps of a stopped one
 * is looked at with its chain, when all is known.
 */
export const cardInForceAt = (
  { issuedAtMs, history }: Pick<JudgedCard, 'issuedAtMs' | 'history'>,
  instant: Date,
): boolean =>
  issuedAtMs <= instant.getTime() &&
  (history === undefined || OUT.has(cardStateAt(history, instant)))

const OUT: ReadonlySet<string> = new Set([
  'active',
  'lost-oral',
  'lost',
  'blocked',
  'expired',
  'replaced',
])

/** What is known of many cards, in ascending order of their numbers. */
export interface JudgedCards {
  readonly count: number
  /** The upper and the lower 32 bits of the card number at a place. */
  high(place: number): number
  low(place: number): number
  /** The profile of its product alone. */
  profile(place: number): string
  at(place: number): JudgedCard
}

/**
 * What is known of these cards; one that is not registered is not in the answer. Ten thousand cards come as one
 * value of a few bytes each: as rows they cost more to read than all the rest of judging them.
 *
 * @param cards eight bytes each, ascending
 */
export async function judgedCards(sql: Sql, cards: Buffer): Promise<JudgedCards> {
  if (cards.length === 0) return { count: 0, high: none, low: none, profile: none, at: none }
  const { packed, profiles } = await packedCards(sql, sqlInt8Array(cards))
  inOrder(packed)
  const dateOf = dates()
  const changed: bigint[] = []
  for (let at = 0; at < packed.length; at += PACKED_CARD_BYTES) {
    if (packed[at + 8] === CHANGED) changed.push(packed.readBigInt64BE(at))
  }
  const profile = (place: number): string =>
    profiles[packed.readInt16BE(place * PACKED_CARD_BYTES + 9) - 1] as string
  const histories = changed.length === 0 ? undefined : await cardFacts(sql, changed)
  return {
    count: packed.length / PACKED_CARD_BYTES,
    high: (place) => packed.readUInt32BE(place * PACKED_CARD_BYTES),
    low: (place) => packed.readUInt32BE(place * PACKED_CARD_BYTES + 4),
    profile,
    at: (place) => {
      const at = place * PACKED_CARD_BYTES
      return {
        profile: profile(place),
        // Cards and terminals know whole seconds.
        issuedAtMs: EPOCH_MS + Math.floor(microseconds(packed, at + 11) / 1_000_000) * 1000,
        validFrom: dateOf(packed.readInt32BE(at + 19)),
        validTo: dateOf(packed.readInt32BE(at + 23)),
        history: packed[at + 8] === CHANGED ? histories?.get(packed.readBigInt64BE(at)) : undefined,
      }
    },
  }
}

const none = (): never => {
  throw new RangeError('there is no such card')
}

/** The server reads the cards by their index, so that they come in order already; nothing promises it. */
function inOrder(packed: Buffer): void {
  const cards: Buffer[] = []
  let ordered = true
  for (let at = 0; at < packed.length; at += PACKED_CARD_BYTES) {
    const before = at - PACKED_CARD_BYTES
    if (at > 0 && packed.compare(packed, before, before + 8, at, at + 8) < 0) ordered = false
  }
  if (ordered) return
  for (let at = 0; at < packed.length; at += PACKED_CARD_BYTES) {
    cards.push(Buffer.from(packed.subarray(at, at + PACKED_CARD_BYTES)))
  }
  cards.sort((left, right) => left.compare(right))
  cards.forEach((card, place) => packed.set(card, place * PACKED_CARD_BYTES))
}

const CHANGED = 2

/** PostgreSQL counts days and microseconds from here. */
const EPOCH_MS = Date.UTC(2000, 0, 1)
const DAY_MS = 86_400_000

/** Eight bytes, signed; exact for every instant a card can have. */
const microseconds = (bytes: Buffer, at: number): number =>
  bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)

/** YYYYMMDD of a day number; a file knows few different ones. */
function dates(): (day: number) => string {
  const known = new Map<number, string>()
  return (day) => {
    const before = known.get(day)
    if (before !== undefined) return before
    const date = new Date(EPOCH_MS + day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')
    known.set(day, date)
    return date
  }
}
