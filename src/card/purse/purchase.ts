import { concat, ok, type Result } from '../../base'
import { command } from '../apdu'
import { askCard, tellCard, type Conversation } from '../conversation'
import { askSamForMac1, tellSamMac2, type SamAnswer, type SamRefusal } from './sam-purchase'
import { expectData, type RefusalsOf, type StatusTable } from '../status'
import type { PurchaseAct, PurchaseOpening, PurchaseOrder } from './purchase-order'
import { amountAt, amountBytes, dateTimeBytes, purseByte } from '../wire'

export const purchaseInitStatus = {
  0x6982: ['pin-not-verified', 'this purse is opened only after its PIN'],
  0x6985: ['purse-not-available', 'the purse cannot be used now (grey-locked, or not selected)'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x9303: ['application-locked-for-good', 'the application can never be used again'],
  0x9401: ['purse-short', 'the purse holds less than the fare'],
  0x9402: ['counter-at-end', 'the offline counter has reached FFFF; the card must be replaced'],
  0x9403: ['key-index-unknown', 'the card has no purchase key of this index'],
} as const satisfies StatusTable

export const debitStatus = {
  0x6901: ['purchase-not-opened', 'the card has forgotten the opened purchase'],
  0x6985: ['purchase-not-opened', 'the card has forgotten the opened purchase'],
  0x9302: ['terminal-code-refused', 'the card found MAC1 wrong; nothing has changed on it'],
  0x9401: ['purse-short', 'the purse holds less than the fare'],
} as const satisfies StatusTable

export type OpenRefusal = RefusalsOf<typeof purchaseInitStatus> | SamRefusal
export type DebitRefusal = RefusalsOf<typeof debitStatus>
export type PurchaseRefusal = OpenRefusal | DebitRefusal

/** Everything said but the DEBIT: card opened, SAM number taken. The terminal writes its journal now. */
export interface OpenedPurchase {
  readonly order: PurchaseOrder
  readonly opening: PurchaseOpening
  readonly sam: SamAnswer
}

/** The card's own proof that it paid. */
export interface PurchaseCodes {
  readonly tac: Buffer
  readonly mac2: Buffer
}

export interface PurchaseProof extends OpenedPurchase, PurchaseCodes {
  /** Whether the SAM agreed with MAC2. A terminal keeps the record either way: the TAC decides. */
  readonly cardGenuine: boolean
}

/** The whole purchase without a journal; terminals that survive torn cards compose the steps themselves. */
export function* purchase(
  order: PurchaseOrder,
): Conversation<Result<PurchaseProof, PurchaseRefusal>> {
  const opened = yield* openPurchase(order)
  if (!opened.ok) return opened
  const codes = yield* debit(opened.value)
  if (!codes.ok) return codes
  return ok(yield* confirmPurchase(opened.value, codes.value))
}

/** INITIALIZE and the SAM's MAC1: nothing has changed on the card, the SAM has used up one number. */
export function* openPurchase(
  order: PurchaseOrder,
): Conversation<Result<OpenedPurchase, OpenRefusal>> {
  const data = expectData(yield* askCard(initialisePurchase(order)), purchaseInitStatus, 15)
  if (!data.ok) return data
  const opening = readPurchaseOpening(data.value)
  const sam = yield* askSamForMac1(order, opening)
  return sam.ok ? ok({ order, opening, sam: sam.value }) : sam
}

/** DEBIT: after it the money is gone from the card. Without an answer nobody knows; see transaction-prove. */
export function* debit(opened: OpenedPurchase): Conversation<Result<PurchaseCodes, DebitRefusal>> {
  const data = expectData(yield* tellCard(debitCommand(opened)), debitStatus, 8)
  return data.ok ? ok({ tac: data.value.subarray(0, 4), mac2: data.value.subarray(4, 8) }) : data
}

/** Shows MAC2 to the SAM. */
export function* confirmPurchase(
  opened: OpenedPurchase,
  codes: PurchaseCodes,
): Conversation<PurchaseProof> {
  const confirmed = yield* tellSamMac2(codes.mac2)
  return { ...opened, ...codes, cardGenuine: confirmed.ok }
}

const INIT_P1: Readonly<Record<PurchaseAct, number>> = {
  purchase: 0x01,
  cash: 0x02,
  compound: 0x03,
}

/** INITIALIZE FOR PURCHASE / CAPP PURCHASE / CASH WITHDRAW (card-protocol §2.4, §2.5). */
export function initialisePurchase(order: PurchaseOrder): Buffer {
  const data = Buffer.allocUnsafe(11)
  data[0] = order.keyIndex
  data.set(amountBytes(order.amount), 1)
  data.set(order.terminal, 5)
  const p1 = INIT_P1[order.act]
  return command({ cla: 0x80, ins: 0x50, p1, p2: purseByte(order.purse) }, data, 15)
}

/** DEBIT FOR PURCHASE / CAPP PURCHASE (card-protocol §2.4). */
export const debitCommand = ({ order, sam }: OpenedPurchase): Buffer =>
  command(
    { cla: 0x80, ins: 0x54, p1: 0x01, p2: 0x00 },
    concat(sam.numberBytes, dateTimeBytes(order.at), sam.mac1),
    8,
  )

/** Balance 4, offline counter 2, overdraft limit 3, key version 1, algorithm 1, random 4. */
export const readPurchaseOpening = (data: Buffer): PurchaseOpening => ({
  balanceBefore: amountAt(data, 0),
  counter: data.readUInt16BE(4),
  counterBytes: data.subarray(4, 6),
  keyVersion: data.readUInt8(9),
  algorithm: data.readUInt8(10),
  random: data.subarray(11, 15),
})
