import { randomBytes } from 'node:crypto'
import { ok, refuse, sameBytes, xor, type Result } from '../base'
import type { Algorithm } from './label'
import type { EnterKeyRefusal, KeyComponent } from './pos-vault'
import { posCheckValue } from './work-keys'

const TERMINAL_NUMBER = 8
const KEY_BYTES = 16
const CUSTODIANS_MIN = 2
const CUSTODIANS_MAX = 3

/** The factor of a terminal: its number (f41) in ASCII, filled with blanks to eight. Undefined for no number. */
export const terminalFactor = (terminal: string): Buffer | undefined =>
  /^[A-Za-z0-9]{1,8}$/.test(terminal)
    ? Buffer.from(terminal.padEnd(TERMINAL_NUMBER, ' '), 'latin1')
    : undefined

/** Eight hex characters of a POS key's check value, as custodians and terminals show it. */
export const checkText = (key: Uint8Array, algorithm: Algorithm): string =>
  posCheckValue(key, algorithm).toString('hex').toUpperCase()

/** Each byte with an odd number of set bits, as DES keys are kept by devices that check it. */
export function withOddParity(key: Uint8Array): Buffer {
  return Buffer.from(key.map((byte) => (isOdd(byte) ? byte : byte ^ 1)))
}

/** A fresh key. DES keys have odd parity, and double ones two different halves (else they are single ones). */
export function freshKey(algorithm: Algorithm, sizeBytes: 8 | 16): Buffer {
  if (algorithm === 'sm4') return randomBytes(sizeBytes)
  for (;;) {
    const key = withOddParity(randomBytes(sizeBytes))
    if (!hasEqualHalves(key)) return key
  }
}

/** Whether a part is what its check value says. No detail quotes it. */
export function componentRight(
  algorithm: Algorithm,
  { part, checkValue }: KeyComponent,
): Result<void, EnterKeyRefusal> {
  if (part.length !== KEY_BYTES) {
    return refuse('components-malformed', { field: 'part', detail: '16 bytes' })
  }
  if (!/^(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$/.test(checkValue)) {
    return refuse('components-malformed', {
      field: 'checkValue',
      detail: 'a check value of 6 or 8 digits',
    })
  }
  return checkText(part, algorithm).startsWith(checkValue.toUpperCase())
    ? ok(undefined)
    : refuse('check-value-differs', { field: 'checkValue' })
}

/** The key of two or three parts, each held against its check value first. No detail quotes a part. */
export function combinedKey(
  algorithm: Algorithm,
  components: readonly KeyComponent[],
): Result<Buffer, EnterKeyRefusal> {
  if (components.length < CUSTODIANS_MIN || components.length > CUSTODIANS_MAX) {
    return refuse('components-malformed', { field: 'components', detail: 'two or three parts' })
  }
  for (const [index, component] of components.entries()) {
    const field = `components[${index}]`
    const { part } = component
    const right = componentRight(algorithm, component)
    if (!right.ok) return { ...right, field }
    // Two equal parts would cancel out, and the third custodian alone would hold the key.
    if (components.slice(0, index).some((other) => sameBytes(other.part, part))) {
      return refuse('components-malformed', { field, detail: 'a part that was given before' })
    }
  }
  const key = components.reduce<Buffer>((sum, { part }) => xor(sum, part), Buffer.alloc(KEY_BYTES))
  return algorithm === '3des' && hasEqualHalves(withOddParity(key))
    ? refuse('components-malformed', { field: 'components', detail: 'the sum is a weak key' })
    : ok(key)
}

const isOdd = (byte: number): boolean => {
  let bits = 0
  for (let rest = byte; rest > 0; rest >>= 1) bits ^= rest & 1
  return bits === 1
}

const hasEqualHalves = (key: Uint8Array): boolean =>
  key.length === KEY_BYTES && sameBytes(key.subarray(0, 8), key.subarray(8))
