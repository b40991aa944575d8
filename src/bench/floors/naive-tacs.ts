import { createCipheriv } from 'node:crypto'
import { CARD_AT, diversify, INPUT_AT, TAC_AT, TAC_ROW_BYTES, type TacBatch } from '../../keys'

/**
 * D, the floor of TAC checking: what one writes first on node:crypto, without waste. Two cipher objects a
 * record, one that makes the card's key and one for the MAC; the city's key is made once. Answers how many
 * TACs are genuine.
 */
export function naiveGenuineTacs(
  masterKey: Buffer,
  { count, rows }: Pick<TacBatch, 'count' | 'rows'>,
): number {
  const cityKey = diversify('3des', masterKey, rows.subarray(0, CARD_AT))
  const factors = Buffer.alloc(16)
  // Single DES is triple DES under one key three times.
  const macKey = Buffer.alloc(24)
  const message = Buffer.alloc(24)
  let genuine = 0
  for (let index = 0; index < count; index++) {
    const at = index * TAC_ROW_BYTES
    for (let byte = 0; byte < 8; byte++) {
      const factor = rows[at + CARD_AT + byte] as number
      factors[byte] = factor
      factors[byte + 8] = ~factor
    }
    const cardKey = createCipheriv('des-ede-ecb', cityKey, null).update(factors)
    for (let byte = 0; byte < 8; byte++) {
      const folded = (cardKey[byte] as number) ^ (cardKey[byte + 8] as number)
      macKey[byte] = macKey[byte + 8] = macKey[byte + 16] = folded
    }
    rows.copy(message, 0, at + INPUT_AT, at + TAC_AT)
    message[22] = 0x80
    const mac = createCipheriv('des-ede3-cbc', macKey, NO_START).update(message)
    if (mac.compare(rows, at + TAC_AT, at + TAC_AT + 4, 16, 20) === 0) genuine++
  }
  return genuine
}

const NO_START = Buffer.alloc(8)
