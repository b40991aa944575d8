import fc from 'fast-check'
import {
  checkCompanyCode,
  creditCheckCharacter,
  organisationCheckCharacter,
} from '../../src/registry'

const credit17 = fc.stringMatching(/^[0-9A-HJ-NP-RTUWXY]{17}$/)
const organisation8 = fc.stringMatching(/^[0-9A-Z]{8}$/)

test('a code that is in public use passes', () => {
  expect(checkCompanyCode('9144030071526726XG')).toEqual({
    ok: true,
    value: { code: '9144030071526726XG', kind: 'credit-code', organisation: '71526726X' },
  })
  expect(checkCompanyCode('71526726-x')).toMatchObject({
    ok: true,
    value: { kind: 'organisation-code' },
  })
})

test('every code with its check character passes, however it is typed', () => {
  fc.assert(
    fc.property(credit17, organisation8, (first17, first8) => {
      const [credit, old] = [
        first17 + creditCheckCharacter(first17),
        first8 + organisationCheckCharacter(first8),
      ]
      expect(checkCompanyCode(` ${credit.toLowerCase()} `)).toMatchObject({
        ok: true,
        value: { code: credit },
      })
      expect(checkCompanyCode(`${first8}-${old.slice(8)}`)).toMatchObject({
        ok: true,
        value: { code: old },
      })
    }),
  )
})

test('no single wrong character of a credit code passes, and the hint names the right last one', () => {
  const characters = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY')
  fc.assert(
    fc.property(
      credit17,
      fc.integer({ min: 0, max: 17 }),
      fc.constantFrom(...characters),
      (first17, place, other) => {
        const good = Array.from(first17 + creditCheckCharacter(first17))
        fc.pre(good[place] !== other)
        const wrong = good.map((one, index) => (index === place ? other : one)).join('')
        const refusal = checkCompanyCode(wrong)
        expect(refusal).toMatchObject({ ok: false, refused: 'code-check-wrong' })
        expect(!refusal.ok && refusal.detail).toContain(
          `the last is ${creditCheckCharacter(wrong)}`,
        )
      },
    ),
  )
})

test.each([
  ['code-length-wrong', '9144030071526726X', '17 characters'],
  ['code-characters-wrong', '914403007152672OXG', '0 may be meant'],
  ['code-characters-wrong', '9144030071526726X?', 'character 18 does not occur'],
  ['code-characters-wrong', '7152672?X', 'character 8 does not occur'],
  ['code-check-wrong', '715267260', 'the last is X'],
])('%s: %s', (refused, code, hint) => {
  const refusal = checkCompanyCode(code)
  expect(refusal).toMatchObject({ ok: false, refused })
  expect(!refusal.ok && refusal.detail).toContain(hint)
})
