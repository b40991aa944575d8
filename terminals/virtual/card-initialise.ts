import { type Command, reply, SUCCESS, transactionType } from '../../src/card'
import { ALGORITHM_BYTE, purseMac, sessionKey, type KeyPurpose } from '../../src/keys'
import { type CardSession, only, type PendingAct, u16, u24, u32 } from './card-session'
import { availableFen, LAST_COUNTER, type PurseState } from './card-state'
import type { ChipKey } from './chip-keys'

/** What the INITIALIZE commands have in common: they change nothing that outlives the power. */
interface Opening {
  readonly act: PendingAct
  readonly purpose: KeyPurpose
  readonly type: number
  readonly online: boolean
  readonly purse: 'ep' | 'ed'
}

interface Opened extends Opening {
  readonly key: ChipKey
  readonly holds: PurseState
  readonly amountFen: number
  readonly amount: Buffer
  readonly terminal: Buffer
}

const LARGEST_BALANCE_FEN = 0xffff_ffff

/** INITIALIZE FOR …: P1 says for what, P2 for which purse (card-protocol §2.3 to §2.8). */
export function initialise(session: CardSession, command: Command): Buffer {
  session.pending = undefined
  const opening = openingOf(command)
  if (opening === undefined) return only(0x6a86)
  const sizeBytes = opening.act === 'overdraft' ? 7 : 11
  if (command.lc !== sizeBytes) return only(0x6700)
  const amountBytes = sizeBytes - 7
  const opened = openPurse(session, opening, {
    keyIndex: command.data[0] as number,
    amount: command.data.subarray(1, 1 + amountBytes),
    terminal: command.data.subarray(1 + amountBytes, 7 + amountBytes),
  })
  if (typeof opened === 'number') return only(opened)
  return opening.online ? openedOnline(session, opened) : openedOffline(session, opened)
}

function openingOf({ p1, p2 }: Command): Opening | undefined {
  if (p2 !== 0x01 && p2 !== 0x02) return undefined
  const purse = p2 === 0x01 ? 'ed' : 'ep'
  const deposit = purse === 'ed'
  switch (p1) {
    case 0x00: {
      const type = deposit ? transactionType.depositLoad : transactionType.purseLoad
      return { act: 'load', purpose: 'load', type, online: true, purse }
    }
    case 0x01: {
      const type = deposit ? transactionType.depositPurchase : transactionType.pursePurchase
      return { act: 'purchase', purpose: 'purchase', type, online: false, purse }
    }
    case 0x02:
      if (!deposit) return undefined
      return { act: 'cash', purpose: 'purchase', type: transactionType.cash, online: false, purse }
    case 0x03: {
      if (deposit) return undefined
      const type = transactionType.compoundPurchase
      return { act: 'compound', purpose: 'purchase', type, online: false, purse }
    }
    case 0x04: {
      if (!deposit) return undefined
      const type = transactionType.overdraftLimit
      return { act: 'overdraft', purpose: 'overdraft', type, online: true, purse }
    }
    case 0x05: {
      if (!deposit) return undefined
      const type = transactionType.depositUnload
      return { act: 'unload', purpose: 'unload', type, online: true, purse }
    }
    default:
      return undefined
  }
}

/** The checks in order of precedence; a status word, or what was opened. */
function openPurse(
  session: CardSession,
  opening: Opening,
  asked: { readonly keyIndex: number; readonly amount: Buffer; readonly terminal: Buffer },
): Opened | number {
  const { state } = session
  if (session.selected !== 'application' || state.greyLock !== undefined) return 0x6985
  if (pinMissing(session, opening)) return 0x6982
  const key = session.key(opening.purpose, asked.keyIndex)
  if (key === undefined) return 0x9403
  const holds = state[opening.purse]
  const counter = opening.online ? holds.onlineCounter : holds.offlineCounter
  if (counter >= LAST_COUNTER) return 0x9402
  const amountFen = asked.amount.length === 4 ? asked.amount.readUInt32BE(0) : 0
  if (!opening.online || opening.act === 'unload') {
    const most = opening.act === 'unload' ? holds.balanceFen : availableFen(holds)
    if (amountFen > most) return 0x9401
  }
  if (opening.act === 'load' && holds.balanceFen + amountFen > LARGEST_BALANCE_FEN) return 0x6985
  const { amount, terminal } = asked
  return { ...opening, key, holds, amountFen, amount, terminal }
}

/** A card with a PIN wants it for the deposit, and for loads where its profile says so. */
function pinMissing(session: CardSession, opening: Opening): boolean {
  if (session.state.pin === undefined || session.pinVerified) return false
  return opening.purse === 'ed' || (opening.act === 'load' && session.profile.loadNeedsPin)
}

/** Offline: balance, counter, overdraft limit, key version, algorithm, random. No MAC. */
function openedOffline(session: CardSession, opened: Opened): Buffer {
  const { holds, key } = opened
  const random = remember(session, opened)
  const answer = Buffer.allocUnsafe(17)
  answer.writeUInt32BE(holds.balanceFen, 0)
  answer.writeUInt16BE(holds.offlineCounter, 4)
  answer.writeUIntBE(holds.overdraftLimitFen, 6, 3)
  answer[9] = key.version
  answer[10] = ALGORITHM_BYTE[key.algorithm]
  answer.set(random, 11)
  answer.writeUInt16BE(SUCCESS, 15)
  return answer
}

/** Online: balance, counter, (old limit,) key version, algorithm, random, MAC1. */
function openedOnline(session: CardSession, opened: Opened): Buffer {
  const { holds, key, act, amount, terminal } = opened
  const random = session.chance.bytes(4)
  const onlineSequence = u16(holds.onlineCounter)
  const kind = act === 'load' ? 'load' : act === 'unload' ? 'unload' : 'overdraft'
  const made = sessionKey(key.algorithm, kind, key.key, { random, onlineSequence })
  remember(session, opened, { random, session: made })
  const balance = u32(holds.balanceFen)
  const oldLimit = u24(holds.overdraftLimitFen)
  const type = Buffer.from([opened.type])
  const mac1 =
    act === 'overdraft'
      ? purseMac(key.algorithm, 'overdraft-mac1', made, { balance, oldLimit, type, terminal })
      : purseMac(key.algorithm, act === 'load' ? 'load-mac1' : 'unload-mac1', made, {
          oldBalance: balance,
          amount,
          type,
          terminal,
        })
  const limit = act === 'overdraft' ? [oldLimit] : []
  const named = Buffer.from([key.version, ALGORITHM_BYTE[key.algorithm]])
  return reply(SUCCESS, Buffer.concat([balance, onlineSequence, ...limit, named, random, mac1]))
}

function remember(
  session: CardSession,
  opened: Opened,
  online?: { readonly random: Buffer; readonly session: Buffer },
): Buffer {
  const random = online?.random ?? session.chance.bytes(4)
  session.pending = {
    act: opened.act,
    purse: opened.purse,
    key: opened.key,
    amountFen: opened.amountFen,
    amount: opened.amount,
    type: Buffer.from([opened.type]),
    terminal: opened.terminal,
    random,
    cache: [],
    ...(online === undefined ? {} : { session: online.session }),
  }
  return random
}
