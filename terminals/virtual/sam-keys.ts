import { diversify, type Algorithm, type VirtualKeyFactory } from '../../src/keys'
import { UpperKey } from './derivation'

/** What a SAM's key is for: the low five bits of its attribute byte (card-protocol §1.7). */
export const samKeyKind = {
  control: 0,
  maintenance: 1,
  purchase: 2,
  pinUnblock: 3,
  /** Folded before use: that is how a SAM checks a TAC, for which no kind exists. */
  folded: 4,
  cardMaintenance: 5,
  mac: 6,
  encrypt: 7,
  macAndEncrypt: 8,
} as const

/** One key record of a SAM. */
export interface SamKey {
  /** Levels of diversification it takes, 1 to 3. */
  readonly levels: number
  readonly kind: number
  /** Version for purchase keys, a plain identifier for the others. */
  readonly version: number
  readonly algorithm: Algorithm
  /** 16 bytes. */
  readonly key: Buffer
}

/** The attribute byte as commands name it: levels in bits 8 to 6, kind in bits 5 to 1. */
export const attributeOf = ({ levels, kind }: Pick<SamKey, 'levels' | 'kind'>): number =>
  (levels << 5) | kind

/**
 * The purchase keys of every generation and the check keys of a bus SAM, out of the development tree:
 * two levels, issuer first.
 */
export function samKeysFrom(factory: VirtualKeyFactory): readonly SamKey[] {
  const held: SamKey[] = []
  for (const label of factory.labels()) {
    const kind = KIND_IN_SAM[label.purpose]
    const key = kind === undefined ? undefined : factory.key(label)
    if (kind === undefined || key?.ok !== true) continue
    held.push({
      levels: 2,
      kind,
      version: label.version,
      algorithm: label.algorithm,
      key: key.value,
    })
  }
  return held
}

const KIND_IN_SAM: Readonly<Partial<Record<string, number>>> = {
  purchase: samKeyKind.purchase,
  'application-maintenance': samKeyKind.cardMaintenance,
}

/** Derives card keys; the levels above the card are kept, because a whole city shares its issuers. */
export class SamDerivation {
  readonly #uppers = new Map<string, UpperKey>()

  /** `factors` as they travel: card first; the last one is applied first (card-protocol §1.2). */
  cardKey(key: SamKey, factors: Buffer): Buffer {
    return this.#upper(key, factors.toString('latin1', 8)).below(factors.subarray(0, 8))
  }

  /** The level just above the card, for the factors that are applied before the card's. */
  #upper(key: SamKey, above: string): UpperKey {
    const name = `${key.kind}/${key.version}/${key.algorithm}/${above}`
    const kept = this.#uppers.get(name)
    if (kept !== undefined) return kept
    const factors = Buffer.from(above, 'latin1')
    let derived = key.key
    for (let at = factors.length - 8; at >= 0; at -= 8) {
      derived = diversify(key.algorithm, derived, factors.subarray(at, at + 8))
    }
    const made = new UpperKey(key.algorithm, derived)
    this.#uppers.set(name, made)
    return made
  }
}
