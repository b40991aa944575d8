import {
  cardFactor,
  concat,
  NO_FEN,
  ok,
  refuse,
  type Result,
  sameBytes,
  type SamNumber,
  toHex,
} from '../base'
import { ALGORITHM_BYTE, type KeyPurpose } from '../keys'
import { command, SUCCESS } from './apdu'
import { askCard, askVault, tellCard, vaultAgrees, type Conversation } from './conversation'
import { sfiOf } from './file-layout'
import { cardKeyIndex } from './key-index'
import { type CardToWrite, type FileImage, personalFiles } from './personalise-files'
import {
  cardKeyRecords,
  TRANSPORT_KEY_INDEX,
  TRANSPORT_KEY_VERSION,
} from './personalise-keys.table'
import { initialiseLoad, readLoadOpening } from './purse/load'
import { readBinary, type ReadRefusal } from './read-file'
import {
  askChallenge,
  type challengeStatus,
  protectedHeader,
  protectedStatus,
  type ProtectedRefusal,
  updateBinary,
} from './secure-messaging'
import { selectByName, type SelectRefusal } from './select'
import { expectData, refusedBy, type RefusalsOf, type StatusTable, TRIES_LEFT } from './status'
import type { CardKeyName } from './vault-question'
import { amountBytes, terminalBytes, transactionType } from './wire'

/** What a blank chip shall become. */
export interface PersonaliseOrder extends CardToWrite {
  /** The chip that was taken for it, 8 bytes; another chip in the field is refused. */
  readonly chip: Buffer
  /** Generation and algorithm byte of its keys. */
  readonly keyVersion: number
  readonly algorithm: number
}

/** A chip that is ours: written, and read back. */
export interface PersonalisedCard {
  /** Offline counter that its first purchase will show. */
  readonly openingCounter: number
  readonly onlineCounter: number
  /** True when the chip was ours already: an earlier conversation had lost its last answers. */
  readonly foundDone: boolean
}

export const chipStatus = {
  0x6a88: ['chip-without-serial', 'the chip does not tell its serial number'],
  0x6d00: ['chip-without-serial', 'the chip does not tell its serial number'],
} as const satisfies StatusTable

export const authenticateStatus = {
  [TRIES_LEFT]: ['chip-refuses-us', 'the chip does not know this key: it is not from our maker'],
  0x6983: ['chip-locked', 'too many wrong keys were tried: the chip is locked'],
  0x6a88: ['chip-refuses-us', 'the chip has no such key'],
  0x9303: ['chip-locked', 'too many wrong keys were tried: the chip is locked'],
} as const satisfies StatusTable

export const writeKeyStatus = {
  ...protectedStatus,
  0x6a80: ['key-refused', 'the chip found the key record wrong'],
} as const satisfies StatusTable

const purchaseOpenStatus = {
  0x9403: ['read-back-differs', 'the chip has no purchase key'],
} as const satisfies StatusTable

export type PersonaliseRefusal =
  | RefusalsOf<typeof chipStatus>
  | RefusalsOf<typeof authenticateStatus>
  | RefusalsOf<typeof writeKeyStatus>
  | RefusalsOf<typeof challengeStatus>
  | ReadRefusal
  | SelectRefusal
  | ProtectedRefusal
  | 'chip-other'
  | 'chip-not-blank'
  | 'key-unknown'
  | 'read-back-differs'

type Step<Value = void> = Conversation<Result<Value, PersonaliseRefusal>>

/**
 * Makes a blank chip one of our cards: proves the centre to the chip by its transport key, writes every key and
 * file, and replaces the transport key by the card's own master key as the very last write: at that moment, and
 * not before, the chip is ours. Then all is read back, and the load key proves itself by MAC1.
 *
 * After a break it is begun again from the start, on the same chip under the same order: it looks at what is there
 * first, writes again what may have been lost (each write may be said twice) or, when the chip is ours already,
 * only reads back. A chip of another number, another maker or in place of the one that was taken is refused and
 * stays as it is. No key passes through here: each WRITE KEY is made whole by the vault.
 */
export function* personalise(order: PersonaliseOrder): Step<PersonalisedCard> {
  const { profile } = order
  const chip = yield* readChipSerial()
  if (!chip.ok) return chip
  if (!sameBytes(chip.value, order.chip)) {
    return refuse('chip-other', {
      detail: 'another chip is in the field than was taken for this card',
    })
  }
  const bears = yield* numberOnChip(order)
  if (!bears.ok) return bears
  const environment = yield* selectByName(profile.environmentName)
  if (!environment.ok) return environment
  const isOurs = bears.value === 'ours' && (yield* authenticate(masterKey(order))).ok
  if (!isOurs) {
    const written = yield* writeAll(order)
    if (!written.ok) return written
  }
  return yield* readBack(order, isOurs)
}

