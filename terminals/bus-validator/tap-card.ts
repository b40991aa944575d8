import { ok, type Fen, type Result } from '../../src/base'
import {
  askAuthCode,
  askBalance,
  readBinary,
  readIdentity,
  readRecord,
  selectByName,
  sfiOf,
  type AuthCodeRefusal,
  type BalanceRefusal,
  type CardIdentity,
  type CardProfile,
  type Conversation,
  type ReadRefusal,
  type SelectRefusal,
} from '../../src/card'

/** A card in the field, as far as it tells about itself before any money moves. */
export interface CardFacts {
  readonly profile: CardProfile
  readonly identity: CardIdentity
  /** Main type, 1 normal, 2 student, 3 elder, 4 test, 5 soldier. */
  readonly cardKind: number
  /** Physical class, 0 to 255. */
  readonly cardClass: number
  readonly balance: Fen
  /** The on-card blacklist. */
  readonly locked: boolean
  readonly authCode?: Buffer
}

export type MeetRefusal =
  SelectRefusal | ReadRefusal | BalanceRefusal | AuthCodeRefusal | 'card-file-malformed'

const NORMAL_CARD = 1
const CARD_CLASS_AT = 28

/** Selects the purse and reads who the card is and what it holds (card-protocol §6.1 step 1). */
export function* meetCard(profile: CardProfile): Conversation<Result<CardFacts, MeetRefusal>> {
  const fci = yield* selectByName(profile.applicationName)
  if (!fci.ok) return fci
  const file = publicFileIn(fci.value) ?? (yield* readBinary(0x15, 0x1e))
  if (!Buffer.isBuffer(file) && !file.ok) return file
  const publicFile = Buffer.isBuffer(file) ? file : file.value
  const identity = readIdentity(profile, publicFile)
  if (!identity.ok) return identity
  const cardKind = yield* askCardKind(profile, publicFile)
  if (!cardKind.ok) return cardKind
  const locked = yield* askLocked(profile)
  if (!locked.ok) return locked
  const balance = yield* askBalance('EP')
  if (!balance.ok) return balance
  const facts = {
    profile,
    identity: identity.value,
    cardKind: cardKind.value,
    cardClass: profile.name === 'tunion' ? (publicFile[CARD_CLASS_AT] as number) : 0,
    locked: locked.value,
    balance: balance.value,
  }
  if (!profile.authCode) return ok(facts)
  const authCode = yield* askAuthCode()
  return authCode.ok ? ok({ ...facts, authCode: authCode.value }) : authCode
}

/** File 0015 inside the FCI (`9F0C 1E …`): reading it there saves one exchange. */
function publicFileIn(fci: Buffer): Buffer | undefined {
  const at = fci.indexOf(PUBLIC_FILE_TAG)
  return at < 0 || fci.length < at + 3 + 0x1e ? undefined : fci.subarray(at + 3, at + 3 + 0x1e)
}

const PUBLIC_FILE_TAG = Buffer.from('9F0C1E', 'hex')

function* askCardKind(
  { cardKind }: CardProfile,
  publicFile: Buffer,
): Conversation<Result<number, ReadRefusal>> {
  if (cardKind === undefined) return ok(NORMAL_CARD)
  if (cardKind.fid === 0x0015) return ok(publicFile[cardKind.at] as number)
  const read = yield* readBinary(sfiOf(cardKind.fid), 1, cardKind.at)
  return read.ok ? ok(read.value[0] as number) : read
}

function* askLocked({ lockFlag }: CardProfile): Conversation<Result<boolean, ReadRefusal>> {
  if (lockFlag === undefined) return ok(false)
  const record = yield* readRecord(sfiOf(lockFlag.fid), lockFlag.number)
  return record.ok ? ok(record.value[lockFlag.at] !== 0x00) : record
}
