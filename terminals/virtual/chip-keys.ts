import { hex } from '../../src/base'
import type { Algorithm, KeyLabel, KeyPurpose, VirtualKeyFactory } from '../../src/keys'

/** One key inside a chip. A chip holds its keys; nothing outside terminals and the simulation does. */
export interface ChipKey {
  /** Key index 密钥索引 that commands name, 01 for 3DES, 41 for SM4. */
  readonly index: number
  /** Key version that answers give. */
  readonly version: number
  readonly algorithm: Algorithm
  /** 16 bytes. */
  readonly key: Buffer
}

/** The keys of one chip, found as its commands name them. */
export interface ChipKeys {
  byIndex(purpose: KeyPurpose, index: number): ChipKey | undefined
  byAlgorithm(purpose: KeyPurpose, algorithm: Algorithm): ChipKey | undefined
}

/** Keys written down in hex, all 3DES, index 1 and version 1: for tests and vectors. */
export function plainKeys(
  keys: Readonly<Partial<Record<KeyPurpose, string>>>,
  made: { readonly algorithm: Algorithm; readonly index: number; readonly version: number } = {
    algorithm: '3des',
    index: 1,
    version: 1,
  },
): ChipKeys {
  const held = new Map<KeyPurpose, ChipKey>()
  for (const [purpose, key] of Object.entries(keys) as [KeyPurpose, string][]) {
    held.set(purpose, { ...made, key: hex(key) })
  }
  return {
    byIndex: (purpose, index) => (index === made.index ? held.get(purpose) : undefined),
    byAlgorithm: (purpose, algorithm) =>
      algorithm === made.algorithm ? held.get(purpose) : undefined,
  }
}

/** SM4 keys carry index 41 and up, 3DES keys 01 and up; the low bits are the generation (§1.5). */
const SM4_INDEX_BIT = 0x40

const labelOf = (purpose: KeyPurpose, index: number): KeyLabel => ({
  purpose,
  version: index & 0x3f,
  algorithm: (index & SM4_INDEX_BIT) !== 0 ? 'sm4' : '3des',
})

/**
 * The keys of one card out of the development tree, each derived when the card first uses it: most cards
 * of a city only ever load and pay.
 */
export class DerivedCardKeys implements ChipKeys {
  readonly #made = new Map<string, ChipKey | undefined>()

  /** `factors`: issuer and card, or the card alone for a scheme of one level. `version`: generation. */
  constructor(
    private readonly factory: VirtualKeyFactory,
    private readonly factors: readonly Uint8Array[],
    private readonly version = 1,
  ) {}

  byIndex(purpose: KeyPurpose, index: number): ChipKey | undefined {
    const name = `${purpose}/${index}`
    if (this.#made.has(name)) return this.#made.get(name)
    const label = labelOf(purpose, index)
    const key = this.factory.key(label, this.factors)
    const made = key.ok ? { ...label, index, key: key.value } : undefined
    this.#made.set(name, made)
    return made
  }

  byAlgorithm(purpose: KeyPurpose, algorithm: Algorithm): ChipKey | undefined {
    return this.byIndex(purpose, algorithm === 'sm4' ? SM4_INDEX_BIT | this.version : this.version)
  }
}
