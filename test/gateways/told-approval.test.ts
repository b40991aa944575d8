import { because, groundCodes, groundOf } from '../../src/gateways/http/contract/second-person'
import { factsOf, nameFor } from '../../src/gateways/http/routes/told-approval'

/* What whoever decides is told of an act that waits. */

test.each(groundCodes)('the sentence of %s is understood again, with its values', (code) => {
  const sentence = because(code, { fen: 100_000n, name: 'op_bus' })
  expect(sentence).not.toMatch(/[{}]/)
  const { fen, name, ...rest } = groundOf(sentence) ?? {}
  expect(rest).toEqual({ code })
  expect(fen === undefined || fen === 100_000n).toBe(true)
  expect(name === undefined || name === 'op_bus').toBe(true)
})

test('a sentence of old times is nobody’s', () => {
  expect(groundOf('because somebody said so')).toBeUndefined()
})

describe('facts', () => {
  const load = {
    params: {},
    body: {
      kind: 'load',
      card: '3104403000000000001',
      amountFen: 150_000,
      funding: {
        kind: 'online',
        person: 'person_1',
        document: { kind: 'resident-id', number: '11010519491231002X' },
      },
    },
  }

  test('hold the card and the amount, never a document', () => {
    expect(factsOf(load, { cards: true })).toEqual({
      card: '3104403000000000001',
      kind: 'load',
      amountFen: 150_000,
      paidBy: 'online',
    })
  })

  test('mask the card for those who do not work with cards', () => {
    expect(factsOf(load, { cards: false })).toMatchObject({ card: '310440*********0001' })
  })

  test('hold what a remedy gives back, not what a citizen is answered', () => {
    const step = {
      params: { dispute: 'disp_1' },
      body: {
        step: 'uphold',
        answer: '张三：见录像',
        remedy: { fen: 200, cause: 'charged-twice' },
      },
    }
    expect(factsOf(step, { cards: true })).toEqual({
      dispute: 'disp_1',
      step: 'uphold',
      remedyFen: 200,
      cause: 'charged-twice',
    })
  })

  test('of nothing are nothing', () => {
    expect(factsOf(undefined, { cards: true })).toEqual({})
  })
})

test('names are for those who decide; others know each other by login', () => {
  const names = new Map([['staff_1', { login: 'lin.mei', name: '林梅' }]])
  expect(nameFor(names, 'staff_1', true)).toEqual({ login: 'lin.mei', name: '林梅' })
  expect(nameFor(names, 'staff_1', false)).toEqual({ login: 'lin.mei', name: null })
  expect(nameFor(names, 'person_1', true)).toBeNull()
  expect(nameFor(names, null, true)).toBeNull()
})
