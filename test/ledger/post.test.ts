import { fen, type BusinessDate } from '../../src/base'
import {
  balanceOf,
  movements,
  onlineAccount,
  operatorPayable,
  post,
  postLinked,
  trialBalance,
  type PostOutcome,
} from '../../src/ledger'
import { errorCode } from '../../src/database'
import { BUS, DAY, emptyBooks, NOON, pay, topUp, unsound, type Books } from './books'

let books: Books
beforeAll(async () => (books = await emptyBooks()))
afterAll(() => books.drop())
afterEach(async () => expect(await unsound(books.database)).toEqual([]))

const answers = (outcomes: readonly PostOutcome[]): unknown[] =>
  outcomes.map((outcome) => (outcome.ok ? outcome.value.fresh : outcome.refused))

test('a call posts many movements, and each account changes by the sum of them', async () => {
  const given = Array.from({ length: 300 }, (_, index) =>
    topUp(`many:${index}`, `p${index % 7}`, index + 1),
  )
  expect(answers(await books.post(...given))).toEqual(given.map(() => true))
  const { debitsFen, creditsFen, balanced } = await trialBalance(books.database)
  expect([debitsFen, creditsFen, balanced]).toEqual([45_150n, 45_150n, true])
})

test('a trial balance of many accounts is bounded, and its lines still make up its sums', async () => {
  const whole = await trialBalance(books.database)
  expect(whole.lines.every(({ accounts }) => accounts === 1)).toBe(true)
  const short = await trialBalance(books.database, undefined, { partiesMax: 6 })
  const online = whole.lines.filter(({ account }) => account.startsWith('2003.online-account:'))
  expect(online.length).toBeGreaterThanOrEqual(7)
  expect(short.lines.find(({ account }) => account === '2003.online-account')).toMatchObject({
    accounts: online.length,
    side: 'C',
    balanceFen: online.reduce((sum, { balanceFen }) => sum + balanceFen, 0n),
  })
  expect(short.lines.reduce((sum, { accounts }) => sum + accounts, 0)).toBe(whole.lines.length)
  expect({ ...short, lines: [] }).toEqual({ ...whole, lines: [] })
})

test('the same call again gives the same answers and moves nothing', async () => {
  const given = [topUp('again:1', 'wang', 500), pay('again:2', 'wang', 200)]
  expect(answers(await books.post(...given))).toEqual([true, true])
  const before = await trialBalance(books.database)
  expect(answers(await books.post(...given))).toEqual([false, false])
  expect(answers(await books.post(pay('again:2', 'wang', 201)))).toEqual([
    'reference-used-for-other-content',
  ])
  expect(await trialBalance(books.database)).toEqual(before)
})

test('one bad movement in a call does not touch the others', async () => {
  const outcomes = await books.post(
    topUp('mix:1', 'zhao', 100),
    pay('mix:2', 'zhao', 101),
    pay('mix:3', 'zhao', 100),
  )
  expect(answers(outcomes)).toEqual([true, 'account-floor', true])
  expect((await balanceOf(books.database, onlineAccount('zhao'))).balanceFen).toBe(0n)
})

test('linked movements are posted together or not at all', async () => {
  const link = (...amounts: [number, number]) =>
    books.inDay((tx, day) =>
      postLinked(tx, [topUp('link:1', 'qian', amounts[0]), pay('link:2', 'qian', amounts[1])], {
        day,
        at: NOON,
      }),
    )
  expect(await link(100, 300)).toMatchObject({ ok: false, refused: 'account-floor' })
  expect((await balanceOf(books.database, onlineAccount('qian'))).creditsFen).toBe(0n)
  expect(await link(100, 70)).toMatchObject({ ok: true })
  expect((await balanceOf(books.database, onlineAccount('qian'))).balanceFen).toBe(30n)
  expect(await link(100, 70)).toMatchObject({
    ok: true,
    value: [{ fresh: false }, { fresh: false }],
  })
  expect(await link(100, 71)).toMatchObject({
    ok: false,
    refused: 'reference-used-for-other-content',
  })
})

