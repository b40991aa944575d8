import { sameBytes } from '../../src/base'
import { type Command, reply, SUCCESS } from '../../src/card'
import { greyLockSessionKey, purseMac, type Algorithm } from '../../src/keys'
import { only, u32 } from './card-session'
import type { SamSession } from './sam'
import { purchaseKey, wrongCode } from './sam-purchase'

/** A grey lock that waits for its true amount, perhaps over a restart of the pump. */
export interface SamLock {
  readonly algorithm: Algorithm
  readonly session: Buffer
  readonly balance: Buffer
  readonly offlineSequence: Buffer
  /** Card serial and offline counter, as hex: how the pump names the lock later. */
  readonly name: string
}

/** Opens a lock: number, random of the terminal and MAC1 (after one vendor's code, card-protocol §2.9). */
export function openLock(session: SamSession, { lc, data }: Command): Buffer {
  session.openLock = undefined
  if (lc !== 0x24) return only(0x6700)
  const { state, terminal, making } = session
  if (state.triesLeft === 0) return only(0x6983)
  const key = purchaseKey(session, {
    version: data[18] as number,
    algorithm: data[19] as number,
    levels: 2,
  })
  if (key === undefined) return only(0x9403)
  const serial = data.subarray(20, 28)
  const cardKey = session.derivation.cardKey(key, data.subarray(20, 36))
  const number = u32(state.nextNumber)
  const terminalRandom = making.chance.bytes(4)
  const offlineSequence = Buffer.from(data.subarray(4, 6))
  const made = greyLockSessionKey(key.algorithm, cardKey, {
    random: data.subarray(0, 4),
    offlineSequence,
    terminalSequence: number,
    terminalRandom,
  })
  const mac1 = purseMac(key.algorithm, 'grey-lock-mac1', made, {
    type: data.subarray(10, 11),
    terminal,
    dateTime: data.subarray(11, 18),
  })
  session.state = { ...state, nextNumber: state.nextNumber + 1 }
  session.openLock = {
    algorithm: key.algorithm,
    session: made,
    balance: Buffer.from(data.subarray(6, 10)),
    offlineSequence,
    name: lockName(serial, offlineSequence),
  }
  return reply(SUCCESS, Buffer.concat([number, terminalRandom, mac1]))
}

const lockName = (serial: Buffer, counter: Buffer): string =>
  `${serial.toString('hex')}/${counter.toString('hex')}`

/** MAC2 of the card: the lock stands, and is kept until its amount is known. */
export function confirmLock(session: SamSession, { lc, data }: Command): Buffer {
  if (lc !== 4) return only(0x6700)
  const { openLock: open, state } = session
  if (open === undefined) return only(0x6985)
  session.openLock = undefined
  const { balance, offlineSequence } = open
  const expected = purseMac(open.algorithm, 'grey-lock-mac2', open.session, {
    balance,
    offlineSequence,
  })
  if (!sameBytes(expected, data)) return wrongCode(session)
  session.state = { ...state, locks: new Map(state.locks).set(open.name, open) }
  return only(SUCCESS)
}

/** GMAC over the true amount of a lock that stands: type 1, card serial 8, card counter 2, amount 4. */
export function makeGmac(session: SamSession, { lc, data }: Command): Buffer {
  if (lc !== 0x0f) return only(0x6700)
  const name = lockName(data.subarray(1, 9), data.subarray(9, 11))
  const held = session.state.locks.get(name)
  if (held === undefined) return only(0x6985)
  const amount = data.subarray(11, 15)
  return reply(SUCCESS, purseMac(held.algorithm, 'gmac', held.session, { amount }))
}
