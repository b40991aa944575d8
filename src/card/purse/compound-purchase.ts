import { ok, type Result } from '../../base'
import { command } from '../apdu'
import { askCard, type Conversation } from '../conversation'
import { expectData, type RefusalsOf, type StatusTable } from '../status'
import {
  confirmPurchase,
  debit,
  openPurchase,
  type PurchaseProof,
  type PurchaseRefusal,
} from './purchase'
import type { PurchaseOrder } from './purchase-order'

/**
 * Money spent and a record written with it 复合消费 (CAPP): tap in, tap out. The amount may be nothing; the
 * card then still raises its counter, writes its log and gives a TAC.
 */
export interface CompoundOrder extends Omit<PurchaseOrder, 'act'> {
  readonly records: readonly RecordUpdate[]
}

/** One record that the DEBIT will write. Named by its id, by its number, or appended to a cyclic file. */
export interface RecordUpdate {
  /** Short file identifier, 1 to 30. */
  readonly sfi: number
  readonly by: 'id' | 'number' | 'append'
  /** Record id (its byte), record number from 1, or 0 when appended. */
  readonly which: number
  readonly record: Buffer
}

export const cacheStatus = {
  0x6700: ['record-too-long', 'the record is longer than its place on the card'],
  0x6985: ['purchase-not-opened', 'no compound purchase is open on the card'],
  0x6a80: ['record-id-wrong', 'the record does not begin with the id it is written under'],
  0x6a82: ['record-file-missing', 'the card has no such file'],
  0x6a83: ['record-missing', 'the card has no such record'],
} as const satisfies StatusTable

export type CacheRefusal = RefusalsOf<typeof cacheStatus>

/** The whole compound purchase without a journal. */
export function* compoundPurchase(
  order: CompoundOrder,
): Conversation<Result<PurchaseProof, PurchaseRefusal | CacheRefusal>> {
  const opened = yield* openPurchase({ ...order, act: 'compound' })
  if (!opened.ok) return opened
  const kept = yield* cacheRecords(order.records)
  if (!kept.ok) return kept
  const codes = yield* debit(opened.value)
  if (!codes.ok) return codes
  return ok(yield* confirmPurchase(opened.value, codes.value))
}

/** UPDATE CAPP DATA CACHE for each record: the card keeps them until DEBIT writes all at once (§2.5). */
export function* cacheRecords(
  records: readonly RecordUpdate[],
): Conversation<Result<void, CacheRefusal>> {
  for (const update of records) {
    const done = expectData(yield* askCard(updateCache(update)), cacheStatus)
    if (!done.ok) return done
  }
  return ok(undefined)
}

export const updateCache = ({ sfi, by, which, record }: RecordUpdate): Buffer =>
  command(
    { cla: 0x80, ins: 0xdc, p1: which, p2: (sfi << 3) | (by === 'number' ? 0x04 : 0x00) },
    record,
  )
