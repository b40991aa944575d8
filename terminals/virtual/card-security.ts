import { sameBytes } from '../../src/base'
import {
  cardKeyIndex,
  cardKeyRecords,
  type Command,
  reply,
  SUCCESS,
  TRANSPORT_KEY_INDEX,
} from '../../src/card'
import {
  algorithmOfByte,
  commandMac,
  decryptBlocks,
  encryptBlocks,
  encryptForCard,
  externalAuthentication,
  fold,
  mac,
  reloadPinMac,
} from '../../src/keys'
import { fileBySfi, filesAfterUpdate } from './card-files'
import { type CardSession, only } from './card-session'
import { MAINTENANCE_TRIES, PIN_TRIES, type WrittenKey } from './card-state'
import type { ChipKey } from './chip-keys'

/** GET CHALLENGE: four or eight bytes, good for the next command only. */
export function getChallenge(session: CardSession, { le }: Command): Buffer {
  if (le !== 4 && le !== 8) return only(0x6700)
  session.challenge = session.chance.bytes(le)
  return reply(SUCCESS, session.challenge)
}

/** The data of a command whose MAC is right, or the status word; three wrong MACs are the end. */
function unwrapped(
  session: CardSession,
  command: Command,
  said: { readonly key: ChipKey | undefined; readonly challenge: Buffer | undefined },
): Buffer | number {
  if (said.key === undefined) return 0x9403
  if ((command.cla & 0x04) === 0 || command.lc < 4) return 0x6987
  if (said.challenge === undefined) return 0x6984
  if (session.state.maintenanceTriesLeft === 0) return 0x9303
  const dataEnd = command.lc - 4
  const data = command.data.subarray(0, dataEnd)
  const { cla, ins, p1, p2, lc } = command
  const expected = commandMac(said.key.algorithm, said.key.key, {
    header: Buffer.from([cla, ins, p1, p2, lc]),
    data,
    challenge: said.challenge,
  })
  if (!sameBytes(expected, command.data.subarray(dataEnd))) return wrongCode(session)
  if (session.state.maintenanceTriesLeft < MAINTENANCE_TRIES) {
    session.change({ maintenanceTriesLeft: MAINTENANCE_TRIES })
  }
  return data
}

function wrongCode(session: CardSession): number {
  const maintenanceTriesLeft = session.state.maintenanceTriesLeft - 1
  const ended = maintenanceTriesLeft === 0
  session.change(
    ended ? { maintenanceTriesLeft, application: 'locked-for-good' } : { maintenanceTriesLeft },
  )
  return ended ? 0x9303 : 0x6988
}

const maintenanceKey = (session: CardSession): ChipKey | undefined =>
  anyOf(session, 'application-maintenance')

type Purpose = Parameters<CardSession['key']>[0]

/** Keys that commands do not name by index: 3DES first, SM4 where the card has nothing else. */
const anyOf = (session: CardSession, purpose: Purpose): ChipKey | undefined =>
  session.keyOf(purpose, '3des') ?? session.keyOf(purpose, 'sm4')

/** UPDATE BINARY: free files plainly, the others with a MAC (CLA 04). */
export function updateBinary(
  session: CardSession,
  command: Command,
  challenge: Buffer | undefined,
): Buffer {
  const { p1, p2 } = command
  const bySfi = (p1 & 0x80) !== 0
  const file = bySfi ? fileBySfi(session, p1 & 0x1f) : session.file
  if (file === undefined) return only(bySfi ? 0x6a82 : 0x6985)
  if (file.write === 'never') return only(0x6982)
  const key =
    session.selected === 'application'
      ? maintenanceKey(session)
      : anyOf(session, 'card-maintenance')
  const data =
    file.write === 'maintenance-mac'
      ? unwrapped(session, command, { key, challenge })
      : command.data
  if (typeof data === 'number') return only(data)
  const files = filesAfterUpdate(session, file, { offset: bySfi ? p2 : (p1 << 8) | p2, data })
  if (typeof files === 'number') return only(files)
  session.change({ files })
  return only(SUCCESS)
}

/** APPLICATION BLOCK: P2 01 for good, 00 until it is unblocked. */
export function blockApplication(
  session: CardSession,
  command: Command,
  challenge: Buffer | undefined,
): Buffer {
  if (command.p2 > 1) return only(0x6a86)
  const key = anyOf(session, 'application-block') ?? maintenanceKey(session)
  const data = unwrapped(session, command, { key, challenge })
  if (typeof data === 'number') return only(data)
  session.pending = undefined
  session.change({ application: command.p2 === 1 ? 'locked-for-good' : 'blocked' })
  return only(SUCCESS)
}

