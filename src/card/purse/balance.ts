import { ok, type Fen, type Result } from '../../base'
import { command } from '../apdu'
import { askCard, type Conversation } from '../conversation'
import { expectData, type RefusalsOf } from '../status'
import type { StatusTable } from '../status'
import { amountAt, purseByte, type Purse } from '../wire'

export const balanceStatus = {
  0x6982: ['pin-not-verified', 'the electronic deposit shows its balance only after the PIN'],
  0x6985: ['purse-not-available', 'the application that holds the purse is not selected'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x6a86: ['balance-part-unknown', 'this card does not know the asked part of the balance'],
  0x9303: ['application-locked-for-good', 'the application can never be used again'],
} as const satisfies StatusTable

export type BalanceRefusal = RefusalsOf<typeof balanceStatus>

/**
 * What part of the balance: everything that can be spent, the overdraft limit, what of it is used, or the
 * holder's own money (P1 of T-Union cards; PBOC cards know only `available`).
 */
export const balancePart = { available: 0x00, overdraftLimit: 0x01, overdraftUsed: 0x02, own: 0x03 }

/** GET BALANCE 读余额, in fen (card-protocol §2.2). */
export function* askBalance(
  purse: Purse,
  part: keyof typeof balancePart = 'available',
): Conversation<Result<Fen, BalanceRefusal>> {
  const answer = yield* askCard(balanceCommand(purse, part))
  const data = expectData(answer, balanceStatus, 4)
  return data.ok ? ok(amountAt(data.value, 0)) : data
}

export const balanceCommand = (
  purse: Purse,
  part: keyof typeof balancePart = 'available',
): Buffer =>
  command({ cla: 0x80, ins: 0x5c, p1: balancePart[part], p2: purseByte(purse) }, undefined, 4)
