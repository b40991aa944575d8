import type { Chance } from '../base'

const SPLICE_MAX = 40
const JUNK_MAX = 300
/** Bytes at which decoders turn: ends of ranges, lengths in their long form, separators, signs. */
const TELLING = [
  0x00, 0x01, 0x0a, 0x0d, 0x1f, 0x20, 0x30, 0x39, 0x3d, 0x7c, 0x7f, 0x80, 0x81, 0x82, 0x99, 0x9f,
  0xff,
]

type Spoiler = (bytes: Buffer, chance: Chance) => Buffer

const SPOILERS: readonly Spoiler[] = [
  function flipABit(bytes, chance) {
    const at = chance.below(bytes.length)
    bytes[at] = (bytes[at] as number) ^ (1 << chance.below(8))
    return bytes
  },
  function setAByte(bytes, chance) {
    bytes[chance.below(bytes.length)] = chance.below(256)
    return bytes
  },
  function setATellingByte(bytes, chance) {
    bytes[chance.below(bytes.length)] = TELLING[chance.below(TELLING.length)] as number
    return bytes
  },
  function cutOff(bytes, chance) {
    return bytes.subarray(0, chance.below(bytes.length + 1))
  },
  function cutOut(bytes, chance) {
    const from = chance.below(bytes.length)
    const end = Math.min(bytes.length, from + 1 + chance.below(SPLICE_MAX))
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(end)])
  },
  function putIn(bytes, chance) {
    const at = chance.below(bytes.length + 1)
    const more = chance.bytes(1 + chance.below(SPLICE_MAX))
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])
  },
  function sayTwice(bytes, chance) {
    const from = chance.below(bytes.length)
    const end = Math.min(bytes.length, from + 1 + chance.below(SPLICE_MAX))
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(from)])
  },
]

/** A copy of well-formed bytes, spoiled once to four times; one in sixteen stays, one in sixteen is junk. */
export function spoiled(wellFormed: Buffer, chance: Chance): Buffer {
  const kind = chance.below(16)
  if (kind === 0) return Buffer.from(wellFormed)
  if (kind === 1) return chance.bytes(chance.below(JUNK_MAX))
  let bytes: Buffer = Buffer.from(wellFormed)
  for (let times = 1 + chance.below(4); times > 0 && bytes.length > 0; times--) {
    bytes = (SPOILERS[chance.below(SPOILERS.length)] as Spoiler)(bytes, chance)
  }
  return bytes
}

/** One of a list. */
export const oneOf = <Value>(list: readonly Value[], chance: Chance): Value =>
  list[chance.below(list.length)] as Value

/** So many characters of an alphabet. */
export const textOf = (alphabet: string, count: number, chance: Chance): string =>
  Array.from({ length: count }, () => alphabet.charAt(chance.below(alphabet.length))).join('')
