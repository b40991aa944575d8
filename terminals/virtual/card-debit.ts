import { sameBytes } from '../../src/base'
import { type CardProfile, type Command, LOG_RECORD_BYTES, reply, SUCCESS } from '../../src/card'
import { purseMac, purseTac, sessionKey } from '../../src/keys'
import { filesWith, type CachedRecord, fileBySfi } from './card-files'
import { type CardSession, only, type PendingTransaction, u16, u24, u32 } from './card-session'
import { availableFen, received, spent, withProof, type PurseState } from './card-state'
import type { ChipKey } from './chip-keys'

/** DEBIT FOR PURCHASE, CAPP PURCHASE and CASH (P1 01) and FOR UNLOAD (P1 03). */
export function debit(session: CardSession, command: Command): Buffer {
  const { pending } = session
  session.pending = undefined
  if (command.p1 === 0x03) return debitForUnload(session, command, pending)
  if (command.p1 !== 0x01) return only(0x6a86)
  return debitForPurchase(session, command, pending)
}

/**
 * Verifies MAC1, then writes balance, counter, log and records at once, then answers TAC and MAC2
 * (card-protocol §8 rules 4 to 6). The codes use the counter as it was before.
 */
function debitForPurchase(
  session: CardSession,
  { lc, data }: Command,
  pending: PendingTransaction | undefined,
): Buffer {
  if (pending === undefined || !OFFLINE.has(pending.act)) return only(0x6985)
  if (lc !== 15) return only(0x6700)
  const { key, amount, amountFen, type, terminal, random, purse } = pending
  const before = session.state[purse]
  const terminalSequence = data.subarray(0, 4)
  const dateTime = data.subarray(4, 11)
  const offlineSequence = u16(before.offlineCounter)
  const sessionFacts = { random, offlineSequence, terminalSequence }
  const made = sessionKey(key.algorithm, 'purchase', key.key, sessionFacts)
  const facts = { amount, type, terminal, terminalSequence, dateTime }
  if (!sameBytes(purchaseMac1(session, key, made, facts), data.subarray(11, 15))) {
    return only(0x9302)
  }
  if (amountFen > availableFen(before)) return only(0x9401)
  const tacKey = session.keyOf('tac', key.algorithm)
  if (tacKey === undefined) return only(0x9403)
  const tac = purseTac(key.algorithm, 'purchase', tacKey.key, facts)
  const mac2 = purseMac(key.algorithm, 'purchase-mac2', made, { amount })
  const after: PurseState = {
    ...spent(before, amountFen),
    offlineCounter: before.offlineCounter + 1,
  }
  const entry = { counter: before.offlineCounter, ...facts, limitFen: before.overdraftLimitFen }
  session.commit({
    [purse]: after,
    files: filesWith(session, [...pending.cache, ...logWrites(session, 'purchaseLog', entry)]),
    proofs: withProof(session.state.proofs, {
      type: type[0] as number,
      number: after.offlineCounter,
      codes: Buffer.concat([mac2, tac]),
    }),
  })
  return reply(SUCCESS, Buffer.concat([tac, mac2]))
}

const OFFLINE: ReadonlySet<string> = new Set(['purchase', 'compound', 'cash'])

interface PurchaseFacts {
  readonly amount: Buffer
  readonly type: Buffer
  readonly terminal: Buffer
  readonly dateTime: Buffer
}

/** MAC1 that the SAM should have made; a MOHURD card's nine bytes stand in it. */
function purchaseMac1(
  { profile, personal }: CardSession,
  { algorithm }: ChipKey,
  session: Buffer,
  facts: PurchaseFacts,
): Buffer {
  if (!profile.authCode || personal.authCode === undefined) {
    return purseMac(algorithm, 'purchase-mac1', session, facts)
  }
  const authCode = Buffer.from(personal.authCode, 'hex')
  return purseMac(algorithm, 'purchase-mac1-auth-code', session, { ...facts, authCode })
}

/** CREDIT FOR LOAD: MAC2 of the host, then balance, counter and log at once. */
export function creditForLoad(session: CardSession, { lc, data }: Command): Buffer {
  const { pending } = session
  session.pending = undefined
  if (pending?.act !== 'load' || pending.session === undefined) return only(0x6985)
  if (lc !== 11) return only(0x6700)
  const { key, amount, type, terminal, purse } = pending
  const dateTime = data.subarray(0, 7)
  const facts = { amount, type, terminal, dateTime }
  const mac2 = purseMac(key.algorithm, 'load-mac2', pending.session, facts)
  if (!sameBytes(mac2, data.subarray(7, 11))) return only(0x9302)
  const tacKey = session.keyOf('tac', key.algorithm)
  if (tacKey === undefined) return only(0x9403)
  const before = session.state[purse]
  const richer = received(before, pending.amountFen)
  const after: PurseState = { ...richer, onlineCounter: before.onlineCounter + 1 }
  const tac = purseTac(key.algorithm, 'load', tacKey.key, {
    ...facts,
    newBalance: u32(after.balanceFen),
    onlineSequence: u16(before.onlineCounter),
  })
  const entry = { counter: before.onlineCounter, ...facts, limitFen: before.overdraftLimitFen }
  session.commit({
    [purse]: after,
    files: filesWith(session, logWrites(session, 'loadLog', entry)),
    proofs: withProof(session.state.proofs, {
      type: type[0] as number,
      number: after.onlineCounter,
      codes: Buffer.concat([NO_MAC, tac]),
    }),
  })
  return reply(SUCCESS, tac)
}

