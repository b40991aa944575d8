import { cityInstant, type Tx } from '../base'
import {
  acknowledgementsOf,
  bindingAt,
  hotlistChangesOf,
  listedIn,
  samBindings,
  stopAt,
  stopsOfCards,
  versionAt,
  type CardStop,
  type HotlistAcknowledgement,
  type HotlistChange,
  type SamBinding,
} from '../registry'
import { atOf } from './chain'
import type { Tap } from './tap'
import type { Reason } from './verdict'

/** What a genuine tap comes to by who has to bear it. Any of the three paid ones is money for the operator. */
export type Bearing = Extract<
  Reason,
  'paid' | 'paid-holder-bears' | 'paid-centre-bears' | 'card-hotlisted'
>

/** What is known of stopped cards and of the terminals they were shown to. */
export interface StopFacts {
  readonly stops: ReadonlyMap<bigint, readonly CardStop[]>
  readonly changes: ReadonlyMap<bigint, readonly HotlistChange[]>
  readonly bindings: ReadonlyMap<string, readonly SamBinding[]>
  readonly acknowledgements: ReadonlyMap<string, readonly HotlistAcknowledgement[]>
}

/**
 * Who bears a tap, by what was known when it was made (domain 2.6 step 8). A card in order: its holder, who was
 * glad to. A stopped one: the operator, if the terminal had acknowledged a list with the card before; else the
 * holder for as long as the stop says, and after that the centre. A pure function of facts, so that reports,
 * acknowledgements and taps may become known in any order.
 */
export function bearingOf(tap: Tap, facts: StopFacts): Bearing {
  const stops = facts.stops.get(tap.card)
  if (stops === undefined) return 'paid'
  const at = instantOf(tap)
  const stop = stopAt(stops, at)
  if (stop === undefined) return 'paid'
  const terminal = bindingAt(facts.bindings.get(samText(tap.sam)) ?? [], at)?.terminal
  const told = versionAt(facts.acknowledgements.get(terminal ?? '') ?? [], at)
  if (listedIn(facts.changes.get(tap.card) ?? [], told)) return 'card-hotlisted'
  const holder = stop.holderBearsUntil === null || at <= stop.holderBearsUntil
  return holder ? 'paid-holder-bears' : 'paid-centre-bears'
}

/** Asks the registry what `bearingOf` needs of these taps: one question where none of the cards was ever stopped. */
export async function stopFactsOf(
  tx: Tx,
  cards: readonly bigint[],
  taps: readonly Tap[],
): Promise<StopFacts> {
  const stops = await stopsOfCards(tx, cards)
  if (stops.size === 0) {
    return { stops, changes: new Map(), bindings: new Map(), acknowledgements: new Map() }
  }
  const stopped = taps.filter(({ card }) => stops.has(card))
  const bindings = await samBindings(tx, [...new Set(stopped.map(({ sam }) => samText(sam)))])
  const terminals = [...bindings.values()].flatMap((own) => own.map(({ terminal }) => terminal))
  return {
    stops,
    bindings,
    changes: await hotlistChangesOf(tx, [...stops.keys()]),
    acknowledgements: await acknowledgementsOf(tx, [...new Set(terminals)]),
  }
}

const samText = (sam: bigint): string => sam.toString().padStart(12, '0')

function instantOf(tap: Tap): Date {
  const instant = cityInstant(atOf(tap))
  return instant.ok ? instant.value : new Date(Number.NaN)
}
