import { CHECKS_VERSION, checksTold, judgedUnder } from '../../src/clearing/checks-told'
import { checks, judge, type Facts, type Judged } from '../../src/clearing/judge'
import type { Tap, TapClaim } from '../../src/clearing/tap'
import { reasons } from '../../src/clearing/reasons.table'
import type { Reason } from '../../src/clearing/verdict'

const claim: TapClaim = {
  card: '3104403000000000001',
  issuer: '0200755100000001',
  type: 9,
  counter: 0,
  balanceBefore: 1_000n,
  amount: 200n,
  listFare: 200n,
  discount: 0,
  at: '20260302080000',
  sam: '100000000001',
  termSeq: 1,
  tac: '01020304',
  keyVersion: 1,
  algorithm: 0,
  state: 0,
  test: 0,
}

const facts: Facts = {
  sam: { operator: 'op_bus', blockedFrom: undefined },
  operator: 'op_bus',
  contract: 'contract_bus',
  tac: 'genuine',
  card: { inForce: true, validFrom: '20260101', validTo: '20360101' },
}

const limits = { latestAt: '20260302221000', earliestDay: '20260131', largestAmount: 100_000n }

const asked = (change: { claim?: Partial<TapClaim>; facts?: Partial<Facts> } = {}): Judged => ({
  claim: { ...claim, ...change.claim },
  facts: { ...facts, ...change.facts },
  limits,
})

/** For each reason a claim that deserves it, in order of precedence. */
const wrongs: readonly [Reason, string, { claim?: Partial<TapClaim>; facts?: Partial<Facts> }][] = [
  ['test-record', 'a test record does not belong here', { claim: { test: 1 } }],
  ['type-not-taken', 'a load is no purchase', { claim: { type: 2 } }],
  ['amount-over-limit', 'nobody rides for 1,000.01 yuan', { claim: { amount: 100_001n } }],
  ['sam-unknown', 'a stranger', { facts: { sam: undefined } }],
  [
    'sam-not-bound',
    "another operator's SAM",
    { facts: { sam: { operator: 'op_metro', blockedFrom: undefined } } },
  ],
  [
    'sam-blocked',
    'a SAM reported stolen that morning',
    { facts: { sam: { operator: 'op_bus', blockedFrom: '20260302080000' } } },
  ],
  ['contract-missing', 'nothing was agreed for that day', { facts: { contract: undefined } }],
  ['unconfirmed', 'the card did not answer', { claim: { state: 1 } }],
  ['key-version-unknown', 'a key from another time', { facts: { tac: 'key-unknown' } }],
  ['tac-not-genuine', 'a forgery', { facts: { tac: 'not-genuine' } }],
  ['card-unknown', 'a card nobody issued', { facts: { card: undefined } }],
  [
    'card-not-in-force',
    'a blocked card',
    { facts: { card: { inForce: false, validFrom: '20260101', validTo: '20360101' } } },
  ],
  [
    'card-expired',
    'the day after its last day',
    { facts: { card: { inForce: true, validFrom: '20200101', validTo: '20260301' } } },
  ],
  ['in-the-future', 'a clock that runs ahead', { claim: { at: '20260302221001' } }],
  ['too-late', 'from the winter before', { claim: { at: '20260130235959' } }],
]

test('a tap nothing speaks against is paid', () => {
  expect(judge(asked())).toBe('paid')
})

test.each(wrongs)('%s: %s', (reason, _story, change) => {
  expect(judge(asked(change))).toBe(reason)
})

test.each(wrongs.slice(0, -1).map((wrong, index) => [wrong, wrongs[index + 1]] as const))(
  'of two neighbours the first is the verdict (%j)',
  (first, second) => {
    if (second === undefined) return
    const both = {
      claim: { ...second[2].claim, ...first[2].claim },
      facts: { ...second[2].facts, ...first[2].facts },
    }
    // A card cannot both be unknown and be expired, nor a time both be early and late: the first one's fact stands.
    expect(judge(asked(both))).toBe(first[0])
  },
)

test('the table of checks and the table of cases name the same reasons in the same order', () => {
  expect(checks.map(([reason]) => reason)).toEqual(wrongs.map(([reason]) => reason))
})

test('no two reasons share a code, and every code fits a byte', () => {
  const codes = Object.values(reasons).map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
  expect(codes.every((code) => code > 0 && code < 256)).toBe(true)
})

test('a check that is added, left out or moved is a new version of the checks', () => {
  const versions: Readonly<Record<number, readonly Reason[]>> = {
    1: [
      'test-record',
      'type-not-taken',
      'amount-over-limit',
      'sam-unknown',
      'sam-not-bound',
      'sam-blocked',
      'contract-missing',
      'unconfirmed',
      'key-version-unknown',
      'tac-not-genuine',
      'card-unknown',
      'card-not-in-force',
      'card-expired',
      'in-the-future',
      'too-late',
    ],
  }
  expect(checks.map(([reason]) => reason)).toEqual(versions[CHECKS_VERSION])
})

test('the checks are told as they went: the first that failed, and the figures that were compared', () => {
  const tap = { amountFen: 200n, eventDate: '2026-03-02', eventTime: 80_000 } as Tap
  const under = judgedUnder(limits)
  const late = checksTold({ firstReason: 'too-late', claim: tap, under })
  expect(late.at(-1)).toEqual({
    check: 'too-late',
    outcome: 'failed',
    compared: { kind: 'not-before', found: '2026-03-02', limit: '2026-01-31' },
  })
  expect(late.slice(0, -1).every(({ outcome }) => outcome === 'passed')).toBe(true)
  // What a chain rules later has passed every check.
  const clone = checksTold({ firstReason: 'counter-used-twice', claim: tap, under: undefined })
  expect(
    clone.filter(({ outcome, compared }) => outcome !== 'passed' || compared !== undefined),
  ).toEqual([])
  const unread = checksTold({ firstReason: 'test-record', claim: undefined, under })
  expect(unread.map(({ outcome }) => outcome).slice(0, 2)).toEqual(['failed', 'not-reached'])
})
