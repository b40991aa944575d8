import type { Database, Tx } from '../../src/base'
import { dayForPosting, post, sealPosted, verifyChain } from '../../src/ledger'
import { horizonAfter } from '../../src/ledger/seal-posted'
import { DAY, emptyBooks, NOON, topUp, type Books } from './books'

let books: Books
beforeEach(async () => (books = await emptyBooks()))
afterEach(async () => {
  expect(await verifyChain(books.database)).toMatchObject({ intact: true, tamperings: [] })
  await books.drop()
})

const some = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => topUp(`${name}:${index}`, `p${index}`, 1))

const links = async (): Promise<bigint[]> => {
  const { rows } = await books.database.query<{ seq: bigint }>(
    'select seq from ledger_seal order by seq',
  )
  return rows.map(({ seq }) => seq)
}

test('the sealer takes everything, in links without gaps, and then has nothing to do', async () => {
  await books.post(...some('a', 25))
  expect(await sealPosted(books.database, { linkMax: 10 })).toEqual({ sealed: 25 })
  expect(await sealPosted(books.database)).toEqual({ sealed: 0 })
  await books.post(...some('b', 3))
  expect(await sealPosted(books.database)).toEqual({ sealed: 3 })
  expect(await links()).toEqual([1n, 2n, 3n, 4n])
  expect(await verifyChain(books.database)).toMatchObject({ sealed: 28, unsealed: 0 })
})

test('a movement that becomes visible late joins a later link', async () => {
  let release = (): void => undefined
  const hold = new Promise<void>((resolve) => (release = resolve))
  let posted = (): void => undefined
  const isPosted = new Promise<void>((resolve) => (posted = resolve))
  await books.post(...some('first', 1))
  const slow = books.database.transaction(async (tx) => {
    const day = await dayForPosting(tx, DAY)
    await post(
      tx,
      [{ ...topUp('slow', 'nobody-else', 1), postings: topUp('x', 'slow', 1).postings }],
      { day, at: NOON },
    )
    posted()
    await hold
  })
  await isPosted
  // The slow one has a smaller number and locks the bank; free movements of evidence overtake it.
  const evidence = Buffer.alloc(32, 1)
  for (let round = 0; round < 4; round++) {
    await books.post({
      reference: `fast:${round}`,
      kind: 'takings',
      postings: [],
      effectiveAt: NOON,
      evidence,
    })
    await sealPosted(books.database)
  }
  release()
  await slow
  expect(await sealPosted(books.database)).toEqual({ sealed: 1 })
  expect(await verifyChain(books.database)).toMatchObject({ sealed: 6, unsealed: 0 })
})

test('killed at any step, the sealer goes on where it stopped', async () => {
  await books.post(...some('a', 30))
  for (let step = 1; step <= 12; step++) {
    await sealPosted(dyingAfter(books.database, step), { linkMax: 7 }).catch((error: unknown) => {
      expect(error).toEqual(new Error('killed'))
    })
  }
  await sealPosted(books.database, { linkMax: 7 })
  expect(await verifyChain(books.database)).toMatchObject({ sealed: 30, unsealed: 0 })
})

test('several sealers take turns while postings go on', async () => {
  const posting = Array.from({ length: 3 }, async (_, writer) => {
    for (let round = 0; round < 6; round++) await books.post(...some(`w${writer}:${round}`, 5))
  })
  const sealing = Array.from({ length: 2 }, async () => {
    for (let round = 0; round < 5; round++) await sealPosted(books.database, { linkMax: 4 })
  })
  await Promise.all([...posting, ...sealing])
  await sealPosted(books.database)
  const seqs = await links()
  expect(seqs).toEqual(seqs.map((_, index) => BigInt(index + 1)))
  expect(await verifyChain(books.database)).toMatchObject({ sealed: 90, unsealed: 0 })
})

const head = { horizon: 10n, candidate: 20n, candidateXid: 0n }

test.each([
  [
    'all that is older has ended: the candidate is the horizon',
    head,
    { oldestXid: 7n, ownXid: 7n, newest: 30n },
    30n,
    { horizon: 20n, candidate: 30n, candidateXid: 0n },
  ],
  [
    'something older goes on: wait for it',
    head,
    { oldestXid: 5n, ownXid: 7n, newest: 30n },
    30n,
    { horizon: 10n, candidate: 20n, candidateXid: 7n },
  ],
  [
    'it still goes on: keep waiting',
    { ...head, candidateXid: 7n },
    { oldestXid: 6n, ownXid: 9n, newest: 40n },
    40n,
    { horizon: 10n, candidate: 20n, candidateXid: 7n },
  ],
  [
    'it has ended, though younger ones go on',
    { ...head, candidateXid: 7n },
    { oldestXid: 8n, ownXid: 9n, newest: 40n },
    40n,
    { horizon: 20n, candidate: 40n, candidateXid: 0n },
  ],
  [
    'only part was sealed: no further than that',
    head,
    { oldestXid: 7n, ownXid: 7n, newest: 30n },
    15n,
    { horizon: 15n, candidate: 30n, candidateXid: 0n },
  ],
  [
    'a restored database counts from a new start',
    { ...head, candidateXid: 99n },
    { oldestXid: 3n, ownXid: 4n, newest: 30n },
    30n,
    { horizon: 10n, candidate: 20n, candidateXid: 4n },
  ],
])('the horizon: %s', (_story, before, now, reached, expected) => {
  expect(horizonAfter(before, now, reached)).toEqual(expected)
})

/** A database whose server dies at the given statement. */
function dyingAfter(database: Database, statements: number): Database {
  let left = statements
  const die = (tx: Tx): Tx => ({
    inTransaction: true,
    query: (text, params, name) => {
      if (left-- <= 0) return Promise.reject(new Error('killed'))
      return tx.query(text, params, name)
    },
  })
  return {
    query: (text, params, name) => database.query(text, params, name),
    stream: (text, params, batchSize) => database.stream(text, params, batchSize),
    close: () => database.close(),
    transaction: (work, options) => database.transaction((tx) => work(die(tx)), options),
  }
}
