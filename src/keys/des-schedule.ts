import { KEY_CHOICE, KEY_TURNS, ROUND_KEY_CHOICE } from './des.table'

/** Words of one key schedule: two for each of sixteen rounds. */
export const SCHEDULE_WORDS = 32

/**
 * Every round key bit is one bit of the key, so a schedule is the union of what small parts of the key
 * contribute. A part is the bits of two neighbouring key bytes that enter the same half (C or D); its table
 * holds sixteen words, one cache line, for each of its values. Measured against turning C and D round by
 * round this is about six times faster, and a TAC check needs a fresh schedule for every card.
 */
interface KeyPart {
  readonly table: Int32Array
  readonly keyBits: readonly number[]
}

const partsOfC: readonly KeyPart[] = [
  keyPart([1, 2, 3, 9, 10, 11]),
  keyPart([17, 18, 19, 25, 26, 27]),
  keyPart([33, 34, 35, 36, 41, 42, 43, 44]),
  keyPart([49, 50, 51, 52, 57, 58, 59, 60]),
]
const partsOfD: readonly KeyPart[] = [
  keyPart([4, 5, 6, 7, 12, 13, 14, 15]),
  keyPart([20, 21, 22, 23, 28, 29, 30, 31]),
  keyPart([37, 38, 39, 45, 46, 47]),
  keyPart([53, 54, 55, 61, 62, 63]),
]
const [C0, C1, C2, C3] = partsOfC.map(({ table }) => table) as FourTables
const [D0, D1, D2, D3] = partsOfD.map(({ table }) => table) as FourTables
type FourTables = [Int32Array, Int32Array, Int32Array, Int32Array]

/**
 * Writes the 32 schedule words of the key `high ‖ low` to `out` at `offset`, in the order of decryption when
 * `backwards`. Parity bits are ignored. Allocates nothing.
 */
export function writeSchedule(
  out: Int32Array,
  offset: number,
  high: number,
  low: number,
  backwards: boolean,
): void {
  const c0 = ((((high >>> 29) & 7) << 3) | ((high >>> 21) & 7)) << 4
  const c1 = ((((high >>> 13) & 7) << 3) | ((high >>> 5) & 7)) << 4
  const c2 = ((((low >>> 28) & 15) << 4) | ((low >>> 20) & 15)) << 4
  const c3 = ((((low >>> 12) & 15) << 4) | ((low >>> 4) & 15)) << 4
  const d0 = ((((high >>> 25) & 15) << 4) | ((high >>> 17) & 15)) << 4
  const d1 = ((((high >>> 9) & 15) << 4) | ((high >>> 1) & 15)) << 4
  const d2 = ((((low >>> 25) & 7) << 3) | ((low >>> 17) & 7)) << 4
  const d3 = ((((low >>> 9) & 7) << 3) | ((low >>> 1) & 7)) << 4
  let at = backwards ? offset + 30 : offset
  const step = backwards ? -2 : 2
  for (let round = 0; round < 16; round++) {
    const c =
      word(C0, c0 + round) | word(C1, c1 + round) | word(C2, c2 + round) | word(C3, c3 + round)
    const d =
      word(D0, d0 + round) | word(D1, d1 + round) | word(D2, d2 + round) | word(D3, d3 + round)
    out[at] = (c & 0xffff0000) | (d >>> 16)
    out[at + 1] = (c << 16) | (d & 0xffff)
    at += step
  }
}

const word = (table: Int32Array, index: number): number => table[index] as number

/** Sixteen words for every value of the given key bits (first bit most significant). */
function keyPart(keyBits: readonly number[]): KeyPart {
  const size = 1 << keyBits.length
  const table = new Int32Array(size * 16)
  const single = keyBits.map(contributionOf)
  for (let value = 0; value < size; value++) {
    for (let round = 0; round < 16; round++) {
      let combined = 0
      single.forEach((words, bit) => {
        if ((value >>> (keyBits.length - 1 - bit)) & 1) combined |= words[round] as number
      })
      table[value * 16 + round] = combined
    }
  }
  return { table, keyBits }
}

/**
 * Where one key bit goes in each round. Bytes from the left: for C the boxes 1, 3, 2, 4, for D the boxes
 * 5, 7, 6, 8; so that odd boxes (1, 3, 5, 7) and even boxes (2, 4, 6, 8) are put together with two shifts.
 */
function contributionOf(keyBit: number): readonly number[] {
  const place = KEY_CHOICE.indexOf(keyBit)
  const half = place < 28 ? 0 : 28
  let turned = 0
  return KEY_TURNS.map((turn) => {
    turned += turn
    const position = ((((place - half - turned) % 28) + 28) % 28) + half + 1
    const chosen = ROUND_KEY_CHOICE.indexOf(position)
    if (chosen < 0) return 0
    const boxInHalf = Math.floor(chosen / 6) % 4
    const byteFromLeft = [0, 2, 1, 3][boxInHalf] as number
    return 1 << (24 - 8 * byteFromLeft + (5 - (chosen % 6)))
  })
}
