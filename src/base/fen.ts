import type { Brand } from './brand'
import { invariant } from './invariant'

/** Money, always in whole fen (1/100 yuan). There is no other unit inside the house. */
export type Fen = Brand<bigint, 'Fen'>

/** Parts per million; a rate of 0.5 % is 5000 ppm. */
export type Ppm = Brand<bigint, 'Ppm'>

/** Millionths of a fen: what is left of a fee below one fen, until it makes a whole one. */
export type MicroFen = Brand<bigint, 'MicroFen'>

export const MICRO_FEN_PER_FEN = 1_000_000n

export const fen = (amount: bigint | number): Fen => BigInt(amount) as Fen
export const ppm = (rate: bigint | number): Ppm => BigInt(rate) as Ppm
export const microFen = (amount: bigint | number): MicroFen => BigInt(amount) as MicroFen

export const NO_FEN = fen(0n)

export const plus = (...amounts: readonly Fen[]): Fen =>
  amounts.reduce<bigint>((sum, amount) => sum + amount, 0n) as Fen

export const minus = (from: Fen, taken: Fen): Fen => (from - taken) as Fen

/**
 * A fee on a sum, with what stayed below one fen last time carried in and what stays below one fen now
 * carried out. Because the carry is exact, the fees of many days add up to the fee of all of them at once:
 * splitting or delaying records can neither make nor lose a fen. Until it makes a whole fen the carry
 * belongs to the payer of the fee.
 */
export function feeWithCarry(charge: {
  readonly base: Fen
  readonly rate: Ppm
  readonly carriedIn: MicroFen
}): { readonly fee: Fen; readonly carriedOut: MicroFen } {
  const exact = charge.base * charge.rate + charge.carriedIn
  const fee = floorDiv(exact, MICRO_FEN_PER_FEN)
  return { fee: fen(fee), carriedOut: microFen(exact - fee * MICRO_FEN_PER_FEN) }
}

/**
 * Money as JSON writes it, a number of whole fen: in answers, details of the trail and results. An amount that a double
 * does not hold exactly (from 2^53 fen, 90 trillion yuan) breaks instead of being rounded.
 */
export function fenInJson(amount: bigint): number {
  const number = Number(amount)
  invariant(Number.isSafeInteger(number), 'an amount that is written fits a JSON number')
  return number
}

/** 1234n → "12.34"; for people only, never parsed back. */
export function inYuan(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0')
  const sign = amount < 0n ? '-' : ''
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function floorDiv(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  return numerator % denominator < 0n ? quotient - 1n : quotient
}
