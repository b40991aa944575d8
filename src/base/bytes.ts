import { invariant } from './invariant'
import { ok, refuse, type Result } from './result'

/** Upper-case hex of any bytes. */
export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase()

/** Bytes from hex (either case, no separators). */
export function parseHex(text: string): Result<Buffer, 'hex-malformed'> {
  return /^(?:[0-9a-fA-F]{2})*$/.test(text)
    ? ok(Buffer.from(text, 'hex'))
    : refuse('hex-malformed', { detail: 'an even number of hexadecimal digits is expected' })
}

/** Bytes from hex that the code itself wrote. */
export function hex(text: string): Buffer {
  const parsed = parseHex(text)
  invariant(parsed.ok, 'a hex literal is well formed', { length: text.length })
  return parsed.value
}

/** Decimal digits as BCD, left-padded with zeros to `sizeBytes`. */
export function bcd(digits: string, sizeBytes: number): Buffer {
  invariant(
    /^\d*$/.test(digits) && digits.length <= sizeBytes * 2,
    'BCD holds decimal digits that fit its size',
    { digitCount: digits.length, sizeBytes },
  )
  return Buffer.from(digits.padStart(sizeBytes * 2, '0'), 'hex')
}

/** Unsigned big-endian, `sizeBytes` long (1 to 8). */
export function bigEndian(value: bigint | number, sizeBytes: number): Buffer {
  let rest = BigInt(value)
  invariant(rest >= 0n && rest < 1n << BigInt(8 * sizeBytes), 'a number fits its bytes', {
    sizeBytes,
  })
  const bytes = Buffer.alloc(sizeBytes)
  for (let index = sizeBytes - 1; index >= 0; index--) {
    bytes[index] = Number(rest & 0xffn)
    rest >>= 8n
  }
  return bytes
}

export function fromBigEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value
}

export const concat = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts)

export function xor(left: Uint8Array, right: Uint8Array): Buffer {
  invariant(left.length === right.length, 'only equal lengths are combined')
  const out = Buffer.alloc(left.length)
  for (let index = 0; index < left.length; index++) {
    out[index] = (left[index] as number) ^ (right[index] as number)
  }
  return out
}

export const complement = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.map((byte) => ~byte & 0xff))

/** Compares without telling, by the time it takes, where the first difference is. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) {
    difference |= (left[index] as number) ^ (right[index] as number)
  }
  return difference === 0
}
