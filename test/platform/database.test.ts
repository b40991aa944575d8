import { copyIn, errorCode, openDatabase } from '../../src/database'
import { Fault } from '../../src/base'
import { freshDatabase, type FreshDatabase } from '../support/database'

let db: FreshDatabase

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.drop())

const LARGEST = 9_223_372_036_854_775_807n

test('every fen and every day comes back as it is', async () => {
  const { rows } = await db.database.query(
    `select $1::int8 as amount, $2::int8[] as amounts, $3::date as day, array[$3]::date[] as days,
            $4::timestamptz as at, $5::bytea as bytes, null::int8 as nothing`,
    [
      LARGEST,
      [1n, -LARGEST, null],
      '2018-09-01',
      new Date('2018-08-31T16:00:00Z'),
      Buffer.from([0, 255]),
    ],
  )
  expect(rows).toEqual([
    {
      amount: LARGEST,
      amounts: [1n, -LARGEST, null],
      day: '2018-09-01',
      days: ['2018-09-01'],
      at: new Date('2018-08-31T16:00:00Z'),
      bytes: Buffer.from([0, 255]),
      nothing: null,
    },
  ])
})

test('a named statement is prepared once and asked again', async () => {
  await db.database.transaction(async (tx) => {
    for (const number of [1, 2]) {
      const { rows, rowCount } = await tx.query(
        'select $1::int4 as number',
        [number],
        'same-number',
      )
      expect({ rows, rowCount }).toEqual({ rows: [{ number }], rowCount: 1 })
    }
    const { rows } = await tx.query(`select name from pg_prepared_statements`)
    expect(rows).toEqual([{ name: 'same-number' }])
  })
})

test('a large answer is read through a cursor, and may be left half read', async () => {
  const numbers = db.database.stream<{ n: bigint }>(
    'select n::int8 as n from generate_series(1, $1) as n',
    [10_000],
    100,
  )
  let seen = 0n
  for await (const { n } of numbers) {
    seen = n
    if (n === 250n) break
  }
  expect(seen).toBe(250n)
  expect((await db.database.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

describe('as the owner', () => {
  const owned = () => openDatabase({ connectionString: db.ownerUrl, max: 3 })

  test('a failed transaction leaves nothing behind', async () => {
    const owner = owned()
    await owner.query('create table trial (number int4 primary key)')
    const failed = owner.transaction(async (tx) => {
      await tx.query('insert into trial values (1)')
      await tx.query('insert into trial values (1)')
    })
    await expect(failed.catch(errorCode)).resolves.toBe('23505')
    expect((await owner.query('select * from trial')).rows).toEqual([])
    await owner.query('drop table trial')
    await owner.close()
  })

  test('two transactions that block each other both end, one after another', async () => {
    const owner = owned()
    await owner.query('create table pair (name text primary key, touched int4 not null)')
    await owner.query(`insert into pair values ('left', 0), ('right', 0)`)
    let runs = 0
    const touch = (names: readonly string[]) =>
      owner.transaction(async (tx) => {
        runs++
        for (const name of names) {
          await tx.query('update pair set touched = touched + 1 where name = $1', [name])
          await tx.query('select pg_sleep(0.1)')
        }
      })
    await Promise.all([touch(['left', 'right']), touch(['right', 'left'])])
    expect(runs).toBeGreaterThan(2)
    const { rows } = await owner.query('select touched from pair')
    expect(rows).toEqual([{ touched: 2 }, { touched: 2 }])
    await owner.query('drop table pair')
    await owner.close()
  })

  test('rows are copied in bulk within a transaction', async () => {
    const owner = owned()
    await owner.query('create table bulk (number int8)')
    const copied = await owner.transaction((tx) =>
      copyIn(tx, 'copy bulk from stdin', ['1\n2\n', Buffer.from('3\n')]),
    )
    expect(copied).toBe(3)
    const { rows } = await owner.query('select sum(number)::int8 as sum from bulk')
    expect(rows).toEqual([{ sum: 6n }])
    await owner.query('drop table bulk')
    await owner.close()
  })

  test('one login can work with the rights of work only', async () => {
    const both = openDatabase({ connectionString: db.ownerUrl, role: 'citycard_app', max: 1 })
    const { rows } = await both.query('select current_user::text as who')
    expect(rows).toEqual([{ who: 'citycard_app' }])
    await expect(both.query('create table mine (a int)').catch(errorCode)).resolves.toBe('42501')
    await both.close()
  })
})

test('the role that works cannot make a table', async () => {
  await expect(db.database.query('create table mine (a int)').catch(errorCode)).resolves.toBe(
    '42501',
  )
})

test('the role that works cannot say that a migration has run', async () => {
  const wrong = db.database.query(`delete from citycard_migration`)
  await expect(wrong.catch(errorCode)).resolves.toBe('42501')
})

test('a statement that takes too long is cancelled', async () => {
  const hasty = openDatabase({ connectionString: db.url, statementTimeoutMs: 50, max: 1 })
  await expect(hasty.query('select pg_sleep(5)').catch(errorCode)).resolves.toBe('57014')
  await hasty.close()
})

test('a database that is not there is a fault which may be asked again', async () => {
  const nowhere = openDatabase({ connectionString: 'postgresql://a:b@127.0.0.1:1/c' })
  const fault: unknown = await nowhere.query('select 1').catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(Fault)
  expect(fault).toMatchObject({ door: 'database', retrySafe: true })
  await nowhere.close()
})

test('a connection that is cut off is a fault, and the pool goes on', async () => {
  const cut = db.database.query('select pg_terminate_backend(pg_backend_pid())')
  await expect(cut).rejects.toBeInstanceOf(Fault)
  expect((await db.database.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})
