import { hex, type Chance } from '../../src/base'
import {
  type CardProfile,
  CHIP_SERIAL_AT,
  type Command,
  LIFE_CYCLE_BYTES,
  profiles,
  type ProfileName,
  readCommand,
  reply,
  sfiOf,
  SUCCESS,
  type Chip,
} from '../../src/card'
import { creditForLoad, debit, prove, updateOverdraft } from './card-debit'
import { cacheRecord, contentOf, fileBySfi, readBinary, readRecord } from './card-files'
import { initialiseGrey, lock, lockProof, unlock } from './card-grey-lock'
import { initialise } from './card-initialise'
import type { CardPersonalisation } from './card-personalisation'
import {
  blockApplication,
  blockCard,
  changePin,
  externalAuthenticate,
  getChallenge,
  internalAuthenticate,
  unblockApplication,
  unblockPin,
  updateBinary,
  verifyPin,
  writeKey,
} from './card-security'
import { CardSession, only, type Tear, u32 } from './card-session'
import { availableFen, freshState, PIN_TRIES, type CardState, type PurseState } from './card-state'
import type { ChipKeys } from './chip-keys'

export interface CardMaking {
  readonly profile: ProfileName | CardProfile
  readonly personal: CardPersonalisation
  readonly keys: ChipKeys
  /** Where the chip's challenges come from. */
  readonly chance: Chance
  /** Balances and counters other than those of a card fresh from the press. */
  readonly state?: Partial<CardState>
}

/**
 * A citizen card in software: a state machine that hears command bytes and answers reply bytes, as a real
 * chip in the field would. Besides `transmit` it knows only what happens to plastic: power lost, a tear at
 * the worst moment, a forger's copy.
 */
export class VirtualCard implements Chip {
  private readonly session: CardSession

  constructor(making: CardMaking) {
    const { personal, keys, chance } = making
    const profile = typeof making.profile === 'string' ? profiles[making.profile] : making.profile
    const pin =
      personal.pin === undefined ? undefined : { value: hex(personal.pin), triesLeft: PIN_TRIES }
    const state =
      pin === undefined && making.state === undefined
        ? freshState
        : { ...freshState, pin, ...making.state }
    this.session = new CardSession(profile, personal, keys, chance, state)
  }

  /** One command, one answer. Throws `Fault` when an armed tear takes the power away. */
  transmit(commandBytes: Buffer): Buffer {
    const command = readCommand(commandBytes)
    return command === undefined ? only(0x6700) : answer(this.session, command)
  }

  /** The card leaves the field: whatever was open is forgotten. */
  powerCut(): void {
    this.session.powerOff()
  }

  /** The next write loses the power just before it, or just after it (done, but the answer is lost). */
  tearAtNextWrite(tear: Tear | undefined): void {
    this.session.tear = tear
  }

  /** A forger's copy: keys, counters, money, everything. From here both go their own ways. */
  clone(): VirtualCard {
    const { profile, personal, keys, chance, state } = this.session
    return new VirtualCard({ profile, personal, keys, chance, state })
  }

  /** What is kept without power: for tests and for the simulation's own books, never for terminals. */
  get memory(): CardState {
    return this.session.state
  }
}

const ALWAYS_HEARD: ReadonlySet<number> = new Set([0xa4, 0x84])

/** Commands a blocked application still hears. */
const HEARD_WHEN_BLOCKED: ReadonlySet<number> = new Set([0xa4, 0x84, 0x18])

function answer(session: CardSession, command: Command): Buffer {
  const { challenge } = session
  session.challenge = undefined
  const { state } = session
  if (state.card === 'blocked' && command.ins !== 0x84) return only(0x6a81)
  if (session.selected === 'application' && state.application !== 'active') {
    if (state.application === 'locked-for-good' && !ALWAYS_HEARD.has(command.ins)) {
      return only(0x9303)
    }
    if (!HEARD_WHEN_BLOCKED.has(command.ins)) return only(0x6a81)
  }
  switch (command.cla & 0xfb) {
    case 0x00:
      return isoCommand(session, command, challenge)
    case 0x80:
      return purseCommand(session, command, challenge)
    case 0xe0:
      return fuelCommand(session, command)
    default:
      return only(0x6e00)
  }
}

function isoCommand(session: CardSession, command: Command, challenge: Buffer | undefined): Buffer {
  switch (command.ins) {
    case 0xa4:
      return select(session, command)
    case 0xb0:
      return readBinary(session, command)
    case 0xb2:
      return readRecord(session, command)
    case 0x84:
      return getChallenge(session, command)
    case 0xd6:
      return updateBinary(session, command, challenge)
    case 0x20:
      return verifyPin(session, command)
    case 0x82:
      return externalAuthenticate(session, command, challenge)
    case 0x88:
      return internalAuthenticate(session, command)
    default:
      return only(0x6d00)
  }
}

function purseCommand(
  session: CardSession,
  command: Command,
  challenge: Buffer | undefined,
): Buffer {
  // A chip that is not ours yet takes no part in money.
  if (command.ins === 0x50 && session.state.chip?.transport !== undefined) return only(0x6985)
  switch (command.ins) {
    case 0x16:
      return blockCard(session, command, challenge)
    case 0x18:
      return unblockApplication(session, command, challenge)
    case 0x1e:
      return blockApplication(session, command, challenge)
    case 0x24:
      return unblockPin(session, command, challenge)
    case 0x5e:
      return changePin(session, command)
    case 0x50:
      return initialise(session, command)
    case 0x52:
      return creditForLoad(session, command)
    case 0x54:
      return debit(session, command)
    case 0x58:
      return updateOverdraft(session, command)
    case 0x5a:
      return prove(session, command)
    case 0x5c:
      return balance(session, command)
    case 0xca:
      return command.p1 === 0x9f ? lifeCycle(session, command) : authCode(session)
    case 0xd4:
      return writeKey(session, command, challenge)
    case 0xdc:
      return cacheRecord(session, command)
    default:
      return only(0x6d00)
  }
}