/** APPLICATION UNBLOCK; what is locked for good stays so. */
export function unblockApplication(
  session: CardSession,
  command: Command,
  challenge: Buffer | undefined,
): Buffer {
  if (session.state.application === 'locked-for-good') return only(0x9303)
  const key = anyOf(session, 'application-unblock') ?? maintenanceKey(session)
  const data = unwrapped(session, command, { key, challenge })
  if (typeof data === 'number') return only(data)
  session.change({ application: 'active' })
  return only(SUCCESS)
}

/** CARD BLOCK: the whole chip, for good. */
export function blockCard(
  session: CardSession,
  command: Command,
  challenge: Buffer | undefined,
): Buffer {
  const key = anyOf(session, 'card-maintenance')
  const data = unwrapped(session, command, { key, challenge })
  if (typeof data === 'number') return only(data)
  session.pending = undefined
  session.change({ card: 'blocked' })
  return only(SUCCESS)
}

/** EXTERNAL AUTHENTICATE: the terminal encrypts the challenge. */
export function externalAuthenticate(
  session: CardSession,
  { lc, data, p2 }: Command,
  challenge: Buffer | undefined,
): Buffer {
  if (lc !== 8) return only(0x6700)
  if (challenge === undefined) return only(0x6984)
  const control = controlKey(session, p2)
  const key = control ?? session.key('external-auth', p2) ?? session.key('application-master', p2)
  if (key === undefined) return only(0x6a88)
  const { maintenanceTriesLeft } = session.state
  if (maintenanceTriesLeft === 0) return only(0x6983)
  const expected = externalAuthentication(key.algorithm, key.key, challenge)
  if (sameBytes(expected, data)) {
    if (maintenanceTriesLeft < MAINTENANCE_TRIES) {
      session.change({ maintenanceTriesLeft: MAINTENANCE_TRIES })
    }
    session.controlProved ||= control !== undefined
    return only(SUCCESS)
  }
  const status = wrongCode(session)
  return only(status === 0x9303 ? 0x6983 : 0x63c0 | session.state.maintenanceTriesLeft)
}

/** The key that rules a chip from the maker: its transport key, until the card's own master key stands. */
function controlKey(session: CardSession, index: number): ChipKey | undefined {
  const { chip } = session.state
  if (chip === undefined || session.selected !== 'environment') return undefined
  if (chip.transport === undefined) return session.key('card-master', index)
  return index === TRANSPORT_KEY_INDEX ? chip.transport : undefined
}

/**
 * WRITE KEY: one key record, encrypted and protected by the key that rules the chip. The card master key takes the
 * transport key's place in the same write. A record may be written again.
 */
export function writeKey(
  session: CardSession,
  command: Command,
  challenge: Buffer | undefined,
): Buffer {
  const { chip } = session.state
  if (chip === undefined) return only(0x6d00)
  if (!session.controlProved) return only(0x6982)
  const control = chip.transport ?? anyOf(session, 'card-master')
  const data = unwrapped(session, command, { key: control, challenge })
  if (typeof data === 'number') return only(data)
  const written = control === undefined ? undefined : keyRecord(session, control, { command, data })
  if (written === undefined) return only(0x6a80)
  const others = chip.keys.filter(
    ({ purpose, index }) => purpose !== written.purpose || index !== written.index,
  )
  const transport = written.purpose === 'card-master' ? undefined : chip.transport
  session.change({ chip: { ...chip, transport, keys: [...others, written] } })
  return only(SUCCESS)
}

/** Usage, version, algorithm and 16 bytes of key, behind their length. */
function keyRecord(
  session: CardSession,
  control: ChipKey,
  { command, data }: { readonly command: Command; readonly data: Buffer },
): WrittenKey | undefined {
  if (data.length === 0 || data.length % (control.algorithm === 'sm4' ? 16 : 8) !== 0) {
    return undefined
  }
  const plain = decryptBlocks(control.algorithm, control.key, data)
  if (plain[0] !== 19 || plain.length < 20) return undefined
  const [usage, version, byte] = [plain.readUInt8(1), plain.readUInt8(2), plain.readUInt8(3)]
  const record = cardKeyRecords.find((one) => one.usage === usage && one.in === session.selected)
  const algorithm = algorithmOfByte(byte)
  if (record === undefined || algorithm === undefined) return undefined
  const index = cardKeyIndex(version, byte)
  if (index !== command.p2) return undefined
  const key = Buffer.from(plain.subarray(4, 20))
  return { purpose: record.purpose, index, version, algorithm, key }
}

