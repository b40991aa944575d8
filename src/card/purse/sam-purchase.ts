import { concat, ok, type Result } from '../../base'
import { command } from '../apdu'
import { askSam, tellSam, type Conversation } from '../conversation'
import { expectData, type RefusalsOf, type StatusTable } from '../status'
import { amountBytes, dateTimeBytes } from '../wire'
import { purchaseType, type PurchaseOpening, type PurchaseOrder } from './purchase-order'

export const samOpenStatus = {
  0x6985: ['sam-not-ready', 'the SAM has not selected its application'],
  0x6983: ['sam-locked', 'the SAM has locked itself after too many wrong cards'],
  0x6a88: ['sam-key-missing', 'the SAM has no purchase key of the version the card names'],
  0x9402: ['sam-number-at-end', 'the SAM has used up its transaction numbers'],
  0x9403: ['sam-key-missing', 'the SAM has no purchase key of the version the card names'],
} as const satisfies StatusTable

export const samConfirmStatus = {
  0x63c0: ['card-code-wrong', 'the SAM found MAC2 of the card wrong'],
  0x6901: ['sam-transaction-closed', 'the SAM has no open transaction'],
  0x6985: ['sam-transaction-closed', 'the SAM has no open transaction'],
  0x6983: ['sam-locked', 'the SAM has locked itself after too many wrong cards'],
  0x9302: ['card-code-wrong', 'the SAM found MAC2 of the card wrong'],
} as const satisfies StatusTable

export type SamRefusal = RefusalsOf<typeof samOpenStatus>
export type SamConfirmRefusal = RefusalsOf<typeof samConfirmStatus>

export interface SamAnswer {
  /** Terminal transaction number 终端交易序号, the SAM's own, 0 to 4294967295. */
  readonly number: number
  readonly numberBytes: Buffer
  readonly mac1: Buffer
}

/** INIT_SAM_FOR_PURCHASE: takes the SAM's next number and MAC1 (card-protocol §5.3). */
export function* askSamForMac1(
  order: PurchaseOrder,
  opening: PurchaseOpening,
): Conversation<Result<SamAnswer, SamRefusal>> {
  if (order.authCode !== undefined) {
    const kept = expectData(yield* askSam(giveAuthCode(order.authCode)), samOpenStatus)
    if (!kept.ok) return kept
  }
  const data = expectData(yield* tellSam(initialiseSam(order, opening)), samOpenStatus, 8)
  if (!data.ok) return data
  const numberBytes = data.value.subarray(0, 4)
  return ok({ number: numberBytes.readUInt32BE(0), numberBytes, mac1: data.value.subarray(4, 8) })
}

/** CREDIT_SAM_FOR_PURCHASE: shows the card's MAC2. */
export function* tellSamMac2(mac2: Buffer): Conversation<Result<Buffer, SamConfirmRefusal>> {
  const answer = yield* tellSam(command({ cla: 0x80, ins: 0x72, p1: 0, p2: 0 }, mac2))
  return expectData(answer, samConfirmStatus)
}

/** Passes the nine bytes of a MOHURD card on to the SAM, which adds them to the next MAC1. */
const giveAuthCode = (authCode: Buffer): Buffer =>
  command({ cla: 0x80, ins: 0xca, p1: 0, p2: 0 }, authCode)

/** Factors travel card first, although the issuer's is applied first (card-protocol §1.2). */
export const initialiseSam = (order: PurchaseOrder, opening: PurchaseOpening): Buffer =>
  command(
    { cla: 0x80, ins: 0x70, p1: 0, p2: 0 },
    concat(
      opening.random,
      opening.counterBytes,
      amountBytes(order.amount),
      Buffer.of(purchaseType(order)),
      dateTimeBytes(order.at),
      Buffer.of(opening.keyVersion, opening.algorithm),
      order.card.card,
      ...(order.levels === 2 ? [order.card.issuer] : []),
    ),
    8,
  )