/** GET DATA 9F7F (production life cycle data): the serial number of the chip itself, 8 bytes. */
export function* readChipSerial(): Conversation<Result<Buffer, RefusalsOf<typeof chipStatus>>> {
  const answer = yield* askCard(
    command({ cla: 0x80, ins: 0xca, p1: 0x9f, p2: 0x7f }, undefined, LIFE_CYCLE_BYTES),
  )
  const data = expectData(answer, chipStatus, LIFE_CYCLE_BYTES)
  return data.ok ? ok(data.value.subarray(CHIP_SERIAL_AT, CHIP_SERIAL_AT + 8)) : data
}

/** `9F7F 2A`, then 42 bytes (GlobalPlatform); date, serial and batch of the chip stand from byte 10. */
export const LIFE_CYCLE_BYTES = 45
export const CHIP_SERIAL_AT = 13

/** Whether file 0015 is still empty or bears our number; another number is somebody's card. */
function* numberOnChip(order: PersonaliseOrder): Step<'blank' | 'ours'> {
  const selected = yield* selectByName(order.profile.applicationName)
  if (!selected.ok) return selected
  const public0015 = yield* readBinary(0x15, 0x1e)
  if (!public0015.ok) return public0015
  const { at, sizeBytes } = order.profile.identity.number
  const bears = toHex(public0015.value.subarray(at, at + sizeBytes))
  if (bears === order.number.padStart(sizeBytes * 2, '0')) return ok('ours')
  return /^(0*|F*)$/.test(bears)
    ? ok('blank')
    : refuse('chip-not-blank', { detail: 'the chip bears another card number' })
}

/** EXTERNAL AUTHENTICATE: the centre proves that it has the chip's control key. */
function* authenticate(key: ControlKey): Step {
  const challenge = yield* askChallenge(8)
  if (!challenge.ok) return challenge
  const answer = yield* askVault({
    act: 'answer-challenge',
    key: key.name,
    challenge: challenge.value,
  })
  if (answer.length !== 8) return refuse('key-unknown')
  const said = yield* tellCard(command({ cla: 0x00, ins: 0x82, p1: 0x00, p2: key.index }, answer))
  return said.status === SUCCESS ? ok(undefined) : refusedBy(said.status, authenticateStatus)
}

function* writeAll(order: PersonaliseOrder): Step {
  const transport = transportKey(order)
  const proved = yield* authenticate(transport)
  if (!proved.ok) return proved
  const files = personalFiles(order)
  const master = cardKeyRecords.at(-1)
  for (const place of ['environment', 'application'] as const) {
    const selected = yield* selectByName(nameOf(order, place))
    if (!selected.ok) return selected
    const keys = cardKeyRecords.filter((record) => record.in === place && record !== master)
    for (const record of keys) {
      const written = yield* writeKey(order, record, transport)
      if (!written.ok) return written
    }
    for (const file of files.filter((one) => one.in === place)) {
      const written = yield* writeFile(order, file)
      if (!written.ok) return written
    }
  }
  const back = yield* selectByName(order.profile.environmentName)
  if (!back.ok || master === undefined) return back.ok ? refuse('key-unknown') : back
  return yield* writeKey(order, master, transport)
}

const nameOf = ({ profile }: PersonaliseOrder, place: FileImage['in']): string =>
  place === 'environment' ? profile.environmentName : profile.applicationName

/** WRITE KEY (card-protocol §1.6): usage, version and algorithm stand before the key, encrypted with it. */
function* writeKey(
  order: PersonaliseOrder,
  record: (typeof cardKeyRecords)[number],
  under: ControlKey,
): Step {
  const { keyVersion: version, algorithm } = order
  const challenge = yield* askChallenge(8)
  if (!challenge.ok) return challenge
  const index = cardKeyIndex(version, algorithm)
  // Usage, version, algorithm, key and their length make 20 bytes: 24 in 8-byte blocks, 32 in SM4's; and the MAC.
  const lc = algorithm === ALGORITHM_BYTE.sm4 ? 0x24 : 0x1c
  const said = yield* askVault({
    act: 'wrap-key',
    key: keyOf(order, record.purpose),
    under: under.name,
    attributes: Buffer.of(record.usage, version, algorithm),
    header: protectedHeader({ cla: 0x84, ins: 0xd4, p1: 0x01, p2: index }, lc),
    challenge: challenge.value,
  })
  if (said.length === 0) return refuse('key-unknown')
  const done = expectData(yield* tellCard(said), writeKeyStatus)
  return done.ok ? ok(undefined) : done
}

