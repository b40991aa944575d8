import { createCipheriv, createDecipheriv } from 'node:crypto'
import { invariant } from '../base'

/** SM4 (GM/T 0002, GB/T 32907): blocks and keys of 16 bytes. Node's own implementation does the work. */
export const SM4_BLOCK_BYTES = 16

/** Every whole block of `data`, one by one (ECB). */
export function sm4Blocks(key: Uint8Array, data: Uint8Array): Buffer {
  return run(createCipheriv('sm4-ecb', checkedKey(key), null).setAutoPadding(false), data)
}

export function sm4BlocksDecrypted(key: Uint8Array, data: Uint8Array): Buffer {
  return run(createDecipheriv('sm4-ecb', checkedKey(key), null).setAutoPadding(false), data)
}

/** The last block of CBC over whole blocks, without padding. */
export function sm4Chain(key: Uint8Array, startValue: Uint8Array, data: Uint8Array): Buffer {
  const cipher = createCipheriv('sm4-cbc', checkedKey(key), startValue).setAutoPadding(false)
  return Buffer.from(run(cipher, data).subarray(-SM4_BLOCK_BYTES))
}

function checkedKey(key: Uint8Array): Uint8Array {
  invariant(key.length === 16, 'an SM4 key has 16 bytes', { sizeBytes: key.length })
  return key
}

function run(cipher: ReturnType<typeof createCipheriv>, data: Uint8Array): Buffer {
  invariant(data.length % SM4_BLOCK_BYTES === 0, 'SM4 works on whole blocks of 16 bytes', {
    sizeBytes: data.length,
  })
  return Buffer.concat([cipher.update(data), cipher.final()])
}
