import { fen, type Fen } from '../../src/base'
import {
  balanceOf,
  expireHolds,
  hold,
  onlineAccount,
  post,
  postHold,
  voidHold,
  type Movement,
} from '../../src/ledger'
import { emptyBooks, NOON, pay, topUp, unsound, type Books } from './books'

let books: Books
beforeAll(async () => (books = await emptyBooks()))
afterAll(() => books.drop())
afterEach(async () => expect(await unsound(books.database)).toEqual([]))

const LATER = new Date(NOON.getTime() + 60_000)
const EXPIRY = new Date(NOON.getTime() + 120_000)
const TOO_LATE = new Date(NOON.getTime() + 120_001)

/** What can be done with a hold, each in a transaction of its own. */
const acts = {
  hold: (name: string, movement: Movement = pay(name, `p-${name}`, 60)) =>
    books.inDay((tx, day) => hold(tx, movement, { day, at: NOON, expiresAt: EXPIRY })),
  post: (name: string, amount?: Fen, at = LATER) =>
    books.inDay((tx, day) =>
      postHold(
        tx,
        { hold: name, reference: `${name}:posted`, ...(amount === undefined ? {} : { amount }) },
        { day, at },
      ),
    ),
  void: (name: string) => books.inDay((tx) => voidHold(tx, { hold: name }, { at: LATER })),
  expire: () => books.inDay((tx) => expireHolds(tx, TOO_LATE)),
}

async function held(name: string): Promise<void> {
  await books.post(topUp(`fund:${name}`, `p-${name}`, 100))
  expect(await acts.hold(name)).toMatchObject({ ok: true })
}

const standing = async (name: string): Promise<[bigint, bigint]> => {
  const { balanceFen, pendingDebitsFen } = await balanceOf(
    books.database,
    onlineAccount(`p-${name}`),
  )
  return [balanceFen, pendingDebitsFen]
}

const say = (outcome: Awaited<ReturnType<typeof acts.post>>): unknown =>
  outcome.ok ? outcome.value.fresh : outcome.refused

test('what is held is not booked, and nobody else can have it', async () => {
  await held('a')
  expect(await standing('a')).toEqual([100n, 60n])
  expect(await books.post(pay('a:other', 'p-a', 41))).toMatchObject([{ refused: 'account-floor' }])
  expect(await acts.hold('a2', pay('a2', 'p-a', 41))).toMatchObject({ refused: 'account-floor' })
  expect(await books.post(pay('a:small', 'p-a', 40))).toMatchObject([{ ok: true }])
})

test('a hold may be posted in part; the rest is let go', async () => {
  await held('b')
  expect(say(await acts.post('b', fen(61)))).toBe('amount-over-hold')
  expect(say(await acts.post('b', fen(25)))).toBe(true)
  expect(await standing('b')).toEqual([75n, 0n])
})

type Act = 'post' | 'void' | 'expire'

/** The second act on a hold that has been ended by the first. */
test.each<[first: Act, second: Exclude<Act, 'expire'>, answer: unknown]>([
  ['post', 'post', false],
  ['post', 'void', 'hold-already-ended'],
  ['void', 'void', false],
  ['void', 'post', 'hold-already-ended'],
  ['expire', 'post', 'hold-expired'],
  ['expire', 'void', 'hold-expired'],
])('a hold ends once: after %s, %s is answered %j', async (first, second, answer) => {
  const name = `${first}-${second}`
  await held(name)
  await acts[first](name)
  const [before, none] = await standing(name)
  expect([before, none]).toEqual([first === 'post' ? 40n : 100n, 0n])
  expect(say(await acts[second](name))).toBe(answer)
  expect(await standing(name)).toEqual([before, 0n])
})

test('posting a hold again with another amount or another reference is refused', async () => {
  await held('c')
  expect(say(await acts.post('c', fen(50)))).toBe(true)
  expect(say(await acts.post('c', fen(51)))).toBe('reference-used-for-other-content')
  const other = await books.inDay((tx, day) =>
    postHold(tx, { hold: 'c', reference: 'c:else' }, { day, at: LATER }),
  )
  expect(other).toMatchObject({ refused: 'hold-already-ended' })
})

test('a hold over its time may not be posted, even before it is swept up', async () => {
  await held('d')
  expect(say(await acts.post('d', undefined, EXPIRY))).toBe('hold-expired')
  expect(await acts.expire()).toBe(1)
  expect(await acts.expire()).toBe(0)
  expect(await standing('d')).toEqual([100n, 0n])
})

test('the same hold again is the same hold; other content is refused', async () => {
  await held('e')
  expect(await acts.hold('e')).toMatchObject({ ok: true, value: { fresh: false } })
  expect(await acts.hold('e', pay('e', 'p-e', 61))).toMatchObject({
    refused: 'reference-used-for-other-content',
  })
  expect(await standing('e')).toEqual([100n, 60n])
})

test('a hold nobody made cannot be ended', async () => {
  expect(say(await acts.post('nobody'))).toBe('hold-unknown')
  expect(say(await acts.void('nobody'))).toBe('hold-unknown')
})

test('a hold cannot become a movement that stands already', async () => {
  await held('f')
  await books.post(topUp('f:posted', 'p-f', 1))
  expect(say(await acts.post('f'))).toBe('reference-used-for-other-content')
  expect(say(await acts.void('f'))).toBe(true)
})

test('of many who end one hold at once, one does', async () => {
  await held('g')
  const outcomes = await Promise.all([
    acts.post('g'),
    acts.void('g'),
    acts.post('g'),
    acts.void('g'),
    acts.expire(),
  ])
  const asked = outcomes.filter((one) => typeof one !== 'number' && one.ok && one.value.fresh)
  const { rows } = await books.database.query<{ outcome: string }>(
    `select outcome from ledger_hold_end where hold = 'g'`,
  )
  expect(rows).toHaveLength(1)
  expect(asked).toHaveLength(rows[0]?.outcome === 'expired' ? 0 : 1)
  const [, pending] = await standing('g')
  expect(pending).toBe(0n)
})

test('holds and postings of one call after another see each other', async () => {
  await books.inDay(async (tx, day) => {
    const when = { day, at: NOON }
    await post(tx, [topUp('h:fund', 'p-h', 10)], when)
    expect(await hold(tx, pay('h', 'p-h', 10), { ...when, expiresAt: EXPIRY })).toMatchObject({
      ok: true,
    })
    expect(await post(tx, [pay('h:pay', 'p-h', 1)], when)).toMatchObject([
      { refused: 'account-floor' },
    ])
  })
})