function* writeFile(order: PersonaliseOrder, { in: place, fid, image }: FileImage): Step {
  const purpose = place === 'application' ? 'application-maintenance' : 'card-maintenance'
  return yield* updateBinary({ sfi: sfiOf(fid), offset: 0 }, image, keyOf(order, purpose))
}

/** What was written is read again; the purse must be empty, and its load key must be the one we gave it. */
function* readBack(order: PersonaliseOrder, foundDone: boolean): Step<PersonalisedCard> {
  if (!foundDone) {
    const ours = yield* authenticate(masterKey(order))
    if (!ours.ok) return ours
  }
  const files = personalFiles(order)
  for (const place of ['environment', 'application'] as const) {
    const selected = yield* selectByName(nameOf(order, place))
    if (!selected.ok) return selected
    for (const file of files.filter((one) => one.in === place)) {
      const content = yield* readBinary(sfiOf(file.fid), file.image.length)
      if (!content.ok) return content
      if (!content.value.equals(file.image)) {
        return refuse('read-back-differs', {
          detail: `file ${fidText(file.fid)} is not as written`,
        })
      }
    }
  }
  const purse = yield* provePurse(order)
  return purse.ok ? ok({ ...purse.value, foundDone }) : purse
}

const fidText = (fid: number): string => fid.toString(16).padStart(4, '0')

/** Opens a load and a purchase of nothing and lets both lapse: neither changes anything on the card. */
function* provePurse(
  order: PersonaliseOrder,
): Step<Pick<PersonalisedCard, 'openingCounter' | 'onlineCounter'>> {
  const { keyVersion: version, algorithm } = order
  const keyIndex = cardKeyIndex(version, algorithm)
  const load = {
    purse: 'EP',
    card: factorsOf(order),
    keyIndex,
    amount: NO_FEN,
    terminal: NO_TERMINAL,
    at: '',
  } as const
  const opening = readLoadOpening(expectData(yield* askCard(initialiseLoad(load)), {}, 16))
  if (!opening.ok) return opening
  const { bytes, oldBalance, counter } = opening.value
  const genuine = yield* vaultAgrees({
    act: 'check-load-mac1',
    key: keyOf(order, 'load'),
    facts: {
      random: bytes.random,
      onlineSequence: bytes.counter,
      oldBalance: bytes.balance,
      amount: amountBytes(NO_FEN),
      type: Buffer.of(transactionType.purseLoad),
      terminal: terminalBytes(NO_TERMINAL),
    },
    code: bytes.mac1,
  })
  if (!genuine) return refuse('read-back-differs', { detail: 'the load key is not the one given' })
  if (oldBalance !== NO_FEN)
    return refuse('read-back-differs', { detail: 'the purse is not empty' })
  const purchase = expectData(
    yield* askCard(
      command(
        { cla: 0x80, ins: 0x50, p1: 0x01, p2: 0x02 },
        concat(Buffer.of(keyIndex), amountBytes(NO_FEN), terminalBytes(NO_TERMINAL)),
        15,
      ),
    ),
    purchaseOpenStatus,
    15,
  )
  if (!purchase.ok) return purchase
  return ok({ openingCounter: purchase.value.readUInt16BE(4), onlineCounter: counter })
}

const NO_TERMINAL = '000000000000' as SamNumber

interface ControlKey {
  readonly name: CardKeyName
  readonly index: number
}

const factorsOf = ({ issuer, number }: PersonaliseOrder) => ({ issuer, card: cardFactor(number) })

const keyOf = (order: PersonaliseOrder, purpose: KeyPurpose): CardKeyName => ({
  ...factorsOf(order),
  purpose,
  version: order.keyVersion,
  algorithm: order.algorithm,
})

const masterKey = (order: PersonaliseOrder): ControlKey => ({
  name: keyOf(order, 'card-master'),
  index: cardKeyIndex(order.keyVersion, order.algorithm),
})

/** The transport key is the chip's own: derived from its serial, whatever number the card will bear. */
const transportKey = ({ chip, issuer, algorithm }: PersonaliseOrder): ControlKey => ({
  name: { issuer, card: chip, purpose: 'transport', version: TRANSPORT_KEY_VERSION, algorithm },
  index: TRANSPORT_KEY_INDEX,
})
