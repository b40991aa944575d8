import { sameBytes } from '../../src/base'
import { type Command, reply, SUCCESS } from '../../src/card'
import { purseMac, purseTac, sessionKey } from '../../src/keys'
import { type CardSession, only, type PendingTransaction, u16, u32 } from './card-session'
import { availableFen, received, spent, type PurseState } from './card-state'
import { memoryAfter } from './card-write'
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
  if (pending === undefined || pending.online || pending.act === 'grey-lock') return only(0x6985)
  if (lc !== 15) return only(0x6700)
  const { key, amount, type, terminal, random, purse } = pending
  const { algorithm } = key
  const before = session.state[purse]
  const terminalSequence = data.subarray(0, 4)
  const dateTime = data.subarray(4, 11)
  const offlineSequence = u16(before.offlineCounter)
  const sessionFacts = { random, offlineSequence, terminalSequence }
  const made = sessionKey(algorithm, 'purchase', key.key, sessionFacts)
  const facts = { amount, type, terminal, terminalSequence, dateTime }
  if (!sameBytes(purchaseMac1(session, key, made, facts), data.subarray(11, 15))) {
    return only(0x9302)
  }
  if (pending.amountFen > availableFen(before)) return only(0x9401)
  const tacKey = session.keyOf('tac', algorithm)
  if (tacKey === undefined) return only(0x9403)
  const tac = purseTac(algorithm, 'purchase', tacKey.key, facts)
  const mac2 = purseMac(algorithm, 'purchase-mac2', made, facts)
  session.commit(
    memoryAfter(session, pending, {
      after: spent(before, pending.amountFen),
      number: before.offlineCounter + 1,
      dateTime,
      mac: mac2,
      tac,
    }),
  )
  return reply(SUCCESS, Buffer.concat([tac, mac2]))
}

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
  const after = received(before, pending.amountFen)
  const tac = purseTac(key.algorithm, 'load', tacKey.key, {
    newBalance: u32(after.balanceFen),
    onlineSequence: u16(before.onlineCounter),
    amount,
    type,
    terminal,
    dateTime,
  })
  const number = after.onlineCounter
  session.commit(memoryAfter(session, pending, { after, number, dateTime, mac: NO_CODE, tac }))
  return reply(SUCCESS, tac)
}

/** A load has no MAC of the card after it, an unload no TAC: that half of the proof says nothing. */
const NO_CODE = Buffer.alloc(4)

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
  const number = after.onlineCounter
  session.commit(
    memoryAfter(session, pending, { after, number, dateTime, mac: mac3, tac: NO_CODE }),
  )
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
  const number = before.onlineCounter + 1
  const after = { ...before, overdraftLimitFen: limitFen, onlineCounter: number }
  session.commit(memoryAfter(session, pending, { after, number, dateTime, mac: NO_CODE, tac }))
  return reply(SUCCESS, tac)
}

/** GET TRANSACTION PROVE: the number is the counter after the transaction (card-protocol §2.6). */
export function prove(session: CardSession, { p2, lc, data }: Command): Buffer {
  if (lc !== 2) return only(0x6700)
  const number = data.readUInt16BE(0)
  const kept = session.state.proofs.find((proof) => proof.type === p2 && proof.number === number)
  return kept === undefined ? only(0x9406) : reply(SUCCESS, kept.codes)
}
