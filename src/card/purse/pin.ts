import { concat, ok, parseHex, refuse, type Result } from '../../base'
import { command } from '../apdu'
import { askVault, tellCard, type Conversation } from '../conversation'
import { askChallenge, protectedHeader, type ProtectedRefusal } from '../secure-messaging'
import { expectData, type RefusalsOf, type StatusTable } from '../status'
import type { CardKeyName } from '../vault-question'

export const verifyStatus = {
  0x63c0: ['pin-wrong', 'the PIN is wrong'],
  0x6983: ['pin-locked', 'the PIN was wrong too often'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x6a88: ['pin-missing', 'this card has no PIN'],
  0x9403: ['pin-missing', 'this card has no PIN'],
} as const satisfies StatusTable

export const reloadStatus = {
  0x6988: ['code-refused', 'the card found the MAC wrong'],
  0x6983: ['key-locked', 'the key that reloads PINs is locked'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x6a88: ['pin-missing', 'this card has no PIN'],
  0x9302: ['code-refused', 'the card found the MAC wrong'],
  0x9303: ['application-locked-for-good', 'the application can never be used again'],
  0x9403: ['pin-missing', 'this card has no PIN'],
} as const satisfies StatusTable

export type VerifyRefusal = RefusalsOf<typeof verifyStatus> | 'pin-malformed'
export type ReloadRefusal = RefusalsOf<typeof reloadStatus> | 'pin-malformed' | 'key-unknown'

/** A PIN as the card takes it: 2 to 6 bytes, two digits each ("123456" is three bytes). */
export function pinBytes(pin: string): Result<Buffer, 'pin-malformed'> {
  const bytes = /^(?:\d\d){2,6}$/.test(pin) ? parseHex(pin) : undefined
  return bytes?.ok === true
    ? bytes
    : refuse('pin-malformed', { detail: 'a PIN is 4 to 12 decimal digits, an even number of them' })
}

/** VERIFY 校验口令; wrong tries are counted on the card. */
export function* verifyPin(pin: string, kid = 0): Conversation<Result<void, VerifyRefusal>> {
  const bytes = pinBytes(pin)
  if (!bytes.ok) return bytes
  return said(
    yield* tellCard(command({ cla: 0, ins: 0x20, p1: 0, p2: kid }, bytes.value)),
    verifyStatus,
  )
}

/** CHANGE PIN: the holder gives the old one and the new one. */
export function* changePin(
  change: { readonly old: string; readonly fresh: string },
  kid = 0,
): Conversation<Result<void, VerifyRefusal>> {
  const old = pinBytes(change.old)
  if (!old.ok) return old
  const fresh = pinBytes(change.fresh)
  if (!fresh.ok) return fresh
  const data = concat(old.value, Buffer.of(0xff), fresh.value)
  return said(
    yield* tellCard(command({ cla: 0x80, ins: 0x5e, p1: 1, p2: kid }, data)),
    verifyStatus,
  )
}

/** RELOAD PIN 重装口令: the issuer sets a new one. The code has no random number: it can be said again. */
export function* reloadPin(
  fresh: string,
  key: CardKeyName,
  kid = 0,
): Conversation<Result<void, ReloadRefusal>> {
  const pin = pinBytes(fresh)
  if (!pin.ok) return pin
  const mac = yield* askVault({ act: 'make-reload-pin-mac', key, pin: pin.value })
  if (mac.length !== 4) return refuse('key-unknown')
  const data = concat(pin.value, mac)
  return said(
    yield* tellCard(command({ cla: 0x80, ins: 0x5e, p1: 0, p2: kid }, data)),
    reloadStatus,
  )
}

/** PIN UNBLOCK 解锁口令 with the current PIN, encrypted (card-protocol §3.6). */
export function* unblockPin(
  current: string,
  key: CardKeyName,
  kid = 1,
): Conversation<Result<void, ReloadRefusal | ProtectedRefusal>> {
  const plain = pinBytes(current)
  if (!plain.ok) return plain
  const challenge = yield* askChallenge()
  if (!challenge.ok) return challenge
  const lc = key.algorithm === 0x04 ? 0x14 : 0x0c
  const header = protectedHeader({ cla: 0x84, ins: 0x24, p1: 0x00, p2: kid }, lc)
  const whole = yield* askVault({
    act: 'make-protected-command',
    key,
    header,
    plain: plain.value,
    challenge: challenge.value,
  })
  if (whole.length === 0) return refuse('key-unknown')
  return said(yield* tellCard(whole), reloadStatus)
}

function said<const Table extends StatusTable>(
  answer: Parameters<typeof expectData>[0],
  table: Table,
): Result<void, RefusalsOf<Table>> {
  const done = expectData(answer, table)
  return done.ok ? ok(undefined) : done
}
