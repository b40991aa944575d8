import fc from 'fast-check'
import { fen } from '../../src/base'
import { discountKindOf } from '../../src/simulation/discount-kind'
import { planLoads } from '../../src/simulation/load-plan'
import { fieldText } from '../../src/simulation/ride-of'

test.each([
  ['no discount', 200n, 200n, false, 0],
  ['charged above the list fare', 200n, 300n, true, 0],
  ['a marked transfer outranks the half fare', 200n, 100n, true, 3],
  ['a marked transfer without a discount', 200n, 200n, true, 0],
  ['half fare is a concession', 200n, 100n, false, 2],
  ['free travel is a concession', 200n, 0n, false, 2],
  ['an entry costs nothing and lets nothing off', 0n, 0n, false, 0],
  ['anything else is the discount of the card', 200n, 160n, false, 1],
])('%s', (_story, listFen, chargedFen, transfer, kind) => {
  expect(discountKindOf({ listFen: fen(listFen), chargedFen: fen(chargedFen), transfer })).toBe(
    kind,
  )
})

const PURSE_MAX = 4_294_967_295n

test('a card always has enough on it, and never more than a purse holds', () => {
  const taps = fc
    .array(
      fc.record({
        second: fc.integer({ min: 0, max: 9 }),
        chargedFen: fc.oneof(fc.bigInt(0n, 900n), fc.bigInt(0n, PURSE_MAX)).map(fen),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map((list) =>
      list
        .sort((left, right) => left.second - right.second)
        .map(({ second, chargedFen }) => ({ at: `2018090108000${second}`, chargedFen })),
    )
  fc.assert(
    fc.property(taps, (list) => {
      const { loads, payable, unpayable } = planLoads(list)
      expect(payable.length + unpayable.length).toBe(list.length)
      let balance = 0n
      let next = 0
      for (const tap of payable) {
        while (loads[next] !== undefined && (loads[next]?.at ?? tap.at) === tap.at) {
          balance += loads[next]?.amountFen ?? 0n
          next++
          expect(balance).toBeLessThanOrEqual(PURSE_MAX)
        }
        balance -= tap.chargedFen
        expect(balance).toBeGreaterThanOrEqual(0n)
      }
      expect(next).toBe(loads.length)
    }),
  )
})

test('words fit their fields: no separators, no control characters, whole characters only', () => {
  expect(fieldText('a|b\nc', 32)).toBe('a b c')
  expect(fieldText('坂田站', 6)).toBe('坂田')
  expect(fieldText('坂田站', 7)).toBe('坂田')
})
