import { fen, ppm, type CardNumber, type OperatorId } from '../base'
import type { TapRecord } from '../messages'
import type { CardProduct, CardRegistration, Contract, Terminal } from '../registry'

/*
 * The ordinary things of an invented city, each whole but for what its caller must say: what a bench, a fuzz and a test
 * do not care for is written here once.
 */

const FOUNDED = '2026-01-01'

/** For half a percent; the operator bears card discounts, the city everything else. */
export const simpleContract = (
  of: Pick<Contract, 'contract' | 'operator'> & Partial<Contract>,
): Contract => ({
  validFrom: FOUNDED,
  validTo: null,
  feePpm: ppm(5_000),
  cardDiscountBearer: 'operator',
  concessionBearer: 'city',
  transferBearer: 'city',
  demo: true,
  notes: '',
  ...of,
})

/** A validator, installed for good. */
export const simpleTerminal = (
  terminal: string,
  operator: OperatorId,
  of: Pick<Terminal, 'installedFrom'> & Partial<Terminal>,
): Terminal => ({ terminal, operator, kind: 'validator', place: '', installedTo: null, ...of })

/** A card for a thousand yuan at most, without a deposit. */
export const simpleProduct = (
  product: string,
  name: string,
  of: Partial<CardProduct> = {},
): CardProduct => ({
  product,
  version: 1,
  name,
  profile: 't-union',
  validFrom: FOUNDED,
  validTo: null,
  maxBalanceFen: fen(100_000),
  maxTapFen: fen(100_000),
  depositFen: fen(0),
  ...of,
})

/** A card in use for ten years, whose counters begin at nothing. */
export const simpleCard = (
  card: CardNumber,
  of: Pick<CardRegistration, 'product' | 'issuer' | 'issuedAt'> & Partial<CardRegistration>,
): CardRegistration => ({
  card,
  productVersion: 1,
  validFrom: FOUNDED,
  validTo: '2036-01-01',
  openingCounter: 0,
  keyVersion: 1,
  algorithm: 0,
  ...of,
})

/** A purchase at a metro gate; its TAC is nobody's unless it is given. */
export const simpleTap = (
  of: Pick<TapRecord, 'card' | 'issuer' | 'at' | 'sam' | 'termSeq' | 'balanceBefore'> &
    Partial<TapRecord>,
): TapRecord => ({
  cardKind: 1,
  cardClass: 0,
  type: 9,
  counter: 0,
  amount: 200n,
  listFare: 200n,
  discount: 0,
  tac: '00000000',
  keyVersion: 1,
  algorithm: 0,
  samSerial: '00000000000000000001',
  acceptor: '0001',
  routeLine: 'M1',
  station: '',
  vehicle: '',
  driver: '',
  direction: 0,
  previousAt: '',
  previousStation: '',
  state: 0,
  device: 'dev-1',
  uploadSeq: 1,
  program: '1.0',
  test: 0,
  ...of,
})
