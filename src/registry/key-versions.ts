import { holdsAt } from './validity'

/** When a key of a purpose, version and algorithm may be used. The key itself is in the vault. */
export interface KeyVersion {
  /** The vault's name of it, like "tac/v1/3des". */
  readonly label: string
  readonly purpose: string
  readonly version: number
  /** The card's own byte: 0 is 3DES, 4 is SM4. */
  readonly algorithm: number
  readonly validFrom: Date
  readonly validTo: Date | null
}

/** The key version a card record names, if it was in force at that instant. */
export const keyVersionAt = (
  versions: readonly KeyVersion[],
  asked: {
    readonly purpose: string
    readonly version: number
    readonly algorithm: number
    readonly at: Date
  },
): KeyVersion | undefined =>
  versions.find(
    (one) =>
      one.purpose === asked.purpose &&
      one.version === asked.version &&
      one.algorithm === asked.algorithm &&
      holdsAt({ from: one.validFrom, to: one.validTo }, asked.at),
  )
