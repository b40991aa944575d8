import { sameBytes } from '../../src/base'
import { type Command, reply, SUCCESS } from '../../src/card'
import { algorithmOfByte, purseMac, sessionKey, type Algorithm } from '../../src/keys'
import { only, u32 } from './card-session'
import type { SamSession } from './sam'
import { samKeyKind, type SamKey } from './sam-keys'

/** A purchase that waits for the card's MAC2. */
export interface OpenSamPurchase {
  readonly algorithm: Algorithm
  readonly session: Buffer
  readonly amount: Buffer
}

const LAST_NUMBER = 0xffff_ffff

/**
 * INIT_SAM_FOR_PURCHASE (card-protocol §5.3): random 4, card counter 2, amount 4, type 1, date 4, time 3,
 * key version 1, algorithm 1, factors 8·N, card first. The SAM puts its own terminal number into MAC1.
 */
export function openPurchase(session: SamSession, { lc, data }: Command): Buffer {
  session.open = undefined
  const { authCode, state, terminal } = session
  session.authCode = undefined
  const levels = (lc - 0x14) / 8
  if (!Number.isInteger(levels) || levels < 1 || levels > 3) return only(0x6700)
  if (state.triesLeft === 0) return only(0x6983)
  const key = purchaseKey(session, {
    version: data[18] as number,
    algorithm: data[19] as number,
    levels,
  })
  if (key === undefined) return only(0x9403)
  if (state.nextNumber > LAST_NUMBER) return only(0x9402)
  const number = u32(state.nextNumber)
  const amount = Buffer.from(data.subarray(6, 10))
  const made = sessionKey(
    key.algorithm,
    'purchase',
    session.derivation.cardKey(key, data.subarray(20)),
    {
      random: data.subarray(0, 4),
      offlineSequence: data.subarray(4, 6),
      terminalSequence: number,
    },
  )
  const facts = { amount, type: data.subarray(10, 11), terminal, dateTime: data.subarray(11, 18) }
  const mac1 =
    authCode === undefined
      ? purseMac(key.algorithm, 'purchase-mac1', made, facts)
      : purseMac(key.algorithm, 'purchase-mac1-auth-code', made, { ...facts, authCode })
  session.state = { ...state, nextNumber: state.nextNumber + 1 }
  session.open = { algorithm: key.algorithm, session: made, amount }
  return reply(SUCCESS, Buffer.concat([number, mac1]))
}

export function purchaseKey(
  { making }: SamSession,
  asked: { readonly version: number; readonly algorithm: number; readonly levels: number },
): SamKey | undefined {
  const algorithm = algorithmOfByte(asked.algorithm)
  return making.keys.find(
    (key) =>
      key.kind === samKeyKind.purchase &&
      key.version === asked.version &&
      key.algorithm === algorithm &&
      key.levels === asked.levels,
  )
}

/** CREDIT_SAM_FOR_PURCHASE: MAC2 of the card. Too many wrong ones lock the SAM. */
export function creditForPurchase(session: SamSession, { lc, data }: Command): Buffer {
  if (lc !== 4) return only(0x6700)
  const { open, state } = session
  if (state.triesLeft === 0) return only(0x6983)
  if (open === undefined) return only(0x6901)
  session.open = undefined
  const expected = purseMac(open.algorithm, 'purchase-mac2', open.session, { amount: open.amount })
  if (!sameBytes(expected, data)) return wrongCode(session)
  const fullTries = session.making.wrongCodesMax ?? state.triesLeft
  if (state.triesLeft < fullTries) session.state = { ...state, triesLeft: fullTries }
  return only(SUCCESS)
}

/** Counts a wrong MAC2; the last one locks the SAM. */
export function wrongCode(session: SamSession): Buffer {
  const triesLeft = session.state.triesLeft - 1
  session.state = { ...session.state, triesLeft }
  return only(triesLeft === 0 ? 0x6983 : 0x9302)
}
