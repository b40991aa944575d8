import { complement, concat, invariant } from '../base'
import { encryptBlocks } from './block-cipher'
import type { Algorithm } from './label'

/**
 * One level of diversification: the key of the next level for an 8-byte factor (an issuer, a card).
 * 3DES: E(K,X) ‖ E(K,~X), parity left as it falls. SM4: SM4(K, X ‖ ~X), a convention.
 * (card-protocol §1.2 and §1.3)
 */
export function diversify(algorithm: Algorithm, key: Uint8Array, factor: Uint8Array): Buffer {
  invariant(key.length === 16, 'a key that is diversified has 16 bytes', { sizeBytes: key.length })
  invariant(factor.length === 8, 'a factor has 8 bytes', { sizeBytes: factor.length })
  return encryptBlocks(algorithm, key, concat(factor, complement(factor)))
}

/** Several levels, factors in the order they are applied: issuer or city first, card last. */
export const diversifyThrough = (
  algorithm: Algorithm,
  key: Uint8Array,
  factors: readonly Uint8Array[],
): Buffer =>
  factors.reduce<Buffer>(
    (current, factor) => diversify(algorithm, current, factor),
    Buffer.from(key),
  )

/**
 * Every level on the way: first the result of the first factor, last the key of the card. The factors of
 * PSAM and HSM commands travel in the opposite order, card first.
 */
export function diversificationLevels(
  algorithm: Algorithm,
  key: Uint8Array,
  factors: readonly Uint8Array[],
): readonly Buffer[] {
  return factors.map((_, index) => diversifyThrough(algorithm, key, factors.slice(0, index + 1)))
}

/** E(K, zeros), one block. Which left bytes are shown (3, 4 or 8) is a custom of the house that asks. */
export const checkBlock = (algorithm: Algorithm, key: Uint8Array): Buffer =>
  encryptBlocks(algorithm, key, Buffer.alloc(algorithm === 'sm4' ? 16 : 8))

/** The check value people compare over the telephone: the left three bytes of `checkBlock`, as hex. */
export const checkValueOf = (algorithm: Algorithm, key: Uint8Array): string =>
  checkBlock(algorithm, key).toString('hex', 0, 3).toUpperCase()