test('a posting that its caller gives up leaves no trace', async () => {
  const gaveUp = books.inDay(async (tx, day) => {
    await post(tx, [topUp('gone', 'sun', 100)], { day, at: NOON })
    throw new Error('gave up')
  })
  await expect(gaveUp).rejects.toThrow('gave up')
  expect(answers(await books.post(topUp('gone', 'sun', 100)))).toEqual([true])
})

test('a movement that moves no money stands in the journal by its evidence', async () => {
  const free = movements.takings({
    batch: 'free',
    operator: BUS,
    chargedFen: fen(0),
    taps: 9,
    subsidies: [],
    evidence: Buffer.alloc(32, 1),
    at: NOON,
  })
  expect(answers(await books.post(free, free))).toEqual([true, false])
})

test('references may hold anything printable, and an instant keeps its milliseconds', async () => {
  const odd = {
    ...topUp('odd:"{},\\\'é'.replace('é', '~'), 'li', 5),
    effectiveAt: new Date(1_535_760_000_123),
  }
  expect(answers(await books.post(odd))).toEqual([true])
  expect(answers(await books.post(odd))).toEqual([false])
})

test('a posting names an open day', async () => {
  const outcomes = await books.database.transaction((tx) =>
    post(tx, [topUp('no-day', 'li', 5)], { day: '2030-01-01' as BusinessDate, at: NOON }),
  )
  expect(answers(outcomes)).toEqual(['day-not-open'])
})

test('balances can be read as of a day and as of an instant', async () => {
  const at = (hour: number): Date => new Date(Date.UTC(2018, 8, 1, hour))
  for (const hour of [10, 11, 12]) {
    await books.inDay((tx, day) =>
      post(tx, [topUp(`asof:${hour}`, 'asof', hour)], { day, at: at(hour) }),
    )
  }
  const balance = async (asOf: Parameters<typeof balanceOf>[2]) =>
    (await balanceOf(books.database, onlineAccount('asof'), asOf)).balanceFen
  expect(await balance({ instant: at(9) })).toBe(0n)
  expect(await balance({ instant: at(11) })).toBe(21n)
  expect(await balance({ day: DAY })).toBe(33n)
  expect(await balance({ day: '2018-08-31' as BusinessDate })).toBe(0n)
  expect((await trialBalance(books.database, { instant: at(11) })).balanced).toBe(true)
  expect((await trialBalance(books.database, { day: DAY })).balanced).toBe(true)
})

test('an account that was never used stands at zero', async () => {
  expect(await balanceOf(books.database, operatorPayable(BUS))).toMatchObject({ side: 'C' })
  expect((await balanceOf(books.database, onlineAccount('nobody'))).balanceFen).toBe(0n)
})

test.each([
  'update ledger_entry set amount_fen = amount_fen + 1',
  'delete from ledger_entry',
  'truncate ledger_entry',
  'update ledger_movement set day = day',
  'delete from ledger_movement',
  'update ledger_seal set hash = hash',
  'delete from ledger_seal',
  'update ledger_hold set expires_at = now()',
  'delete from ledger_hold',
  'update ledger_hold_end set ended_at = now()',
  'delete from ledger_hold_end',
  'delete from ledger_day',
  'delete from ledger_balance',
  'delete from ledger_day_balance',
  'update ledger_account set code = code',
  'delete from ledger_chain',
])('the database itself refuses the role that works: %s', async (sql) => {
  const refused = await books.database.query(sql).catch((error: unknown) => errorCode(error))
  expect(refused).toBe('42501')
})

test('the floor stands in the table too', async () => {
  const broken = books.asSuperuser(
    `update ledger_balance set posted_debits_fen = posted_credits_fen + 1 where floored`,
  )
  await expect(broken).rejects.toThrow('ledger_balance_floor')
})