/** INTERNAL AUTHENTICATE: encrypts (00), decrypts (01) or MACs (02) what it is given. */
export function internalAuthenticate(session: CardSession, { p1, p2, data }: Command): Buffer {
  const key = session.key('internal-auth', p2)
  if (key === undefined) return only(0x6a88)
  const { algorithm } = key
  if (p1 === 0x02) {
    const macKey = algorithm === 'sm4' ? key.key : fold(key.key)
    return reply(SUCCESS, mac(algorithm, { key: macKey, data }))
  }
  if (data.length === 0 || data.length % (algorithm === 'sm4' ? 16 : 8) !== 0) return only(0x6700)
  if (p1 === 0x00) return reply(SUCCESS, encryptBlocks(algorithm, key.key, data))
  return p1 === 0x01 ? reply(SUCCESS, decryptBlocks(algorithm, key.key, data)) : only(0x6a86)
}

/** VERIFY: a wrong PIN is counted, and drops an opened transaction. */
export function verifyPin(session: CardSession, { data }: Command): Buffer {
  const status = pinStatus(session, data)
  session.pinVerified = status === SUCCESS
  if (status !== SUCCESS) session.pending = undefined
  return only(status)
}

function pinStatus(session: CardSession, given: Buffer): number {
  const { pin } = session.state
  if (pin === undefined) return 0x6a88
  if (pin.triesLeft === 0) return 0x6983
  if (sameBytes(pin.value, given)) {
    if (pin.triesLeft < PIN_TRIES) session.change({ pin: { ...pin, triesLeft: PIN_TRIES } })
    return SUCCESS
  }
  const triesLeft = pin.triesLeft - 1
  session.change({ pin: { ...pin, triesLeft } })
  return triesLeft === 0 ? 0x6983 : 0x63c0 | triesLeft
}

/** CHANGE PIN (P1 01: old FF new) and RELOAD PIN (P1 00: new and its MAC). */
export function changePin(session: CardSession, command: Command): Buffer {
  if (command.p1 === 0x01) return changedByHolder(session, command.data)
  return command.p1 === 0x00 ? reloaded(session, command.data) : only(0x6a86)
}

function changedByHolder(session: CardSession, data: Buffer): Buffer {
  const split = data.indexOf(0xff)
  const fresh = data.subarray(split + 1)
  if (split < 2 || !isPin(fresh)) return only(0x6a80)
  const status = pinStatus(session, data.subarray(0, split))
  if (status === SUCCESS)
    session.change({ pin: { value: Buffer.from(fresh), triesLeft: PIN_TRIES } })
  return only(status)
}

function reloaded(session: CardSession, data: Buffer): Buffer {
  const key = anyOf(session, 'pin-reload')
  if (key === undefined) return only(0x9403)
  if (session.state.maintenanceTriesLeft === 0) return only(0x9303)
  const fresh = Buffer.from(data.subarray(0, -4))
  if (!isPin(fresh)) return only(0x6a80)
  const expected = reloadPinMac(key.algorithm, key.key, fresh)
  if (!sameBytes(expected, data.subarray(-4))) return only(wrongCode(session))
  session.change({ pin: { value: fresh, triesLeft: PIN_TRIES } })
  return only(SUCCESS)
}

const isPin = (bytes: Buffer): boolean => bytes.length >= 2 && bytes.length <= 6

/** PIN UNBLOCK: the current PIN, encrypted and protected, gives the tries back. */
export function unblockPin(
  session: CardSession,
  command: Command,
  challenge: Buffer | undefined,
): Buffer {
  const key = anyOf(session, 'pin-unblock')
  const data = unwrapped(session, command, { key, challenge })
  if (typeof data === 'number') return only(data)
  const { pin } = session.state
  if (pin === undefined || key === undefined) return only(0x6a88)
  if (!sameBytes(encryptForCard(key.algorithm, key.key, pin.value), data)) return only(0x6a80)
  session.change({ pin: { ...pin, triesLeft: PIN_TRIES } })
  return only(SUCCESS)
}
