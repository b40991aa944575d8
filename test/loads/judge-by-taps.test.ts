import { fen } from '../../src/base'
import { judgeByTaps } from '../../src/loads'

const order = {
  way: 'load',
  amountFen: fen(5_000),
  cityTime: '20260302120000',
  opening: {
    counter: 1,
    oldBalanceFen: fen(10_000),
    keyVersion: 1,
    algorithm: 4,
    random: Buffer.alloc(4),
  },
} as const

const tap = (counter: number, at: string, balanceBefore: bigint, amountFen: bigint) => ({
  card: 1n,
  counter,
  at,
  balanceBefore,
  amountFen,
})
const before = tap(7, '20260301080000', 10_200n, 200n)

test.each([
  ['the card had the money', [tap(8, '20260302130000', 15_000n, 200n)], 'done'],
  ['the card did not have it', [tap(8, '20260302130000', 10_000n, 200n)], 'not-done'],
  ['a tap is missing in between', [tap(9, '20260302130000', 15_000n, 200n)], 'undecided'],
  ['a balance that fits neither', [tap(8, '20260302130000', 12_000n, 200n)], 'undecided'],
  [
    'a free ride, which may have been before the load under a fast clock',
    [tap(8, '20260302120200', 10_000n, 0n)],
    'undecided',
  ],
  [
    'a ride that ended the value of an earlier load, perhaps under a fast clock',
    [tap(8, '20260302120200', 15_000n, 5_000n)],
    'undecided',
  ],
  ['a free ride days later', [tap(8, '20260305120200', 10_000n, 0n)], 'not-done'],
  ['a free ride with the money', [tap(8, '20260302120200', 15_000n, 0n)], 'done'],
])('%s', (_story, after, found) => {
  expect(judgeByTaps(order, [before, ...after], 1)).toBe(found)
})

describe('a card that was overdrawn', () => {
  /** It had 3 yuan and paid 8: five are paid back by the load. */
  const deep = tap(7, '20260301080000', 300n, 800n)
  const opened = { ...order, opening: { ...order.opening, oldBalanceFen: fen(0) } }
  test.each([
    [
      'has what the load left after paying that back',
      [tap(8, '20260303130000', 4_500n, 200n)],
      'done',
    ],
    ['shows the whole amount', [tap(8, '20260303130000', 5_000n, 200n)], 'undecided'],
    [
      'shows nothing, which a small load may leave it',
      [tap(8, '20260303130000', 0n, 200n)],
      'undecided',
    ],
  ])('%s', (_story, after, found) => {
    expect(judgeByTaps(opened, [deep, ...after], 1)).toBe(found)
  })
})
