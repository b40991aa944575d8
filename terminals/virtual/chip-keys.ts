import { hex } from '../../src/base'
import type { Algorithm, KeyLabel, KeyPurpose, VirtualKeyFactory } from '../../src/keys'
import { UpperKey } from './derivation'

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

/** The key index of a generation. */
export const keyIndexOf = (version: number, algorithm: Algorithm): number =>
  algorithm === 'sm4' ? SM4_INDEX_BIT | version : version

const labelOf = (purpose: KeyPurpose, index: number): KeyLabel => ({
  purpose,
  version: index & 0x3f,
  algorithm: (index & SM4_INDEX_BIT) !== 0 ? 'sm4' : '3des',
})

/** The keys of the cards of one issuer, out of the development tree; every upper level is made once. */
export class CardKeyPress {
  readonly #uppers: {
    readonly purpose: KeyPurpose
    readonly index: number
    readonly key: UpperKey
  }[] = []

  /** `issuer`: first factor, 8 bytes; absent for a scheme of one level. `version`: generation of the cards. */
  constructor(
    private readonly factory: VirtualKeyFactory,
    private readonly issuer: Uint8Array | undefined,
    readonly version = 1,
  ) {}

  /** What goes into one chip. `card`: the card's factor, 8 bytes. */
  keysFor(card: Uint8Array): ChipKeys {
    return new DerivedCardKeys(this, card)
  }

  /** One key of one card; undefined when the tree has none under this name. */
  cardKey(purpose: KeyPurpose, index: number, card: Uint8Array): ChipKey | undefined {
    const upper = this.#upper(purpose, index)
    if (upper === undefined) return undefined
    const { version, algorithm } = labelOf(purpose, index)
    return { index, version, algorithm, key: upper.below(card) }
  }

  #upper(purpose: KeyPurpose, index: number): UpperKey | undefined {
    for (const made of this.#uppers) {
      if (made.purpose === purpose && made.index === index) return made.key
    }
    const label = labelOf(purpose, index)
    const derived = this.factory.key(label, this.issuer === undefined ? [] : [this.issuer])
    if (!derived.ok) return undefined
    const key = new UpperKey(label.algorithm, derived.value)
    this.#uppers.push({ purpose, index, key })
    return key
  }
}

/** The keys of one card, each derived when the card first uses it: most cards only ever load and pay. */
class DerivedCardKeys implements ChipKeys {
  /** Derived so far; a card uses a handful, so a list is quicker than a map. */
  readonly #made: { readonly purpose: KeyPurpose; readonly key: ChipKey }[] = []

  constructor(
    private readonly press: CardKeyPress,
    private readonly card: Uint8Array,
  ) {}

  byIndex(purpose: KeyPurpose, index: number): ChipKey | undefined {
    for (const made of this.#made) {
      if (made.purpose === purpose && made.key.index === index) return made.key
    }
    const key = this.press.cardKey(purpose, index, this.card)
    if (key !== undefined) this.#made.push({ purpose, key })
    return key
  }

  byAlgorithm(purpose: KeyPurpose, algorithm: Algorithm): ChipKey | undefined {
    return this.byIndex(purpose, keyIndexOf(this.press.version, algorithm))
  }
}
