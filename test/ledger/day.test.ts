import { fen, type BusinessDate } from '../../src/base'
import {
  balanceOf,
  beginClose,
  dayForPosting,
  daysForRulings,
  days,
  dayState,
  finishClose,
  movements,
  onlineAccount,
  post,
} from '../../src/ledger'
import { BUS, DAY, emptyBooks, NEXT_DAY, NOON, topUp, unsound, type Books } from './books'

const THIRD_DAY = '2018-09-03' as BusinessDate
const DIGEST = Buffer.alloc(32, 9)

let books: Books
beforeEach(async () => (books = await emptyBooks()))
afterEach(async () => {
  expect(await unsound(books.database)).toEqual([])
  await books.drop()
})

const begin = () => books.database.transaction((tx) => beginClose(tx, DAY, NEXT_DAY))
const finish = (digest = DIGEST) => books.database.transaction((tx) => finishClose(tx, DAY, digest))
const fee = (fenAmount: number) =>
  movements.commission({ operator: BUS, day: DAY, contract: 'c', fee: fen(fenAmount), at: NOON })
const postIn = (day: BusinessDate, movement: Parameters<typeof post>[1][number]) =>
  books.database.transaction(async (tx) => (await post(tx, [movement], { day, at: NOON }))[0])

test('the first posting opens the first day, and many first postings at once open one', async () => {
  const found = await Promise.all(
    Array.from({ length: 5 }, () => books.database.transaction((tx) => dayForPosting(tx, DAY))),
  )
  expect(new Set(found)).toEqual(new Set([DAY]))
  expect(await days(books.database)).toHaveLength(1)
})

test('a day goes open, closing, closed, and each step may be repeated', async () => {
  await books.post(topUp('t', 'li', 10))
  expect(await begin()).toEqual({ ok: true, value: { state: 'closing', fresh: true } })
  expect(await begin()).toEqual({ ok: true, value: { state: 'closing', fresh: false } })
  expect(await dayState(books.database, NEXT_DAY)).toBe('open')
  expect(await finish()).toEqual({ ok: true, value: { state: 'closed', fresh: true } })
  expect(await finish()).toEqual({ ok: true, value: { state: 'closed', fresh: false } })
  expect(await begin()).toEqual({ ok: true, value: { state: 'closed', fresh: false } })
  expect(await finish(Buffer.alloc(32, 1))).toMatchObject({
    refused: 'day-closed-with-other-digest',
  })
  expect((await days(books.database))[0]).toMatchObject({
    state: 'closed',
    totalFen: 10n,
    digest: DIGEST,
  })
})

test('only a day that is there is closed, only a closing day is finished, and days go forward', async () => {
  expect(await begin()).toMatchObject({ refused: 'day-unknown' })
  await books.post(topUp('t', 'li', 10))
  expect(await finish()).toMatchObject({ refused: 'day-not-closing' })
  const back = await books.database.transaction((tx) => beginClose(tx, DAY, DAY))
  expect(back).toMatchObject({ refused: 'next-day-not-later' })
})

test('two closes at once are one close', async () => {
  await books.post(topUp('t', 'li', 10))
  const both = await Promise.all([begin(), begin(), begin()])
  expect(both.filter((one) => one.ok && one.value.fresh)).toHaveLength(1)
})

test('a closing day takes only what belongs to its closing, a closed one nothing', async () => {
  await books.post(topUp('t', 'li', 10))
  await begin()
  expect(await postIn(DAY, topUp('late', 'li', 5))).toMatchObject({ refused: 'day-not-open' })
  expect(await books.database.transaction((tx) => daysForRulings(tx))).toEqual([DAY, NEXT_DAY])
  expect(await postIn(DAY, fee(3))).toMatchObject({ ok: true })
  await finish()
  expect(await postIn(DAY, { ...fee(3), reference: 'fee-2' })).toMatchObject({
    refused: 'day-not-open',
  })
  expect(await postIn(DAY, fee(3))).toMatchObject({ ok: true, value: { fresh: false } })
  expect(await books.database.transaction((tx) => daysForRulings(tx))).toEqual([NEXT_DAY])
})

test('balances of a day stay as they were when later days move on', async () => {
  await books.post(topUp('d1', 'li', 10))
  await begin()
  await books.post(topUp('d2', 'li', 200))
  await postIn(DAY, fee(3))
  await finish()
  await books.database.transaction((tx) => beginClose(tx, NEXT_DAY, THIRD_DAY))
  await books.post(topUp('d3', 'li', 3000))
  const on = async (day: BusinessDate) =>
    (await balanceOf(books.database, onlineAccount('li'), { day })).balanceFen
  expect([await on(DAY), await on(NEXT_DAY), await on(THIRD_DAY)]).toEqual([10n, 210n, 3210n])
})

test('a posting under way finishes in its day, and the next one lands in the next day', async () => {
  await books.post(topUp('t', 'li', 1))
  const order: string[] = []
  let release = (): void => undefined
  const hold = new Promise<void>((resolve) => (release = resolve))
  let started = (): void => undefined
  const underWay = new Promise<void>((resolve) => (started = resolve))

  const slow = books.inDay(async (tx, day) => {
    started()
    await hold
    const outcome = await post(tx, [topUp('slow', 'li', 10)], { day, at: NOON })
    order.push('slow')
    return [day, outcome[0]?.ok]
  })
  await underWay
  const closing = begin().then((closed) => (order.push('close'), closed))
  await waitForLock()
  const after = books.inDay(async (tx, day) => {
    order.push('after')
    return [day, (await post(tx, [topUp('after', 'li', 10)], { day, at: NOON }))[0]?.ok]
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(order).toEqual([])
  release()
  expect(await slow).toEqual([DAY, true])
  expect(await closing).toMatchObject({ ok: true, value: { fresh: true } })
  expect(await after).toEqual([NEXT_DAY, true])
  expect(order[0]).toBe('slow')
})

test('a stream of postings that overlap does not starve the close', async () => {
  await books.post(topUp('t', 'li', 1))
  let closed = false
  let number = 0
  const stream = Array.from({ length: 3 }, async () => {
    while (!closed) await books.post(topUp(`stream:${number++}`, 'li', 1))
  })
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(await begin()).toMatchObject({ ok: true })
  closed = true
  await Promise.all(stream)
})

/** Until somebody waits for a lock on the days. */
async function waitForLock(): Promise<void> {
  for (;;) {
    const { rows } = await books.database.query(
      `select 1 from pg_locks where not granted and relation = 'ledger_day'::regclass`,
    )
    if (rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
