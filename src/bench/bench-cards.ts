import type { OperatorId, SamNumber } from '../base'

/** The city of the bench: who is registered, by number. */
export const OPERATORS = 20
export const SAMS_PER_OPERATOR = 50
export const ISSUER = '0200755100000001'
/** Enough for every tap of every round. */
export const LOADED_FEN = 50_000_000n
/** Everything is registered from here on. */
export const OPENED = new Date('2026-01-01T00:00:00+08:00')
/** The first tap of the bench; later ones follow in order of time. */
export const FIRST_TAP = new Date('2026-02-01T00:00:00+08:00')
/** When files are judged and days are closed. */
export const NOW = new Date('2026-03-20T12:00:00+08:00')

const FIRST_CARD = 3_104_403_000_000_000_000n
const FIRST_SAM = 100_000_000_000

export const operatorId = (index: number): OperatorId =>
  `op_bench-${String(index + 1).padStart(2, '0')}` as OperatorId
export const contractOf = (operator: OperatorId): string => `contract_${operator.slice(3)}`
export const samNumber = (index: number): SamNumber => String(FIRST_SAM + index) as SamNumber
export const cardKeyOf = (index: number): bigint => FIRST_CARD + BigInt(index)
export const cardNumberOf = (index: number): string => `3104403${String(index).padStart(12, '0')}`
