import { fen } from '../../src/base'
import {
  bindingAt,
  cardNumberOf,
  cardStateAt,
  cardValidOn,
  contractOn,
  keyVersionAt,
  loadedBy,
  operatorActiveOn,
  samBlockedAt,
} from '../../src/registry'
import { cardNumber, contract, keyVersion, OPENING, operator, samBinding } from './city'

const at = (text: string): Date => new Date(text)

describe('a contract of an event date', () => {
  const contracts = [
    contract({ contract: 'first', validFrom: '2026-01-01', validTo: '2026-06-30' }),
    contract({ contract: 'second', validFrom: '2026-07-02', validTo: null }),
  ]
  test.each<[date: string, expected: string | undefined, why: string]>([
    ['2025-12-31', undefined, 'the day before the first is covered by none'],
    ['2026-01-01', 'first', 'the first date belongs to it'],
    ['2026-06-30', 'first', 'the last date belongs to it'],
    ['2026-07-01', undefined, 'a day between two contracts is covered by none'],
    ['2026-07-02', 'second', 'the next begins on its own date'],
    ['2099-12-31', 'second', 'an open end has no end'],
  ])('%s → %s: %s', (date, expected) => {
    expect(contractOn(contracts, date)?.contract).toBe(expected)
  })
})

describe('where a SAM was', () => {
  const bindings = [
    samBinding({ terminal: 'one', boundFrom: OPENING, boundTo: at('2026-02-01T00:00:00Z') }),
    samBinding({
      terminal: 'two',
      boundFrom: at('2026-02-01T00:00:00Z'),
      blockedFrom: at('2026-03-01T00:00:00Z'),
    }),
  ]
  test.each([
    ['2025-12-31T23:59:59Z', undefined],
    ['2026-01-01T00:00:00Z', 'one'],
    ['2026-01-31T23:59:59Z', 'one'],
    ['2026-02-01T00:00:00Z', 'two'],
    ['2030-01-01T00:00:00Z', 'two'],
  ])('at %s it was in %s', (instant, expected) => {
    expect(bindingAt(bindings, at(instant))?.terminal).toBe(expected)
  })

  test('a block counts from its instant', () => {
    const blocked = samBinding({ blockedFrom: at('2026-03-01T00:00:00Z') })
    expect(samBlockedAt(blocked, at('2026-02-28T23:59:59Z'))).toBe(false)
    expect(samBlockedAt(blocked, at('2026-03-01T00:00:00Z'))).toBe(true)
    expect(samBlockedAt(samBinding(), at('2026-03-01T00:00:00Z'))).toBe(false)
  })
})

test('a key version answers only to its purpose, version, algorithm and time', () => {
  const versions = [keyVersion({ validTo: at('2026-06-01T00:00:00Z') })]
  const asked = { purpose: 'tac', version: 1, algorithm: 0, at: OPENING }
  expect(keyVersionAt(versions, asked)?.label).toBe('tac/v1/3des')
  expect(keyVersionAt(versions, { ...asked, purpose: 'load' })).toBeUndefined()
  expect(keyVersionAt(versions, { ...asked, version: 2 })).toBeUndefined()
  expect(keyVersionAt(versions, { ...asked, algorithm: 4 })).toBeUndefined()
  expect(keyVersionAt(versions, { ...asked, at: at('2026-06-01T00:00:00Z') })).toBeUndefined()
})

test('a card that was reported lost yesterday was in order the day before', () => {
  const lost = {
    state: 'lost' as const,
    changes: [
      { at: at('2026-05-01T00:00:00Z'), act: 'reportLost', from: 'active', to: 'lost' },
      { at: at('2026-05-02T00:00:00Z'), act: 'find', from: 'lost', to: 'active' },
      { at: at('2026-05-03T00:00:00Z'), act: 'reportLost', from: 'active', to: 'lost' },
    ] as const,
  }
  expect(cardStateAt(lost, at('2026-04-30T00:00:00Z'))).toBe('active')
  expect(cardStateAt(lost, at('2026-05-01T00:00:00Z'))).toBe('lost')
  expect(cardStateAt(lost, at('2026-05-02T12:00:00Z'))).toBe('active')
  expect(cardStateAt(lost, at('2026-05-04T00:00:00Z'))).toBe('lost')
  expect(cardStateAt({ state: 'active', changes: [] }, OPENING)).toBe('active')
})

test('a card is good on its first and its last date', () => {
  const dates = { validFrom: '2026-01-01', validTo: '2026-12-31' }
  expect(cardValidOn(dates, '2025-12-31')).toBe(false)
  expect(cardValidOn(dates, '2026-01-01')).toBe(true)
  expect(cardValidOn(dates, '2026-12-31')).toBe(true)
  expect(cardValidOn(dates, '2027-01-01')).toBe(false)
})

test('an operator counts from its first date to its last', () => {
  const gone = operator({ activeTo: '2026-06-30' })
  expect(operatorActiveOn(gone, '2026-06-30')).toBe(true)
  expect(operatorActiveOn(gone, '2026-07-01')).toBe(false)
})

test('a card number keeps its leading zeros through the int8', () => {
  expect(cardNumberOf(12n, 16)).toBe('0000000000000012')
  expect(cardNumberOf(3_104_870_000_000_000_001n, 19)).toBe('3104870000000000001')
})

test('loads count from the moment they are made', () => {
  const number = cardNumber('3104870000000000001')
  const loads = [
    { card: number, onlineSeq: 0, amountFen: fen(5_000n), loadedAt: OPENING },
    { card: number, onlineSeq: 1, amountFen: fen(300n), loadedAt: at('2026-02-01T00:00:00Z') },
  ]
  expect(loadedBy(loads, at('2025-12-31T00:00:00Z'))).toBe(0n)
  expect(loadedBy(loads, OPENING)).toBe(5_000n)
  expect(loadedBy(loads, at('2026-03-01T00:00:00Z'))).toBe(5_300n)
})
