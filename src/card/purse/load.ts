import { concat, fen, ok, type Fen, refuse, type Result, type SamNumber } from '../../base'
import { command } from '../apdu'
import { askCard, askVault, tellCard, vaultAgrees, type Conversation } from '../conversation'
import { expectData, type RefusalsOf, type StatusTable } from '../status'
import { cardKey } from '../vault-question'
import {
  amountAt,
  amountBytes,
  dateTimeBytes,
  LARGEST_AMOUNT,
  purseByte,
  terminalBytes,
  transactionType,
  type CardFactors,
  type Purse,
} from '../wire'

/** Money onto the card 圈存 (online): the card proves itself, the host proves the money. */
export interface LoadOrder {
  readonly purse: Purse
  readonly card: CardFactors
  /** Key index on the card, 1 for 3DES, 0x41 for SM4. */
  readonly keyIndex: number
  readonly amount: Fen
  /** The loading terminal's number. */
  readonly terminal: SamNumber
  /** The host's city time, YYYYMMDDHHMMSS. */
  readonly at: string
}

export const loadInitStatus = {
  0x6982: ['pin-not-verified', 'this card is loaded only after its PIN'],
  0x6985: ['purse-not-available', 'the purse cannot take this load now (grey-locked, or too full)'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x9303: ['application-locked-for-good', 'the application can never be used again'],
  0x9402: ['counter-at-end', 'the online counter has reached FFFF; the card must be replaced'],
  0x9403: ['key-index-unknown', 'the card has no load key of this index'],
} as const satisfies StatusTable

export const creditStatus = {
  0x6901: ['load-not-opened', 'the card has forgotten the opened load'],
  0x6985: ['load-not-opened', 'the card has forgotten the opened load'],
  0x9302: ['host-code-refused', 'the card found MAC2 wrong; its balance is unchanged'],
} as const satisfies StatusTable

export type LoadRefusal =
  | RefusalsOf<typeof loadInitStatus>
  | RefusalsOf<typeof creditStatus>
  | 'card-not-genuine'
  | 'key-unknown'

/** What the card answers when a load is opened; nothing has changed yet. */
export interface LoadOpening {
  readonly oldBalance: Fen
  /** Online counter before the load. */
  readonly counter: number
  readonly keyVersion: number
  readonly algorithm: number
  /** The same as bytes of the wire, for the codes. */
  readonly bytes: {
    readonly balance: Buffer
    readonly counter: Buffer
    readonly random: Buffer
    readonly mac1: Buffer
  }
}

/** What a finished load leaves behind. */
export interface LoadProof {
  readonly counter: number
  readonly balanceAfter: Fen
  readonly amount: Fen
  readonly type: number
  readonly keyVersion: number
  readonly algorithm: number
  readonly tac: Buffer
  /** False when the card's TAC did not match: money is on the card, and its proof is in doubt. */
  readonly tacGenuine: boolean
}

/**
 * Loads a purse. Whoever holds this conversation takes the rider's money before the vault is asked for
 * MAC2; after `CREDIT` without an answer the proof must be looked at (`transaction-prove`).
 */
export function* load(order: LoadOrder): Conversation<Result<LoadProof, LoadRefusal>> {
  const opening = readLoadOpening(
    expectData(yield* askCard(initialiseLoad(order)), loadInitStatus, 16),
  )
  if (!opening.ok) return opening
  const { bytes, keyVersion, algorithm } = opening.value
  const dateTime = dateTimeBytes(order.at)
  const facts = {
    random: bytes.random,
    onlineSequence: bytes.counter,
    oldBalance: bytes.balance,
    amount: amountBytes(order.amount),
    type: LOAD_TYPE[order.purse],
    terminal: terminalBytes(order.terminal),
    dateTime,
  }
  const key = cardKey(order.card, { purpose: 'load', version: keyVersion, algorithm })
  const genuine = yield* vaultAgrees({ act: 'check-load-mac1', key, facts, code: bytes.mac1 })
  if (!genuine) return refuse('card-not-genuine', { detail: 'MAC1 of the card is wrong' })
  // Before any money moves: what the card would hold afterwards has no four bytes to stand in.
  if (opening.value.oldBalance + order.amount > LARGEST_AMOUNT) return balanceImpossible()
  const mac2 = yield* askVault({ act: 'make-load-mac2', key, facts })
  if (mac2.length !== 4) return refuse('key-unknown')
  const credited = expectData(yield* tellCard(creditForLoad(dateTime, mac2)), creditStatus, 4)
  if (!credited.ok) return credited
  return ok(yield* provedLoad(order, opening.value, credited.value))
}

/** The card says a balance that the act cannot end in: nothing is asked of it. */
export const balanceImpossible = () =>
  refuse('card-answer-unexpected', {
    detail: 'the balance that the card says does not allow the amount',
  })

/** Checks the TAC of a load that the card has done (also of one proved later). */
export function* provedLoad(
  order: LoadOrder,
  opening: LoadOpening,
  tac: Buffer,
): Conversation<LoadProof> {
  const balanceAfter = fen(opening.oldBalance + order.amount)
  const { keyVersion, algorithm } = opening
  const type = loadType(order.purse)
  const tacGenuine = yield* vaultAgrees({
    act: 'check-load-tac',
    key: cardKey(order.card, { purpose: 'tac', version: keyVersion, algorithm }),
    facts: {
      newBalance: amountBytes(balanceAfter),
      onlineSequence: opening.bytes.counter,
      amount: amountBytes(order.amount),
      type: LOAD_TYPE[order.purse],
      terminal: terminalBytes(order.terminal),
      dateTime: dateTimeBytes(order.at),
    },
    code: tac,
  })
  const { counter } = opening
  const { amount } = order
  return { counter, balanceAfter, amount, type, keyVersion, algorithm, tac, tacGenuine }
}

export const loadType = (purse: Purse): number =>
  purse === 'ED' ? transactionType.depositLoad : transactionType.purseLoad

const LOAD_TYPE = {
  ED: Buffer.of(transactionType.depositLoad),
  EP: Buffer.of(transactionType.purseLoad),
} as const

/** INITIALIZE FOR LOAD (card-protocol §2.3). */
export const initialiseLoad = (order: LoadOrder): Buffer =>
  command(
    { cla: 0x80, ins: 0x50, p1: 0x00, p2: purseByte(order.purse) },
    concat(Buffer.of(order.keyIndex), amountBytes(order.amount), terminalBytes(order.terminal)),
    16,
  )

/** CREDIT FOR LOAD (card-protocol §2.3). */
export const creditForLoad = (dateTime: Buffer, mac2: Buffer): Buffer =>
  command({ cla: 0x80, ins: 0x52, p1: 0x00, p2: 0x00 }, concat(dateTime, mac2), 4)

/** Reads what INITIALIZE FOR LOAD and FOR UNLOAD answer: 16 bytes of the same shape. */
export function readLoadOpening<Refused extends string>(
  data: Result<Buffer, Refused>,
): Result<LoadOpening, Refused> {
  if (!data.ok) return data
  const bytes = data.value
  return ok({
    oldBalance: amountAt(bytes, 0),
    counter: bytes.readUInt16BE(4),
    keyVersion: bytes.readUInt8(6),
    algorithm: bytes.readUInt8(7),
    bytes: {
      balance: bytes.subarray(0, 4),
      counter: bytes.subarray(4, 6),
      random: bytes.subarray(8, 12),
      mac1: bytes.subarray(12, 16),
    },
  })
}
