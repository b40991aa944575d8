import fc from 'fast-check'
import { readJson, writeJson } from '../../console/src/centre/amounts'
import { dayAfter, dayTyped, isDay } from '../../console/src/day'
import { LARGEST_FEN, money, parseYuan, plain, yuan } from '../../console/src/money'

test('an amount is read back from how it is shown', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, LARGEST_FEN), (fen) => {
      expect(parseYuan(yuan(fen))).toBe(fen)
      expect(parseYuan(money(fen))).toBe(fen)
      expect(parseYuan(plain(fen))).toBe(fen)
    }),
  )
})

test.each([
  [0n, '¥0.00'],
  [5n, '¥0.05'],
  [123_456_789n, '¥1,234,567.89'],
  [-5_050n, '−¥50.50'],
])('%s fen are shown as %s', (fen, shown) => expect(money(fen)).toBe(shown))

test.each([
  ['12', 1_200n],
  ['12.3', 1_230n],
  ['１２。３４', 1_234n],
  ['¥ 1,000', 100_000n],
  ['100元', 10_000n],
  ['', undefined],
  ['12.345', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['100000000.01', undefined],
])('%s typed is %s fen', (typed, fen) => expect(parseYuan(typed)).toBe(fen))

test('amounts cross the wire as integers and are bigint here, however large', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 53n) + 1n, 2n ** 53n - 1n), fc.string(), (fen, text) => {
      const sent = writeJson({ amountFen: fen, text, list: [{ netFen: fen }] })
      expect(JSON.parse(sent)).toEqual({
        amountFen: Number(fen),
        text,
        list: [{ netFen: Number(fen) }],
      })
      expect(readJson(sent)).toEqual({ amountFen: fen, text, list: [{ netFen: fen }] })
    }),
  )
})

test('what is no amount stays a number', () => {
  expect(readJson('{"count":3,"version":2,"amountFen":null}')).toEqual({
    count: 3,
    version: 2,
    amountFen: null,
  })
})

describe('a day', () => {
  test.each([
    ['20260302', '2026-03-02'],
    ['2026/3/2', '2026-03-02'],
    ['2026年3月2日', '2026-03-02'],
    ['2026-03-02', '2026-03-02'],
    ['2.3.2026', '2.3.2026'],
    ['2026', '2026'],
  ])('typed as %s is %s', (typed, day) => expect(dayTyped(typed)).toBe(day))

  test.each([
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['2026-3-2', false],
    ['', false],
  ])('%s is one of the calendar: %s', (text, is) => expect(isDay(text)).toBe(is))

  test('goes on over the end of a month and a year', () => {
    expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01')
    expect(dayAfter('2024-03-01', -1)).toBe('2024-02-29')
  })
})