function fuelCommand(session: CardSession, command: Command): Buffer {
  switch (command.ins) {
    case 0xca:
      return lockProof(session, command)
    case 0x7a:
      return initialiseGrey(session, command)
    case 0x7c:
      return command.p1 === 0x09 ? unlock(session, command) : lock(session, command)
    case 0x7e:
      return unlock(session, command)
    default:
      return only(0x6d00)
  }
}

/** GET BALANCE; the deposit of a card with a PIN shows itself only to its holder. */
function balance(session: CardSession, { p1, p2 }: Command): Buffer {
  if (session.selected !== 'application') return only(0x6985)
  if (p2 !== 0x01 && p2 !== 0x02) return only(0x6a86)
  const { state, profile } = session
  if (p2 === 0x01 && state.pin !== undefined && !session.pinVerified) return only(0x6982)
  const purse = p2 === 0x01 ? state.ed : state.ep
  if (p1 > 0x03 || (p1 !== 0 && !profile.balanceParts)) return only(0x6a86)
  return reply(SUCCESS, u32(p1 === 0 ? availableFen(purse) : (partsOf(purse)[p1] as number)))
}

/** By P1: available, overdraft limit, overdraft used, own money (T-Union). */
const partsOf = (purse: PurseState): readonly number[] => [
  availableFen(purse),
  purse.overdraftLimitFen,
  purse.overdraftUsedFen,
  purse.balanceFen,
]

/** GET DATA 9F7F: the chip's life cycle data, of which only its serial number says anything here. */
function lifeCycle({ state }: CardSession, { p2 }: Command): Buffer {
  if (p2 !== 0x7f || state.chip === undefined) return only(0x6a88)
  const data = Buffer.alloc(LIFE_CYCLE_BYTES)
  data.set([0x9f, 0x7f, LIFE_CYCLE_BYTES - 3])
  data.set(state.chip.serial, CHIP_SERIAL_AT)
  return reply(SUCCESS, data)
}

function authCode({ profile, personal }: CardSession): Buffer {
  return profile.authCode && personal.authCode !== undefined
    ? reply(SUCCESS, Buffer.from(personal.authCode, 'hex'))
    : only(0x6a88)
}

/** SELECT by name or by file identifier; it drops an opened transaction. */
function select(session: CardSession, command: Command): Buffer {
  session.pending = undefined
  if (command.p1 === 0x04) return selectName(session, command.data)
  if (command.p1 > 0x02 || command.data.length !== 2) return only(0x6a86)
  const fid = command.data.readUInt16BE(0)
  if (fid === 0x3f00) return selectEnvironment(session)
  if (fid === session.profile.applicationFid) return selectApplication(session)
  return selectFile(session, fid)
}

function selectName(session: CardSession, name: Buffer): Buffer {
  const { profile } = session
  const asked = name.toString('hex')
  if (asked === profile.applicationName.toLowerCase()) return selectApplication(session)
  return asked === profile.environmentName.toLowerCase() ? selectEnvironment(session) : only(0x6a82)
}

function selectEnvironment(session: CardSession): Buffer {
  session.selected = 'environment'
  session.file = undefined
  const name = nameBytes(session.profile.environmentName)
  return reply(SUCCESS, fci(name, Buffer.from([0x88, 0x01, 0x01])))
}

/** The answer holds file 0015, so that a terminal need not read it again. */
function selectApplication(session: CardSession): Buffer {
  session.selected = 'application'
  session.file = undefined
  const { profile, state } = session
  const blocked = state.application !== 'active'
  if (blocked && profile.blockedSelect === 0x6a81) return only(0x6a81)
  return reply(blocked ? profile.blockedSelect : SUCCESS, applicationFci(session))
}

const FCI_0015_SIZE = 0x1e

function applicationFci(session: CardSession): Buffer {
  const { profile } = session
  const name = nameBytes(profile.applicationName)
  const file = fileBySfi(session, 0x15)
  const content = file === undefined ? Buffer.alloc(FCI_0015_SIZE) : contentOf(session, file)
  const inner = Buffer.allocUnsafe(7 + FCI_0015_SIZE)
  inner.set(FCI_INNER, 0)
  inner.set(content as Buffer, 7)
  return fci(name, inner)
}

/** `9F08 01 02` version, then `9F0C 1E` and file 0015. */
const FCI_INNER = Buffer.from('9F0801029F0C1E', 'hex')

const knownNames = new Map<string, Buffer>()

function nameBytes(nameHex: string): Buffer {
  const known = knownNames.get(nameHex)
  if (known !== undefined) return known
  const made = Buffer.from(nameHex, 'hex')
  knownNames.set(nameHex, made)
  return made
}

/** `6F len 84 len name A5 len data`. */
function fci(name: Buffer, data: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(6 + name.length + data.length)
  bytes[0] = 0x6f
  bytes[1] = 4 + name.length + data.length
  bytes[2] = 0x84
  bytes[3] = name.length
  bytes.set(name, 4)
  bytes[4 + name.length] = 0xa5
  bytes[5 + name.length] = data.length
  bytes.set(data, 6 + name.length)
  return bytes
}

function selectFile(session: CardSession, fid: number): Buffer {
  const { profile, selected } = session
  const files = selected === 'application' ? profile.files : profile.environment
  const file = files.find((layout) => layout.fid === fid && sfiOf(layout.fid) === sfiOf(fid))
  if (file === undefined) return only(0x6a82)
  session.file = file
  return only(SUCCESS)
}
