import fc from 'fast-check'
import {
  checkDocument,
  checkResidentId,
  regionOf,
  residentCheckCharacter,
  upgradedResidentId,
  type DocumentKind,
} from '../../src/citizens'

const TODAY = '2026-11-22'

/** Numbers of people who never lived: a region, a day between 1900 and today, a sequence. */
const birthDates = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2026-11-21'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''))
const regions = fc.constantFrom(
  '110105',
  '320100',
  '321102',
  '440301',
  '510202',
  '650102',
  '120221',
)
const residentIds = fc
  .tuple(regions, birthDates, fc.integer({ min: 0, max: 999 }))
  .map(([region, born, sequence]) => `${region}${born}${String(sequence).padStart(3, '0')}`)
  .map((digits17) => digits17 + residentCheckCharacter(digits17))

test('the number that the standard prints as an example passes', () => {
  expect(checkResidentId('11010519491231002X', TODAY)).toMatchObject({
    ok: true,
    value: { birthDate: '1949-12-31', sex: 'female', full: '11010519491231002X' },
  })
})

test('every number with its check character passes, however it is typed', () => {
  fc.assert(
    fc.property(residentIds, (number) => {
      const typed = ` ${number.slice(0, 6)} ${number.slice(6).toLowerCase()}`
      const wide = Array.from(number, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))
      for (const text of [number, typed, wide.join('')]) {
        expect(checkResidentId(text, TODAY)).toMatchObject({ ok: true, value: { number } })
      }
    }),
  )
})

test('no single wrong digit and no two swapped neighbours pass', () => {
  fc.assert(
    fc.property(
      residentIds,
      fc.integer({ min: 0, max: 16 }),
      fc.integer({ min: 1, max: 9 }),
      (number, place, step) => {
        const digits = Array.from(number)
        const other = [...digits]
        other[place] = String((Number(digits[place]) + step) % 10)
        expect(checkResidentId(other.join(''), TODAY).ok).toBe(false)
        if (place < 16 && digits[place] !== digits[place + 1]) {
          const swapped = [...digits]
          swapped[place] = digits[place + 1] as string
          swapped[place + 1] = digits[place] as string
          expect(checkResidentId(swapped.join(''), TODAY).ok).toBe(false)
        }
      },
    ),
  )
})

test('a wrong check character is told with the right one, and the number is not quoted', () => {
  fc.assert(
    fc.property(residentIds, fc.constantFrom(...'0123456789X'), (number, last) => {
      fc.pre(last !== number[17])
      const refusal = checkResidentId(number.slice(0, 17) + last, TODAY)
      expect(refusal).toMatchObject({ ok: false, refused: 'id-check-character-wrong' })
      if (refusal.ok) return
      expect(refusal.detail).toContain(`the last character is ${number[17]};`)
      expect(refusal.detail).not.toMatch(/\d{3}/)
    }),
  )
})

test('an old number of 15 digits is the same person as its 18', () => {
  fc.assert(
    fc.property(residentIds, (number) => {
      fc.pre(number.slice(6, 8) === '19')
      const old = number.slice(0, 6) + number.slice(8, 17)
      expect(upgradedResidentId(old)).toBe(number)
      expect(checkResidentId(old, TODAY)).toMatchObject({
        ok: true,
        value: { number: old, full: number },
      })
    }),
  )
})

test.each([
  [
    'id-characters-wrong',
    '1101O519491231002X',
    'character 5 is a letter; the digit 0 may be meant',
  ],
  ['id-characters-wrong', '11010519491231X02X', 'character 15 is no digit'],
  ['id-characters-wrong', '一1010519491231002X', 'character 1 is no digit'],
  ['id-characters-wrong', '11010549123100X', 'a number of 15 has digits only'],
  ['id-length-wrong', '1101051949123100', '16 characters'],
  ['id-length-wrong', '', '0 characters'],
  ['id-region-unknown', '99010519491231002X', 'no province'],
  ['id-birth-date-impossible', '11010519490231002X', '7 to 14'],
  ['id-birth-date-impossible', '11010520271231002X', '7 to 14'],
  ['id-birth-date-impossible', '110105491331002', '7 to 12'],
  ['id-check-character-wrong', '110105194912310021', 'last character is X'],
])('%s: %s', (refused, number, hint) => {
  const refusal = checkResidentId(number, TODAY)
  expect(refusal).toMatchObject({ ok: false, refused })
  expect(!refusal.ok && refusal.detail).toContain(hint)
})

