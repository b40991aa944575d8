import { concat } from '../base'
import { desBlocks, desDecryptionKey, desKey } from './des'
import type { Algorithm } from './label'
import { sm4Blocks, sm4BlocksDecrypted } from './sm4'

/** Bytes of one block. */
export const blockBytesOf = (algorithm: Algorithm): 8 | 16 => (algorithm === 'sm4' ? 16 : 8)

/** Whole blocks, one by one (ECB). Under 3DES an 8-byte key means single DES. */
export const encryptBlocks = (algorithm: Algorithm, key: Uint8Array, data: Uint8Array): Buffer =>
  algorithm === 'sm4' ? sm4Blocks(key, data) : desBlocks(desKey(key), data)

export const decryptBlocks = (algorithm: Algorithm, key: Uint8Array, data: Uint8Array): Buffer =>
  algorithm === 'sm4' ? sm4BlocksDecrypted(key, data) : desBlocks(desDecryptionKey(key), data)

/**
 * Plain data as protected commands carry it: its length in one byte, the data, then 80 and zeros only if
 * that is not a whole number of blocks (card-protocol §3.5, after FMCOS 2.0).
 */
export function lengthPrefixed(algorithm: Algorithm, plain: Uint8Array): Buffer {
  const blockBytes = blockBytesOf(algorithm)
  const content = concat(Buffer.of(plain.length), plain)
  if (content.length % blockBytes === 0) return content
  const block = Buffer.alloc(Math.ceil(content.length / blockBytes) * blockBytes)
  block.set(content)
  block[content.length] = 0x80
  return block
}
