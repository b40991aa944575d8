import { bcd, hex, invariant } from '../../src/base'
import type { CardProfile } from '../../src/card'

/** What the issuer wrote into a card. Only the number, the issuer and the dates are needed. */
export interface CardPersonalisation {
  /** 16 to 19 decimal digits. */
  readonly number: string
  /** First factor, 16 hex digits: issuer id, or `ccccFF0000000000` of a MOHURD city. */
  readonly issuer: string
  /** YYYYMMDD. */
  readonly start: string
  readonly expiry: string
  /** Main type: 1 normal, 2 student, 3 elder, 4 test, 5 soldier. */
  readonly cardKind?: number
  /** Physical class, 0 to 255. */
  readonly cardClass?: number
  readonly holderName?: string
  /** Nine bytes in hex, where the profile has them. */
  readonly authCode?: string
  /** Decimal digits, an even number. */
  readonly pin?: string
  /** File contents in hex by file identifier, instead of what the layout would make of the above. */
  readonly files?: Readonly<Record<number, string>>
}

/** File 0015 as the profile lays it out. */
export function publicFile(profile: CardProfile, personal: CardPersonalisation): Buffer {
  const { identity } = profile
  const image = Buffer.alloc(0x1e)
  const issuer = hex(personal.issuer)
  invariant(issuer.length === 8, 'an issuer factor has 8 bytes')
  if (issuerIsWhole(profile)) image.set(issuer, identity.issuer.at)
  else image.set(issuer.subarray(0, 2), identity.issuer.at)
  if (identity.enabled !== undefined) image[identity.enabled.at] = 0x01
  image.set(bcd(personal.number, identity.number.sizeBytes), identity.number.at)
  image.write(personal.start, identity.start, 4, 'hex')
  image.write(personal.expiry, identity.expiry, 4, 'hex')
  image[28] = profile.name === 'mohurd' ? (personal.cardKind ?? 1) : (personal.cardClass ?? 0)
  return image
}

const issuerIsWhole = ({ identity }: CardProfile): boolean => identity.issuer.as === 'issuer-8'
