import { type CardNumber, invariant } from '../base'
import { type BinaryFile, type FieldValues, writeFields } from './file-layout'
import type { CardProfile } from './profile'

/** What is written about a card, besides its keys. Its holder's name stays in the centre. */
export interface CardToWrite {
  readonly profile: CardProfile
  readonly number: CardNumber
  /** First diversification factor, 8 bytes; of a MOHURD card `cc cc FF 00 00 00 00 00`. */
  readonly issuer: Buffer
  /** First and last day of use, YYYYMMDD. */
  readonly start: string
  readonly expiry: string
  /** Main card type: 1 normal, 2 student, 3 elder, 4 test, 5 soldier. */
  readonly cardKind: number
}

/** A file as personalisation leaves it. */
export interface FileImage {
  readonly in: 'environment' | 'application'
  readonly fid: number
  readonly image: Buffer
}

/**
 * The binary files that personalisation writes (0015, 0016, 0017 and, on a city card, the issue file), each whole.
 * Files that hold nothing about the card yet stay as the maker made them.
 */
export function personalFiles(card: CardToWrite): readonly FileImage[] {
  const { profile } = card
  const places = [
    ['environment', profile.environment],
    ['application', profile.files],
  ] as const
  return places.flatMap(([place, files]) =>
    files
      .filter((file): file is BinaryFile => file.kind === 'binary' && WRITTEN.has(file.fid))
      .map((file): FileImage => ({ in: place, fid: file.fid, image: imageOf(file, card) })),
  )
}

const WRITTEN: ReadonlySet<number> = new Set([0x0005, 0x0015, 0x0016, 0x0017])

function imageOf(file: BinaryFile, card: CardToWrite): Buffer {
  const image = writeFields(file.fields, file.sizeBytes, valuesOf(card))
  if (file.fid === 0x0015) writeIdentity(image, card)
  return image
}

/** Everything a layout may ask for by name; a field that is not here stays zero. */
function valuesOf({ number, issuer, start, expiry, cardKind }: CardToWrite): FieldValues {
  const city = issuer.toString('hex', 0, 2)
  return {
    issuer: issuer.toString('hex'),
    city: /^\d{4}$/.test(city) ? city : '0',
    number,
    start,
    expiry,
    issueDate: start,
    enabled: '01',
    interoperable: '0001',
    country: '00000156',
    cardKind: String(cardKind),
    cardType: cardKind.toString(16),
  }
}

/** Who the card is stands where its profile says, whatever the layout calls the place. */
function writeIdentity(
  image: Buffer,
  { profile, number, issuer, start, expiry }: CardToWrite,
): void {
  const { identity } = profile
  const issuerBytes = identity.issuer.as === 'issuer-8' ? 8 : 2
  image.set(issuer.subarray(0, issuerBytes), identity.issuer.at)
  const { at, sizeBytes } = identity.number
  invariant(number.length <= sizeBytes * 2, 'a card number fits its profile', {
    profile: profile.name,
    digits: number.length,
  })
  image.write(number.padStart(sizeBytes * 2, '0'), at, 'hex')
  image.write(start, identity.start, 'hex')
  image.write(expiry, identity.expiry, 'hex')
}

/** How many digits a card number of this profile may have. */
export const numberDigitsMax = ({ identity }: CardProfile): number => identity.number.sizeBytes * 2
