import { ok, refuse, sameBytes, type Result } from '../base'
import { decryptBlocks, encryptBlocks } from './block-cipher'

/** A work key of a POS: for PINs, for MACs, for tracks. Clear bytes; only vaults hold it. */
export type WorkKeyName = 'pik' | 'mak' | 'tdk'

export type WorkKeys = Partial<Readonly<Record<WorkKeyName, Buffer>>>

export type WorkKeysRefusal = 'work-keys-malformed' | 'check-value-differs'

const CHECK_BYTES = 4
const SINGLE = 8
const DOUBLE = 16

/** What the f62 of a sign-in answer holds, by its length (iso8583.md 3.7): keys and how long each is. */
const LAYOUTS: Readonly<Record<number, readonly (readonly [WorkKeyName, number])[]>> = {
  24: [
    ['pik', SINGLE],
    ['mak', SINGLE],
  ],
  40: [
    ['pik', DOUBLE],
    ['mak', DOUBLE],
  ],
  60: [
    ['pik', DOUBLE],
    ['mak', DOUBLE],
    ['tdk', DOUBLE],
  ],
}

/** The first four bytes of eight zeros under a key: shows that two hold the same key without showing it. */
export const posCheckValue = (key: Uint8Array): Buffer =>
  Buffer.from(encryptBlocks('3des', key, Buffer.alloc(8)).subarray(0, CHECK_BYTES))

/**
 * Unwraps the work keys of a sign-in answer (each in ECB under the terminal's master key, then its check value)
 * and holds them against their check values. A second half of zeros means that the key has eight bytes.
 */
export function unwrapWorkKeys(
  masterKey: Uint8Array,
  wrapped: Uint8Array,
): Result<WorkKeys, WorkKeysRefusal> {
  const layout = LAYOUTS[wrapped.length]
  if (layout === undefined) {
    return refuse('work-keys-malformed', { field: '62', detail: '24, 40 or 60 bytes' })
  }
  const keys: { -readonly [Name in WorkKeyName]?: Buffer } = {}
  let at = 0
  for (const [name, size] of layout) {
    const part = wrapped.subarray(at, at + size)
    const key = decryptBlocks('3des', masterKey, isHalf(part) ? part.subarray(0, SINGLE) : part)
    const check = wrapped.subarray(at + size, at + size + CHECK_BYTES)
    if (!sameBytes(posCheckValue(key), check)) {
      return refuse('check-value-differs', { field: `62.${name}` })
    }
    keys[name] = key
    at += size + CHECK_BYTES
  }
  return ok(keys)
}

/** Wraps work keys as a sign-in answer carries them; the reverse of `unwrapWorkKeys`. */
export function wrapWorkKeys(
  masterKey: Uint8Array,
  keys: WorkKeys,
): Result<Buffer, WorkKeysRefusal> {
  const sizeOf = ([name, size]: readonly [WorkKeyName, number]): boolean => {
    const key = keys[name]
    return key !== undefined && (key.length === size || (name === 'mak' && key.length === SINGLE))
  }
  const layout = Object.values(LAYOUTS).find(
    (one) => one.length === Object.keys(keys).length && one.every(sizeOf),
  )
  if (layout === undefined) {
    return refuse('work-keys-malformed', { detail: 'PIK and MAK, and a TDK with double ones' })
  }
  const parts = layout.flatMap(([name, size]) => {
    const key = keys[name] as Buffer
    const part = Buffer.alloc(size)
    part.set(encryptBlocks('3des', masterKey, key))
    return [part, posCheckValue(key)]
  })
  return ok(Buffer.concat(parts))
}

const isHalf = (part: Uint8Array): boolean =>
  part.length === DOUBLE && part.subarray(SINGLE).every((byte) => byte === 0)