/** A load has no MAC of the card after it: the first half of its proof says nothing. */
const NO_MAC = Buffer.alloc(4)

function debitForUnload(
  session: CardSession,
  { lc, data }: Command,
  pending: PendingTransaction | undefined,
): Buffer {
  if (pending?.act !== 'unload' || pending.session === undefined) return only(0x6985)
  if (lc !== 11) return only(0x6700)
  const { key, amount, amountFen, type, terminal, purse } = pending
  const dateTime = data.subarray(0, 7)
  const facts = { amount, type, terminal, dateTime }
  const mac2 = purseMac(key.algorithm, 'unload-mac2', pending.session, facts)
  if (!sameBytes(mac2, data.subarray(7, 11))) return only(0x9302)
  const before = session.state[purse]
  if (amountFen > before.balanceFen) return only(0x9401)
  const after: PurseState = {
    ...before,
    balanceFen: before.balanceFen - amountFen,
    onlineCounter: before.onlineCounter + 1,
  }
  const mac3 = purseMac(key.algorithm, 'unload-mac3', pending.session, {
    ...facts,
    newBalance: u32(after.balanceFen),
    onlineSequence: u16(before.onlineCounter),
  })
  const entry = { counter: before.onlineCounter, ...facts, limitFen: before.overdraftLimitFen }
  session.commit({
    [purse]: after,
    files: filesWith(session, logWrites(session, 'loadLog', entry)),
    proofs: withProof(session.state.proofs, {
      type: type[0] as number,
      number: after.onlineCounter,
      codes: Buffer.concat([mac3, NO_MAC]),
    }),
  })
  return reply(SUCCESS, mac3)
}

/** UPDATE OVERDRAFT LIMIT of the deposit (card-protocol §2.8); the TAC is under the folded key. */
export function updateOverdraft(session: CardSession, { lc, data }: Command): Buffer {
  const { pending } = session
  session.pending = undefined
  if (pending?.act !== 'overdraft' || pending.session === undefined) return only(0x6985)
  if (lc !== 14) return only(0x6700)
  const { key, type, terminal, purse } = pending
  const newLimit = data.subarray(0, 3)
  const dateTime = data.subarray(3, 10)
  const facts = { newLimit, type, terminal, dateTime }
  const mac2 = purseMac(key.algorithm, 'overdraft-mac2', pending.session, facts)
  if (!sameBytes(mac2, data.subarray(10, 14))) return only(0x9302)
  const before = session.state[purse]
  const limitFen = newLimit.readUIntBE(0, 3)
  const tacKey = session.keyOf('tac', key.algorithm)
  if (tacKey === undefined) return only(0x9403)
  if (limitFen < before.overdraftUsedFen) return only(0x6985)
  const onlineSequence = u16(before.onlineCounter)
  const newBalance = u32(before.balanceFen)
  const tac = purseTac(key.algorithm, 'overdraft', tacKey.key, {
    ...facts,
    newBalance,
    onlineSequence,
  })
  const onlineCounter = before.onlineCounter + 1
  const entry = { counter: before.onlineCounter, amount: u32(0), ...facts, limitFen }
  session.commit({
    [purse]: { ...before, overdraftLimitFen: limitFen, onlineCounter },
    files: filesWith(session, logWrites(session, 'loadLog', entry)),
    proofs: withProof(session.state.proofs, {
      type: type[0] as number,
      number: onlineCounter,
      codes: Buffer.concat([NO_MAC, tac]),
    }),
  })
  return reply(SUCCESS, tac)
}

/** GET TRANSACTION PROVE: the number is the counter after the transaction (card-protocol §2.6). */
export function prove(session: CardSession, { p2, lc, data }: Command): Buffer {
  if (lc !== 2) return only(0x6700)
  const number = data.readUInt16BE(0)
  const kept = session.state.proofs.find((proof) => proof.type === p2 && proof.number === number)
  return kept === undefined ? only(0x9406) : reply(SUCCESS, kept.codes)
}

export interface LogEntry {
  /** The counter the transaction saw; the profile decides whether the log shows that or one more. */
  readonly counter: number
  readonly limitFen: number
  readonly amount: Buffer
  readonly type: Buffer
  readonly terminal: Buffer
  readonly dateTime: Buffer
}

/** One line for the log file of the profile. */
export function logWrites(
  session: CardSession,
  which: 'purchaseLog' | 'loadLog',
  entry: LogEntry,
): CachedRecord[] {
  const file = fileBySfi(session, session.profile[which])
  return file === undefined ? [] : [{ file, index: -1, record: logRecord(session.profile, entry) }]
}

function logRecord({ logCounter }: CardProfile, entry: LogEntry): Buffer {
  const record = Buffer.allocUnsafe(LOG_RECORD_BYTES)
  record.writeUInt16BE(logCounter === 'after' ? entry.counter + 1 : entry.counter, 0)
  record.set(u24(entry.limitFen), 2)
  record.set(entry.amount, 5)
  record.set(entry.type, 9)
  record.set(entry.terminal, 10)
  record.set(entry.dateTime, 16)
  return record
}
