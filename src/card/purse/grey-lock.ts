import { concat, ok, type Fen, type Result } from '../../base'
import { command } from '../apdu'
import { askCard, askSam, tellCard, tellSam, type Conversation } from '../conversation'
import { expectData, type RefusalsOf, type StatusTable } from '../status'
import {
  amountBytes,
  dateTimeBytes,
  purseByte,
  transactionType,
  type CardFactors,
  type Purse,
} from '../wire'
import { readPurchaseOpening } from './purchase'
import type { PurchaseOpening } from './purchase-order'

/**
 * Grey lock 灰锁: before the pump runs, the purse is locked for one terminal; afterwards it is debited with
 * the true amount and unlocked, even after the card has lost power. Modelled on FMCOS and CJ/T 304.
 */
export interface GreyLockOrder {
  readonly purse: Purse
  readonly card: CardFactors
  readonly keyIndex: number
  /** The SAM's number, 6 bytes. */
  readonly terminal: Buffer
  readonly at: string
}

export const greyInitStatus = {
  0x6985: ['purse-not-available', 'the purse is locked already'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x9402: ['counter-at-end', 'the offline counter has reached FFFF'],
  0x9403: ['key-index-unknown', 'the card has no purchase key of this index'],
} as const satisfies StatusTable

export const greyLockStatus = {
  0x6901: ['lock-not-opened', 'the card has forgotten the opened lock'],
  0x6985: ['lock-not-opened', 'the card has forgotten the opened lock'],
  0x9302: ['terminal-code-refused', 'the card found MAC1 wrong; it is not locked'],
} as const satisfies StatusTable

export const unlockStatus = {
  0x6985: ['purse-not-locked', 'the purse is not grey-locked'],
  0x6a81: ['application-blocked', 'too many wrong codes: the application is blocked for a time'],
  0x9302: ['unlock-code-refused', 'the card found GMAC wrong; three of them block the application'],
  0x9401: ['purse-short', 'the purse holds less than the amount'],
  0x9406: ['lock-of-other-transaction', 'the purse was locked in another transaction'],
} as const satisfies StatusTable

export const samGreyStatus = {
  0x6983: ['sam-locked', 'the SAM has locked itself'],
  0x6985: ['sam-transaction-closed', 'the SAM has no such locked transaction'],
  0x9302: ['card-code-wrong', 'the SAM found MAC2 of the card wrong'],
  0x9403: ['sam-key-missing', 'the SAM has no purchase key of this version'],
} as const satisfies StatusTable

export type GreyLockRefusal =
  | RefusalsOf<typeof greyInitStatus>
  | RefusalsOf<typeof greyLockStatus>
  | RefusalsOf<typeof samGreyStatus>
export type UnlockRefusal = RefusalsOf<typeof unlockStatus> | RefusalsOf<typeof samGreyStatus>

/** A purse locked for one terminal: what must be kept until it is unlocked. */
export interface GreyLocked {
  readonly order: GreyLockOrder
  readonly opening: PurchaseOpening
  /** The SAM's number of this transaction, 4 bytes. */
  readonly samNumber: Buffer
  readonly gtac: Buffer
}

export const greyLockType = (purse: Purse): number =>
  purse === 'ED' ? transactionType.depositGreyLock : transactionType.purseGreyLock

export const debitForUnlockType = (purse: Purse): number =>
  purse === 'ED' ? transactionType.depositDebitForUnlock : transactionType.purseDebitForUnlock

/** Locks the purse (card-protocol §2.9). Lock again after a lost answer: GET LOCK PROOF tells the state. */
export function* greyLock(order: GreyLockOrder): Conversation<Result<GreyLocked, GreyLockRefusal>> {
  const data = expectData(yield* askCard(initialiseGreyLock(order)), greyInitStatus, 15)
  if (!data.ok) return data
  const opening = readPurchaseOpening(data.value)
  const sam = expectData(yield* tellSam(openSamGreyLock(order, opening)), samGreyStatus, 12)
  if (!sam.ok) return sam
  const samNumber = sam.value.subarray(0, 4)
  const mac1 = sam.value.subarray(8, 12)
  const said = concat(samNumber, sam.value.subarray(4, 8), dateTimeBytes(order.at), mac1)
  const lock = command({ cla: 0xe0, ins: 0x7c, p1: 0x08, p2: 0 }, said, 8)
  const locked = expectData(yield* tellCard(lock), greyLockStatus, 8)
  if (!locked.ok) return locked
  const mac2 = locked.value.subarray(4, 8)
  const agreed = yield* tellSam(command({ cla: 0xe0, ins: 0x42, p1: 0, p2: 0 }, mac2))
  const genuine = expectData(agreed, samGreyStatus)
  return genuine.ok ? ok({ order, opening, samNumber, gtac: locked.value.subarray(0, 4) }) : genuine
}

/** Debits the true amount and unlocks. The answer is the TAC, 4 bytes. */
export function* debitForUnlock(
  locked: GreyLocked,
  amount: Fen,
): Conversation<Result<Buffer, UnlockRefusal>> {
  const { order, opening, samNumber } = locked
  const type = Buffer.of(debitForUnlockType(order.purse))
  const amountPart = amountBytes(amount)
  const asked = concat(type, order.card.card, opening.counterBytes, amountPart)
  const gmacCommand = command({ cla: 0xe0, ins: 0x44, p1: 0, p2: 0 }, asked, 4)
  const gmac = expectData(yield* askSam(gmacCommand), samGreyStatus, 4)
  if (!gmac.ok) return gmac
  const { terminal, at } = order
  const said = concat(
    amountPart,
    opening.counterBytes,
    terminal,
    samNumber,
    dateTimeBytes(at),
    gmac.value,
  )
  const unlock = command({ cla: 0xe0, ins: 0x7e, p1: 0x08, p2: purseByte(order.purse) }, said, 4)
  return expectData(yield* tellCard(unlock), unlockStatus, 4)
}

/** What GET LOCK PROOF tells: state, the terminal that holds the lock, and the lock's own TAC. */
export interface LockProof {
  readonly state: 'free' | 'locked' | 'tac-unread'
  readonly terminal: Buffer
  readonly gtac: Buffer
}

/** GET LOCK PROOF 取灰锁凭证; `clearUnread` says that the TAC has been read. */
export function* askLockProof(
  clearUnread = false,
): Conversation<Result<LockProof, RefusalsOf<typeof greyInitStatus>>> {
  const p1 = clearUnread ? 0x01 : 0x00
  const answer = yield* askCard(command({ cla: 0xe0, ins: 0xca, p1, p2: 0 }, undefined, 30))
  const data = expectData(answer, greyInitStatus, 30)
  if (!data.ok) return data
  const bytes = data.value
  const state = bytes[0] === 0x01 ? 'locked' : bytes[0] === 0x10 ? 'tac-unread' : 'free'
  return ok({ state, terminal: bytes.subarray(9, 15), gtac: bytes.subarray(26, 30) })
}

/** INITIALIZE FOR GREY LOCK. */
export const initialiseGreyLock = (order: GreyLockOrder): Buffer =>
  command(
    { cla: 0xe0, ins: 0x7a, p1: 0x08, p2: purseByte(order.purse) },
    concat(Buffer.of(order.keyIndex), order.terminal),
    15,
  )

/** The fuel SAM's opening command, after one vendor's code (card-protocol §2.9). */
export const openSamGreyLock = (order: GreyLockOrder, opening: PurchaseOpening): Buffer =>
  command(
    { cla: 0xe0, ins: 0x40, p1: 0, p2: 0 },
    concat(
      opening.random,
      opening.counterBytes,
      amountBytes(opening.balanceBefore),
      Buffer.of(greyLockType(order.purse)),
      dateTimeBytes(order.at),
      Buffer.of(opening.keyVersion, opening.algorithm),
      order.card.card,
      order.card.issuer,
    ),
    12,
  )
