import { invariant } from '../base'
import {
  desChain,
  desKey,
  diversify,
  INPUT_AT,
  INPUT_BYTES,
  padMessage,
  tacKeyOf,
  type DesKey,
} from '../keys'

/**
 * Makes the TACs of many virtual cards quickly: the prepared key of a card is kept, because a card that
 * travels once travels again.
 */
export class TacMaker {
  private readonly keys = new Map<number, DesKey>()
  private readonly block = new Int32Array(2)

  constructor(private readonly cityKey: Uint8Array) {}

  /** The TAC over the 22 signed bytes of a TAC row, 8 hex digits; `factor` is the card's. */
  tac(card: number, factor: Uint8Array, row: Buffer): string {
    invariant(row.length >= INPUT_AT + INPUT_BYTES, 'a TAC row holds its signed bytes')
    this.block.fill(0)
    const signed = row.subarray(INPUT_AT, INPUT_AT + INPUT_BYTES)
    desChain(this.keyOf(card, factor), this.block, padMessage(signed, 8))
    return ((this.block[0] as number) >>> 0).toString(16).toUpperCase().padStart(8, '0')
  }

  private keyOf(card: number, factor: Uint8Array): DesKey {
    const known = this.keys.get(card)
    if (known !== undefined) return known
    const key = desKey(tacKeyOf('3des', diversify('3des', this.cityKey, factor)))
    this.keys.set(card, key)
    return key
  }
}
