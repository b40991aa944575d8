import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import {
  aesDukptTransactionKey,
  foldBlocks,
  macUnionPay,
  macUnionPaySm4,
  macX919,
  macX99,
  pinBlockFormat0,
  pinOfBlockFormat0,
  unwrapWorkKeys,
  wrapWorkKeys,
} from '../../src/keys'

/** The platform's cipher, as a second opinion; a key of eight bytes is doubled. */
function tdes(key: Buffer, data: Buffer): Buffer {
  const double = key.length === 8 ? Buffer.concat([key, key]) : key
  const cipher = createCipheriv('des-ede-ecb', double, null).setAutoPadding(false)
  return Buffer.concat([cipher.update(data), cipher.final()])
}

const bytes = (size: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((all) => Buffer.from(all))
const anyData = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all))

const combined = (one: Buffer, other: Buffer): Buffer =>
  Buffer.from(one.map((byte, at) => byte ^ (other[at] as number)))

test('the UnionPay MAC, against the steps written out with the platform cipher', () => {
  fc.assert(
    fc.property(fc.oneof(bytes(8), bytes(16)), anyData, (key, data) => {
      let folded = Buffer.alloc(8)
      for (let at = 0; at < data.length; at += 8) {
        const block = Buffer.alloc(8)
        data.copy(block, 0, at, at + 8)
        folded = combined(folded, block) as Buffer<ArrayBuffer>
      }
      const text = Buffer.from(folded.toString('hex').toUpperCase())
      const once = tdes(key, text.subarray(0, 8))
      const twice = tdes(key, combined(once, text.subarray(8)))
      const expected = twice.toString('hex').toUpperCase().slice(0, 8)
      expect(foldBlocks(data)).toEqual(folded)
      expect(macUnionPay({ key, data }).toString('latin1')).toBe(expected)
    }),
  )
})

test('X9.9 and X9.19, against CBC of the platform', () => {
  fc.assert(
    fc.property(bytes(16), anyData, (key, data) => {
      const padded = Buffer.alloc(Math.max(8, Math.ceil(data.length / 8) * 8))
      data.copy(padded)
      const left = key.subarray(0, 8)
      let chained = Buffer.alloc(8)
      for (let at = 0; at < padded.length - 8; at += 8) {
        chained = tdes(left, combined(chained, padded.subarray(at, at + 8))) as Buffer<ArrayBuffer>
      }
      const last = combined(chained, padded.subarray(-8))
      expect(macX919({ key, data })).toEqual(tdes(key, last))
      expect(macX99({ key: left, data })).toEqual(tdes(left, last))
    }),
  )
})

test('under SM4 the MAC has eight characters of hex too', () => {
  const mac = macUnionPaySm4({ key: Buffer.alloc(16, 1), data: Buffer.from('0200') })
  expect(mac.toString('latin1')).toMatch(/^[0-9A-F]{8}$/)
})

test('a PIN comes back out of its block, and only with its own card', () => {
  const pins = fc.integer({ min: 0, max: 999_999 }).map((pin) => String(pin).padStart(6, '0'))
  fc.assert(
    fc.property(pins, (pin) => {
      const block = pinBlockFormat0(pin, '6212345678901234')
      const taken = block.ok ? block.value : Buffer.alloc(0)
      expect(pinOfBlockFormat0(taken, '6212345678901234')).toEqual({ ok: true, value: pin })
      expect(pinOfBlockFormat0(taken, '6212345678909999')).not.toEqual({ ok: true, value: pin })
    }),
  )
})

test.each([
  ['123', '6212345678901234', 'pin-malformed'],
  ['1234567890123', '6212345678901234', 'pin-malformed'],
  ['1234', '621234567890', 'card-number-malformed'],
])('PIN and card number of a wrong size are refused', (pin, card, refused) => {
  expect(pinBlockFormat0(pin, card)).toMatchObject({ ok: false, refused })
})

test.each([
  [8, 8, 0, 24],
  [16, 8, 0, 40],
  [16, 16, 0, 40],
  [16, 16, 16, 60],
])('work keys of %i, %i and %i bytes travel in %i', (pikSize, makSize, tdkSize, size) => {
  const master = Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex')
  const keys = {
    pik: Buffer.alloc(pikSize, 0x31),
    mak: Buffer.alloc(makSize, 0x57),
    ...(tdkSize > 0 && { tdk: Buffer.alloc(tdkSize, 0x75) }),
  }
  const wrapped = wrapWorkKeys(master, keys)
  if (!wrapped.ok) throw new Error(wrapped.refused)
  expect(wrapped.value).toHaveLength(size)
  expect(unwrapWorkKeys(master, wrapped.value)).toEqual({ ok: true, value: keys })
  expect(unwrapWorkKeys(Buffer.alloc(16, 9), wrapped.value)).toEqual({
    ok: false,
    refused: 'check-value-differs',
    field: '62.pik',
  })
  expect(unwrapWorkKeys(master, wrapped.value.subarray(1))).toMatchObject({
    refused: 'work-keys-malformed',
  })
})

test('counters that AES DUKPT skips have no key', () => {
  const base = { initialKey: Buffer.alloc(16), keyId: Buffer.alloc(8) }
  expect(aesDukptTransactionKey({ ...base, counter: 0xffff }).ok).toBe(true)
  for (const counter of [0, -1, 1.5, 0x1ffff, 2 ** 32]) {
    expect(aesDukptTransactionKey({ ...base, counter })).toMatchObject({
      refused: 'counter-skipped',
    })
  }
})
