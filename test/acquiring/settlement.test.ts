import { businessDateOf, fen } from '../../src/base'
import { endTerm } from '../../src/registry'
import { closeDay, statementOf } from '../../src/settlement'
import { number6, person, PIN, posCity, RICH_FEN, SHOP, type PosCity } from '../support/pos-city'
import { DAY } from '../support/clearing-city'
import { writeTotals } from '../../src/acquiring/totals'
import { acting, expectDone, SUPERVISOR } from '../support/act'
import { decideItem } from '../../src/acquiring'
import type { BusinessDate } from '../../src/base'

let city: PosCity
beforeAll(async () => {
  city = await posCity()
})
afterAll(() => city.close())

const later = (minutes: number): void => {
  city.at = new Date(city.at.getTime() + minutes * 60_000)
}

const totals = (debitFen: bigint, debits: number, creditFen = 0n, credits = 0): string =>
  writeTotals(
    { debitFen, debits, creditFen, credits },
    { debitFen: 0n, debits: 0, creditFen: 0n, credits: 0 },
    { own: '0', foreign: '0' },
  )

describe('a batch', () => {
  test('with equal totals is closed over a line that has shown itself, and answered the same again', async () => {
    const pos = city.pos(1)
    await pos.signIn()
    const sold = pos.fields({ card: 1, amountFen: 1_000n })
    const first = await pos.send('0200', sold)
    await pos.buy(1, 500n)
    const gone = pos.fields({ card: 1, amountFen: 70n })
    await pos.send('0200', gone)
    await pos.reverse({ card: 1, amountFen: 70n, trace: gone[11] as string })
    await pos.send(
      '0220',
      pos.fields({
        card: 1,
        amountFen: 200n,
        processing: '200000',
        type: '25',
        more: { 37: first.fields[37] as string, 61: `000001${sold[11]}0302`, 63: 'CUP' },
      }),
    )
    const end = {
      11: pos.nextTrace(),
      48: totals(1_500n, 2, 200n, 1),
      49: '156',
      60: '00000001201',
      63: '01 ',
    }
    const answer = await pos.send('0500', end, { mac: false })
    expect(answer).toMatchObject({ mti: '0510', fields: { 60: '00000001201' } })
    expect(answer.fields[48]?.[30]).toBe('1')
    expect((await pos.send('0500', end, { mac: false })).fields[48]).toBe(answer.fields[48])
    expect((await pos.buy(1, 1n)).fields[39]).toBe('77')
    await pos.signIn()
    expect(pos.batch).toBe(2)
    expect((await pos.buy(1, 1n)).fields[39]).toBe('00')
    // What came late for the closed batch is found, and not undone.
    pos.batch = 1
    const late = await pos.reverse({ card: 1, amountFen: 1_000n, trace: sold[11] as string })
    expect(late.fields[39]).toBe('12')
    pos.batch = 2
  })

  test('over a line that nobody has proved is only reported: the next right message decides', async () => {
    const pos = city.pos(2)
    await pos.signIn()
    await pos.buy(2, 300n)
    pos.line = { connection: 'another', trusted: true }
    const end = {
      11: pos.nextTrace(),
      48: totals(300n, 1),
      49: '156',
      60: '00000001201',
      63: '01 ',
    }
    expect((await pos.send('0500', end, { mac: false })).fields[48]?.[30]).toBe('1')
    // The terminal knows nothing of it, and goes on in its batch.
    expect((await pos.buy(2, 50n)).fields[39]).toBe('00')
    pos.line = { connection: 'a third', trusted: true }
    const again = { ...end, 11: pos.nextTrace(), 48: totals(350n, 2) }
    expect((await pos.send('0500', again, { mac: false })).fields[48]?.[30]).toBe('1')
    await pos.signIn()
    expect(pos.batch).toBe(2)
    expect((await pos.buy(2, 50n)).fields[39]).toBe('00')
  })

  test('with other totals is uploaded line by line, in any repetition, and every difference is put before people', async () => {
    const pos = city.pos(3)
    await pos.signIn()
    const known = pos.fields({ card: 3, amountFen: 100n })
    await pos.send('0200', known)
    const lost = pos.fields({ card: 3, amountFen: 200n })
    await pos.send('0200', lost)
    const differs = pos.fields({ card: 3, amountFen: 300n })
    await pos.send('0200', differs)
    const end = {
      11: pos.nextTrace(),
      48: totals(900n, 3),
      49: '156',
      60: '00000001201',
      63: '01 ',
    }
    expect((await pos.send('0500', end, { mac: false })).fields[48]?.[30]).toBe('2')
    const line = (trace: string, amountFen: bigint): string =>
      `00${trace}${String(known[2]).padStart(20, '0')}${String(amountFen).padStart(12, '0')}`
    const lines = `03${line(known[11] as string, 100n)}${line('000900', 500n)}${line(differs[11] as string, 301n)}`
    const upload = { 11: pos.nextTrace(), 48: lines, 60: '00000001201' }
    for (const _ of [1, 2]) {
      expect((await pos.send('0320', upload, { mac: false })).fields[39]).toBe('00')
    }
    const count = (of: string) =>
      pos.send('0320', { 11: pos.nextTrace(), 48: of, 60: '00000001202' }, { mac: false })
    expect((await count('0004')).fields[39]).toBe('95')
    expect((await count('0003')).fields[39]).toBe('00')
    const { rows } = await city.city.store.database.query<{ kind: string; fen: bigint }>(
      `select kind, amount_fen as fen from acquiring_item where terminal = $1 order by kind`,
      [pos.id.terminal],
    )
    expect(rows).toEqual([
      { kind: 'amounts-differ', fen: 300n },
      { kind: 'host-only', fen: 200n },
      { kind: 'terminal-only', fen: 500n },
    ])
    expect((await count('0003')).fields[39]).toBe('00')
    const error = await pos
      .send('0500', { ...end, 48: '1'.padStart(60, '0') }, { mac: false })
      .catch(() => undefined)
    expect(error?.fields[48]?.[30] ?? '3').toBe('3')
  })
})

