import fc from 'fast-check'
import { hex, toHex } from '../../src/base'
import {
  commandMac,
  decryptBlocks,
  diversificationLevels,
  diversifyThrough,
  encryptForCard,
  externalAuthentication,
  fold,
  lengthPrefixed,
  mac,
  macDes,
  macRetail,
  padMessage,
  protectedCommand,
  purseMac,
  reloadPinMac,
} from '../../src/keys'

const message = fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array))

test('a padded message is longer than the message and names its own end', () => {
  fc.assert(
    fc.property(message, fc.constantFrom(8, 16), (data, block) => {
      const padded = padMessage(data, block)
      expect(padded.length % block).toBe(0)
      expect(padded.length - data.length).toBeGreaterThanOrEqual(1)
      expect(padded.length - data.length).toBeLessThanOrEqual(block)
      expect(padded.lastIndexOf(0x80)).toBe(data.length)
    }),
  )
})

test('encryption pads only where it must, and begins with the length', () => {
  expect(toHex(lengthPrefixed('3des', hex('11223344556677')))).toBe('0711223344556677')
  expect(toHex(lengthPrefixed('3des', hex('112233445566')))).toBe('0611223344556680')
  expect(lengthPrefixed('sm4', Buffer.alloc(15))).toHaveLength(16)
  expect(lengthPrefixed('sm4', Buffer.alloc(16))).toHaveLength(32)
})

test('what is encrypted for a card can be read again with the card’s key', () => {
  fc.assert(
    fc.property(message, fc.constantFrom('3des' as const, 'sm4' as const), (data, algorithm) => {
      const key = hex('00112233445566778899AABBCCDDEEFF')
      const cipher = encryptForCard(algorithm, key, data)
      expect(decryptBlocks(algorithm, key, cipher).subarray(1, 1 + data.length)).toEqual(data)
    }),
  )
})

test('with two equal halves the retail MAC is the single MAC', () => {
  const half = hex('0123456789ABCDEF')
  fc.assert(
    fc.property(message, (data) => {
      expect(macRetail({ key: Buffer.concat([half, half]), data })).toEqual(
        macDes({ key: half, data }),
      )
    }),
  )
})

test('a command MAC under 8 bytes is single, under 16 bytes retail, and starts from the challenge', () => {
  const key = hex('6C7F59EF102C2DB71677BBC1388927EF')
  const command = { header: hex('841E000004'), data: Buffer.alloc(0), challenge: hex('01020304') }
  expect(toHex(commandMac('3des', key, command))).toBe('6AFA3928')
  const short = key.subarray(0, 8)
  expect(commandMac('3des', short, command)).toEqual(
    macDes({ key: short, data: command.header, startValue: hex('0102030400000000') }).subarray(
      0,
      4,
    ),
  )
})

test('a protected command of FMCOS comes out byte by byte', () => {
  const written = protectedCommand('3des', hex('FFFFFFFFFFFFFFFF'), {
    header: hex('84D4010214'),
    challenge: hex('4C45BAB9'),
    plain: hex('F9F0F0AAFF1122334455667788'),
  })
  expect(toHex(written)).toBe('84D40102147C87BC23140021B3AFEA67E6359DDCFED7C943F6')
})

test('RELOAD PIN is signed under the folded key, without header or challenge', () => {
  const key = hex('00A11B4426685A8032A699A50C4FE6C4')
  expect(toHex(reloadPinMac('3des', key, hex('123456')))).toBe('41096A1F')
})

test('answers to a challenge: 3DES fills it to 8 bytes, SM4 folds its block', () => {
  expect(toHex(externalAuthentication('3des', hex('0102030405060708'), hex('BB83BFF3')))).toBe(
    '74B0047DD681D96C',
  )
  const key = hex('A73F8CDF0540EB8BE0B471EA7ED19149')
  expect(toHex(externalAuthentication('sm4', key, hex('A1A2A3A4A5A6A7A8')))).toBe(
    '6BCF841845076180',
  )
})

test('factors are applied in list order, level by level', () => {
  const key = hex('0123456789ABCDEFFEDCBA9876543210')
  const factors = [hex('9990FF0000000000'), hex('9990000000000001')]
  expect(diversificationLevels('3des', key, factors).map(toHex)).toEqual([
    '737660AD5BB1AFF3844667F5BFA36903',
    'AB70FBD5076FF58A1558EEEFC968BF44',
  ])
  expect(diversifyThrough('3des', key, factors)).not.toEqual(
    diversifyThrough('3des', key, factors.toReversed()),
  )
})

test('a fact of a wrong size never reaches a MAC', () => {
  const facts = { amount: Buffer.alloc(3) }
  expect(() => purseMac('3des', 'purchase-mac2', Buffer.alloc(8), facts)).toThrow('has its size')
  expect(() => fold(Buffer.alloc(8))).toThrow('16 bytes')
  expect(mac('3des', { key: Buffer.alloc(8), data: Buffer.alloc(0) })).toHaveLength(4)
})
