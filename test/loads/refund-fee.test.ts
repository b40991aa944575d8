import fc from 'fast-check'
import { refundFee, type RefundRule } from '../../src/loads/refund-fee'

const RULE: RefundRule = { ppm: 100_000n, from: 10_000n, step: 100n, windowDays: 30n }
const NOTHING = { refundedFen: 0n, feeFen: 0n }

test.each([
  [9_999n, 0n],
  [10_000n, 1_000n],
  [10_990n, 1_000n],
  [12_345n, 1_200n],
])('of a refund of %d fen the fee is %d fen', (value, fee) => {
  expect(refundFee(value, NOTHING, RULE).feeFen).toBe(fee)
})

test('in however many parts value leaves, the fee is that of the whole', () => {
  const parts = fc.array(fc.bigInt({ min: 1n, max: 60_000n }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(parts, (values) => {
      let kept = NOTHING
      for (const value of values) {
        const { feeFen } = refundFee(value, kept, RULE)
        expect(feeFen <= value).toBe(true)
        kept = { refundedFen: kept.refundedFen + value, feeFen: kept.feeFen + feeFen }
      }
      const whole = refundFee(kept.refundedFen, NOTHING, RULE).feeFen
      // A last part smaller than what is still due pays all of itself, and no more.
      expect(kept.feeFen <= whole).toBe(true)
      const last = values.at(-1) ?? 0n
      if (last >= whole) expect(kept.feeFen).toBe(whole)
    }),
  )
})

test('says the rule and the arithmetic in both languages', () => {
  expect(refundFee(6_000n, { refundedFen: 6_000n, feeFen: 0n }, RULE)).toEqual({
    feeFen: 1_200n,
    why: {
      en: '60.00 yuan leave the card as money; with 60.00 yuan of the last 30 days 120.00 yuan; from 100.00 yuan on 10 % is kept, in whole steps of 1.00 yuan; fee 12.00 yuan',
      zh: '退出 60.00 元；连同近 30 天已退 60.00 元共 120.00 元；满 100.00 元收 10%，按 1.00 元取整；手续费 12.00 元',
    },
  })
})
