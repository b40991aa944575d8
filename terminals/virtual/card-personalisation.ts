import { invariant } from '../../src/base'
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
  invariant(personal.issuer.length === 16, 'an issuer factor has 8 bytes')
  const issuerBytes = identity.issuer.as === 'issuer-8' ? 8 : 2
  image.write(personal.issuer, identity.issuer.at, issuerBytes, 'hex')
  if (identity.enabled !== undefined) image[identity.enabled.at] = 0x01
  const { at, sizeBytes } = identity.number
  invariant(personal.number.length <= sizeBytes * 2, 'a card number fits its profile')
  image.write(personal.number.padStart(sizeBytes * 2, '0'), at, sizeBytes, 'hex')
  image.write(personal.start, identity.start, 4, 'hex')
  image.write(personal.expiry, identity.expiry, 4, 'hex')
  image[28] = profile.name === 'mohurd' ? (personal.cardKind ?? 1) : (personal.cardClass ?? 0)
  return image
}
