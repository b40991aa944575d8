import { sameBytes } from '../../src/base'
import { type Command, reply, SUCCESS, transactionType } from '../../src/card'
import { ALGORITHM_BYTE, greyLockSessionKey, purseMac, purseTac, sessionKey } from '../../src/keys'
import { type CardSession, only, u16, u32 } from './card-session'
import { availableFen, GREY_TRIES, type GreyLockState, LAST_COUNTER, spent } from './card-state'
import { memoryAfter } from './card-write'

/**
 * Grey lock 灰锁 (card-protocol §2.9, modelled on FMCOS 2.0): the lock and its session key outlive the
 * power. The offline counter is raised when the purse is debited, not when it is locked.
 */

/** GET LOCK PROOF: state 00 free, 01 locked, 10 TAC unread; most of its 30 bytes are not settled. */
export function lockProof(session: CardSession, { p1 }: Command): Buffer {
  if (session.selected !== 'application') return only(0x6985)
  const { greyLock, greyTac } = session.state
  const proof = Buffer.alloc(30)
  if (greyLock !== undefined) describeLock(proof, greyLock)
  else if (greyTac !== undefined) describeUnread(proof, greyTac)
  if (p1 === 0x01 && greyTac !== undefined) session.change({ greyTac: undefined })
  return reply(SUCCESS, proof)
}

function describeLock(proof: Buffer, lock: GreyLockState): void {
  proof[0] = 0x01
  proof[1] = greyTypes(lock.purse).lock
  proof.writeUInt16BE(lock.offlineCounter, 2)
  proof.set(lock.terminalSequence, 5)
  proof.set(lock.terminal, 9)
  proof.set(lock.dateTime, 15)
  proof.set(lock.gtac, 26)
}

function describeUnread(proof: Buffer, tac: Buffer): void {
  proof[0] = 0x10
  proof.set(tac, 26)
}

const greyTypes = (purse: 'ep' | 'ed'): { lock: number; debit: number; unlock: number } =>
  purse === 'ed'
    ? {
        lock: transactionType.depositGreyLock,
        debit: transactionType.depositDebitForUnlock,
        unlock: transactionType.depositGreyUnlock,
      }
    : {
        lock: transactionType.purseGreyLock,
        debit: transactionType.purseDebitForUnlock,
        unlock: transactionType.purseGreyUnlock,
      }

/** INITIALIZE FOR GREY LOCK (P1 08) and, online, FOR GREY UNLOCK (P1 09). */
export function initialiseGrey(session: CardSession, command: Command): Buffer {
  session.pending = undefined
  const { p1, p2, lc } = command
  if ((p1 !== 0x08 && p1 !== 0x09) || (p2 !== 0x01 && p2 !== 0x02)) return only(0x6a86)
  if (lc !== 7) return only(0x6700)
  if (session.selected !== 'application') return only(0x6985)
  const purse = p2 === 0x01 ? 'ed' : 'ep'
  return p1 === 0x08 ? openLock(session, purse, command) : openUnlock(session, purse, command)
}

function openLock(session: CardSession, purse: 'ep' | 'ed', { data }: Command): Buffer {
  if (session.state.greyLock !== undefined) return only(0x6985)
  const key = session.key('purchase', data[0] as number)
  if (key === undefined) return only(0x9403)
  const holds = session.state[purse]
  if (holds.offlineCounter >= LAST_COUNTER) return only(0x9402)
  const random = session.chance.bytes(4)
  session.pending = {
    act: 'grey-lock',
    purse,
    online: false,
    key,
    amountFen: 0,
    amount: u32(0),
    type: Buffer.from([greyTypes(purse).lock]),
    terminal: data.subarray(1, 7),
    random,
    session: undefined,
    cache: [],
  }
  const named = Buffer.from([key.version, ALGORITHM_BYTE[key.algorithm]])
  const limit = Buffer.alloc(3)
  limit.writeUIntBE(holds.overdraftLimitFen, 0, 3)
  return reply(
    SUCCESS,
    Buffer.concat([u32(holds.balanceFen), u16(holds.offlineCounter), limit, named, random]),
  )
}

