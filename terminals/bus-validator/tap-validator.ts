import { Fault, invariant } from '../../src/base'
import { holdSync, type CardProfile, type Chip, type Conversation } from '../../src/card'
import type { TapRecord } from '../../src/messages'
import { tap, type TapQuestion, type TapRefusal, type TapSetup } from './tap'
import { meetCard, type CardFacts, type MeetRefusal } from './tap-card'
import { mayRide, noLists, type CheckRefusal, type TapLists } from './tap-checks'
import type { TapJournal } from './tap-journal'
import { resolveTorn, type TornFate } from './tap-resolve'
import type { Ride } from './tap-ride'

/** What the rider sees, and what became of an earlier torn tap of the same card. */
export type TapOutcome = {
  /** Fate of the card's unconfirmed taps that were looked at before this tap. */
  readonly earlier: readonly TornFate[]
} & (
  | { readonly told: 'paid'; readonly record: TapRecord; readonly cardGenuine: boolean }
  | {
      readonly told: 'refused'
      readonly refused: MeetRefusal | CheckRefusal | TapRefusal
      readonly detail?: string
    }
  /** The card left the field after the DEBIT was sent: nobody knows; "please show your card again". */
  | { readonly told: 'torn'; readonly record: TapRecord }
  /** The card left the field before any money could move. */
  | { readonly told: 'left-too-early' }
)

/**
 * A validator with one SAM and one journal. Its chips answer at once (virtual ones, or a driver that waits);
 * the conversations themselves know nothing of that and can be held over a reader that needs time.
 */
export class Validator {
  /** The torn tap whose transaction the SAM still has open. */
  #samOpenFor: number | undefined

  constructor(
    private readonly setup: TapSetup & {
      readonly sam: Chip
      readonly journal: TapJournal
      readonly lists?: TapLists
    },
  ) {}

  /** A card is held to the validator. `rideFor` decides the fare when it sees whose card it is. */
  tap(card: Chip, profile: CardProfile, rideFor: Ride | ((facts: CardFacts) => Ride)): TapOutcome {
    const earlier: TornFate[] = []
    try {
      return this.#tapped(card, { profile, rideFor, earlier })
    } catch (fault) {
      if (fault instanceof Fault && fault.door === 'card')
        return { told: 'left-too-early', earlier }
      throw fault
    }
  }

  #tapped(
    card: Chip,
    asked: {
      readonly profile: CardProfile
      readonly rideFor: Ride | ((facts: CardFacts) => Ride)
      readonly earlier: TornFate[]
    },
  ): TapOutcome {
    const { earlier } = asked
    const met = this.#hold(card, meetCard(asked.profile))
    if (!met.ok) return { told: 'refused', earlier, ...about(met) }
    const facts = met.value
    earlier.push(...this.#resolveEarlier(card, facts))
    const ride = typeof asked.rideFor === 'function' ? asked.rideFor(facts) : asked.rideFor
    const allowed = mayRide({ facts, ride, lists: this.setup.lists ?? noLists })
    if (!allowed.ok) return { told: 'refused', earlier, ...about(allowed) }
    return { earlier, ...this.#pay(card, facts, ride) }
  }

  #pay(card: Chip, facts: CardFacts, ride: Ride): Paid {
    this.#samOpenFor = undefined
    const openBefore = this.setup.journal.openTapsOf(facts.identity.number).length
    try {
      const paid = this.#hold(card, tap(facts, ride, this.setup))
      return paid.ok ? { told: 'paid', ...paid.value } : { told: 'refused', ...about(paid) }
    } catch (fault) {
      const torn = this.setup.journal.openTapsOf(facts.identity.number)[openBefore]
      if (!(fault instanceof Fault) || fault.door !== 'card' || torn === undefined) throw fault
      return { told: 'torn', record: torn.record }
    }
  }

  #resolveEarlier(card: Chip, facts: CardFacts): readonly TornFate[] {
    const { journal, terminal } = this.setup
    return journal.openTapsOf(facts.identity.number).map((open) => {
      const samStillOpen = this.#samOpenFor === open.record.termSeq
      return this.#hold(card, resolveTorn(open, { facts, terminal }, samStillOpen))
    })
  }

  #hold<Value>(card: Chip, conversation: Conversation<Value, TapQuestion>): Value {
    return holdSync(conversation, (question) => this.#answer(card, question))
  }

  #answer(card: Chip, question: TapQuestion): Buffer {
    switch (question.to) {
      case 'card':
        return card.transmit(question.apdu)
      case 'sam':
        return this.setup.sam.transmit(question.apdu)
      case 'journal':
        return this.#note(question)
      case 'vault':
        invariant(false, 'a validator has no vault to ask')
        return NOTED
    }
  }

  #note(question: Extract<TapQuestion, { to: 'journal' }>): Buffer {
    const { journal } = this.setup
    if (question.note === 'confirmed') journal.confirmed(question.record)
    else {
      this.#samOpenFor = question.tap.record.termSeq
      if (question.note === 'opened') journal.opened(question.tap)
      else journal.dropped(question.tap)
    }
    return NOTED
  }
}

type Paid = TapOutcome extends infer Outcome
  ? Outcome extends unknown
    ? Omit<Outcome, 'earlier'>
    : never
  : never

const NOTED = Buffer.alloc(0)

const about = <Refused extends string>(refusal: {
  readonly refused: Refused
  readonly detail?: string
}): { readonly refused: Refused; readonly detail?: string } =>
  refusal.detail === undefined
    ? { refused: refusal.refused }
    : { refused: refusal.refused, detail: refusal.detail }
