import { type Command, reply, SUCCESS, transactionType } from '../../src/card'
import { ALGORITHM_BYTE, purseMac, sessionKey, type KeyPurpose } from '../../src/keys'
import { type CardSession, only, type PendingAct, u16, u24, u32 } from './card-session'
import { availableFen, LAST_COUNTER } from './card-state'
import type { ChipKey } from './chip-keys'

/** What the INITIALIZE commands have in common: they change nothing that outlives the power. */
interface Opening {
  readonly act: PendingAct
  readonly purpose: KeyPurpose
  readonly type: Buffer
  readonly online: boolean
  readonly purse: 'ep' | 'ed'
}

interface Asked {
  readonly keyIndex: number
  readonly amount: Buffer
  readonly amountFen: number
  readonly terminal: Buffer
}

const online = (
  act: 'load' | 'unload' | 'overdraft',
  type: number,
  purse: 'ep' | 'ed',
): Opening => ({
  act,
  purpose: act,
  type: Buffer.from([type]),
  online: true,
  purse,
})

const offline = (
  act: 'purchase' | 'cash' | 'compound',
  type: number,
  purse: 'ep' | 'ed',
): Opening => ({ act, purpose: 'purchase', type: Buffer.from([type]), online: false, purse })

/** P1 and P2 of INITIALIZE, and what they open. */
const openings: Readonly<Record<number, Opening>> = {
  0x0001: online('load', transactionType.depositLoad, 'ed'),
  0x0002: online('load', transactionType.purseLoad, 'ep'),
  0x0101: offline('purchase', transactionType.depositPurchase, 'ed'),
  0x0102: offline('purchase', transactionType.pursePurchase, 'ep'),
  0x0201: offline('cash', transactionType.cash, 'ed'),
  0x0302: offline('compound', transactionType.compoundPurchase, 'ep'),
  0x0401: online('overdraft', transactionType.overdraftLimit, 'ed'),
  0x0501: online('unload', transactionType.depositUnload, 'ed'),
  0x0502: online('unload', transactionType.depositUnload, 'ep'),
}

const LARGEST_BALANCE_FEN = 0xffff_ffff
const NOTHING = u32(0)

/** INITIALIZE FOR …: P1 says for what, P2 for which purse (card-protocol §2.3 to §2.8). */
export function initialise(session: CardSession, { p1, p2, lc, data }: Command): Buffer {
  session.pending = undefined
  const opening = openings[(p1 << 8) | p2]
  const missing =
    opening?.act === 'unload' && opening.purse === 'ep' && !session.profile.purseUnload
  if (opening === undefined || missing) return only(0x6a86)
  const withAmount = opening.act !== 'overdraft'
  if (lc !== (withAmount ? 11 : 7)) return only(0x6700)
  const asked = {
    keyIndex: data[0] as number,
    amount: withAmount ? data.subarray(1, 5) : NOTHING,
    amountFen: withAmount ? data.readUInt32BE(1) : 0,
    terminal: data.subarray(withAmount ? 5 : 1, lc),
  }
  const key = session.key(opening.purpose, asked.keyIndex)
  const refused = whyNot(session, opening, { key, amountFen: asked.amountFen })
  if (refused !== undefined || key === undefined) return only(refused ?? 0x9403)
  return opening.online
    ? openedOnline(session, { opening, asked, key })
    : openedOffline(session, { opening, asked, key })
}

/** The checks in order of precedence: the first that fails is the status word. */
function whyNot(
  session: CardSession,
  opening: Opening,
  { key, amountFen }: { readonly key: ChipKey | undefined; readonly amountFen: number },
): number | undefined {
  const { state } = session
  if (session.selected !== 'application' || state.greyLock !== undefined) return 0x6985
  if (pinMissing(session, opening)) return 0x6982
  if (key === undefined) return 0x9403
  const holds = state[opening.purse]
  const counter = opening.online ? holds.onlineCounter : holds.offlineCounter
  if (counter >= LAST_COUNTER) return 0x9402
  if (!opening.online && amountFen > availableFen(holds)) return 0x9401
  if (opening.act === 'unload' && amountFen > holds.balanceFen) return 0x9401
  const tooFull = opening.act === 'load' && holds.balanceFen + amountFen > LARGEST_BALANCE_FEN
  return tooFull ? 0x6985 : undefined
}

interface Opened {
  readonly opening: Opening
  readonly asked: Asked
  readonly key: ChipKey
}

/** A card with a PIN wants it for the deposit, and for loads where its profile says so. */
function pinMissing(session: CardSession, opening: Opening): boolean {
  if (session.state.pin === undefined || session.pinVerified) return false
  return opening.purse === 'ed' || (opening.act === 'load' && session.profile.loadNeedsPin)
}

/** Offline: balance, counter, overdraft limit, key version, algorithm, random. No MAC. */
function openedOffline(session: CardSession, opened: Opened): Buffer {
  const { key, opening } = opened
  const holds = session.state[opening.purse]
  const random = session.chance.bytes(4)
  remember(session, opened, { random, session: undefined })
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
  const { key, opening } = opened
  const { algorithm } = key
  const holds = session.state[opening.purse]
  const random = session.chance.bytes(4)
  const onlineSequence = u16(holds.onlineCounter)
  const facts = { random, onlineSequence }
  const made = sessionKey(algorithm, SESSION_OF[opening.act] ?? 'load', key.key, facts)
  remember(session, opened, { random, session: made })
  const balance = u32(holds.balanceFen)
  const limit = opening.act === 'overdraft' ? u24(holds.overdraftLimitFen) : NO_LIMIT
  const mac1 = mac1Of(opened, { session: made, balance, limit })
  const named = Buffer.from([key.version, ALGORITHM_BYTE[algorithm]])
  return reply(SUCCESS, Buffer.concat([balance, onlineSequence, limit, named, random, mac1]))
}

const NO_LIMIT = Buffer.alloc(0)

const SESSION_OF: Readonly<Partial<Record<PendingAct, 'load' | 'unload' | 'overdraft'>>> = {
  load: 'load',
  unload: 'unload',
  overdraft: 'overdraft',
}

/** The card proves itself to the host before anything is paid. */
function mac1Of(
  { opening, asked, key: { algorithm } }: Opened,
  made: { readonly session: Buffer; readonly balance: Buffer; readonly limit: Buffer },
): Buffer {
  const { type, act } = opening
  const { amount, terminal } = asked
  const { session, balance } = made
  if (act === 'overdraft') {
    const facts = { balance, oldLimit: made.limit, type, terminal }
    return purseMac(algorithm, 'overdraft-mac1', session, facts)
  }
  const facts = { oldBalance: balance, amount, type, terminal }
  return purseMac(algorithm, act === 'load' ? 'load-mac1' : 'unload-mac1', session, facts)
}

function remember(
  session: CardSession,
  { opening, asked, key }: Opened,
  made: { readonly random: Buffer; readonly session: Buffer | undefined },
): void {
  session.pending = {
    act: opening.act,
    purse: opening.purse,
    online: opening.online,
    key,
    amountFen: asked.amountFen,
    amount: asked.amount,
    type: opening.type,
    terminal: asked.terminal,
    random: made.random,
    session: made.session,
    cache: [],
  }
}