/** Online unlock: DUGK where the card has one, otherwise the unload key (two vendors, two readings). */
function openUnlock(session: CardSession, purse: 'ep' | 'ed', { data }: Command): Buffer {
  if (session.state.greyLock?.purse !== purse) return only(0x6985)
  const index = data[0] as number
  const key = session.key('grey-unlock', index) ?? session.key('unload', index)
  if (key === undefined) return only(0x9403)
  const holds = session.state[purse]
  if (holds.onlineCounter >= LAST_COUNTER) return only(0x9402)
  const random = session.chance.bytes(4)
  const onlineSequence = u16(holds.onlineCounter)
  const made = sessionKey(key.algorithm, 'grey-unlock', key.key, { random, onlineSequence })
  const type = Buffer.from([greyTypes(purse).unlock])
  const terminal = data.subarray(1, 7)
  const balance = u32(holds.balanceFen)
  const offlineSequence = u16(holds.offlineCounter)
  const facts = { balance, offlineSequence, type, terminal }
  const mac1 = purseMac(key.algorithm, 'grey-unlock-mac1', made, facts)
  session.pending = {
    act: 'grey-unlock',
    purse,
    online: true,
    key,
    amountFen: 0,
    amount: u32(0),
    type,
    terminal,
    random,
    session: made,
    cache: [],
  }
  const named = Buffer.from([key.version, ALGORITHM_BYTE[key.algorithm]])
  return reply(
    SUCCESS,
    Buffer.concat([balance, offlineSequence, onlineSequence, named, random, mac1]),
  )
}

/** GREY LOCK: MAC1 of the terminal, then locked for it alone. */
export function lock(session: CardSession, { lc, data }: Command): Buffer {
  const { pending } = session
  session.pending = undefined
  if (pending?.act !== 'grey-lock') return only(0x6985)
  if (lc !== 0x13) return only(0x6700)
  const { key, random, terminal, type, purse } = pending
  const holds = session.state[purse]
  const terminalSequence = Buffer.from(data.subarray(0, 4))
  const terminalRandom = data.subarray(4, 8)
  const dateTime = Buffer.from(data.subarray(8, 15))
  const offlineSequence = u16(holds.offlineCounter)
  const made = greyLockSessionKey(key.algorithm, key.key, {
    random,
    offlineSequence,
    terminalSequence,
    terminalRandom,
  })
  const mac1 = purseMac(key.algorithm, 'grey-lock-mac1', made, { type, terminal, dateTime })
  if (!sameBytes(mac1, data.subarray(15, 19))) return only(0x9302)
  const tacKey = session.keyOf('tac', key.algorithm)
  if (tacKey === undefined) return only(0x9403)
  const gtac = purseTac(key.algorithm, 'debit-for-unlock', tacKey.key, {
    amount: u32(0),
    type,
    terminal,
    terminalSequence,
    dateTime,
  })
  const balance = u32(holds.balanceFen)
  const mac2 = purseMac(key.algorithm, 'grey-lock-mac2', made, { balance, offlineSequence })
  session.change({
    greyLock: {
      purse,
      session: made,
      algorithm: key.algorithm,
      keyIndex: key.index,
      offlineCounter: holds.offlineCounter,
      terminal: Buffer.from(terminal),
      terminalSequence,
      dateTime,
      gtac,
    },
    greyTriesLeft: GREY_TRIES,
    greyTac: undefined,
  })
  return reply(SUCCESS, Buffer.concat([gtac, mac2]))
}

/** DEBIT FOR UNLOCK (P1 08): offline, by the terminal of the lock. GREY UNLOCK (P1 09): online. */
export function unlock(session: CardSession, command: Command): Buffer {
  if (command.p1 === 0x08) return debitForUnlock(session, command)
  return command.p1 === 0x09 ? greyUnlock(session, command) : only(0x6a86)
}