describe('notices', () => {
  test('are paid by the account, or stand as a claim that pays nobody', async () => {
    const pos = city.pos(1)
    await pos.signIn()
    const owed = await city.owed()
    const notice = (card: number, amountFen: bigint) =>
      pos.send(
        '0220',
        pos.fields({ card, amountFen, type: '30', more: { 61: '000001000001', 63: 'CUP' } }),
      )
    expect((await notice(1, 400n)).fields[39]).toBe('00')
    expect((await city.owed()) - owed).toBe(400n)
    expect((await notice(1, RICH_FEN * 2n)).fields[39]).toBe('00')
    expect((await city.owed()) - owed).toBe(400n)
    const { rows } = await city.city.store.database.query<{ item: string }>(
      `select item from acquiring_item where kind = 'claim' and state = 'open'`,
    )
    const item = rows[0]?.item ?? ''
    const decide = (verdict: 'upheld' | 'rejected', approvedBy?: typeof SUPERVISOR) =>
      acting(
        city.city.store.database,
        (act) => decideItem(act, { item, verdict, reason: 'the slip was found' }),
        { at: city.at, ...(approvedBy === undefined ? {} : { approvedBy }) },
      )
    expect(await decide('upheld')).toMatchObject({ refused: 'second-person-needed' })
    expectDone(await decide('upheld', SUPERVISOR))
    expect((await city.owed()) - owed).toBe(400n + RICH_FEN * 2n)
    expect(await decide('rejected', SUPERVISOR)).toMatchObject({ refused: 'item-decided' })
    expect(await city.unsound()).toEqual([])
  })
})

test('what a shop sold stands in its statement, under its own contract; reversals of a closed day are for people', async () => {
  const pos = city.pos(1)
  await pos.signIn()
  const sold = pos.fields({ card: 1, amountFen: 5_000n, pin: PIN })
  await pos.send('0200', sold)
  const owed = await city.owed()
  later(120)
  expectDone(await closeDay(city.city.settlement))
  const statement = expectDone(
    await statementOf(city.city.store.database, { operator: SHOP, date: DAY as BusinessDate }),
  )
  expect(statement.contracts).toHaveLength(1)
  expect(statement.contracts[0]).toMatchObject({
    contract: 'sales-shop',
    chargedFen: owed,
    listFen: owed,
    feePpm: 6_000n,
    feeFen: (owed * 6_000n) / 1_000_000n,
  })
  expect(await city.owed()).toBe(fen(owed - statement.feeFen))
  const money = await city.balance(person(1))
  const late = await pos.reverse({ card: 1, amountFen: 5_000n, trace: sold[11] as string })
  expect(late.fields[39]).toBe('12')
  expect(await city.balance(person(1))).toBe(money)
  // A refund is booked in the day it is made.
  const back = pos.fields({
    card: 1,
    amountFen: 5_000n,
    processing: '200000',
    type: '25',
    more: { 61: `${number6(pos.batch)}${sold[11]}0302`, 63: 'CUP' },
  })
  expect((await pos.send('0220', back)).fields[39]).toBe('00')
  expect(await city.balance(person(1))).toBe(money + 5_000n)
  later(24 * 60)
  expectDone(await closeDay(city.city.settlement))
  expect(await city.unsound()).toEqual([])
})

test('a claim of a day on which its merchant had no contract can only fall', async () => {
  const { database } = city.city.store
  const by = (approvedBy?: typeof SUPERVISOR) => ({
    at: city.at,
    ...(approvedBy === undefined ? {} : { approvedBy }),
  })
  const lastDate = businessDateOf(city.at, 0)
  const ending = {
    kind: 'partyContract',
    id: 'sales-shop',
    lastDate,
    reason: 'moved away',
  } as const
  expectDone(await acting(database, (act) => endTerm(act, ending), by()))
  later(24 * 60)
  const pos = city.pos(1)
  await pos.signIn()
  const more = { 61: '000001000001', 63: 'CUP' }
  const notice = pos.fields({ card: 1, amountFen: 300n, type: '30', more })
  expect((await pos.send('0220', notice)).fields[39]).toBe('00')
  const { rows } = await database.query<{ item: string }>(
    `select item from acquiring_item where kind = 'claim' and state = 'open'`,
  )
  const decide = (verdict: 'upheld' | 'rejected') =>
    acting(
      database,
      (act) => decideItem(act, { item: rows[0]?.item ?? '', verdict, reason: 'no contract' }),
      by(SUPERVISOR),
    )
  const owed = await city.owed()
  expect(await decide('upheld')).toMatchObject({ refused: 'claim-without-contract' })
  expect(expectDone(await decide('rejected')).state).toBe('rejected')
  expect(await city.owed()).toBe(owed)
  expect(await city.unsound()).toEqual([])
})
