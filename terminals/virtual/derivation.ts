import { complement } from '../../src/base'
import { desBlocks, desKey, diversify, type Algorithm, type DesKey } from '../../src/keys'

/**
 * A key whose card keys are asked for by the thousand: its schedule is made once. Gives what `diversify`
 * gives.
 */
export class UpperKey {
  readonly #prepared: DesKey | undefined

  constructor(
    private readonly algorithm: Algorithm,
    private readonly key: Buffer,
  ) {
    this.#prepared = algorithm === '3des' ? desKey(key) : undefined
  }

  /** The key of the next level for an 8-byte factor. */
  below(factor: Uint8Array): Buffer {
    if (this.#prepared === undefined) return diversify(this.algorithm, this.key, factor)
    const block = Buffer.allocUnsafe(16)
    block.set(factor, 0)
    block.set(complement(factor), 8)
    return desBlocks(this.#prepared, block)
  }
}
