import {
  type CardNumber,
  fen,
  type OperatorId,
  parseCardNumber,
  parseOperatorId,
  parseSamNumber,
  ppm,
  type SamNumber,
} from '../../src/base'
import type {
  CardProduct,
  CardRegistration,
  Contract,
  KeyVersion,
  Operator,
  SamBinding,
  Terminal,
} from '../../src/registry'

/** A small city, each of whose things a test may change. */
export const operatorId = (text: string): OperatorId => valueOf(parseOperatorId(text))
export const samNumber = (text: string): SamNumber => valueOf(parseSamNumber(text))
export const cardNumber = (text: string): CardNumber => valueOf(parseCardNumber(text))

export const OPENING = new Date('2026-01-01T00:00:00Z')

export const operator = (change: Partial<Operator> = {}): Operator => ({
  operator: operatorId('op_bus-one'),
  name: '第一公交',
  kind: 'bus',
  activeFrom: '2026-01-01',
  activeTo: null,
  ...change,
})

export const contract = (change: Partial<Contract> = {}): Contract => ({
  contract: 'bus-one-2026',
  operator: operatorId('op_bus-one'),
  validFrom: '2026-01-01',
  validTo: null,
  feePpm: ppm(5_000n),
  cardDiscountBearer: 'operator',
  concessionBearer: 'city',
  transferBearer: 'city',
  demo: true,
  notes: '',
  ...change,
})

export const terminal = (change: Partial<Terminal> = {}): Terminal => ({
  terminal: 'bus-one-0001',
  operator: operatorId('op_bus-one'),
  kind: 'bus-validator',
  place: 'line 1',
  installedFrom: OPENING,
  installedTo: null,
  ...change,
})

export const samBinding = (change: Partial<SamBinding> = {}): SamBinding => ({
  sam: samNumber('000000000001'),
  boundFrom: OPENING,
  boundTo: null,
  operator: operatorId('op_bus-one'),
  terminal: 'bus-one-0001',
  blockedFrom: null,
  ...change,
})

export const cardProduct = (change: Partial<CardProduct> = {}): CardProduct => ({
  product: 'adult',
  version: 1,
  name: '普通卡',
  profile: 'pboc',
  validFrom: '2026-01-01',
  validTo: null,
  maxBalanceFen: fen(100_000n),
  maxTapFen: fen(10_000n),
  depositFen: fen(2_000n),
  ...change,
})

export const card = (change: Partial<CardRegistration> = {}): CardRegistration => ({
  card: cardNumber('3104870000000000001'),
  product: 'adult',
  productVersion: 1,
  issuer: '2260000000000001',
  issuedAt: OPENING,
  validFrom: '2026-01-01',
  validTo: '2036-12-31',
  openingCounter: 0,
  keyVersion: 1,
  algorithm: 0,
  ...change,
})

export const keyVersion = (change: Partial<KeyVersion> = {}): KeyVersion => ({
  label: 'tac/v1/3des',
  purpose: 'tac',
  version: 1,
  algorithm: 0,
  validFrom: OPENING,
  validTo: null,
  ...change,
})

function valueOf<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false },
): Value {
  if (!result.ok) throw new Error('a name in a test is well formed')
  return result.value
}
