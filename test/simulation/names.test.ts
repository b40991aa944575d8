import fc from 'fast-check'
import { cardNumbersFor } from '../../src/simulation/card-numbers'
import { operatorIdsFor } from '../../src/simulation/operator-ids'
import { SamNumbers } from '../../src/simulation/sam-numbers'

const cardNames = fc.oneof(
  fc.stringMatching(/^[A-J]{1,16}$/),
  fc.stringMatching(/^\d{1,22}$/),
  fc.string({ unit: 'grapheme', minLength: 1 }),
)

test('no two names share a card number, and the order of the file does not matter', () => {
  fc.assert(
    fc.property(fc.uniqueArray(cardNames, { maxLength: 60 }), (names) => {
      const numbers = cardNumbersFor(names)
      expect(new Set(numbers.values()).size).toBe(names.length)
      for (const number of numbers.values()) expect(number).toMatch(/^310\d{16}$/)
      expect(cardNumbersFor([...names].reverse())).toEqual(numbers)
    }),
  )
})

test('the letters of the Shenzhen file keep their digits', () => {
  const numbers = cardNumbersFor(['BEBABAHFE', '00', '0', 'A'])
  expect(numbers.get('BEBABAHFE')).toBe('3101090000141010754')
  expect(new Set(numbers.values()).size).toBe(4)
})

test('no two terminals share a SAM number, also where only the operator or a leading zero tells them apart', () => {
  const terminal = fc.record({
    number: fc.oneof(fc.stringMatching(/^\d{1,14}$/), fc.string({ minLength: 1, maxLength: 8 })),
    operator: fc.constantFrom('巴士集团', '地铁一号线'),
  })
  const same = (one: { number: string; operator: string }): string =>
    `${one.operator}|${one.number}`
  fc.assert(
    fc.property(fc.uniqueArray(terminal, { selector: same, maxLength: 40 }), (terminals) => {
      const numbers = new SamNumbers().assign(terminals)
      expect(new Set(numbers.values()).size).toBe(terminals.length)
      for (const number of numbers.values()) expect(number).toMatch(/^\d{12}$/)
    }),
  )
  const twins = [
    { number: '7', operator: 'a' },
    { number: '07', operator: 'a' },
    { number: '7', operator: 'b' },
  ]
  const numbers = new SamNumbers().assign(twins)
  expect(twins.map((one) => numbers.get(one)?.endsWith('000000007'))).toContain(true)
  expect(new Set(numbers.values()).size).toBe(3)
})

test('a SAM number beside the file belongs to no terminal of it', () => {
  const sams = new SamNumbers()
  const [taken] = sams.assign([{ number: '263027121', operator: '地铁五号线' }]).values()
  expect(taken).toBe('000263027121')
  expect(sams.spare('desk')).not.toBe(sams.spare('desk'))
})

test('operators of any script have ids of their own', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 20 }),
      (names) => {
        expect(new Set(operatorIdsFor(names).values()).size).toBe(names.length)
      },
    ),
  )
  expect(operatorIdsFor(['City Bus Ltd.']).get('City Bus Ltd.')).toMatch(
    /^op_city-bus-ltd-[0-9a-f]{10}$/,
  )
})
