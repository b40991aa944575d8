import { fen, type Fen, invariant, type SamNumber } from '../base'

/** Amounts and counters as the purse carries them: unsigned, big-endian, four and two bytes. */

/** The largest amount a purse can name, 4 294 967 295 fen. */
export const LARGEST_AMOUNT = 0xffff_ffffn

/** Fen as 4 bytes. */
export function amountBytes(amount: Fen): Buffer {
  invariant(amount >= 0n && amount <= LARGEST_AMOUNT, 'an amount fits four bytes')
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(Number(amount), 0)
  return bytes
}

export const amountAt = (bytes: Buffer, at: number): Fen => fen(bytes.readUInt32BE(at))

/** SAM number (terminal number 终端机编号) as 6 bytes BCD. */
export const terminalBytes = (terminal: SamNumber): Buffer => Buffer.from(terminal, 'hex')

/** City time `YYYYMMDDHHMMSS` as 7 bytes BCD: 4 of date, 3 of time. */
export function dateTimeBytes(dateTime: string): Buffer {
  const bytes = Buffer.from(dateTime, 'hex')
  invariant(bytes.length === 7, 'a city time has fourteen digits', { dateTime })
  return bytes
}

/** Which of the two purses: electronic deposit 电子存折 or electronic purse 电子钱包. */
export type Purse = 'ED' | 'EP'

/** P2 of purse commands. */
export const purseByte = (purse: Purse): number => (purse === 'ED' ? 0x01 : 0x02)

/** The two diversification factors of a card, in the order they are applied. */
export interface CardFactors {
  /** First: issuer or city, 8 bytes. */
  readonly issuer: Buffer
  /** Last: the rightmost 8 bytes of the application serial number. */
  readonly card: Buffer
}

/** Transaction type identifiers (card-protocol §2.10; PBOC and FMCOS). */
export const transactionType = {
  depositLoad: 0x01,
  purseLoad: 0x02,
  depositUnload: 0x03,
  cash: 0x04,
  depositPurchase: 0x05,
  pursePurchase: 0x06,
  overdraftLimit: 0x07,
  compoundPurchase: 0x09,
  depositGreyLock: 0x91,
  purseGreyLock: 0x92,
  depositDebitForUnlock: 0x93,
  purseDebitForUnlock: 0x94,
  depositGreyUnlock: 0x95,
  purseGreyUnlock: 0x96,
} as const
