import { afterCardAct, cardLifecycle, cardStates } from '../../src/registry'
import { acts, anyReason, LAWFUL, lawful, states } from './card-life.table'

test('the words of the table are the words of the machine', () => {
  expect([...cardLifecycle.states].sort()).toEqual([...states].sort())
  const written = Object.values(cardLifecycle.table).flatMap((allowed) => Object.keys(allowed))
  expect([...new Set(written)].sort()).toEqual([...acts].sort())
})

describe.each(states)('from %s', (state) => {
  test.each(acts)('the act %s', (act) => {
    const expected = lawful(state, act)
    const after = afterCardAct(state, act, anyReason(act))
    if (expected !== undefined) {
      expect(after).toEqual({ ok: true, value: expected })
    } else {
      expect(after).toMatchObject({
        refused: 'state-forbids',
        detail: `"${act}" is not allowed from "${state}", because ${cardStates[state].because}`,
      })
    }
  })
})

test('a reason is one the act knows', () => {
  expect(afterCardAct('active', 'block', 'because I say so')).toMatchObject({
    refused: 'reason-unknown',
    field: 'reason',
  })
})

test('only an issued card is ever active, and only through being written and checked', () => {
  const intoActive = LAWFUL.filter(([, , to]) => to === 'active').map(([from]) => from)
  expect(intoActive).not.toContain('blank')
  expect(intoActive).not.toContain('personalised')
  expect(intoActive).not.toContain('spoiled')
})
