import { concat, xor } from '../base'
import { blockBytesOf, encryptBlocks, lengthPrefixed } from './block-cipher'
import type { Algorithm } from './label'
import { fold, mac } from './mac'

/** A command that a card accepts only with a MAC; `header` is CLA INS P1 P2 Lc with the MAC counted in Lc. */
export interface ProtectedCommand {
  readonly header: Uint8Array
  readonly data: Uint8Array
  /** The card's challenge, 4 or 8 bytes; zeros fill it to one block. */
  readonly challenge: Uint8Array
}

/** MAC of a command, 4 bytes: retail MAC under a 16-byte key, single DES under 8, SM4 (card-protocol §3.5). */
export const commandMac = (
  algorithm: Algorithm,
  key: Uint8Array,
  command: ProtectedCommand,
): Buffer =>
  mac(algorithm, { key, data: concat(command.header, command.data), startValue: command.challenge })

/** Data as a protected command carries it encrypted: length, data, padding where needed, block by block. */
export const encryptForCard = (algorithm: Algorithm, key: Uint8Array, plain: Uint8Array): Buffer =>
  encryptBlocks(algorithm, key, lengthPrefixed(algorithm, plain))

/** A protected command with encrypted data, complete: CLA INS P1 P2 Lc ‖ cipher ‖ MAC. */
export function protectedCommand(
  algorithm: Algorithm,
  key: Uint8Array,
  command: Omit<ProtectedCommand, 'data'> & { readonly plain: Uint8Array },
): Buffer {
  const data = encryptForCard(algorithm, key, command.plain)
  return concat(command.header, data, commandMac(algorithm, key, { ...command, data }))
}

/**
 * MAC of RELOAD PIN, 4 bytes: over the new PIN alone, under the folded key. It has no random number, so the
 * card cannot tell a repeat (card-protocol §3.6). SM4 is not settled anywhere; here the key is used whole.
 */
export const reloadPinMac = (algorithm: Algorithm, key: Uint8Array, newPin: Uint8Array): Buffer =>
  mac(algorithm, { key: algorithm === 'sm4' ? key : fold(key), data: newPin })

/**
 * Answer to a card's challenge for EXTERNAL AUTHENTICATE, 8 bytes. 3DES encrypts the challenge filled to 8;
 * SM4 fills it to 16 and folds the result (seen in one ETC code base, card-protocol §3.7).
 */
export function externalAuthentication(
  algorithm: Algorithm,
  key: Uint8Array,
  challenge: Uint8Array,
): Buffer {
  const block = Buffer.alloc(blockBytesOf(algorithm))
  block.set(challenge)
  const answer = encryptBlocks(algorithm, key, block)
  return algorithm === 'sm4' ? xor(answer.subarray(0, 8), answer.subarray(8)) : answer
}
