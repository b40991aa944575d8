import fc from 'fast-check'
import { InvariantBroken, microFen, ppm } from '../../src/base'
import { contract } from '../registry/city'
import { canonicalText } from '../../src/settlement/canonical'
import { dayDigest } from '../../src/settlement/digest'
import { lineOf, linesOf, sumOf } from '../../src/settlement/statement'
import { type ContractTakings, differenceOf, surchargeOf } from '../../src/settlement/takings'

const agreed = contract()

const taken = (change: Partial<ContractTakings> = {}): ContractTakings => ({
  operator: 'op_bus-one',
  contract: 'bus-one-2026',
  taps: 3n,
  listFen: 600n,
  chargedFen: 400n,
  cardDiscountFen: 50n,
  concessionFen: 100n,
  transferFen: 50n,
  cityCardFen: 0n,
  cityConcessionFen: 100n,
  cityTransferFen: 50n,
  ...change,
})

test('a line says what was taken, who bears what, the fee and the rest', () => {
  expect(lineOf(taken(), agreed, microFen(0n))).toEqual({
    ...taken(),
    surchargeFen: 0n,
    subsidyFen: 150n,
    feePpm: 5_000n,
    feeFen: 2n,
    carriedInMicroFen: 0n,
    carriedOutMicroFen: 0n,
    netFen: 398n,
    demo: true,
  })
})

test.each<[story: string, charged: bigint, carriedIn: bigint, fee: bigint, carriedOut: bigint]>([
  ['199 fen make less than a fen of fee', 199n, 0n, 0n, 995_000n],
  ['the carry of yesterday completes it', 1n, 995_000n, 1n, 0n],
  ['nothing taken, nothing changes', 0n, 995_000n, 0n, 995_000n],
  ['a correction gives fee back', -400n, 0n, -2n, 0n],
  ['a small correction borrows a fen and carries the rest', -1n, 0n, -1n, 995_000n],
])('%s', (_story, charged, carriedIn, fee, carriedOut) => {
  const line = lineOf(
    taken({
      listFen: charged,
      chargedFen: charged,
      cardDiscountFen: 0n,
      concessionFen: 0n,
      transferFen: 0n,
      cityConcessionFen: 0n,
      cityTransferFen: 0n,
    }),
    agreed,
    microFen(carriedIn),
  )
  expect([line.feeFen, line.carriedOutMicroFen, line.netFen]).toEqual([
    fee,
    carriedOut,
    charged - fee,
  ])
})

test('what riders paid above the list fare is a surcharge, not a negative discount', () => {
  expect(surchargeOf(taken({ listFen: 500n }))).toBe(100n)
})

test.each<[story: string, wrong: Partial<ContractTakings>]>([
  ['the city bears a discount that is the operator’s', { cityCardFen: 50n }],
  ['the city bears only half of what is its own', { cityConcessionFen: 50n }],
])('a line where %s cannot be', (_story, wrong) => {
  expect(() => lineOf(taken(wrong), agreed, microFen(0n))).toThrow(InvariantBroken)
})

test('takings of a contract the registry does not know cannot be settled', () => {
  expect(() => linesOf([taken()], new Map(), new Map())).toThrow(InvariantBroken)
})

test('however takings are split over days, the fees add up to the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt(-10_000n, 1_000_000n), { minLength: 1, maxLength: 60 }),
      fc.bigInt(0n, 1_000_000n),
      (charges, rate) => {
        const rated = contract({ feePpm: ppm(rate) })
        const plain = (charged: bigint): ContractTakings =>
          taken({
            listFen: charged,
            chargedFen: charged,
            cardDiscountFen: 0n,
            concessionFen: 0n,
            transferFen: 0n,
            cityConcessionFen: 0n,
            cityTransferFen: 0n,
          })
        let carried = microFen(0n)
        let fees = 0n
        for (const charged of charges) {
          const line = lineOf(plain(charged), rated, carried)
          carried = microFen(line.carriedOutMicroFen)
          fees += line.feeFen
        }
        const whole = charges.reduce((sum, charged) => sum + charged, 0n)
        const atOnce = lineOf(plain(whole), rated, microFen(0n))
        expect([fees, carried]).toEqual([atOnce.feeFen, atOnce.carriedOutMicroFen])
      },
    ),
  )
})

test('two roads to the same takings differ in a field that is named', () => {
  expect(differenceOf([taken()], [taken()])).toBeUndefined()
  expect(differenceOf([taken()], [taken({ chargedFen: 401n })])).toMatch(
    /op_bus-one bus-one-2026: chargedFen is 400 in the totals and 401 in the taps/,
  )
  expect(differenceOf([], [taken()])).toMatch(/taps is 0 in the totals and 3 in the taps/)
  expect(differenceOf([taken()], [])).toMatch(/taps is 3/)
})

describe('the bytes of a day', () => {
  const line = lineOf(taken(), agreed, microFen(0n))
  const text = canonicalText({
    day: '2026-11-23',
    previous: { day: '2026-11-22', digest: Buffer.alloc(32, 0xab) },
    lines: [line],
    sums: sumOf([line]),
  })

  test('are the same for ever', () => {
    expect(text).toBe(
      [
        'citycard-settlement|1',
        'day|2026-11-23',
        `previous|2026-11-22|${'AB'.repeat(32)}`,
        'fields|operator|contract|taps|listFen|chargedFen|surchargeFen|cardDiscountFen|concessionFen' +
          '|transferFen|cityCardFen|cityConcessionFen|cityTransferFen|subsidyFen|feeFen|netFen|feePpm' +
          '|carriedInMicroFen|carriedOutMicroFen|demo',
        'line|op_bus-one|bus-one-2026|3|600|400|0|50|100|50|0|100|50|150|2|398|5000|0|0|true',
        'sums|1|3|600|400|0|50|100|50|0|100|50|150|2|398',
        '',
      ].join('\n'),
    )
  })

  test('hash to a digest that names the day', () => {
    expect(dayDigest(text).toString('hex')).toHaveLength(64)
    expect(dayDigest(text).equals(dayDigest(text.replace('398', '399')))).toBe(false)
  })

  test('of an empty first day have no line and no day before', () => {
    const empty = canonicalText({ day: '2026-11-22', previous: null, lines: [], sums: sumOf([]) })
    expect(empty).toContain('previous|none|none\n')
    expect(empty.trimEnd().endsWith(`sums|0${'|0'.repeat(13)}`)).toBe(true)
  })
})
