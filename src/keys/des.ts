import { invariant } from '../base'
import { cryptBlock } from './des-rounds'
import { SCHEDULE_WORDS, writeSchedule } from './des-schedule'

/**
 * DES and two-key triple DES (FIPS 46-3) on 32-bit integers. Own code, because a TAC needs a fresh key for every card and setting up a cipher object
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
