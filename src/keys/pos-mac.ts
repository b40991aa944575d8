import { invariant, xor } from '../base'
import { desBlocks, desChain, desKey } from './des'
import type { Algorithm } from './label'
import { sm4Blocks } from './sm4'

/**
 * MACs of POS messages (f64). They cover the bytes of a message from its MTI to the last field before f64, and
 * unlike the MACs of cards they fill up with zeros. (iso8583.md 3.10)
 */
export interface PosMacInput {
  readonly key: Uint8Array
  readonly data: Uint8Array
}

const DES_BLOCK = 8

/** Zeros up to whole blocks; what is whole already stays (ISO 9797-1 padding 1). */
export function padWithZeros(data: Uint8Array, blockBytes: number): Buffer {
  const padded = Buffer.alloc(Math.ceil(data.length / blockBytes) * blockBytes)
  padded.set(data)
  return padded
}

/** All blocks of the data combined into one: the first step of the UnionPay MAC. */
export function foldBlocks(data: Uint8Array, blockBytes: number = DES_BLOCK): Buffer {
  // Zeros that would fill up the last block change nothing.
  const folded = Buffer.alloc(blockBytes)
  for (let at = 0; at < data.length; at++) {
    const place = at % blockBytes
    folded[place] = (folded[place] as number) ^ (data[at] as number)
  }
  return folded
}

/** A block as upper-case hex characters; lower case would give another MAC. */
export const asHexCharacters = (block: Uint8Array): Buffer =>
  Buffer.from(Buffer.from(block).toString('hex').toUpperCase(), 'latin1')

/**
 * The UnionPay ECB MAC (银联 ECB): fold, write as hex, encrypt the first half, combine with the second, encrypt
 * again, write as hex; the first eight characters are the MAC. Single DES under an 8-byte key, triple DES under
 * a 16-byte one.
 */
export const macUnionPay = ({ key, data }: PosMacInput): Buffer =>
  hexFold(foldBlocks(data), (block) => desBlocks(desKey(key), block))

/**
 * The same fold with SM4 in blocks of 16 bytes; the first 16 characters are one block, the others the next. A
 * convention: no public text and no capture confirms it (iso8583.md 3.10).
 */
export const macUnionPaySm4 = ({ key, data }: PosMacInput): Buffer =>
  hexFold(foldBlocks(data, 16), (block) => sm4Blocks(key, block))

function hexFold(folded: Buffer, encrypt: (block: Uint8Array) => Buffer): Buffer {
  const characters = asHexCharacters(folded)
  const [first, second] = [
    characters.subarray(0, folded.length),
    characters.subarray(folded.length),
  ]
  const last = encrypt(xor(encrypt(first), second))
  return Buffer.from(asHexCharacters(last).subarray(0, DES_BLOCK))
}

/** ANSI X9.9: single-DES CBC from zero, the last block; networks use its first four or all eight bytes. */
export function macX99({ key, data }: PosMacInput): Buffer {
  invariant(key.length === 8, 'an X9.9 MAC takes an 8-byte key')
  const padded = padWithZeros(data, DES_BLOCK)
  return lastBlock(key, padded.length === 0 ? tail(padded) : padded)
}

/** ANSI X9.19 (ISO 9797-1 algorithm 3, padding 1): X9.9 under the left half, the last block in triple DES. */
export function macX919({ key, data }: PosMacInput): Buffer {
  invariant(key.length === 16, 'an X9.19 MAC takes a 16-byte key')
  const padded = padWithZeros(data, DES_BLOCK)
  const chained = lastBlock(key.subarray(0, 8), padded.subarray(0, -DES_BLOCK))
  return desBlocks(desKey(key), xor(chained, tail(padded)))
}

/** An empty message has one block of zeros. */
const tail = (padded: Buffer): Buffer =>
  padded.length === 0 ? Buffer.alloc(DES_BLOCK) : padded.subarray(-DES_BLOCK)

function lastBlock(key: Uint8Array, blocks: Buffer): Buffer {
  const block = new Int32Array(2)
  desChain(desKey(key), block, blocks)
  const out = Buffer.alloc(DES_BLOCK)
  out.writeInt32BE(block[0] as number, 0)
  out.writeInt32BE(block[1] as number, 4)
  return out
}

/**
 * How a network makes f64: the UnionPay ECB MAC (default in China), ANSI X9.19 and X9.9, and the fold with SM4. Each
 * with the key lengths it takes.
 */
export const POS_MAC_ALGORITHMS = {
  'unionpay-ecb': { algorithm: '3des', keyBytes: [8, 16], make: macUnionPay },
  'x9.19': { algorithm: '3des', keyBytes: [16], make: macX919 },
  'x9.9': { algorithm: '3des', keyBytes: [8], make: macX99 },
  'unionpay-sm4': { algorithm: 'sm4', keyBytes: [16], make: macUnionPaySm4 },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly algorithm: Algorithm
      readonly keyBytes: readonly (8 | 16)[]
      readonly make: (input: PosMacInput) => Buffer
    }
  >
>

export type PosMacAlgorithm = keyof typeof POS_MAC_ALGORITHMS

export const isPosMacAlgorithm = (text: string): text is PosMacAlgorithm =>
  Object.hasOwn(POS_MAC_ALGORITHMS, text)