function debitForUnlock(session: CardSession, { p2, lc, data }: Command): Buffer {
  session.pending = undefined
  const held = session.state.greyLock
  if (held === undefined || held.purse !== (p2 === 0x01 ? 'ed' : 'ep')) return only(0x6985)
  if (lc !== 0x1b) return only(0x6700)
  const ofThisLock =
    data.readUInt16BE(4) === held.offlineCounter &&
    sameBytes(data.subarray(6, 12), held.terminal) &&
    sameBytes(data.subarray(12, 16), held.terminalSequence)
  if (!ofThisLock) return only(0x9406)
  const amount = Buffer.from(data.subarray(0, 4))
  const gmac = purseMac(held.algorithm, 'gmac', held.session, { amount })
  if (!sameBytes(gmac, data.subarray(23, 27))) return wrongGreyCode(session)
  const type = Buffer.from([greyTypes(held.purse).debit])
  return unlockedFor(session, held, { amount, type, dateTime: data.subarray(16, 23) })
}

/** Three wrong codes block the application for a time; the lock stays (CJ/T 304). */
function wrongGreyCode(session: CardSession): Buffer {
  const greyTriesLeft = session.state.greyTriesLeft - 1
  session.change(greyTriesLeft > 0 ? { greyTriesLeft } : { greyTriesLeft, application: 'blocked' })
  return only(0x9302)
}

function unlockedFor(
  session: CardSession,
  held: GreyLockState,
  said: { readonly amount: Buffer; readonly type: Buffer; readonly dateTime: Buffer },
): Buffer {
  const before = session.state[held.purse]
  const amountFen = said.amount.readUInt32BE(0)
  if (amountFen > availableFen(before)) return only(0x9401)
  const tacKey = session.keyOf('tac', held.algorithm)
  if (tacKey === undefined) return only(0x9403)
  const { terminal, terminalSequence } = held
  const facts = { ...said, terminal, terminalSequence }
  const tac = purseTac(held.algorithm, 'debit-for-unlock', tacKey.key, facts)
  const done = {
    after: spent(before, amountFen),
    number: before.offlineCounter + 1,
    dateTime: said.dateTime,
    mac: NO_MAC,
    tac,
  }
  const written = { purse: held.purse, online: false, cache: [], ...facts }
  session.commit({ ...memoryAfter(session, written, done), ...UNLOCKED, greyTac: tac })
  return reply(SUCCESS, tac)
}

/** The answer of an unlock holds no MAC: the first half of its proof says nothing. */
const NO_MAC = Buffer.alloc(4)

const UNLOCKED = { greyLock: undefined, greyTriesLeft: GREY_TRIES } as const

/** The host unlocks a purse whose terminal never came back, and debits what it decides. */
function greyUnlock(session: CardSession, { lc, data }: Command): Buffer {
  const { pending } = session
  session.pending = undefined
  const held = session.state.greyLock
  if (pending?.act !== 'grey-unlock' || pending.session === undefined || held === undefined) {
    return only(0x6985)
  }
  if (lc !== 0x0f) return only(0x6700)
  const { key, type, terminal, purse } = pending
  const amount = data.subarray(0, 4)
  const dateTime = data.subarray(4, 11)
  const facts = { amount, type, terminal, dateTime }
  const mac2 = purseMac(key.algorithm, 'grey-unlock-mac2', pending.session, facts)
  if (!sameBytes(mac2, data.subarray(11, 15))) return wrongGreyCode(session)
  const before = session.state[purse]
  const amountFen = amount.readUInt32BE(0)
  if (amountFen > availableFen(before)) return only(0x9401)
  const tacKey = session.keyOf('tac', key.algorithm)
  if (tacKey === undefined) return only(0x9403)
  const poorer = spent(before, amountFen)
  const onlineSequence = u16(before.onlineCounter)
  const newBalance = u32(poorer.balanceFen)
  const tac = purseTac(key.algorithm, 'load', tacKey.key, { ...facts, newBalance, onlineSequence })
  const number = before.onlineCounter + 1
  const after = { ...poorer, onlineCounter: number, offlineCounter: before.offlineCounter }
  const written = { purse, online: true, cache: [], ...facts }
  const done = { after, number, dateTime, mac: NO_MAC, tac }
  session.commit({ ...memoryAfter(session, written, done), ...UNLOCKED })
  return reply(SUCCESS, tac)
}
