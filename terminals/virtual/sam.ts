import { bcd, hex, type Chance, Fault } from '../../src/base'
import { type Chip, type Command, readCommand, reply, sfiOf, SUCCESS } from '../../src/card'
import { samCrypt, initialiseForCrypt, type SamCryptState } from './sam-crypt'
import { confirmLock, makeGmac, openLock, type SamLock } from './sam-grey-lock'
import { SamDerivation, type SamKey } from './sam-keys'
import { creditForPurchase, openPurchase, type OpenSamPurchase } from './sam-purchase'
import { only, type Tear } from './card-session'

export interface SamMaking {
  /** Terminal number, 12 digits (file 0016). */
  readonly terminal: string
  /** SAM serial, 20 hex digits (file 0015). */
  readonly serial: string
  /** Acceptor code, 16 hex digits; issuer id, 16 hex digits; validity YYYYMMDD (file 0017). */
  readonly acceptor: string
  readonly issuer: string
  readonly start: string
  readonly expiry: string
  /** Purchase key index the cards are asked for (file 0017 byte 1). */
  readonly keyIndex: number
  readonly keys: readonly SamKey[]
  readonly chance: Chance
  /** Next transaction number, 0 to 4294967295; 1 for a new SAM. */
  readonly nextNumber?: number
  /** Wrong MAC2 that lock it; the limit is set when a SAM is issued. */
  readonly wrongCodesMax?: number
}

/** What a SAM keeps without power, swapped as one value. */
export interface SamState {
  readonly nextNumber: number
  readonly triesLeft: number
  /** Grey locks that wait for their true amount, by card and counter. */
  readonly locks: ReadonlyMap<string, SamLock>
}

/** The inside of a SAM, as its command files see it. */
export interface SamSession {
  readonly making: SamMaking
  readonly terminal: Buffer
  readonly derivation: SamDerivation
  state: SamState
  selected: boolean
  open: OpenSamPurchase | undefined
  openLock: SamLock | undefined
  authCode: Buffer | undefined
  crypt: SamCryptState | undefined
}

/**
 * A purchase SAM (PSAM) in software: the terminal's half of every offline purchase (card-protocol §5).
 * Command bytes in, reply bytes out. Its transaction number is raised when it gives MAC1, never otherwise.
 */
export class VirtualSam implements Chip {
  private readonly session: SamSession
  private tear: Tear | undefined

  constructor(making: SamMaking) {
    this.session = {
      making,
      terminal: bcd(making.terminal, 6),
      derivation: new SamDerivation(),
      state: {
        nextNumber: making.nextNumber ?? 1,
        triesLeft: making.wrongCodesMax ?? WRONG_CODES_MAX,
        locks: new Map(),
      },
      selected: false,
      open: undefined,
      openLock: undefined,
      authCode: undefined,
      crypt: undefined,
    }
  }

  /** One command, one answer. Throws `Fault` when an armed tear takes the power away. */
  transmit(commandBytes: Buffer): Buffer {
    const command = readCommand(commandBytes)
    if (command === undefined) return only(0x6700)
    if (this.tear === 'before-write') this.loseThePower()
    const answered = answer(this.session, command)
    if (this.tear === 'after-write') this.loseThePower()
    return answered
  }

  /** The terminal restarts: open transactions are forgotten, numbers and locks are not. */
  powerCut(): void {
    this.session.selected = false
    this.session.open = undefined
    this.session.openLock = undefined
    this.session.authCode = undefined
    this.session.crypt = undefined
  }

  /** The next command loses the power before, or after, it was carried out. */
  tearAtNextCommand(tear: Tear | undefined): void {
    this.tear = tear
  }

  /** What is kept without power: for tests and the simulation's own books, never for terminals. */
  get memory(): SamState {
    return this.session.state
  }

  private loseThePower(): never {
    this.tear = undefined
    this.powerCut()
    throw new Fault('sam', 'the SAM lost its power before it answered', false)
  }
}

const WRONG_CODES_MAX = 5
const NAME = 'bda8c9e8b2bf' // 建设部 in GBK
const TRANSPORT_NAME = 'a0000006324d4f542e435053414d3031' // …MOT.CPSAM01

function answer(session: SamSession, command: Command): Buffer {
  switch (command.ins) {
    case 0xa4:
      return select(session, command)
    case 0xb0:
      return readBinary(session, command)
    case 0x84:
      return reply(SUCCESS, session.making.chance.bytes(command.le === 8 ? 8 : 4))
    default:
      return session.selected ? applicationCommand(session, command) : only(0x6985)
  }
}

function applicationCommand(session: SamSession, command: Command): Buffer {
  switch ((command.cla << 8) | command.ins) {
    case 0x8070:
      return openPurchase(session, command)
    case 0x8072:
      return creditForPurchase(session, command)
    case 0x80ca:
      return keepAuthCode(session, command)
    case 0x801a:
      return initialiseForCrypt(session, command)
    case 0x80fa:
      return samCrypt(session, command)
    case 0xe040:
      return openLock(session, command)
    case 0xe042:
      return confirmLock(session, command)
    case 0xe044:
      return makeGmac(session, command)
    default:
      return only(0x6d00)
  }
}

function select(session: SamSession, { p1, data }: Command): Buffer {
  session.open = undefined
  const named = data.toString('hex')
  if (p1 === 0x00 && named === '3f00') {
    session.selected = false
    return only(SUCCESS)
  }
  const application = p1 === 0x00 ? APPLICATION_FIDS.has(named) : NAMES.has(named)
  if (!application) return only(0x6a82)
  session.selected = true
  return only(SUCCESS)
}

const APPLICATION_FIDS: ReadonlySet<string> = new Set(['1001', 'df01'])
const NAMES: ReadonlySet<string> = new Set([NAME, TRANSPORT_NAME])

/** Files 0015 and 0016 of the master file, 0017 and 0018 of the application; all free to read. */
function readBinary(session: SamSession, { p1, p2, le }: Command): Buffer {
  const content = (p1 & 0x80) === 0 ? undefined : fileContent(session, p1 & 0x1f)
  if (content === undefined) return only(0x6a82)
  if (p2 >= content.length) return only(0x6b00)
  const rest = content.length - p2
  const size = le === undefined || le === 256 ? rest : le
  return size > rest ? only(0x6c00 | rest) : reply(SUCCESS, content.subarray(p2, p2 + size))
}

function fileContent(
  { making, terminal, state, selected }: SamSession,
  sfi: number,
): Buffer | undefined {
  const { serial, issuer, acceptor, start, expiry, keyIndex } = making
  if (sfi === sfiOf(0x0015)) return Buffer.concat([hex(serial), hex('01000000')])
  if (sfi === sfiOf(0x0016)) return terminal
  if (!selected) return undefined
  if (sfi === sfiOf(0x0017)) {
    return Buffer.concat([
      Buffer.from([keyIndex]),
      hex(issuer),
      hex(acceptor),
      hex(start),
      hex(expiry),
    ])
  }
  if (sfi !== sfiOf(0x0018)) return undefined
  const number = Buffer.allocUnsafe(4)
  number.writeUInt32BE(state.nextNumber, 0)
  return number
}

/** Nine bytes of a MOHURD card, good for the next MAC1 only. */
function keepAuthCode(session: SamSession, { lc, data }: Command): Buffer {
  if (lc !== 9) return only(0x6700)
  session.authCode = Buffer.from(data)
  return only(SUCCESS)
}
