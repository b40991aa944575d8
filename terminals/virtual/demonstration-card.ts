import { SeededChance } from '../../src/base'
import { profiles, type ProfileName } from '../../src/card'
import { VirtualCard } from './card'
import { freshState } from './card-state'
import { plainKeys } from './chip-keys'

const BALANCE_FEN = 8_635
const TERMINAL = '518000000101'

/** Type, amount in fen and moment of what has happened to the card, newest first. */
const HISTORY = [
  [0x09, 215, '20260302181204'],
  [0x06, 350, '20260302121530'],
  [0x09, 190, '20260302081103'],
  [0x02, 5_000, '20260301100000'],
] as const

/** A card to look at, for people without hardware: it holds no key and cannot be loaded or spent. */
export function demonstrationCard(profile: ProfileName): VirtualCard {
  const { purchaseLog, loadLog } = profiles[profile]
  const files = new Map<number, readonly Buffer[]>()
  HISTORY.forEach(([type, amountFen, at], index) => {
    const record = Buffer.alloc(23)
    record.writeUInt16BE(HISTORY.length - index, 0)
    record.writeUInt32BE(amountFen, 5)
    record.writeUInt8(type, 9)
    record.write(TERMINAL, 10, 'hex')
    record.write(at, 16, 'hex')
    const fid = type === 0x02 ? loadLog : purchaseLog
    files.set(fid, [...(files.get(fid) ?? []), record])
  })
  return new VirtualCard({
    profile,
    personal: {
      number: profile === 'mohurd' ? '9990000000000001' : '3104403000000000001',
      issuer: profile === 'mohurd' ? '9990FF0000000000' : '02005840FFFFFFFF',
      start: '20260101',
      expiry: '20360101',
      ...(profile === 'mohurd' ? { authCode: '001122334411223344' } : {}),
    },
    keys: plainKeys({}),
    chance: new SeededChance(1),
    state: { ep: { ...freshState.ep, balanceFen: BALANCE_FEN, onlineCounter: 1 }, files },
  })
}