describe('regions', () => {
  test('a county that was merged long ago stays lawful', () => {
    // Chongwen became part of Dongcheng in 2010; numbers that begin with 110103 are for life.
    expect(regionOf('110103')).toMatchObject({ name: expect.stringContaining('崇文区') as string })
    expect(regionOf('110103')?.listed?.last).toBe('200912')
    expect(regionOf('110101')?.listed?.last).toBe('201607')
  })

  test('a code older than every list is lawful if its province is', () => {
    // Chongqing was a city of Sichuan until 1997.
    expect(regionOf('510202')).toEqual({ code: '510202', name: '四川省' })
  })

  test.each(['000000', '109999', '990101'])('%s is nowhere', (code) => {
    expect(regionOf(code)).toBeUndefined()
  })
})

describe('other documents', () => {
  const withCheck = (digits17: string): string => digits17 + residentCheckCharacter(digits17)

  test.each<[DocumentKind, string]>([
    ['hk-macao-tw-residence', withCheck('81000019900101001')],
    ['hk-macao-tw-residence', withCheck('83000020010101002')],
    ['hk-macao-permit', 'H12345678'],
    ['hk-macao-permit', 'm1234567800'],
    ['tw-permit', '12345678'],
    ['tw-permit', '1234567890(B)'],
    ['foreigner-permanent', withCheck('91184019900101001')],
    ['foreigner-permanent', 'USA110099010101'],
    ['passport', 'E12345678'],
    ['social-security', 'A12345678'],
    ['social-security', '11010519491231002X'],
  ])('a %s may read %s', (kind, number) => {
    expect(checkDocument({ kind, number }, TODAY)).toMatchObject({ ok: true, value: { kind } })
  })

  test.each<[DocumentKind, string, string]>([
    ['hk-macao-tw-residence', withCheck('81000019901301001'), 'id-birth-date-impossible'],
    ['hk-macao-tw-residence', withCheck('81000020300101001'), 'id-birth-date-impossible'],
    ['hk-macao-tw-residence', '81000019900101001?', 'document-number-malformed'],
    ['hk-macao-tw-residence', '110105194912310021', 'document-number-malformed'],
    ['resident-id', withCheck('81000019900101001'), 'document-number-malformed'],
    ['hk-macao-permit', 'T12345678', 'document-number-malformed'],
    ['tw-permit', '1234567', 'document-number-malformed'],
    ['foreigner-permanent', withCheck('91184019900230001'), 'id-birth-date-impossible'],
    ['foreigner-permanent', 'US1100990101011', 'document-number-malformed'],
    ['passport', '护照一号', 'document-number-malformed'],
    ['social-security', '12', 'document-number-malformed'],
  ])('a %s may not read %s (%s)', (kind, number, refused) => {
    const refusal = checkDocument({ kind, number }, TODAY)
    expect(refusal).toMatchObject({ ok: false, refused, field: 'number' })
    expect(!refusal.ok && (refusal.detail ?? '')).not.toContain(number)
  })

  test('a check character of a permit is checked, and told', () => {
    const good = withCheck('81000019900101001')
    const last = good.endsWith('1') ? '2' : '1'
    expect(
      checkDocument({ kind: 'hk-macao-tw-residence', number: good.slice(0, 17) + last }, TODAY),
    ).toMatchObject({ refused: 'id-check-character-wrong' })
  })

  test('the identity number on a social-security card is the same number', () => {
    const [card, old] = [
      checkDocument({ kind: 'social-security', number: '11010519491231002X' }, TODAY),
      checkDocument({ kind: 'resident-id', number: '110105491231002' }, TODAY),
    ]
    expect(card.ok && old.ok && card.value.sameAs === old.value.sameAs).toBe(true)
  })
})
