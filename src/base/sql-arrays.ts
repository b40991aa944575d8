import { invariant } from './invariant'

/** Element types of PostgreSQL: their numbers in its catalogue and their sizes. */
const elements = {
  int2: { oid: 21, sizeBytes: 2 },
  int4: { oid: 23, sizeBytes: 4 },
  int8: { oid: 20, sizeBytes: 8 },
  date: { oid: 1082, sizeBytes: 4 },
} as const

const HEADER_BYTES = 20

/**
 * One parameter `$n::int4[]` (or int2, int8, date) of many numbers, in the binary form of the server: neither
 * side writes or reads a digit. A driver sends bytes as they are. Numbers must be whole, below 2^53, and fit;
 * a date is its days since 2000-01-01.
 */
export function sqlArray(
  type: keyof typeof elements,
  count: number,
  valueAt: (index: number) => number,
): Buffer {
  const { oid, sizeBytes } = elements[type]
  const bytes = arrayOf(oid, sizeBytes, count)
  let at = HEADER_BYTES
  for (let index = 0; index < count; index++) {
    const value = valueAt(index)
    bytes[at + 3] = sizeBytes
    at += 4
    if (sizeBytes === 2) at = write16(bytes, at, value)
    else if (sizeBytes === 4) at = write32(bytes, at, value)
    else at = write64(bytes, at, value)
  }
  return bytes
}

/** The same of int8 that are there already, eight bytes each, most significant first. */
export function sqlInt8Array(numbers: Buffer): Buffer {
  const { oid, sizeBytes } = elements.int8
  invariant(numbers.length % sizeBytes === 0, 'an int8 has eight bytes')
  const bytes = arrayOf(oid, sizeBytes, numbers.length / sizeBytes)
  let at = HEADER_BYTES
  for (let from = 0; from < numbers.length; from += sizeBytes) {
    bytes[at + 3] = sizeBytes
    at += 4
    for (let byte = 0; byte < sizeBytes; byte++) bytes[at + byte] = numbers[from + byte] as number
    at += sizeBytes
  }
  return bytes
}

/** Money as one parameter `$n::int8[]`: every amount that the column can hold, exactly. */
export function sqlFenArray(count: number, fenAt: (index: number) => bigint): Buffer {
  const { oid, sizeBytes } = elements.int8
  const bytes = arrayOf(oid, sizeBytes, count)
  let at = HEADER_BYTES
  for (let index = 0; index < count; index++) {
    const amount = fenAt(index)
    const value = Number(amount)
    bytes[at + 3] = sizeBytes
    // A whole double up to 2^53 is the amount itself; writing a bigint makes others on the way.
    if (Number.isSafeInteger(value)) write64(bytes, at + 4, value)
    else bytes.writeBigInt64BE(amount, at + 4)
    at += 4 + sizeBytes
  }
  return bytes
}

/** Dimensions, no nulls, type; length and first index, then zeroed room for lengths and values. */
function arrayOf(oid: number, sizeBytes: number, count: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + count * (4 + sizeBytes))
  bytes.writeInt32BE(1, 0)
  bytes.writeInt32BE(oid, 8)
  bytes.writeInt32BE(count, 12)
  bytes.writeInt32BE(1, 16)
  return bytes
}

function write16(bytes: Buffer, at: number, value: number): number {
  bytes[at] = value >> 8
  bytes[at + 1] = value
  return at + 2
}

function write32(bytes: Buffer, at: number, value: number): number {
  bytes[at] = value >> 24
  bytes[at + 1] = value >> 16
  bytes[at + 2] = value >> 8
  bytes[at + 3] = value
  return at + 4
}

const WORD = 0x1_0000_0000

function write64(bytes: Buffer, at: number, value: number): number {
  const high = Math.floor(value / WORD)
  return write32(bytes, write32(bytes, at, high), value - high * WORD)
}

/**
 * The first parameters of a statement, an array each, as rows to select from: names of columns with their types.
 * In a select list `unnest` hands one row after the other on; among the tables of a `from` each array would be
 * written out into rows of its own first, which takes the server 0.8 µs a row of eight columns.
 */
export const sqlRows = (columns: Readonly<Record<string, string>>): string => {
  const unnested = Object.entries(columns).map(
    ([name, type], index) => `unnest($${index + 1}::${type}[]) as ${name}`,
  )
  return `(select ${unnested.join(', ')})`
}
