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
    query: (...args) => (statements++, books.database.query(...args)),
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

describe('a batch in which nothing has to be decided is one statement', () => {
  /** Counts the statements that posted their batch. */
  const watched = (): { database: Database; posted: number } => {
    const seen = {
      posted: 0,
      database: {
        query: books.database.query.bind(books.database),
        stream: books.database.stream.bind(books.database),
        close: () => Promise.resolve(),
        transaction: books.database.transaction.bind(books.database),
        inLine: async (...asked: Parameters<NonNullable<Database['inLine']>>) => {
          const answer = await books.database.inLine?.(...asked)
          if (answer?.rows.length === 1) seen.posted++
          return answer as never
        },
      } satisfies Database,
    }
    return seen
  }

  test.each<
    [story: string, person: string, together: readonly Movement[], plain: boolean, left: bigint]
  >([
    [
      'people pay who can',
      'rich',
      [pay('rich:1', 'rich', 10), pay('rich:2', 'rich', 90)],
      true,
      0n,
    ],
    ['names need quoting', 'quote', [pay('quote:"1\\{,}', 'quote', 10)], true, 90n],
    [
      'one pays more than is there',
      'poor',
      [pay('poor:1', 'poor', 60), pay('poor:2', 'poor', 60)],
      false,
      40n,
    ],
    [
      'a top-up comes too late',
      'late',
      [pay('late:1', 'late', 150), topUp('late:2', 'late', 50)],
      false,
      150n,
    ],
    [
      'a top-up comes in time',
      'early',
      [topUp('early:2', 'early', 50), pay('early:1', 'early', 150)],
      false,
      0n,
    ],
    [
      'a movement stands already',
      'again',
      [topUp('fund:again', 'again', 100), pay('again:1', 'again', 1)],
      false,
      99n,
    ],
    [
      'a movement comes twice',
      'twice',
      [pay('twice:1', 'twice', 1), pay('twice:1', 'twice', 1)],
      false,
      99n,
    ],
    [
      'an account was never used',
      'known',
      [pay('known:1', 'known', 1), topUp('new:1', 'new', 1)],
      false,
      99n,
    ],
  ])('%s', async (_story, person, together, plain, left) => {
    const seen = watched()
    const posting = open(seen.database)
    await posting.submit(topUp(`fund:${person}`, person, 100))
    await posting.submit(pay(`warm:${person}`, person, 1))
    await posting.submit(topUp(`back:${person}`, person, 1))
    const before = seen.posted
    await Promise.all(together.map((movement) => posting.submit(movement)))
    expect(seen.posted - before).toBe(plain ? 1 : 0)
    expect(await balance(person)).toBe(left)
    await posting.close()
  })

  test('two batches in flight keep every answer with its caller', async () => {
    const seen = watched()
    const posting = open(seen.database)
    await posting.submit(topUp('flight:fund', 'flight', 40))
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        posting.submit(
          index < 40 ? pay(`flight:${index}`, 'flight', 1) : topUp(`fly:${index}`, 'fly', 1),
        ),
      ),
    )
    expect(answers.map((answer) => answer.ok && answer.value.reference)).toEqual(
      Array.from({ length: 64 }, (_, index) => `${index < 40 ? 'flight' : 'fly'}:${index}`),
    )
    expect(await balance('flight')).toBe(0n)
    expect(await balance('fly')).toBe(24n)
    await posting.close()
  })
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
  await posting.submit(topUp('lag:1', 'lag', 1))
  await books.database.transaction((tx) => beginClose(tx, DAY, NEXT_DAY))
  const next = await Promise.all([
    posting.submit(topUp('day:2', 'day', 1)),
    posting.submit(topUp('day:1', 'day', 1)),
  ])
  expect(next).toMatchObject([{ value: { fresh: true } }, { value: { fresh: false } }])
  // Nothing about this one has to be decided, and its account has not been in the new day yet.
  await posting.submit(topUp('lag:2', 'lag', 2))
  for (const person of ['day', 'lag']) {
    const { balanceFen } = await balanceOf(books.database, onlineAccount(person), { day: DAY })
    expect(balanceFen).toBe(1n)
  }
  expect(await balance('lag')).toBe(3n)
  await posting.close()
})
