import { ok, parseCardNumber, refuse, toHex, type CardNumber, type Result } from '../base'
import type { CardProfile } from './profile'
import type { CardFactors } from './wire'

/** Who a card says it is in file 0015. Nothing of it is proved before the first MAC. */
export interface CardIdentity extends CardFactors {
  readonly number: CardNumber
  /** The issuer factor as 16 hex digits. */
  readonly issuerHex: string
  /** First and last day of validity, YYYYMMDD. */
  readonly start: string
  readonly expiry: string
  /** Whether the issuer has put it into use, where the profile has such a byte. */
  readonly enabled: boolean
}

/** Reads who the card is out of file 0015, in the places its profile names. */
export function readIdentity(
  profile: CardProfile,
  file: Buffer,
): Result<CardIdentity, 'card-file-malformed'> {
  const { identity } = profile
  if (file.length < 0x1e) return refuse('card-file-malformed', { field: '0015' })
  const { at, sizeBytes } = identity.number
  const serial = file.subarray(at, at + sizeBytes)
  const number = parseCardNumber(withoutFilling(toHex(serial)))
  if (!number.ok) return refuse('card-file-malformed', { field: '0015.number' })
  const issuer = issuerFactor(profile, file)
  return ok({
    number: number.value,
    issuer,
    issuerHex: toHex(issuer),
    card: serial.subarray(sizeBytes - 8),
    start: toHex(file.subarray(identity.start, identity.start + 4)),
    expiry: toHex(file.subarray(identity.expiry, identity.expiry + 4)),
    enabled: identity.enabled === undefined || file[identity.enabled.at] !== identity.enabled.not,
  })
}

/** First diversification factor: the issuer id as it stands, or the city code filled with FF 00… . */
function issuerFactor({ identity: { issuer } }: CardProfile, file: Buffer): Buffer {
  if (issuer.as === 'issuer-8') return file.subarray(issuer.at, issuer.at + 8)
  return cityFactor(file.subarray(issuer.at, issuer.at + 2))
}

/** `cc cc FF 00 00 00 00 00` for a two-byte city code (MOHURD interoperable cards, card-protocol §1.1). */
export function cityFactor(city: Uint8Array): Buffer {
  const factor = Buffer.alloc(8)
  factor.set(city.subarray(0, 2))
  factor[2] = 0xff
  return factor
}

/** Leading zeros are filling, and at least sixteen digits remain (ten bytes hold a 19-digit number). */
const withoutFilling = (digits: string): string => digits.replace(/^0+(?=\d{16})/, '')
