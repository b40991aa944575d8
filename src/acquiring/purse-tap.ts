import { encodeRecord, type TapRecord } from '../messages'
import type { PurseSaleRecord } from './store-purse-sales'

/** A purse sale at a shop as clearing reads taps: one price, nothing let off, no line and no station. */
export const tapOfSale = (sale: PurseSaleRecord & { readonly terminal: string }): TapRecord => ({
  card: sale.card,
  issuer: sale.issuer,
  cardKind: 1,
  cardClass: 0,
  type: sale.type,
  counter: sale.counter,
  balanceBefore: BigInt(sale.balanceBefore),
  amount: BigInt(sale.amount),
  listFare: BigInt(sale.amount),
  discount: 0,
  at: sale.at,
  sam: sale.sam,
  termSeq: sale.terminalSequence,
  tac: sale.tac,
  keyVersion: sale.keyVersion,
  algorithm: sale.algorithm,
  samSerial: '0'.repeat(20),
  acceptor: '',
  routeLine: '',
  station: '',
  vehicle: '',
  driver: '',
  direction: 0,
  previousAt: '',
  previousStation: '',
  state: 0,
  device: sale.terminal,
  uploadSeq: 0,
  program: '',
  test: 0,
})

/** The field by which a sale cannot be a tap (a type, a date or an algorithm that there is not); undefined when it can. */
export function unlikeTap(
  sale: PurseSaleRecord & { readonly terminal: string },
): string | undefined {
  const written = encodeRecord('text', tapOfSale(sale))
  return written.ok ? undefined : (written.field ?? 'record')
}
