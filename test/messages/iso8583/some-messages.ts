import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { FieldFormat, Message, Profile } from '../../../src/messages'

/** Messages that public sources printed, as `test/vectors` keeps them. */
export interface KnownMessage extends Message {
  readonly id: string
  readonly hex: string
  readonly profile?: string
  readonly spec?: unknown
  readonly frame?: unknown
}

const corpus = JSON.parse(
  readFileSync(join(__dirname, '../../vectors/iso8583-vectors.json'), 'utf8'),
) as { readonly vectors: KnownMessage[]; readonly profiles: KnownMessage[] }

export const posMessages = corpus.vectors.filter(({ spec }) => spec === 'cup-pos')
export const switchMessages = corpus.profiles
export const interbankMessage = corpus.vectors.find(
  ({ id }) => id === 'cn-31-netmgmt-0800-interbank',
) as KnownMessage

const characters = (from: string, length: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  length.chain((count) =>
    fc
      .array(fc.constantFrom(...from), { minLength: count, maxLength: count })
      .map((all) => all.join('')),
  )

const DIGITS = '0123456789'
const HEX = '0123456789ABCDEF'
const TEXT = ' -./0123456789=ABCDXYZabcxyz'

/** Any value a field may hold. Long ones are rare: they say nothing that short ones do not. */
function valueOf({ coding, size }: FieldFormat): fc.Arbitrary<string> {
  const length =
    'exactly' in size
      ? fc.constant(size.exactly)
      : fc.oneof(
          { weight: 9, arbitrary: fc.nat(Math.min(size.upTo, 24)) },
          { weight: 1, arbitrary: fc.constant(size.upTo) },
        )
  switch (coding) {
    case 'bcd':
    case 'digits':
      return characters(DIGITS, length)
    case 'bytes':
    case 'hex':
      return characters(
        HEX,
        length.map((bytes) => bytes * 2),
      )
    case 'signed-bcd':
      return characters(DIGITS, length).map((digits) => `C${digits.slice(1)}`)
    case 'text':
    case 'gbk':
    case 'latin':
    case 'track':
    case 'ebcdic':
      return characters(coding === 'track' ? DIGITS : TEXT, length)
  }
}

/** Fields with parts get values that their parts allow. */
const WITH_PARTS: Readonly<Record<number, fc.Arbitrary<string>>> = {
  44: fc.constantFrom('65055810   48025800   ', 'free text'),
  48: characters(DIGITS, fc.constant(62)),
  54: characters(DIGITS, fc.constant(12)).map((amount) => `1002156C${amount}`),
  55: fc.constantFrom('', '9F3602031E', '9F3602031E910A42FE066E2918B0883030', '72049F180100'),
  // Some lengths of e-purse data begin with a tag in letters.
  58: characters(
    HEX,
    fc.nat(48).map((bytes) => bytes * 2),
  ).map((rest) => `5250${rest}`),
  60: fc
    .constantFrom(2, 8, 11, 12, 13, 14, 17)
    .chain((size) => characters(DIGITS, fc.constant(size))),
  61: fc.constantFrom(6, 12, 16, 18, 29).chain((size) => characters(DIGITS, fc.constant(size))),
}

/** Any message of a profile: some of its fields, any values. */
export const messageOf = (profile: Profile): fc.Arbitrary<Message> =>
  fc
    .tuple(
      fc.constantFrom('0200', '0210', '0400', '0800', '0500'),
      fc.subarray([...profile.fields.keys()], { minLength: 1, maxLength: 20 }),
    )
    .chain(([mti, numbers]) =>
      fc
        .tuple(
          ...numbers.map((number) => {
            const special = profile.layouts.length > 0 ? WITH_PARTS[number] : undefined
            return special ?? valueOf(profile.fields.get(number) as FieldFormat)
          }),
        )
        .map((values) => ({
          mti,
          fields: Object.fromEntries(numbers.map((number, at) => [number, values[at] as string])),
        })),
    )
