import type { Database } from '../../src/base'
import { SetClock } from '../../src/base'
import {
  beginClose,
  balanceOf,
  OnlinePosting,
  onlineAccount,
  type Movement,
} from '../../src/ledger'
import { DAY, emptyBooks, NEXT_DAY, NOON, pay, topUp, unsound, type Books } from './books'

let books: Books
beforeAll(async () => (books = await emptyBooks()))
afterAll(() => books.drop())
afterEach(async () => expect(await unsound(books.database)).toEqual([]))

const open = (database: Database = books.database, batchMax = 500): OnlinePosting =>
  new OnlinePosting(database, { clock: new SetClock(NOON), firstDay: () => DAY, batchMax })

const balance = async (person: string): Promise<bigint> =>
  (await balanceOf(books.database, onlineAccount(person))).balanceFen

test('each caller gets its own answer, and no more than what is there is paid', async () => {
  const posting = open(books.database, 7)
  await posting.submit(topUp('each:fund', 'each', 50))
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => posting.submit(pay(`each:${index}`, 'each', 1))),
  )
  expect(answers.filter(({ ok }) => ok)).toHaveLength(50)
  expect(answers.filter((answer) => !answer.ok && answer.refused === 'account-floor')).toHaveLength(
    10,
  )
  expect(await balance('each')).toBe(0n)
  await posting.close()
})

test('one movement sent many times at once is posted once', async () => {
  const posting = open()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => posting.submit(topUp('many', 'many', 5))),
  )
  expect(answers.filter((answer) => answer.ok && answer.value.fresh)).toHaveLength(1)
  expect(answers.every(({ ok }) => ok)).toBe(true)
  await posting.close()
})

test('many movements share few statements', async () => {
  let statements = 0
  const counting: Database = {
    query: (...args) => books.database.query(...args),
    stream: (...args) => books.database.stream(...args),
    close: () => Promise.resolve(),
    transaction: (work) =>
      books.database.transaction((tx) =>
        work({
          inTransaction: true,
          query: (...args) => (statements++, tx.query(...args)),
        }),
      ),
  }
  const posting = open(counting)
  await Promise.all(
    Array.from({ length: 300 }, (_, index) => posting.submit(topUp(`few:${index}`, 'few', 1))),
  )
  expect(statements).toBeLessThan(12)
  await posting.close()
})

test('a movement that breaks its statement breaks it for nobody else', async () => {
  const posting = open()
  // The database refuses a time it cannot hold; no rule of ours does.
  const breaking: Movement = {
    ...topUp('break', 'break', 1),
    effectiveAt: new Date(-8_640_000_000_000_000),
  }
  const answers = await Promise.allSettled([
    posting.submit(topUp('break:1', 'break', 1)),
    posting.submit(breaking),
    posting.submit(topUp('break:2', 'break', 1)),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await balance('break')).toBe(2n)
  await posting.close()
})

test('a malformed movement is its caller’s own affair', async () => {
  const posting = open()
  const [bad, good] = await Promise.allSettled([
    posting.submit({ ...topUp('bad', 'bad', 1), postings: [] }),
    posting.submit(topUp('good', 'good', 1)),
  ])
  expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled'])
  await posting.close()
})

test('closing answers everybody first, and then takes no more', async () => {
  const posting = open(books.database, 3)
  const answers = Array.from({ length: 10 }, (_, index) =>
    posting.submit(topUp(`close:${index}`, 'close', 1)),
  )
  await posting.close()
  expect(await balance('close')).toBe(10n)
  expect((await Promise.all(answers)).every(({ ok }) => ok)).toBe(true)
  await expect(posting.submit(topUp('after', 'close', 1))).rejects.toThrow('until it is closed')
})

test('movements pass into the next day when the day is closed under them', async () => {
  const posting = open()
  await posting.submit(topUp('day:1', 'day', 1))
  await books.database.transaction((tx) => beginClose(tx, DAY, NEXT_DAY))
  const next = await Promise.all([
    posting.submit(topUp('day:2', 'day', 1)),
    posting.submit(topUp('day:1', 'day', 1)),
  ])
  expect(next).toMatchObject([{ value: { fresh: true } }, { value: { fresh: false } }])
  expect((await balanceOf(books.database, onlineAccount('day'), { day: DAY })).balanceFen).toBe(1n)
  await posting.close()
})
