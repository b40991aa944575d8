import { diversify, type Algorithm, type VirtualKeyFactory } from '../../src/keys'

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

/** Derives card keys; the level below the root is kept, because a whole city shares its issuers. */
export class SamDerivation {
  readonly #levels = new Map<string, Buffer>()

  /** `factors` as they travel: card first; the last one is applied first (card-protocol §1.2). */
  cardKey({ algorithm, key, version, kind }: SamKey, factors: readonly Buffer[]): Buffer {
    let derived = key
    for (let index = factors.length - 1; index > 0; index--) {
      const factor = factors[index] as Buffer
      derived = this.#upper(`${kind}/${version}/${algorithm}/${index}`, derived, factor, algorithm)
    }
    const last = factors[0]
    return last === undefined ? derived : diversify(algorithm, derived, last)
  }

  #upper(name: string, key: Buffer, factor: Buffer, algorithm: Algorithm): Buffer {
    const known = `${name}/${key.toString('latin1')}/${factor.toString('latin1')}`
    const kept = this.#levels.get(known)
    if (kept !== undefined) return kept
    const derived = diversify(algorithm, key, factor)
    this.#levels.set(known, derived)
    return derived
  }
}
