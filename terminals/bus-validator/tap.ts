import { ok, type Result } from '../../src/base'
import {
  cacheRecords,
  debit,
  openPurchase,
  tellSamMac2,
  type CacheRefusal,
  type Conversation,
  type OpenRefusal,
  type DebitRefusal,
  type PurchaseOrder,
  type Question,
} from '../../src/card'
import type { TapRecord } from '../../src/messages'
import type { CardFacts } from './tap-card'
import type { OpenTap } from './tap-journal'
import { journeyRecords } from './tap-journey'
import { confirmedRecord, openRecord, type TapDevice } from './tap-record'
import type { Ride } from './tap-ride'
import type { TapTerminal } from './tap-terminal'

/** What a tap asks of the terminal's own memory; the answer is empty and comes when the note is durable. */
export type JournalQuestion =
  | { readonly to: 'journal'; readonly note: 'opened' | 'dropped'; readonly tap: OpenTap }
  | { readonly to: 'journal'; readonly note: 'confirmed'; readonly record: TapRecord }

export type TapQuestion = Question | JournalQuestion
export type TapConversation<Value> = Conversation<Value, TapQuestion>

export type TapRefusal = OpenRefusal | CacheRefusal | DebitRefusal

export interface TapSetup {
  readonly terminal: TapTerminal
  readonly device: TapDevice
  /** Factors the SAM's purchase keys take. */
  readonly levels: 1 | 2
}

/** A tap that the card has paid for. */
export interface PaidTap {
  readonly record: TapRecord
  /** Whether the SAM agreed with the card's MAC2. The record is kept either way: the TAC decides. */
  readonly cardGenuine: boolean
}

/**
 * One tap (card-protocol §6.1 step 3): INIT, SAM, journey records, note, DEBIT, confirmation, SAM. The TAC
 * is noted before the SAM is asked for its opinion, so that a SAM that fails cannot cost the operator a
 * fare that the card has paid.
 */
export function* tap(
  facts: CardFacts,
  ride: Ride,
  setup: TapSetup,
): TapConversation<Result<PaidTap, TapRefusal>> {
  const { terminal } = setup
  const opened = yield* openPurchase(orderFor(facts, ride, setup))
  if (!opened.ok) return opened
  if (ride.as === 'compound') {
    const kept = yield* cacheRecords(journeyRecords({ facts, ride, terminal }))
    if (!kept.ok) return kept
  }
  const open = { record: openRecord(opened.value, { ...setup, facts, ride }) }
  yield { to: 'journal', note: 'opened', tap: open }
  const codes = yield* debit(opened.value)
  if (!codes.ok) {
    yield { to: 'journal', note: 'dropped', tap: open }
    return codes
  }
  const record = confirmedRecord(open.record, codes.value)
  yield { to: 'journal', note: 'confirmed', record }
  const agreed = yield* tellSamMac2(codes.value.mac2)
  return ok({ record, cardGenuine: agreed.ok })
}

const orderFor = (facts: CardFacts, ride: Ride, { terminal, levels }: TapSetup): PurchaseOrder => ({
  act: ride.as,
  purse: 'EP',
  card: facts.identity,
  keyIndex: terminal.keyIndex,
  amount: ride.amount,
  terminal: terminal.samBytes,
  at: ride.at,
  levels,
  ...(facts.authCode === undefined ? {} : { authCode: facts.authCode }),
})
