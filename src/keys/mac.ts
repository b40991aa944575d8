import { invariant, xor } from '../base'
import { desChain, desKey, wordAt } from './des'
import type { Algorithm } from './label'
import { SM4_BLOCK_BYTES, sm4Chain } from './sm4'

/** Cards send and compare the left four bytes of every MAC. */
export const MAC_BYTES = 4

/** 80 and zeros to whole blocks; a message of whole blocks gets one block more (ISO 9797-1 padding 2). */
export function padMessage(message: Uint8Array, blockBytes: number): Buffer {
  const padded = Buffer.alloc((Math.floor(message.length / blockBytes) + 1) * blockBytes)
  padded.set(message)
  padded[message.length] = 0x80
  return padded
}

/** The left half of a 16-byte value XOR its right half: how a DTK becomes a TAC key (3DES only). */
export function fold(key: Uint8Array): Buffer {
  invariant(key.length === 16, 'only 16 bytes are folded', { sizeBytes: key.length })
  return xor(key.subarray(0, 8), key.subarray(8))
}

export interface Message {
  readonly key: Uint8Array
  readonly data: Uint8Array
  /** Start value; shorter than a block is filled with zeros on the right, absent is all zeros. */
  readonly startValue?: Uint8Array
}

/** CBC-MAC with single DES under an 8-byte key (ISO 9797-1 algorithm 1, padding 2); 8 bytes. */
export function macDes(message: Message): Buffer {
  invariant(message.key.length === 8, 'this MAC takes an 8-byte key')
  const block = startBlock(message)
  desChain(desKey(message.key), block, padMessage(message.data, 8))
  return bytesOf(block)
}

/**
 * Retail MAC under a 16-byte key (ISO 9797-1 algorithm 3, padding 2); 8 bytes. Single DES along the chain
 * under the left half, and the last block decrypted under the right half and encrypted under the left:
 * that is, the last block gets triple DES.
 */
export function macRetail(message: Message): Buffer {
  invariant(message.key.length === 16, 'this MAC takes a 16-byte key')
  const padded = padMessage(message.data, 8)
  const block = startBlock(message)
  desChain(desKey(message.key.subarray(0, 8)), block, padded.subarray(0, -8))
  desChain(desKey(message.key), block, padded.subarray(-8))
  return bytesOf(block)
}

/** CBC-MAC with SM4, padding 80 00.. to 16; 16 bytes (a convention, card-protocol §3.7). */
export function macSm4(message: Message): Buffer {
  const startValue = filled(message.startValue, SM4_BLOCK_BYTES)
  return sm4Chain(message.key, startValue, padMessage(message.data, SM4_BLOCK_BYTES))
}

/**
 * The whole MAC that algorithm and key length call for: 8-byte key single DES, 16-byte key retail, SM4.
 * Session keys have 8 bytes under 3DES, so transaction MACs are single DES; command MACs are retail.
 */
export function wholeMac(algorithm: Algorithm, message: Message): Buffer {
  if (algorithm === 'sm4') return macSm4(message)
  return message.key.length === 8 ? macDes(message) : macRetail(message)
}

/** The left four bytes of `wholeMac`: what goes over the wire. */
export const mac = (algorithm: Algorithm, message: Message): Buffer =>
  Buffer.from(wholeMac(algorithm, message).subarray(0, MAC_BYTES))

function startBlock({ startValue }: Message): Int32Array {
  const bytes = filled(startValue, 8)
  return Int32Array.of(wordAt(bytes, 0), wordAt(bytes, 4))
}

function filled(startValue: Uint8Array | undefined, blockBytes: number): Buffer {
  const bytes = Buffer.alloc(blockBytes)
  if (startValue !== undefined) {
    invariant(startValue.length <= blockBytes, 'a start value fits one block')
    bytes.set(startValue)
  }
  return bytes
}

function bytesOf(block: Int32Array): Buffer {
  const out = Buffer.alloc(8)
  out.writeInt32BE(block[0] as number, 0)
  out.writeInt32BE(block[1] as number, 4)
  return out
}
