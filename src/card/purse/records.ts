import { ok, toHex, type Fen, type Result } from '../../base'
import type { Conversation } from '../conversation'
import { LOG_RECORD_BYTES } from '../file-layout.table'
import { sfiOf } from '../file-layout'
import { readRecord, type ReadRefusal } from '../read-file'
import { amountAt } from '../wire'

/** One line of the card's own list of what happened to the purse, 23 bytes. */
export interface LogLine {
  /** Before or after the increment, by profile. */
  readonly counter: number
  readonly overdraftLimit: number
  readonly amount: Fen
  readonly type: number
  /** Terminal number, 12 hex digits. */
  readonly terminal: string
  /** YYYYMMDDHHMMSS. */
  readonly at: string
}

/** The log of a cyclic file, newest first, until the card has no more (READ RECORD answers 6A83). */
export function* readLog(
  fid: number,
  most = 10,
): Conversation<Result<readonly LogLine[], ReadRefusal>> {
  const lines: LogLine[] = []
  for (let number = 1; number <= most; number++) {
    const record = yield* readRecord(sfiOf(fid), number)
    if (!record.ok && record.refused === 'record-missing') break
    if (!record.ok) return record
    if (record.value.length >= LOG_RECORD_BYTES) lines.push(readLogLine(record.value))
  }
  return ok(lines)
}

export const readLogLine = (record: Buffer): LogLine => ({
  counter: record.readUInt16BE(0),
  overdraftLimit: record.readUIntBE(2, 3),
  amount: amountAt(record, 5),
  type: record.readUInt8(9),
  terminal: toHex(record.subarray(10, 16)),
  at: toHex(record.subarray(16, 23)),
})
