import { ok, refuse, sameBytes, type Result } from '../base'
import { blockBytesOf, decryptBlocks, encryptBlocks } from './block-cipher'
import type { Algorithm } from './label'

/** A work key of a POS: for PINs, for MACs, for tracks. Clear bytes; only vaults hold it. */
export type WorkKeyName = 'pik' | 'mak' | 'tdk'

export type WorkKeys = Partial<Readonly<Record<WorkKeyName, Buffer>>>

export type WorkKeysRefusal = 'work-keys-malformed' | 'check-value-differs'

const CHECK_BYTES = 4
const SINGLE = 8
const DOUBLE = 16

/** Which work keys a sign-in asks for: f60.3 (iso8583.md 3.7). */
export type WorkKeyLayout = '001' | '003' | '004'

/** What the f62 of a sign-in answer holds: keys and how many bytes each has. */
export const WORK_KEY_LAYOUTS: Readonly<
  Record<WorkKeyLayout, readonly (readonly [WorkKeyName, 8 | 16])[]>
> = {
  '001': [
    ['pik', SINGLE],
    ['mak', SINGLE],
  ],
  '003': [
    ['pik', DOUBLE],
    ['mak', DOUBLE],
  ],
  '004': [
    ['pik', DOUBLE],
    ['mak', DOUBLE],
    ['tdk', DOUBLE],
  ],
}

const LAYOUTS = Object.values(WORK_KEY_LAYOUTS)
const bytesOf = (layout: (typeof LAYOUTS)[number]): number =>
  layout.reduce((sum, [, size]) => sum + size + CHECK_BYTES, 0)

/** The first four bytes of a block of zeros under a key: shows that two hold the same key without showing it. */
export const posCheckValue = (key: Uint8Array, algorithm: Algorithm = '3des'): Buffer => {
  const zeros = Buffer.alloc(blockBytesOf(algorithm))
  return Buffer.from(encryptBlocks(algorithm, key, zeros).subarray(0, CHECK_BYTES))
}

/**
 * Unwraps the work keys of a sign-in answer (each in ECB under the terminal's master key, then its check value)
 * and holds them against their check values. A second half of zeros means that the key has eight bytes.
 */
export function unwrapWorkKeys(
  masterKey: Uint8Array,
  wrapped: Uint8Array,
  algorithm: Algorithm = '3des',
): Result<WorkKeys, WorkKeysRefusal> {
  const layout = LAYOUTS.find((one) => bytesOf(one) === wrapped.length && fits(algorithm, one))
  if (layout === undefined) {
    return refuse('work-keys-malformed', { field: '62', detail: '24, 40 or 60 bytes' })
  }
  const keys: { -readonly [Name in WorkKeyName]?: Buffer } = {}
  let at = 0
  for (const [name, size] of layout) {
    const part = wrapped.subarray(at, at + size)
    const half = algorithm === '3des' && isHalf(part)
    const key = decryptBlocks(algorithm, masterKey, half ? part.subarray(0, SINGLE) : part)
    const check = wrapped.subarray(at + size, at + size + CHECK_BYTES)
    if (!sameBytes(posCheckValue(key, algorithm), check)) {
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
  algorithm: Algorithm = '3des',
): Result<Buffer, WorkKeysRefusal> {
  const sizeOf = ([name, size]: readonly [WorkKeyName, number]): boolean => {
    const key = keys[name]
    const half = algorithm === '3des' && name === 'mak' && key?.length === SINGLE
    return key?.length === size || half
  }
  const layout = LAYOUTS.find(
    (one) => one.length === Object.keys(keys).length && fits(algorithm, one) && one.every(sizeOf),
  )
  if (layout === undefined) {
    return refuse('work-keys-malformed', { detail: 'PIK and MAK, and a TDK with double ones' })
  }
  const parts = layout.flatMap(([name, size]) => {
    const key = keys[name] as Buffer
    const part = Buffer.alloc(size)
    part.set(encryptBlocks(algorithm, masterKey, key))
    return [part, posCheckValue(key, algorithm)]
  })
  return ok(Buffer.concat(parts))
}

/** SM4 keys have sixteen bytes. */
const fits = (algorithm: Algorithm, layout: (typeof LAYOUTS)[number]): boolean =>
  algorithm === '3des' || layout.every(([, size]) => size === DOUBLE)

const isHalf = (part: Uint8Array): boolean =>
  part.length === DOUBLE && part.subarray(SINGLE).every((byte) => byte === 0)
