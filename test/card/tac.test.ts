import fc from 'fast-check'
import { bigEndian, cardFactor, hex, parseCardNumber, toHex } from '../../src/base'
import { tacBatchOf, writeTacRow, type TacRecord } from '../../src/card/tac'
import { checkTacRows, diversifyThrough, purseTac, TAC_ROW_BYTES, tacInput } from '../../src/keys'

const MASTER = hex('00112233445566778899AABBCCDDEEFF')

/** The purchase of vector C2: two levels, city 9990, card 9990000000000001. */
const PURCHASE: TacRecord = {
  card: '9990000000000001',
  issuer: '9990FF0000000000',
  amount: 200n,
  type: 0x06,
  sam: '999000000101',
  termSeq: 0x1e240,
  at: '20240115101530',
  tac: 'AEEC3552',
}

const digits = (least: number, most = least) =>
  fc.stringMatching(new RegExp(`^[0-9]{${least},${most}}$`))
const record = fc.record({
  card: digits(16, 19),
  issuer: fc.stringMatching(/^[0-9A-F]{16}$/),
  amount: fc.bigInt({ min: 0n, max: 0xffff_ffffn }),
  type: fc.constantFrom(4, 5, 6, 9),
  sam: digits(12),
  termSeq: fc.nat(0xffff_ffff),
  at: digits(14),
  tac: fc.stringMatching(/^[0-9A-Fa-f]{8}$/),
})

const factsOf = (tap: TacRecord) => ({
  amount: bigEndian(tap.amount, 4),
  type: Buffer.of(tap.type),
  terminal: hex(tap.sam),
  terminalSequence: bigEndian(tap.termSeq, 4),
  dateTime: hex(tap.at),
})

test('the published arithmetic of a purchase is found genuine through a record', () => {
  const batch = tacBatchOf({ purpose: 'tac', version: 1, algorithm: '3des' }, 2, [PURCHASE])
  expect(toHex(batch.rows)).toBe(
    '9990FF0000000000' +
      '9990000000000001' +
      '000000C8069990000001010001E24020240115101530' +
      'AEEC3552' +
      '0000',
  )
  expect([...checkTacRows('3des', MASTER, batch)]).toEqual([1])
})

test.each<[string, Partial<TacRecord>]>([
  ['another card', { card: '9990000000000002' }],
  ['another issuer', { issuer: '9991FF0000000000' }],
  ['another amount', { amount: 201n }],
  ['another type', { type: 0x09 }],
  ['another SAM', { sam: '999000000102' }],
  ['another SAM number', { termSeq: 0x1e241 }],
  ['another second', { at: '20240115101531' }],
])('%s makes a TAC not genuine', (_what, change) => {
  const label = { purpose: 'tac', version: 1, algorithm: '3des' } as const
  const batch = tacBatchOf(label, 2, [PURCHASE, { ...PURCHASE, ...change }])
  expect([...checkTacRows('3des', MASTER, batch)]).toEqual([1, 0])
})

test('a row holds exactly what a card signs, at its place', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), (taps) => {
      const rows = Buffer.alloc(taps.length * TAC_ROW_BYTES, 0xff)
      taps.forEach((tap, index) => writeTacRow(rows, index, tap))
      taps.forEach((tap, index) => {
        const expected = Buffer.concat([
          hex(tap.issuer),
          hex(tap.card.slice(-16)),
          tacInput('purchase', factsOf(tap)),
          hex(tap.tac),
          Buffer.alloc(2),
        ])
        const at = index * TAC_ROW_BYTES
        expect(toHex(rows.subarray(at, at + TAC_ROW_BYTES))).toBe(toHex(expected))
      })
    }),
  )
})

test('the factor of a card is the one its file 0015 gives', () => {
  for (const text of ['9990000000000001', '31048810000000017', '1234567890123456789']) {
    const number = parseCardNumber(text)
    const rows = Buffer.alloc(TAC_ROW_BYTES)
    writeTacRow(rows, 0, { ...PURCHASE, card: text })
    expect(number.ok && cardFactor(number.value)).toEqual(rows.subarray(8, 16))
  }
})

test('SM4 cards sign the same bytes under the unfolded key', () => {
  const cardKey = diversifyThrough('sm4', MASTER, [hex(PURCHASE.issuer), hex(PURCHASE.card)])
  const tac = toHex(purseTac('sm4', 'purchase', cardKey, factsOf(PURCHASE)))
  expect(tac).toBe('C31824E2')
  const label = { purpose: 'tac', version: 1, algorithm: 'sm4' } as const
  const batch = tacBatchOf(label, 2, [{ ...PURCHASE, tac }])
  expect([...checkTacRows('sm4', MASTER, batch)]).toEqual([1])
})

test.each<[string, Partial<TacRecord>]>([
  ['a short card number', { card: '123' }],
  ['a letter in the SAM number', { sam: '99900000010X' }],
  ['a character beyond ASCII', { sam: '99900000010一' }],
  ['a negative amount', { amount: -1n }],
  ['an amount beyond four bytes', { amount: 0x1_0000_0000n }],
  ['half a number', { termSeq: 1.5 }],
  ['a type beyond one byte', { type: 256 }],
  ['a short TAC', { tac: 'AEEC35' }],
])('%s is our own error: records are checked before', (_what, change) => {
  expect(() => writeTacRow(Buffer.alloc(TAC_ROW_BYTES), 0, { ...PURCHASE, ...change })).toThrow(
    'has the form its TAC needs',
  )
})
