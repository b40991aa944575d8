import { invariant } from '../base'
import { ROUND_PERMUTATION, SUBSTITUTION_BOXES } from './des.table'
import { SCHEDULE_WORDS, writeSchedule } from './des-schedule'

/**
 * DES and two-key triple DES (FIPS 46-3) on 32-bit integers, with substitution and permutation in one
 * table look-up. Own code, because a TAC needs a fresh key for every card and setting up a cipher object
 * costs many times the cipher. Table look-ups leave traces in caches: right for checking records on a host
 * of one's own, wrong for keys that a stranger on the same machine must not learn; those belong in an HSM.
 */

/** A prepared key: 32 words for single DES, 96 for two-key triple DES (encrypt, decrypt, encrypt). */
export type DesKey = Int32Array

/** Prepares 8 bytes for single DES or 16 bytes for two-key triple DES, encrypting. */
export function desKey(key: Uint8Array): DesKey {
  invariant(key.length === 8 || key.length === 16, 'a DES key has 8 or 16 bytes', {
    sizeBytes: key.length,
  })
  if (key.length === 8) return schedules([[key, 0, false]])
  return schedules([
    [key, 0, false],
    [key, 8, true],
    [key, 0, false],
  ])
}

/** Like `desKey`, decrypting. */
export function desDecryptionKey(key: Uint8Array): DesKey {
  invariant(key.length === 8 || key.length === 16, 'a DES key has 8 or 16 bytes', {
    sizeBytes: key.length,
  })
  if (key.length === 8) return schedules([[key, 0, true]])
  return schedules([
    [key, 0, true],
    [key, 8, false],
    [key, 0, true],
  ])
}

/** Every whole block of `data` under the prepared key, one by one (ECB). */
export function desBlocks(key: DesKey, data: Uint8Array): Buffer {
  invariant(data.length % 8 === 0, 'DES works on whole blocks of 8 bytes', {
    sizeBytes: data.length,
  })
  const out = Buffer.alloc(data.length)
  const block = new Int32Array(2)
  for (let at = 0; at < data.length; at += 8) {
    block[0] = wordAt(data, at)
    block[1] = wordAt(data, at + 4)
    cryptBlock(key, block)
    out.writeInt32BE(block[0], at)
    out.writeInt32BE(block[1], at + 4)
  }
  return out
}

/** The last block of CBC over whole blocks, without padding; `block` holds the start value and the result. */
export function desChain(key: DesKey, block: Int32Array, data: Uint8Array): void {
  for (let at = 0; at < data.length; at += 8) {
    block[0] = (block[0] as number) ^ wordAt(data, at)
    block[1] = (block[1] as number) ^ wordAt(data, at + 4)
    cryptBlock(key, block)
  }
}

/** Four bytes, most significant first, as a signed 32-bit integer. */
export const wordAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number)

function schedules(parts: readonly (readonly [Uint8Array, number, boolean])[]): DesKey {
  const words = new Int32Array(SCHEDULE_WORDS * parts.length)
  parts.forEach(([key, at, backwards], index) => {
    writeSchedule(words, SCHEDULE_WORDS * index, wordAt(key, at), wordAt(key, at + 4), backwards)
  })
  return words
}

const [S1, S2, S3, S4, S5, S6, S7, S8] = SUBSTITUTION_BOXES.map(boxThenPermutation) as EightTables
type EightTables = [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
]

/** A box and the permutation after it as one table, its words turned left by one like the halves below. */
function boxThenPermutation(box: readonly number[], boxIndex: number): Int32Array {
  return Int32Array.from({ length: 64 }, (_, input) => {
    const row = ((input >>> 4) & 2) | (input & 1)
    const substituted = box[row * 16 + ((input >>> 1) & 15)] as number
    let permuted = 0
    ROUND_PERMUTATION.forEach((from, to) => {
      const bit = from - 1 - 4 * boxIndex
      if (bit >= 0 && bit < 4 && (substituted >>> (3 - bit)) & 1) permuted |= 1 << (31 - to)
    })
    return (permuted << 1) | (permuted >>> 31)
  })
}

/**
 * One block (two words, in place) under a prepared key. The halves are kept turned left by one bit, so that
 * the inputs of all even boxes lie on byte boundaries, and those of all odd boxes after a turn by four. The
 * permutations between the parts of triple DES cancel out and are left away.
 */
export function cryptBlock(key: DesKey, block: Int32Array): void {
  let left = block[0] as number
  let right = block[1] as number
  let swap = ((left >>> 4) ^ right) & 0x0f0f0f0f
  right ^= swap
  left ^= swap << 4
  swap = ((left >>> 16) ^ right) & 0xffff
  right ^= swap
  left ^= swap << 16
  swap = ((right >>> 2) ^ left) & 0x33333333
  left ^= swap
  right ^= swap << 2
  swap = ((right >>> 8) ^ left) & 0x00ff00ff
  left ^= swap
  right ^= swap << 8
  right = (right << 1) | (right >>> 31)
  swap = (left ^ right) & 0xaaaaaaaa
  left ^= swap
  right ^= swap
  left = (left << 1) | (left >>> 31)

  for (let at = 0; at < key.length; at += SCHEDULE_WORDS) {
    for (let round = at; round < at + SCHEDULE_WORDS; round += 4) {
      let odd = ((right << 28) | (right >>> 4)) ^ (key[round] as number)
      let even = right ^ (key[round + 1] as number)
      left ^=
        (S1[(odd >>> 24) & 63] as number) ^
        (S3[(odd >>> 16) & 63] as number) ^
        (S5[(odd >>> 8) & 63] as number) ^
        (S7[odd & 63] as number) ^
        (S2[(even >>> 24) & 63] as number) ^
        (S4[(even >>> 16) & 63] as number) ^
        (S6[(even >>> 8) & 63] as number) ^
        (S8[even & 63] as number)
      odd = ((left << 28) | (left >>> 4)) ^ (key[round + 2] as number)
      even = left ^ (key[round + 3] as number)
      right ^=
        (S1[(odd >>> 24) & 63] as number) ^
        (S3[(odd >>> 16) & 63] as number) ^
        (S5[(odd >>> 8) & 63] as number) ^
        (S7[odd & 63] as number) ^
        (S2[(even >>> 24) & 63] as number) ^
        (S4[(even >>> 16) & 63] as number) ^
        (S6[(even >>> 8) & 63] as number) ^
        (S8[even & 63] as number)
    }
    swap = left
    left = right
    right = swap
  }

  left = (left << 31) | (left >>> 1)
  swap = (left ^ right) & 0xaaaaaaaa
  left ^= swap
  right ^= swap
  right = (right << 31) | (right >>> 1)
  swap = ((right >>> 8) ^ left) & 0x00ff00ff
  left ^= swap
  right ^= swap << 8
  swap = ((right >>> 2) ^ left) & 0x33333333
  left ^= swap
  right ^= swap << 2
  swap = ((left >>> 16) ^ right) & 0xffff
  right ^= swap
  left ^= swap << 16
  swap = ((left >>> 4) ^ right) & 0x0f0f0f0f
  right ^= swap
  left ^= swap << 4
  block[0] = left
  block[1] = right
}
