import { concat, fen, ok, type Fen, refuse, type Result } from '../../base'
import { command } from '../apdu'
import { askCard, askVault, tellCard, vaultAgrees, type Conversation } from '../conversation'
import { expectData, type RefusalsOf, type StatusTable } from '../status'
import { cardKey } from '../vault-question'
import { amountBytes, dateTimeBytes, purseByte, terminalBytes, transactionType } from '../wire'
import { balanceImpossible, readLoadOpening, type LoadOrder } from './load'

/**
 * Money off the card 圈提 (online). PBOC knows it for the electronic deposit only; for the purse it is a
 * convention of ours (`purseUnload` of a profile): the same command with the purse in P2, the same codes.
 */
export type UnloadOrder = Omit<LoadOrder, 'purse'> & Partial<Pick<LoadOrder, 'purse'>>

export const unloadInitStatus = {
  0x6982: ['pin-not-verified', 'money leaves the electronic deposit only after the PIN'],
  0x6985: ['purse-not-available', 'the purse cannot give money now'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x6a86: ['unload-not-supported', 'this purse cannot be unloaded'],
  0x9303: ['application-locked-for-good', 'the application can never be used again'],
  0x9401: ['purse-short', 'the purse holds less than is asked'],
  0x9402: ['counter-at-end', 'the online counter has reached FFFF; the card must be replaced'],
  0x9403: ['key-index-unknown', 'the card has no unload key of this index'],
} as const satisfies StatusTable

export const unloadDebitStatus = {
  0x6901: ['unload-not-opened', 'the card has forgotten the opened unload'],
  0x6985: ['unload-not-opened', 'the card has forgotten the opened unload'],
  0x9302: ['host-code-refused', 'the card found MAC2 wrong; its balance is unchanged'],
  0x9401: ['purse-short', 'the purse holds less than is asked'],
} as const satisfies StatusTable

export type UnloadRefusal =
  | RefusalsOf<typeof unloadInitStatus>
  | RefusalsOf<typeof unloadDebitStatus>
  | 'card-not-genuine'
  | 'key-unknown'

/** What a finished unload leaves: MAC3 is the card's receipt that the money has left it. */
export interface UnloadProof {
  readonly counter: number
  readonly balanceAfter: Fen
  readonly amount: Fen
  readonly mac3: Buffer
  /** False when MAC3 did not match: do not pay out before it is explained. */
  readonly mac3Genuine: boolean
}

/** Unloads the deposit, or a purse that allows it; the money is paid out only on a genuine MAC3. */
export function* unload(order: UnloadOrder): Conversation<Result<UnloadProof, UnloadRefusal>> {
  const opening = readLoadOpening(
    expectData(yield* askCard(initialiseUnload(order)), unloadInitStatus, 16),
  )
  if (!opening.ok) return opening
  const { bytes, keyVersion, algorithm, oldBalance, counter } = opening.value
  const dateTime = dateTimeBytes(order.at)
  const facts = {
    random: bytes.random,
    onlineSequence: bytes.counter,
    oldBalance: bytes.balance,
    amount: amountBytes(order.amount),
    type: Buffer.of(transactionType.depositUnload),
    terminal: terminalBytes(order.terminal),
    dateTime,
  }
  const key = cardKey(order.card, { purpose: 'unload', version: keyVersion, algorithm })
  const genuine = yield* vaultAgrees({ act: 'check-unload-mac1', key, facts, code: bytes.mac1 })
  if (!genuine) return refuse('card-not-genuine', { detail: 'MAC1 of the card is wrong' })
  if (oldBalance < order.amount) return balanceImpossible()
  const mac2 = yield* askVault({ act: 'make-unload-mac2', key, facts })
  if (mac2.length !== 4) return refuse('key-unknown')
  const debited = expectData(yield* tellCard(debitForUnload(dateTime, mac2)), unloadDebitStatus, 4)
  if (!debited.ok) return debited
  const balanceAfter = fen(oldBalance - order.amount)
  const mac3Genuine = yield* vaultAgrees({
    act: 'check-unload-mac3',
    key,
    facts: { ...facts, newBalance: amountBytes(balanceAfter) },
    code: debited.value,
  })
  return ok({ counter, balanceAfter, amount: order.amount, mac3: debited.value, mac3Genuine })
}

/** INITIALIZE FOR UNLOAD (card-protocol §2.7). */
export const initialiseUnload = (order: UnloadOrder): Buffer =>
  command(
    { cla: 0x80, ins: 0x50, p1: 0x05, p2: purseByte(order.purse ?? 'ED') },
    concat(Buffer.of(order.keyIndex), amountBytes(order.amount), terminalBytes(order.terminal)),
    16,
  )

/** DEBIT FOR UNLOAD (card-protocol §2.7). */
export const debitForUnload = (dateTime: Buffer, mac2: Buffer): Buffer =>
  command({ cla: 0x80, ins: 0x54, p1: 0x03, p2: 0x00 }, concat(dateTime, mac2), 4)
