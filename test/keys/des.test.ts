import { createCipheriv, createDecipheriv } from 'node:crypto'
import fc from 'fast-check'
import forge from 'node-forge'
import { hex, toHex } from '../../src/base'
import { desBlocks, desDecryptionKey, desKey } from '../../src/keys'
import { cryptBlock, cryptTwoBlocks } from '../../src/keys/des-rounds'

const bytes = (size: number) =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((array) => Buffer.from(array))

function byNode(key: Buffer, data: Buffer): Buffer {
  const triple = key.length === 8 ? Buffer.concat([key, key]) : key
  const cipher = createCipheriv('des-ede-ecb', triple, null).setAutoPadding(false)
  return Buffer.concat([cipher.update(data), cipher.final()])
}

function byForge(key: Buffer, data: Buffer): Buffer {
  const triple = key.length === 8 ? [key, key, key] : [key, key.subarray(0, 8)]
  const cipher = forge.cipher.createCipher('3DES-ECB', Buffer.concat(triple).toString('binary'))
  cipher.start({})
  cipher.update(forge.util.createBuffer(data.toString('binary')))
  // It adds a block of padding of its own, which nobody asked for.
  cipher.finish()
  return Buffer.from(cipher.output.getBytes(), 'binary').subarray(0, data.length)
}

test.each([
  ['the classic teaching example', '133457799BBCDFF1', '0123456789ABCDEF', '85E813540F0AB405'],
  ['NBS 500-20, variable plaintext', '0101010101010101', '8000000000000000', '95F8A5E5DD31D900'],
  ['NBS 500-20, variable key', '8001010101010101', '0000000000000000', '95A8D72813DAA94D'],
  ['NBS 500-20, permutation', '1046913489980131', '0000000000000000', '88D55E54F54C97B4'],
  ['NBS 500-20, substitution', '7CA110454A1A6E57', '01A1D6D039776742', '690F5B0D9A26939B'],
])('DES: %s', (_source, key, plain, cipher) => {
  expect(toHex(desBlocks(desKey(hex(key)), hex(plain)))).toBe(cipher)
  expect(toHex(desBlocks(desDecryptionKey(hex(key)), hex(cipher)))).toBe(plain)
})

test.each([8, 16])('three implementations agree for keys of %i bytes', (size) => {
  fc.assert(
    fc.property(bytes(size), bytes(24), (key, data) => {
      const own = desBlocks(desKey(key), data)
      expect(own).toEqual(byNode(key, data))
      expect(own).toEqual(byForge(key, data))
      expect(desBlocks(desDecryptionKey(key), own)).toEqual(data)
    }),
    { numRuns: 300 },
  )
})

test('decryption agrees with node:crypto', () => {
  fc.assert(
    fc.property(bytes(16), bytes(8), (key, data) => {
      const opener = createDecipheriv('des-ede-ecb', key, null).setAutoPadding(false)
      expect(desBlocks(desDecryptionKey(key), data)).toEqual(opener.update(data))
    }),
  )
})

test('two blocks side by side give what one after the other gives', () => {
  const words = fc.tuple(...Array.from({ length: 4 }, () => fc.integer()))
  fc.assert(
    fc.property(bytes(16), bytes(16), words, (one, other, four) => {
      const pair = Int32Array.from(four)
      const first = Int32Array.from(four.slice(0, 2))
      const second = Int32Array.from(four.slice(2))
      cryptTwoBlocks(desKey(one), desKey(other), pair)
      cryptBlock(desKey(one), first)
      cryptBlock(desKey(other), second)
      expect([...pair]).toEqual([...first, ...second])
    }),
  )
})

test('parity bits of a key make no difference', () => {
  const data = hex('0123456789ABCDEF')
  expect(desBlocks(desKey(hex('133457799BBCDFF1')), data)).toEqual(
    desBlocks(desKey(hex('123556789ABDDEF0')), data),
  )
})

test('a key or a text of a wrong size is our own error', () => {
  expect(() => desKey(Buffer.alloc(7))).toThrow('8 or 16 bytes')
  expect(() => desBlocks(desKey(Buffer.alloc(8)), Buffer.alloc(9))).toThrow('whole blocks')
})
