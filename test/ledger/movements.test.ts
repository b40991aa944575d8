import { fen, fenInJson, type BusinessDate, type OperatorId } from '../../src/base'
import {
  cashAt,
  chart,
  movements,
  operatorPayable,
  parseAccount,
  subsidyReceivable,
  type Movement,
} from '../../src/ledger'
import { assertWellFormed } from '../../src/ledger/movement'
import { movementDigest } from '../../src/ledger/digest'

const operator = 'op_bus' as OperatorId
const at = new Date('2018-09-01T00:00:00Z')
const evidence = Buffer.alloc(32, 7)

/** Each line as "debit → credit amount ×count", as an accountant would read it aloud. */
const spoken = ({ postings }: Movement): string[] =>
  postings.map(({ debit, credit, amount, count }) => `${debit} → ${credit} ${amount} ×${count}`)

test.each<[story: string, movement: Movement, lines: string[]]>([
  [
    'taps become debt to the operator, and the city owes the discounts',
    movements.takings({
      batch: '7',
      operator,
      chargedFen: fen(900),
      taps: 4,
      evidence,
      at,
      subsidies: [
        { kind: 'concession', amount: fen(100), taps: 1 },
        { kind: 'transfer', amount: fen(0) },
      ],
    }),
    [
      '2001.cardholder-value → 2004.operator-payable:op_bus 900 ×4',
      '1123.subsidy-receivable:concession → 2204.operator-subsidy-payable:op_bus 100 ×1',
    ],
  ],
  [
    'a ruling that takes taps back runs the other way',
    movements.takingsRuled({
      ruling: '1',
      operator,
      chargedFen: fen(-200),
      taps: -1,
      evidence,
      at,
      subsidies: [{ kind: 'card', amount: fen(-50) }],
    }),
    [
      '2004.operator-payable:op_bus → 2001.cardholder-value 200 ×1',
      '2204.operator-subsidy-payable:op_bus → 1123.subsidy-receivable:card 50 ×0',
    ],
  ],
  [
    'a batch of free rides moves no money and keeps its evidence',
    movements.takings({
      batch: '8',
      operator,
      chargedFen: fen(0),
      taps: 3,
      subsidies: [],
      evidence,
      at,
    }),
    [],
  ],
  [
    'the commission is kept back from the operator',
    movements.commission({
      operator,
      day: '2018-09-01' as BusinessDate,
      contract: 'c1',
      fee: fen(5),
      at,
    }),
    ['2004.operator-payable:op_bus → 6003.operator-commission 5 ×1'],
  ],
  [
    'an agent that pays in may load its commission too',
    movements.agentPrepaid({
      reference: 'a',
      agent: 'shop',
      paidIn: fen(1000),
      commission: fen(5),
      into: cashAt('d1'),
      at,
    }),
    [
      '1001.cash:d1 → 2005.agent-prepayment:shop 1000 ×1',
      '6202.agent-commission → 2005.agent-prepayment:shop 5 ×1',
    ],
  ],
  [
    'a load is paid in cash',
    movements.load({ reference: 'l', amount: fen(5000), funding: cashAt('d1'), at }),
    ['1001.cash:d1 → 2001.cardholder-value 5000 ×1'],
  ],
])('%s', (_story, movement, lines) => {
  assertWellFormed(movement)
  expect(spoken(movement)).toEqual(lines)
})

test('a reversal is the same lines the other way, and names what it takes back', () => {
  const load = movements.load({ reference: 'l', amount: fen(5000), funding: cashAt('d1'), at })
  const back = movements.reversal(load, { reference: 'l-back', at })
  expect(spoken(back)).toEqual(['2001.cardholder-value → 1001.cash:d1 5000 ×1'])
  expect(back.corrects).toBe('l')
  expect(spoken(movements.reversal(back, { reference: 'again', at }))).toEqual(spoken(load))
})

test.each([0, -1])('a load of %d fen is our own error', (amount) => {
  expect(() =>
    movements.load({ reference: 'l', amount: fen(amount), funding: cashAt('d'), at }),
  ).toThrow('more than zero')
})

test('nothing moves without money or evidence, between one account and itself, or without a reference', () => {
  const load = movements.load({ reference: 'l', amount: fen(1), funding: cashAt('d1'), at })
  const posting = { debit: cashAt('d1'), credit: cashAt('d1'), amount: fen(1), count: 1 }
  expect(() => assertWellFormed({ ...load, postings: [] })).toThrow('evidence why it moves none')
  expect(() => assertWellFormed({ ...load, postings: [posting] })).toThrow('two accounts')
  expect(() => assertWellFormed({ ...load, reference: '' })).toThrow('printable and short')
})

test('any part of a movement that changes gives it another digest', () => {
  const base = movements.adjustment({
    reference: 'r',
    amount: fen(1),
    at,
    debit: cashAt('d'),
    credit: operatorPayable(operator),
    corrects: 'o',
    evidence,
  })
  const [posting] = base.postings
  const others: Movement[] = [
    { ...base, reference: 's' },
    { ...base, kind: 'reversal' },
    { ...base, effectiveAt: new Date(1) },
    { ...base, evidence: Buffer.alloc(32, 8) },
    { ...base, corrects: 'p' },
    ...(posting === undefined
      ? []
      : [
          { ...base, postings: [posting, posting] },
          { ...base, postings: [{ ...posting, amount: fen(2) }] },
          { ...base, postings: [{ ...posting, count: 2 }] },
          { ...base, postings: [{ ...posting, debit: cashAt('e') }] },
        ]),
  ]
  const digests = [base, ...others].map((movement) => movementDigest(movement))
  expect(new Set(digests).size).toBe(others.length + 1)
})

test('the chart numbers each account once, and puts debts and income on the credit side', () => {
  expect(new Set(chart.map(({ code }) => code)).size).toBe(chart.length)
  for (const { code, side } of chart) expect(side).toBe(/^(1|62)/.test(code) ? 'D' : 'C')
})

test.each([
  '2001.cardholder-value',
  '1001.cash:desk-1',
  '2003.online-account:p.1',
  '1002.bank-custody:boc:main',
])('the chart knows %s', (name) => {
  expect(parseAccount(name).ok).toBe(true)
})

test.each([
  '2001.cardholder-value:x',
  '1001.cash',
  '1001.cash:',
  '9999.gold:me',
  '1001.cash:a b',
  '1001.cash:a,b',
  "1001.cash:'",
  '',
])('the chart does not know %j', (name) => {
  expect(parseAccount(name)).toMatchObject({ refused: 'account-unknown' })
})

test('subsidies are owed by kind', () => {
  expect(subsidyReceivable('transfer')).toBe('1123.subsidy-receivable:transfer')
})

test('money goes into JSON as it is or not at all', () => {
  expect(fenInJson(-9_007_199_254_740_991n)).toBe(-9_007_199_254_740_991)
  expect(() => fenInJson(9_007_199_254_740_992n)).toThrow('fits a JSON number')
})
