import { createCipheriv } from 'node:crypto'
import { complement, concat, xor } from '../base'
import type { Algorithm } from './label'
import { padMessage } from './mac'
import {
  assertRows,
  CARD_AT,
  INPUT_AT,
  TAC_AT,
  TAC_ROW_BYTES,
  TAC_VERDICT,
  type TacBatch,
} from './tac-rows'

/**
 * The second implementation of the TAC check, one record after the other on node:crypto alone. It shares no
 * cipher code with the first, so that tests can hold one against the other, and it is the floor that the
 * bench measures against: two cipher objects per record.
 */
export function checkTacsOneByOne(
  algorithm: Algorithm,
  masterKey: Uint8Array,
  batch: Omit<TacBatch, 'label'>,
): Uint8Array {
  assertRows(batch)
  const verdicts = new Uint8Array(batch.count)
  let issuer: Buffer = Buffer.alloc(0)
  let issuerKey: Buffer = Buffer.from(masterKey)
  for (let index = 0; index < batch.count; index++) {
    const row = batch.rows.subarray(index * TAC_ROW_BYTES, (index + 1) * TAC_ROW_BYTES)
    if (batch.levels === 2 && !issuer.equals(row.subarray(0, CARD_AT))) {
      issuer = row.subarray(0, CARD_AT)
      issuerKey = derive(algorithm, masterKey, issuer)
    }
    const cardKey = derive(algorithm, issuerKey, row.subarray(CARD_AT, INPUT_AT))
    const tac = tacOf(algorithm, cardKey, row.subarray(INPUT_AT, TAC_AT))
    verdicts[index] = tac.equals(row.subarray(TAC_AT, TAC_AT + 4))
      ? TAC_VERDICT.genuine
      : TAC_VERDICT.forged
  }
  return verdicts
}

function derive(algorithm: Algorithm, key: Uint8Array, factor: Uint8Array): Buffer {
  const cipher = createCipheriv(algorithm === 'sm4' ? 'sm4-ecb' : 'des-ede-ecb', key, null)
  return cipher.setAutoPadding(false).update(concat(factor, complement(factor)))
}

/** Single DES is not in OpenSSL 3's default provider; triple DES with one key three times is single DES. */
function tacOf(algorithm: Algorithm, cardKey: Buffer, input: Buffer): Buffer {
  if (algorithm === 'sm4') {
    const cipher = createCipheriv('sm4-cbc', cardKey, Buffer.alloc(16)).setAutoPadding(false)
    return cipher.update(padMessage(input, 16)).subarray(-16, -12)
  }
  const folded = xor(cardKey.subarray(0, 8), cardKey.subarray(8))
  const key = concat(folded, folded, folded)
  const cipher = createCipheriv('des-ede3-cbc', key, Buffer.alloc(8)).setAutoPadding(false)
  return cipher.update(padMessage(input, 8)).subarray(-8, -4)
}
