import { concat, ok, refuse, type Result } from '../base'
import { command, type CommandHeader } from './apdu'
import { askCard, askVault, tellCard, type Conversation } from './conversation'
import { expectData, type RefusalsOf, type StatusTable } from './status'
import type { CardKeyName } from './vault-question'

export const challengeStatus = {
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
} as const satisfies StatusTable

export const protectedStatus = {
  0x6700: ['length-refused', 'the data does not fit the file'],
  0x6982: ['right-missing', 'this key may not change the file'],
  0x6983: [
    'application-locked-for-good',
    'too many wrong codes: the application is locked for good',
  ],
  0x6984: ['challenge-missing', 'the card was not asked for a challenge before'],
  0x6987: ['code-missing', 'the file is changed only with a MAC'],
  0x6988: ['code-refused', 'the card found the MAC wrong; it counts such failures'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x6a82: ['file-missing', 'the card has no such file'],
  0x6a83: ['record-missing', 'the file has no such record'],
  0x6a84: ['no-space', 'the file has no space left'],
  0x6b00: ['length-refused', 'the data does not fit the file'],
  0x9303: [
    'application-locked-for-good',
    'too many wrong codes: the application is locked for good',
  ],
} as const satisfies StatusTable

export type ProtectedRefusal =
  RefusalsOf<typeof protectedStatus> | RefusalsOf<typeof challengeStatus> | 'key-unknown'

/** GET CHALLENGE 取随机数: four bytes, good for the next command only. */
export function* askChallenge(
  size: 4 | 8 = 4,
): Conversation<Result<Buffer, RefusalsOf<typeof challengeStatus>>> {
  const answer = yield* askCard(command({ cla: 0, ins: 0x84, p1: 0, p2: 0 }, undefined, size))
  return expectData(answer, challengeStatus, size)
}

/** CLA INS P1 P2 Lc as the MAC covers it: secure messaging marked, the MAC counted in Lc. */
export const protectedHeader = ({ cla, ins, p1, p2 }: CommandHeader, lc: number): Buffer =>
  Buffer.of(cla | 0x04, ins, p1, p2, lc)

/** Says a command with a MAC over challenge, header and data (card-protocol §3.5, after FMCOS 2.0). */
export function* sayProtected(
  header: CommandHeader,
  data: Buffer,
  key: CardKeyName,
): Conversation<Result<Buffer, ProtectedRefusal>> {
  const challenge = yield* askChallenge()
  if (!challenge.ok) return challenge
  const covered = protectedHeader(header, data.length + 4)
  const mac = yield* askVault({
    act: 'make-command-mac',
    key,
    header: covered,
    data,
    challenge: challenge.value,
  })
  if (mac.length !== 4) return refuse('key-unknown')
  return expectData(yield* tellCard(concat(covered, data, mac)), protectedStatus)
}

/** UPDATE BINARY with a MAC: how files 0015 to 0017 are written once the card is out. */
export function* updateBinary(
  place: { readonly sfi: number; readonly offset: number },
  data: Buffer,
  key: CardKeyName,
): Conversation<Result<void, ProtectedRefusal>> {
  const header = { cla: 0x04, ins: 0xd6, p1: 0x80 | place.sfi, p2: place.offset }
  const done = yield* sayProtected(header, data, key)
  return done.ok ? ok(undefined) : done
}
