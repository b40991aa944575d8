import fc from 'fast-check'
import { fen } from '../../src/base'
import {
  fareLinesText,
  readFareLines,
  readFareTableFile,
  writeFareTableFile,
  type FareLine,
} from '../../src/messages'
import { fareFor, type FareQuestion, type Fares } from '../../terminals/bus-validator'

const LINES: readonly FareLine[] = [
  { is: 'flat', line: 'M101', fare: fen(250) },
  { is: 'section', line: '地铁一号线', from: '罗湖', to: '世界之窗', fare: fen(500) },
  { is: 'rate', cardKind: 2, payPpm: 333_333n, discount: 2 },
  { is: 'rate', cardKind: 3, payPpm: 0n, discount: 2 },
  { is: 'rate', cardKind: 1, payPpm: 950_000n, discount: 1 },
  { is: 'transfer', minutes: 90, off: fen(40) },
]
const FARES: Fares = {
  operator: 'op_bus',
  version: 3n,
  effectiveFrom: '20260101000000',
  lines: LINES,
}
const RIDE: FareQuestion = { line: 'M101', cardKind: 9, at: '20260302080000' }
const metro = { line: '地铁一号线', from: '罗湖', to: '世界之窗' }
const before = (at: string, line: string) => ({ previous: { at, line } })

test.each([
  ['an ordinary card on a flat line', RIDE, 250n, 250n, 0],
  ['between two stops', { ...RIDE, ...metro }, 500n, 500n, 0],
  ['a student: the remainder of the rate is the rider’s', { ...RIDE, cardKind: 2 }, 250n, 83n, 2],
  ['an elder rides for nothing', { ...RIDE, cardKind: 3 }, 250n, 0n, 2],
  ['the discount of the card', { ...RIDE, cardKind: 1 }, 250n, 237n, 1],
  ['a transfer within its time', { ...RIDE, ...before('20260302063000', 'B1') }, 250n, 210n, 3],
  ['a minute later it is none', { ...RIDE, ...before('20260302062900', 'B1') }, 250n, 250n, 0],
  ['nor on the same line', { ...RIDE, ...before('20260302075000', 'M101') }, 250n, 250n, 0],
  ['nor from the future', { ...RIDE, ...before('20260302080100', 'B1') }, 250n, 250n, 0],
  [
    'the better of the two, never both',
    { ...RIDE, cardKind: 1, ...before('20260302075000', 'B1') },
    250n,
    210n,
    3,
  ],
] as const)('%s', (_what, ride, listFare, amount, discount) => {
  expect(fareFor(FARES, ride)).toMatchObject({
    ok: true,
    value: { listFare, amount, discount, because: { operator: 'op_bus', version: 3n } },
  })
})

test('a ride that the table does not know is refused, not guessed', () => {
  expect(fareFor(FARES, { ...RIDE, line: 'M999' })).toMatchObject({ refused: 'fare-unknown' })
  expect(fareFor(FARES, { ...RIDE, ...metro, to: '福田' })).toMatchObject({
    refused: 'fare-unknown',
  })
})

test('nobody pays more than the list fare, or less than nothing', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 100_000n }),
      fc.bigInt({ min: 0n, max: 1_000_000n }),
      fc.bigInt({ min: 0n, max: 100_000n }),
      (fare, payPpm, off) => {
        const lines: readonly FareLine[] = [
          { is: 'flat', line: 'L', fare: fen(fare) },
          { is: 'rate', cardKind: 1, payPpm, discount: 1 },
          { is: 'transfer', minutes: 60, off: fen(off) },
        ]
        const ride = {
          line: 'L',
          cardKind: 1,
          at: '20260302080000',
          ...before('20260302075959', 'K'),
        }
        const decided = fareFor({ ...FARES, lines }, ride)
        if (!decided.ok) throw new Error(decided.refused)
        const { amount, listFare } = decided.value
        expect(amount >= 0n && amount <= listFare).toBe(true)
        const rated = (fare * payPpm) / 1_000_000n
        const changed = fare > off ? fare - off : 0n
        expect(amount).toBe(rated < changed ? rated : changed)
      },
    ),
  )
})

describe('the file', () => {
  const HEADER = {
    operator: 'op_bus',
    version: 3n,
    madeAt: '20260101080000',
    effectiveFrom: '20260201000000',
  }
  const mac = (digest: Buffer): Buffer => digest.subarray(0, 8)

  test('reads back as it was written', async () => {
    const text = await writeFareTableFile(HEADER, LINES, mac)
    expect(readFareTableFile(text)).toMatchObject({ ok: true, value: { ...HEADER, lines: LINES } })
    expect(fareLinesText(LINES)).toBe(text.split('\n').slice(1, -2).join('\n') + '\n')
  })

  test('one changed, missing or added character refuses the whole of it', async () => {
    const text = await writeFareTableFile(HEADER, LINES, mac)
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.constantFrom('change', 'drop', 'add'), (at, how) => {
        const sign = text.charAt(at) === '7' ? '8' : '7'
        const rest = how === 'add' ? text.slice(at) : text.slice(at + 1)
        const altered = text.slice(0, at) + (how === 'drop' ? '' : sign) + rest
        if (altered === text) return
        const read = readFareTableFile(altered)
        // The MAC itself is not read here: whoever holds keys compares it.
        expect(read.ok && read.value.mac.equals(mac(read.value.digest))).toBe(false)
      }),
    )
  })

  test.each([
    ['F|M101|250\nF|M101|260\n', 'file-line-repeated', 'line 2'],
    ['T|90|40\nT|60|50\n', 'file-line-repeated', 'line 2'],
    ['F|M101|0250\n', 'file-line-malformed', 'line 1'],
    ['F| M101|250\n', 'file-line-malformed', 'line 1'],
    ['F|M101|100001\n', 'file-line-malformed', 'line 1'],
    ['R|1|1000001|1\n', 'file-line-malformed', 'line 1'],
    ['R|1|900000|3\n', 'file-line-malformed', 'line 1'],
    ['X|1\n', 'file-line-malformed', 'line 1'],
    [`F|${'长'.repeat(11)}|250\n`, 'file-line-malformed', 'line 1'],
  ])('%j is refused with its line', (text, refused, field) => {
    expect(readFareLines(text)).toMatchObject({ refused, field })
  })
})
