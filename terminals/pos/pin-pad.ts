import type { Result } from '../../src/base'

/** The secure module of a POS: it holds the master key and the work keys, and gives none of them out. */
export interface PinPad {
  /** Whether there are work keys; without them only a sign-in can be sent. */
  readonly isReady: boolean
  /** Takes the work keys of a sign-in answer (f62); refused when a check value differs. */
  takeWorkKeys(wrapped: Uint8Array): Result<void>
  /** f64 over a message from its MTI to the last field before the code. */
  mac(data: Uint8Array): Buffer
  /** f52: the PIN in a format 0 block under the PIN key. */
  pinBlock(pin: string, cardNumber: string): Result<Buffer>
}
