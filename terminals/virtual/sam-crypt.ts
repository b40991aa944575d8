import { type Command, reply, SUCCESS } from '../../src/card'
import { encryptBlocks, fold, type Algorithm } from '../../src/keys'
import { only } from './card-session'
import type { SamSession } from './sam'
import { attributeOf, samKeyKind } from './sam-keys'

/** A derived key that waits for data, and the chain so far. */
export interface SamCryptState {
  readonly algorithm: Algorithm
  /** 8 bytes when folded, else 16. */
  readonly key: Buffer
  readonly chain: Buffer | undefined
}

/** INIT_FOR_DESCRYPT: P1 attribute byte, P2 identifier, data the factors, card first (card-protocol §5.5). */
export function initialiseForCrypt(session: SamSession, { p1, p2, lc, data }: Command): Buffer {
  session.crypt = undefined
  const key = session.making.keys.find(
    (held) => attributeOf(held) === p1 && held.version === p2 && held.kind !== samKeyKind.purchase,
  )
  if (key === undefined) return only(0x6a88)
  if (lc !== key.levels * 8) return only(0x6700)
  const derived = session.derivation.cardKey(key, data)
  const folded = key.kind === samKeyKind.folded && key.algorithm === '3des'
  const { algorithm } = key
  session.crypt = { algorithm, key: folded ? fold(derived) : derived, chain: undefined }
  return only(SUCCESS)
}

/** Bits of P1: a MAC instead of encryption, more data follows, a start value stands first. */
const MAC_BIT = 0x01
const MORE_BIT = 0x02
const START_BIT = 0x04

/** DES CRYPT: the caller pads. The MAC is retail under 16 bytes, single DES under 8; four bytes of it. */
export function samCrypt(session: SamSession, { p1, data }: Command): Buffer {
  const { crypt } = session
  if (crypt === undefined) return only(0x6985)
  const blockBytes = crypt.algorithm === 'sm4' ? 16 : 8
  if (data.length === 0 || data.length % blockBytes !== 0 || (p1 & 0xf8) !== 0) return only(0x6700)
  const more = (p1 & MORE_BIT) !== 0
  if ((p1 & MAC_BIT) === 0) {
    if (!more) session.crypt = undefined
    return reply(SUCCESS, encryptBlocks(crypt.algorithm, crypt.key, data))
  }
  const starts = (p1 & START_BIT) !== 0
  const start = starts ? data.subarray(0, blockBytes) : (crypt.chain ?? Buffer.alloc(blockBytes))
  const blocks = starts ? data.subarray(blockBytes) : data
  const chain = chained(crypt, start, more ? blocks : blocks.subarray(0, -blockBytes))
  if (more) {
    session.crypt = { ...crypt, chain }
    return only(SUCCESS)
  }
  session.crypt = undefined
  const last = exclusive(chain, blocks.subarray(-blockBytes))
  return reply(SUCCESS, encryptBlocks(crypt.algorithm, crypt.key, last).subarray(0, 4))
}

/** CBC under the left half (or the whole SM4 key): the last block alone gets the whole key. */
function chained({ algorithm, key }: SamCryptState, start: Buffer, blocks: Buffer): Buffer {
  const blockBytes = start.length
  const chainKey = algorithm === 'sm4' ? key : key.subarray(0, 8)
  let chain = start
  for (let at = 0; at < blocks.length; at += blockBytes) {
    const block = exclusive(chain, blocks.subarray(at, at + blockBytes))
    chain = encryptBlocks(algorithm, chainKey, block)
  }
  return chain
}

function exclusive(left: Buffer, right: Buffer): Buffer {
  const out = Buffer.from(left)
  for (let index = 0; index < out.length; index++) {
    out[index] = (out[index] as number) ^ (right[index] as number)
  }
  return out
}
