import { NO_FEN } from '../../src/base'
import {
  askCard,
  askProof,
  expectData,
  initialisePurchase,
  purchaseInitStatus,
  readPurchaseOpening,
  tellSamMac2,
  type Conversation,
} from '../../src/card'
import type { CardFacts } from './tap-card'
import type { OpenTap } from './tap-journal'
import { confirmedRecord } from './tap-record'
import type { TapConversation } from './tap'
import type { TapTerminal } from './tap-terminal'

/** What became of a tap whose answer was lost, once its card is in the field again. */
export type TornFate = 'proved' | 'never-happened' | 'unknown'

/**
 * The same card comes again (card-protocol §6.1 step 4). Proof is asked first, because it says yes for
 * certain; the balance alone would not, since an entry costs nothing and a load may lie between. Without
 * proof the card's counter decides: where it stood means that the debit never happened; further on means
 * that later transactions have taken the proof's place, and the centre must find out.
 */
export function* resolveTorn(
  open: OpenTap,
  card: { readonly facts: CardFacts; readonly terminal: TapTerminal },
  samStillOpen: boolean,
): TapConversation<TornFate> {
  const { record } = open
  const proof = yield* askProof({ type: record.type, counterBefore: record.counter })
  if (proof.ok) {
    yield { to: 'journal', note: 'confirmed', record: confirmedRecord(record, proof.value) }
    if (samStillOpen) yield* tellSamMac2(proof.value.mac)
    return 'proved'
  }
  if (proof.refused !== 'proof-not-kept') return 'unknown'
  const counter = yield* askCounter(card)
  if (counter !== record.counter) return 'unknown'
  yield { to: 'journal', note: 'dropped', tap: open }
  return 'never-happened'
}

/** The offline counter, from an INITIALIZE over nothing that is never followed by a DEBIT. */
function* askCounter(card: {
  readonly facts: CardFacts
  readonly terminal: TapTerminal
}): Conversation<number | undefined> {
  const order = {
    act: 'purchase',
    purse: 'EP',
    card: card.facts.identity,
    keyIndex: card.terminal.keyIndex,
    amount: NO_FEN,
    terminal: card.terminal.samBytes,
    at: '20000101000000',
    levels: 2,
  } as const
  const data = expectData(yield* askCard(initialisePurchase(order)), purchaseInitStatus, 15)
  return data.ok ? readPurchaseOpening(data.value).counter : undefined
}
