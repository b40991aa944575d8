import { fen } from '../../src/base'
import {
  CARD_DEPOSITS,
  onlineAccount,
  operatorPayable,
  type Account,
  type PostRefusal,
} from '../../src/ledger'
import { decide, prepare, type PostingFacts } from '../../src/ledger/decide'
import type { Standing } from '../../src/ledger/standing'
import { BUS, pay, topUp } from './books'

const standing = (credits: number, pendingDebits = 0): Standing => ({
  side: 'C',
  floored: true,
  postedDebits: fen(0),
  postedCredits: fen(credits),
  pendingDebits: fen(pendingDebits),
  pendingCredits: fen(0),
})

const facts = (has: Partial<PostingFacts> = {}): PostingFacts => ({
  posted: new Map(),
  standings: new Map<Account, Standing>([[onlineAccount('li'), standing(100)]]),
  dayState: 'open',
  ...has,
})

const walled = {
  ...pay('r', 'li', 500),
  postings: [{ debit: CARD_DEPOSITS, credit: operatorPayable(BUS), amount: fen(5), count: 1 }],
}
const nowhere = {
  ...walled,
  postings: [{ debit: '9.x' as Account, credit: CARD_DEPOSITS, amount: fen(5), count: 1 }],
}
const otherContent = new Map([['r', '00'.repeat(32)]])

test.each<[PostRefusal, string, Parameters<typeof prepare>[0], Partial<PostingFacts>]>([
  [
    'reference-used-for-other-content',
    'outranks an unknown account',
    nowhere,
    { posted: otherContent },
  ],
  ['account-unknown', 'outranks the wall', nowhere, { dayState: 'closed' }],
  ['fund-wall', 'outranks the day', walled, { dayState: 'closed' }],
  ['day-not-open', 'outranks the floor', pay('r', 'li', 500), { dayState: 'closing' }],
  ['day-not-open', 'a day that never was', pay('r', 'li', 500), { dayState: undefined }],
  ['account-floor', 'more than is there', pay('r', 'li', 101), {}],
  [
    'account-floor',
    'what is held is gone',
    pay('r', 'li', 60),
    { standings: new Map([[onlineAccount('li'), standing(100, 50)]]) },
  ],
])('%s: %s', (refused, _story, movement, has) => {
  const decision = decide([prepare(movement)], facts(has))
  expect(decision.outcomes).toMatchObject([{ ok: false, refused }])
  expect([decision.accepted.length, decision.deltas.size]).toEqual([0, 0])
})

test('the movements of one call are decided one after the other', () => {
  const call = [
    pay('a', 'li', 60),
    pay('b', 'li', 60),
    topUp('c', 'li', 30),
    pay('d', 'li', 60),
    pay('a', 'li', 60),
  ]
  const { outcomes, deltas } = decide(call.map(prepare), facts())
  expect(outcomes.map((outcome) => (outcome.ok ? outcome.value.fresh : outcome.refused))).toEqual([
    true,
    'account-floor',
    true,
    true,
    false,
  ])
  expect(deltas.get(onlineAccount('li'))).toMatchObject({ postedDebits: 120n, postedCredits: 30n })
})

test('one reference with two contents in one call: the first stands, the second is refused', () => {
  const { outcomes } = decide([prepare(pay('a', 'li', 1)), prepare(pay('a', 'li', 2))], facts())
  expect(outcomes).toMatchObject([{ ok: true }, { refused: 'reference-used-for-other-content' }])
})

test('the same content again is answered even when the day is closed and the money is gone', () => {
  const again = prepare(pay('r', 'li', 500))
  const has = facts({ posted: new Map([['r', again.digest]]), dayState: 'closed' })
  expect(decide([again], has).outcomes).toEqual([
    { ok: true, value: { reference: 'r', fresh: false } },
  ])
})
