import { type CardProfile, LOG_RECORD_BYTES } from '../../src/card'
import { type CachedRecord, fileBySfi, filesWith } from './card-files'
import type { CardSession, PendingTransaction } from './card-session'
import { afterTransaction, type CardState, type PurseState } from './card-state'

/** What a transaction has come to, once its codes are right. */
export interface Done {
  readonly after: PurseState
  /** The counter after the transaction. */
  readonly number: number
  /** City time, 7 bytes BCD. */
  readonly dateTime: Buffer
  readonly mac: Buffer
  readonly tac: Buffer
}

type Written = Pick<
  PendingTransaction,
  'purse' | 'online' | 'type' | 'amount' | 'terminal' | 'cache'
>

/** The whole memory after a transaction: purse, log, cached records and proof, for one write. */
export function memoryAfter(session: CardSession, written: Written, done: Done): CardState {
  const { purse, type } = written
  const { after, number, mac, tac } = done
  const files = filesWith(session, logged(session, written, done))
  const proof = { type: type[0] as number, number, codes: Buffer.concat([mac, tac]) }
  return afterTransaction(session.state, { purse, after, files, proof })
}

/** The cached records and one line of the log. */
function logged(session: CardSession, written: Written, done: Done): readonly CachedRecord[] {
  const { profile } = session
  const file = fileBySfi(session, written.online ? profile.loadLog : profile.purchaseLog)
  if (file === undefined) return written.cache
  return [...written.cache, { file, index: -1, record: logRecord(profile, written, done) }]
}

function logRecord({ logCounter }: CardProfile, written: Written, done: Done): Buffer {
  const record = Buffer.allocUnsafe(LOG_RECORD_BYTES)
  record.writeUInt16BE(logCounter === 'after' ? done.number : done.number - 1, 0)
  record.writeUIntBE(done.after.overdraftLimitFen, 2, 3)
  record.set(written.amount, 5)
  record.set(written.type, 9)
  record.set(written.terminal, 10)
  record.set(done.dateTime, 16)
  return record
}
