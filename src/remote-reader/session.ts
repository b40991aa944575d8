import { machine } from '../base'
import type { Repeat } from '../card'
import type { JsonObject } from './card-work'

/** The life of one conversation with a card that sits in a reader elsewhere. */
export const sessionLifecycle = machine({
  open: { finish: 'done', refuse: 'refused', interrupt: 'interrupted' },
  done: {},
  refused: {},
  interrupted: {},
})

export type SessionState = (typeof sessionLifecycle.states)[number]

/** What the reader is to send to the card next. */
export interface Turn {
  readonly session: string
  readonly state: 'open'
  /** Counts from 1. */
  readonly turn: number
  /** Command bytes in hex. */
  readonly apdu: string
  /** `look-first`: the card may change for good; never send it twice. */
  readonly repeat: Repeat
}

/** How a session ended. */
export type Ended =
  | { readonly session: string; readonly state: 'done'; readonly answer: JsonObject }
  | {
      readonly session: string
      readonly state: 'refused'
      readonly refused: string
      readonly detail?: string
    }
  | { readonly session: string; readonly state: 'interrupted' }

export type TurnOrEnd = Turn | Ended

/** What is kept of a session. */
export interface SessionRecord {
  readonly session: string
  readonly kind: string
  readonly subject: string
  readonly order: JsonObject
  readonly state: SessionState
  /** The card's replies so far, in the order of the turns. */
  readonly replies: readonly Buffer[]
  readonly outcome: Outcome | null
  readonly openedBy: string
  /** Who keeps the reader it was handed to, and answers in it as well. */
  readonly handedTo: string | null
  readonly openedAt: Date
  /** When the reader was last heard. */
  readonly heardAt: Date
}

export type Outcome =
  { readonly answer: JsonObject } | { readonly refused: string; readonly detail?: string }

/** Why a session does not do what it is asked. */
export type SessionRefusal =
  | 'session-unknown'
  | 'session-not-yours'
  | 'session-ended'
  | 'turn-not-asked'
  | 'turn-answered-otherwise'
  | 'reply-malformed'
