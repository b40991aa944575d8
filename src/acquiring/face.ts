import type { PosMacAlgorithm } from '../keys'
import type { DecodedMessage, Message } from '../messages'

/** Who is at the other end of a line, as far as the line itself shows it. Never taken from a TPDU. */
export interface PosPeer {
  /** Names one connection for ever: a later one never has the same name. */
  readonly connection: string
  /** What the client certificate of a TLS connection is bound to; absent without one. */
  readonly certificate?: {
    /** f42. */
    readonly merchant: string
    /** Every f41 it may speak for; a concentrator has several. */
    readonly terminals: readonly string[]
  }
  /** Whether the connection came over a line that is allowed to speak without a certificate. */
  readonly trusted: boolean
}

/** One message of a POS. */
export interface PosQuestion {
  /** Name of the wire profile, which decides on response codes where networks differ. */
  readonly profile: string
  /** What was read, with its `raw` bytes: those are what a MAC is checked over. */
  readonly message: DecodedMessage
  readonly peer: PosPeer
  readonly arrivedAt: Date
}

/** What the host says. */
export interface PosAnswer {
  /** MTI and fields, without f64. */
  readonly message: Message
  /** Under which key the gateway puts f64 on; absent where the answer carries none. */
  readonly mac?: PosAnswerMac
}

export interface PosAnswerMac {
  /** The MAC key as the vault sealed it for storage: it names the terminal it belongs to. */
  readonly sealedMak: Buffer
  readonly algorithm: PosMacAlgorithm
  /** The terminal (f41) it was sealed for. */
  readonly terminal: string
}

/**
 * The host that POS terminals speak with (收单). One question is answered once; the same question again gets the
 * same answer. `say-nothing`: it is not for us to answer (a connection that pretends to be somebody else's).
 * Throws when the database or the vault fails; nothing is booked then, and the caller answers "system error".
 */
export interface Acquirer {
  answer(question: PosQuestion): Promise<PosAnswer | 'say-nothing'>
  /** Nobody will ever come over this connection again: what it has shown of itself may be forgotten. */
  connectionClosed(connection: string): void
}
