import { toHex, type Chance } from '../base'
import type { TapRecord } from '../messages'
import { LARGEST_ROW_FEN } from './tap-row'

/** Far beyond what a SAM of a replayed day counts to. */
const NUMBERS_AHEAD = 1_000_000
const COUNTERS_AHEAD = 7
const MORE_FEN = 100n
const MORE_BALANCE_FEN = 1_000n

/** A tap that never was: the forger does not have the card's key and can only invent a TAC. */
export const forgedTac = (record: TapRecord, chance: Chance): TapRecord => ({
  ...record,
  counter: record.counter + 1,
  termSeq: record.termSeq + NUMBERS_AHEAD,
  tac: toHex(chance.bytes(4)),
})

/** The operator would like more for the same tap; the TAC covers the amount. */
export const forgedAmount = (record: TapRecord): TapRecord => ({
  ...record,
  amount: differently(record.amount, MORE_FEN),
})

/** The same TAC once more, with what it does not cover changed: the card's counter, or its balance. */
export const replayed = (record: TapRecord, chance: Chance): TapRecord =>
  chance.below(2) === 0
    ? { ...record, counter: record.counter + COUNTERS_AHEAD }
    : { ...record, balanceBefore: differently(record.balanceBefore, MORE_BALANCE_FEN) }

/** More, or where a record cannot say more, less. */
const differently = (amount: bigint, by: bigint): bigint =>
  amount + by <= LARGEST_ROW_FEN ? amount + by : amount - by
