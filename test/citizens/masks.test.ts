import fc from 'fast-check'
import {
  codePoints,
  maskAddress,
  maskBirthDate,
  maskDocumentNumber,
  maskName,
  maskPhone,
  parseAddress,
  parseName,
  parsePhone,
} from '../../src/citizens'

test('names are cut by code point: no half character, however rare it is', () => {
  const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(names, (name) => {
      const shown = maskName(name)
      expect(shown).not.toMatch(/\p{Surrogate}/u)
      const [first, ...rest] = codePoints(shown)
      expect(rest.every((one) => one === '*')).toBe(true)
      expect([codePoints(name)[0], '*']).toContain(first)
      expect(codePoints(shown).length).toBeLessThanOrEqual(10)
    }),
  )
})

test.each([
  ['张三', '张*'],
  ['欧阳娜娜', '欧***'],
  ['𠮷野家', '𠮷**'],
  ['𬎆', '*'],
  ['买买提·艾力', '买*****'],
  ['Maximilian Theodor Graf', 'M*********'],
])('%s is shown as %s', (name, shown) => {
  expect(maskName(name)).toBe(shown)
})

test('no digit of a number shows beyond the mask: all but at most four are stars', () => {
  const numbers = fc.stringMatching(/^[0-9A-Z]{1,18}$/)
  fc.assert(
    fc.property(numbers, (number) => {
      const shown = maskDocumentNumber(number)
      expect(shown).toHaveLength(number.length)
      const kept = Array.from(shown).filter((one) => one !== '*').length
      expect(kept).toBeLessThanOrEqual(number.length >= 15 ? 4 : number.length >= 8 ? 2 : 0)
      const hidden = Array.from(shown, (one, place) => one === '*' || one === number[place])
      expect(hidden.every(Boolean)).toBe(true)
    }),
  )
})

test('two numbers that differ only inside are shown alike', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{14}$/), fc.stringMatching(/^\d{14}$/), (one, other) => {
      expect(maskDocumentNumber(`32${one}17`)).toBe(maskDocumentNumber(`32${other}17`))
      expect(maskPhone(`138${one.slice(0, 6)}17`)).toBe(maskPhone(`138${other.slice(0, 6)}17`))
    }),
  )
})

test.each([
  ['13812345678', '138******78'],
  ['02512345678', '025******78'],
  ['1234567', '*****67'],
])('the phone %s is shown as %s', (phone, shown) => {
  expect(maskPhone(phone)).toBe(shown)
})

test('addresses show province and city at most, birth dates the year', () => {
  expect(maskAddress('江苏省镇江市京口区正东路一百零一号三单元')).toBe('江苏省镇江市****')
  expect(maskAddress('镇江市正东路一号')).toBe('****')
  expect(maskBirthDate('1949-12-31')).toBe('1949-**-**')
})

describe('how text is written down', () => {
  test.each([
    ['  张　三 ', '张 三'],
    ['买买提•艾力', '买买提·艾力'],
    ['𠮷野', '𠮷野'],
    ['𬎆𫖯𬭎', '𬎆𫖯𬭎'],
    ["Seán O'Brien-Smith Jr.", "Seán O'Brien-Smith Jr."],
    ['e\u0301', 'é'],
  ])('the name %j is kept as %j', (typed, kept) => {
    expect(parseName(typed)).toEqual({ ok: true, value: kept })
  })

  test.each(['', ' ', '张3', 'a\u0000b', '张\n三{', '<b>', 'x'.repeat(51), '\ud842', '...', '😀'])(
    '%j is no name',
    (typed) => {
      const refusal = parseName(typed)
      expect(refusal).toMatchObject({ ok: false, refused: 'name-malformed', field: 'name' })
    },
  )

  test('fifty rare characters are a name of fifty, not of a hundred', () => {
    expect(parseName('𠮷'.repeat(50)).ok).toBe(true)
    expect(parseName('𠮷'.repeat(51)).ok).toBe(false)
  })

  test.each([
    ['+86 138-1234-5678', '13812345678'],
    ['0086 13812345678', '13812345678'],
    ['１３８１２３４５６７８', '13812345678'],
    ['(0511) 8512 3456', '051185123456'],
    ['+852 2345 6789', '+85223456789'],
    ['00852 23456789', '+85223456789'],
  ])('the phone %s is kept as %s', (typed, kept) => {
    expect(parsePhone(typed)).toEqual({ ok: true, value: kept })
  })

  test.each(['', '123', 'phone', '+0123456', '138123456789012'])('%j is no phone', (typed) => {
    expect(parsePhone(typed)).toMatchObject({ ok: false, refused: 'phone-malformed' })
  })

  test('an address is one line of at most 200 characters', () => {
    expect(parseAddress(' 镇江市\n正东路 ')).toEqual({ ok: true, value: '镇江市 正东路' })
    expect(parseAddress('路'.repeat(201))).toMatchObject({ refused: 'address-malformed' })
    expect(parseAddress('\u0007')).toMatchObject({ refused: 'address-malformed' })
  })
})
