import { cupPosFields } from '../../src/messages/iso8583/cup-pos.table'
import { presenceRows } from '../../src/messages/iso8583/presence.table'
import { presenceOf } from '../../src/messages'

const purchase: Record<number, string> = {
  2: '3104881000000017',
  3: '000000',
  4: '000000000240',
  11: '000001',
  22: '022',
  25: '00',
  41: '20260001',
  42: '104440153110001',
  49: '156',
  60: '22000001',
  64: '0000000000000000',
}
const without = (fields: Record<number, string>, ...numbers: number[]) =>
  Object.fromEntries(Object.entries(fields).filter(([number]) => !numbers.includes(Number(number))))

test('every row speaks of fields the profile knows, and needs nothing that it never allows', () => {
  for (const { what, needed, expected = [], never = [], oneOf = [] } of presenceRows) {
    for (const field of [...needed, ...expected, ...never, ...oneOf.flat()]) {
      expect([what, Object.keys(cupPosFields).includes(String(field))]).toEqual([what, true])
    }
    expect(needed.filter((field) => [...expected, ...never].includes(field))).toEqual([])
  }
})

test('a whole purchase has nothing to be remarked on', () => {
  expect(presenceOf({ mti: '0200', fields: purchase })).toEqual({
    what: 'purchase, pre-authorisation or completion',
    remarks: [],
  })
})

test.each([3, 4, 11, 22, 25, 41, 42, 49, 60, 64])('a purchase without %i is refused', (field) => {
  const { missing } = presenceOf({ mti: '0200', fields: without(purchase, field) })
  expect(missing).toBe(field)
})

test('a purchase names a card in one way or another', () => {
  expect(presenceOf({ mti: '0200', fields: without(purchase, 2) }).missing).toBe(2)
  const track = { ...without(purchase, 2), 35: '3104881000000017=3012' }
  expect(presenceOf({ mti: '0200', fields: track }).missing).toBeUndefined()
})

test('a PIN comes with its length and how it was made', () => {
  const pin = { ...purchase, 52: '0000000000000000', 26: '06' }
  expect(presenceOf({ mti: '0200', fields: pin }).missing).toBe(53)
  expect(
    presenceOf({ mti: '0200', fields: { ...pin, 53: '2600000000000000' } }).missing,
  ).toBeUndefined()
})

test.each<[string, string, Record<number, string>, string, number | undefined]>([
  [
    'a balance needs no amount',
    '0200',
    { ...without(purchase, 4), 3: '310000' },
    'balance',
    undefined,
  ],
  [
    'a void names its original',
    '0200',
    { ...purchase, 3: '200000', 37: '123456789012' },
    'void',
    61,
  ],
  [
    'a load carries purse data',
    '0200',
    { ...without(purchase, 2), 60: '41000001' },
    'e-purse load',
    58,
  ],
  [
    'an offline purchase is a notice',
    '0200',
    { ...without(purchase, 2, 3, 22, 25, 49), 60: '36000001' },
    'offline purchase sent live',
    undefined,
  ],
  [
    'a refund names its original',
    '0220',
    { ...purchase, 3: '200000', 60: '25000001' },
    'refund',
    61,
  ],
  ['a completion notice', '0220', { ...purchase, 60: '24000001' }, 'notice', undefined],
  [
    'a sign-in',
    '0800',
    { 11: '000001', 41: '20260001', 42: '104440153110001', 60: '00000001003' },
    'sign-in',
    undefined,
  ],
  [
    'a sign-in without its trace',
    '0800',
    { 41: '20260001', 42: '104440153110001', 60: '00000001003' },
    'sign-in',
    11,
  ],
  [
    'an echo has no trace',
    '0820',
    { 41: '20260001', 42: '104440153110001', 60: '00000001301' },
    'echo, download or status',
    undefined,
  ],
  ['a settlement without totals', '0500', without(purchase, 64), 'settlement', 48],
])('%s', (_story, mti, fields, what, missing) => {
  expect(presenceOf({ mti, fields })).toMatchObject({ what })
  expect(presenceOf({ mti, fields }).missing).toBe(missing)
})

test('a reversal is taken although something is amiss, and that is told', () => {
  const reversal = { ...without(purchase, 2, 25), 39: '98', 37: '123456789012' }
  expect(presenceOf({ mti: '0400', fields: reversal })).toEqual({
    what: 'reversal',
    remarks: [
      { field: 25, remark: 'absent' },
      { field: 37, remark: 'unexpected' },
    ],
  })
})

test('what no row knows is left to whoever answers', () => {
  expect(presenceOf({ mti: '0600', fields: {} })).toEqual({ what: undefined, remarks: [] })
})
