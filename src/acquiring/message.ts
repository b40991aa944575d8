import type { BusinessDate, Fen, OperatorId } from '../base'
import type { Message } from '../messages'
import type { Kind, MessageClass } from './kinds.table'
import type { MessageState } from './lifecycle'

/** Under which key a message stands, without the business date that tells wrapped numbers apart. */
export interface MessageKey {
  readonly terminal: string
  readonly batch: number
  readonly trace: number
  readonly class: MessageClass
}

export const keyText = ({ terminal, batch, trace, class: register }: MessageKey): string =>
  `${terminal} ${batch} ${trace} ${register}`

/** A message as it was taken and answered. */
export interface KeptMessage extends MessageKey {
  /** Also its reference number f37. */
  readonly message: bigint
  readonly merchantNumber: string
  readonly businessDate: BusinessDate
  /** Null where a reversal stands for an original that has not come. */
  readonly fingerprint: Buffer | null
  readonly kind: Kind
  readonly state: MessageState
  /** f39. */
  readonly response: string
  /** What was answered, without card number. */
  readonly answer: Message
  readonly amountFen: Fen
  readonly card: bigint | null
  readonly cardMasked: string
  readonly person: string | null
  readonly operator: OperatorId
  readonly merchant: string
  readonly contract: string | null
  readonly original: bigint | null
  /** The day of the books in which it was booked; null when nothing was. */
  readonly day: BusinessDate | null
  /** Signed as the merchant sees it. */
  readonly bookedFen: bigint
  readonly bookedCount: number
  readonly refundedFen: Fen
  /** Name of the hold as it stands, and until when. */
  readonly hold: string | null
  readonly heldUntil: Date | null
  readonly load: string | null
  readonly arrivedAt: Date
}

const REFERENCE_DIGITS = 12
const AUTHORISATION_DIGITS = 6

/** f37 of a message. */
export const referenceOf = (message: bigint): string =>
  message.toString().padStart(REFERENCE_DIGITS, '0')

/** f38 of an approval. */
export const authorisationOf = (message: bigint): string =>
  referenceOf(message).slice(-AUTHORISATION_DIGITS)

/** The name of the movement a message makes; each makes one at most. */
export const movementOf = (message: bigint): string => `pos:${message}`
export const holdOf = (message: bigint): string => `pos:${message}:hold`
