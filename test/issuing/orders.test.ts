import { createHash } from 'node:crypto'
import { cardFacts } from '../../src/registry'
import {
  chipWithMoves,
  listOrders,
  makerFileOf,
  moveStock,
  orderCards,
  orderOf,
  type OrderRow,
  orderRows,
  planOf,
  type RowResult,
  setPlan,
  stockCounts,
  takeReturnFile,
  writeReturnFile,
} from '../../src/issuing'
import { acting, expectDone, SUPERVISOR } from '../support/act'
import { ADMINISTRATOR, type Office, openOffice, receive, takeOut } from './office'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const orders = (count: number, more: { batch?: string; product?: string } = {}) =>
  acting(
    office.store.database,
    (act) => orderCards(act, office.vault, { product: 'adult', count, maker: 'press-1', ...more }),
    { actor: SUPERVISOR },
  )

const takes = (order: string, text: string) =>
  acting(office.store.database, (act) => takeReturnFile(act, office.vault, order, text), {
    actor: SUPERVISOR,
  })

/** As the maker of these orders has it, or as another one. */
const macOf =
  (maker = 'press-1') =>
  (digest: Buffer): Promise<Buffer> =>
    office.vault.makeFileMac({ operator: `maker:${maker}`, digest })

const answerTo = (
  order: string,
  rows: readonly OrderRow[],
  result: RowResult,
  maker?: string,
): Promise<string> =>
  writeReturnFile({ order, rows: rows.map((row) => ({ ...row, result })) }, macOf(maker))

const stateOf = async (card: string): Promise<string | undefined> =>
  (await cardFacts(office.store.database, [BigInt(card)])).get(BigInt(card))?.state

const seal = async (lines: readonly string[]): Promise<string> => {
  const body = lines.map((line) => `${line}\n`).join('')
  const digest = createHash('sha256').update(body).digest()
  const mac = await macOf()(digest)
  return `${body}E|${lines.length - 1}|${digest.toString('hex')}|${mac.toString('hex')}\n`
}

test('an order takes chips and numbers, and its maker file names keys by check value only', async () => {
  await receive(office, 1, 5)
  const { order, count } = expectDone(await orders(3))
  expect(count).toBe(3)
  const file = expectDone(await makerFileOf(office.store.database, office.vault, order))
  expect(expectDone(await makerFileOf(office.store.database, office.vault, order))).toBe(file)
  const lines = file.trimEnd().split('\n')
  expect(lines[0]).toMatch(
    new RegExp(`^CITYCARD-MAKER\\|2\\|${order}\\|press-1\\|adult\\|1\\|t-union\\|2026-`),
  )
  const keys = lines.filter((line) => line.startsWith('K|'))
  expect(keys).toHaveLength(16)
  expect(keys).toContainEqual(expect.stringMatching(/^K\|tac\/v1\/3des\|[0-9A-F]{6}$/))
  // Development keys begin with 7E57: no part of one is in the file.
  expect(file).not.toMatch(/7E57[0-9A-F]{12}/i)
  const rows = lines.filter((line) => line.startsWith('R|')).map((line) => line.split('|'))
  expect(rows.map(([, nth, chip, card]) => [nth, chip, card])).toEqual([
    ['1', '0000000000000001', '3105840000000000001'],
    ['2', '0000000000000002', '3105840000000000002'],
    ['3', '0000000000000003', '3105840000000000003'],
  ])
  expect(rows[0]?.slice(4)).toEqual(['02005840FFFFFFFF', '2026-06-01', '2036-05-31', '1'])
  expect(await stateOf('3105840000000000001')).toBe('blank')
  expect((await chipWithMoves(office.store.database, '0000000000000001'))?.chip.state).toBe(
    'at-maker',
  )
})

test('what cannot be ordered changes nothing', async () => {
  await receive(office, 1, 2)
  expect(await orders(3)).toMatchObject({ refused: 'stock-short' })
  expect(await orders(1, { batch: 'other' })).toMatchObject({ refused: 'stock-short' })
  expect(await orders(1, { product: 'none' })).toMatchObject({ refused: 'product-unknown' })
  expect(await orders(0)).toMatchObject({ refused: 'too-many-cards' })
  expect(await orders(100_000)).toMatchObject({ refused: 'too-many-cards' })
  expect(await stockCounts(office.store.database)).toMatchObject([{ state: 'in-store', count: 2n }])
  // The numbers of a refused order were not used up.
  expectDone(await orders(1))
  expect(await stateOf('3105840000000000001')).toBe('blank')
})

test('two orders at once share neither chip nor number', async () => {
  await receive(office, 1, 10)
  const both = await Promise.all([orders(5), orders(5)])
  const made = await Promise.all(
    both.map((one) => orderRows(office.store.database, expectDone(one).order)),
  )
  const rows = made.flat()
  expect(new Set(rows.map(({ serial }) => serial)).size).toBe(10)
  expect(new Set(rows.map(({ printed }) => printed)).size).toBe(10)
})

test('a return file makes cards ready, scraps what failed, and the order stays open until all rows are answered', async () => {
  await receive(office, 1, 4)
  const { order } = expectDone(await orders(4))
  const rows = await orderRows(office.store.database, order)
  const [one, two, three, four] = rows as [OrderRow, OrderRow, OrderRow, OrderRow]
  const first = await writeReturnFile(
    {
      order,
      rows: [
        { ...one, result: 'ok' },
        { ...two, result: 'scrap' },
        { ...three, result: 'not-dispensed' },
      ],
    },
    macOf(),
  )
  expect(await takes(order, first)).toMatchObject({
    value: {
      state: 'open',
      waiting: 1,
      rows: [{ verdict: 'accepted' }, { verdict: 'accepted' }, { verdict: 'accepted' }],
    },
  })
  expect(await stateOf(one.printed)).toBe('ready')
  expect(await stateOf(two.printed)).toBe('destroyed')
  expect(await stateOf(three.printed)).toBe('destroyed')
  expect(await stateOf(four.printed)).toBe('blank')
  const places = (await stockCounts(office.store.database)).map(({ state, product, count }) => [
    state,
    product,
    count,
  ])
  expect(places).toEqual([
    ['at-maker', 'adult', 1n],
    ['in-store', 'adult', 1n],
    ['scrapped', 'adult', 2n],
  ])
  expect(await takes(order, first)).toMatchObject({
    value: { state: 'open', waiting: 1, rows: [{ verdict: 'repeated' }, {}, {}] },
  })
  expect(await takes(order, await answerTo(order, [four], 'ok'))).toMatchObject({
    value: { state: 'answered', waiting: 0 },
  })
  expect((await orderOf(office.store.database, order))?.state).toBe('answered')
  expect(await listOrders(office.store.database, { limit: 10 })).toMatchObject([
    { order, waiting: 0n },
  ])
})

test('every kind of bad row is told by its line, and good rows beside it count', async () => {
  await receive(office, 1, 8)
  const { order } = expectDone(await orders(8))
  const rows = await orderRows(office.store.database, order)
  expectDone(await takes(order, await answerTo(order, rows.slice(0, 1), 'ok')))
  const line = (
    nth: number,
    change: Partial<Omit<OrderRow, 'result'> & { result: string }> = {},
  ): string => {
    const row = { ...(rows[nth - 1] as OrderRow), result: 'ok', ...change }
    return `R|${row.nth}|${row.serial}|${row.printed}|${row.result}`
  }
  const file = await seal([
    `CITYCARD-RETURN|2|${order}`,
    line(2),
    line(2),
    line(1),
    line(1, { result: 'scrap' }),
    line(3, { serial: rows[3]?.serial as string }),
    line(3, { printed: rows[3]?.printed as never }),
    line(3, { result: 'perfect' }),
    line(4, { nth: 99 }),
    'R|5|short',
    'X|5|0000000000000005|3105840000000000005|ok',
    `${line(5)}|more`,
    line(6).toLowerCase().replace('r|', 'R|'),
    line(7, { result: 'scrap' }),
  ])
  const receipt = expectDone(await takes(order, file))
  expect(receipt.rows.map(({ line: at, verdict }) => [at, verdict])).toEqual([
    [2, 'accepted'],
    [3, 'row-twice'],
    [4, 'repeated'],
    [5, 'row-twice'],
    [6, 'serial-wrong'],
    [7, 'card-wrong'],
    [8, 'result-unknown'],
    [9, 'row-unknown'],
    [10, 'row-malformed'],
    [11, 'row-malformed'],
    [12, 'row-malformed'],
    [13, 'accepted'],
    [14, 'accepted'],
  ])
  expect(receipt).toMatchObject({ state: 'open', waiting: 4 })
  const states = await Promise.all(rows.map(({ printed }) => stateOf(printed)))
  expect(states).toEqual([
    'ready',
    'ready',
    'blank',
    'blank',
    'blank',
    'ready',
    'destroyed',
    'blank',
  ])
  expect(
    (await takes(order, await answerTo(order, rows.slice(1, 2), 'scrap'))) as object,
  ).toMatchObject({
    value: { rows: [{ verdict: 'answered-otherwise' }] },
  })
  expect(await stateOf(rows[1]?.printed as string)).toBe('ready')
})

test.each([
  [
    'cut off in the middle',
    (text: string) => text.slice(0, text.length / 2),
    'return-file-malformed',
  ],
  ['without a trailer', (text: string) => text.replace(/E\|.*\n$/, ''), 'return-file-malformed'],
  ['with one row changed', (text: string) => text.replace('|ok', '|scrap'), 'return-file-damaged'],
  ['with a wrong count', (text: string) => text.replace(/E\|\d+/, 'E|9'), 'return-file-damaged'],
  [
    'of another version',
    (text: string) => text.replace('RETURN|2|', 'RETURN|1|'),
    'return-file-malformed',
  ],
  [
    'with another MAC',
    (text: string) => text.replace(/\|[0-9A-F]{16}\n$/, '|0123456789ABCDEF\n'),
    'return-file-mac-wrong',
  ],
  [
    'without a MAC',
    (text: string) => text.replace(/\|[0-9A-F]{16}\n$/, '\n'),
    'return-file-malformed',
  ],
  ['of another order', (text: string) => text, 'order-other'],
  ['that is empty', () => '', 'return-file-malformed'],
  ['that is no such file', () => 'hello\nworld\n', 'return-file-malformed'],
])('a return file %s is refused whole', async (_what, change, refused) => {
  await receive(office, 1, 1)
  const { order } = expectDone(await orders(1))
  const rows = await orderRows(office.store.database, order)
  const named = refused === 'order-other' ? 'pord_other' : order
  const answer = await takes(order, change(await answerTo(named, rows, 'ok')))
  expect(answer).toMatchObject({ refused })
  expect(await stateOf(rows[0]?.printed as string)).toBe('blank')
  const whole = await takes('pord_none', await answerTo('pord_none', rows, 'ok'))
  expect(whole).toMatchObject({ refused: 'order-unknown' })
})

test('line ends of another system and serials in small letters are read', async () => {
  await receive(office, 10, 1)
  const { order } = expectDone(await orders(1))
  const [row] = await orderRows(office.store.database, order)
  const small = { ...(row as OrderRow), serial: (row as OrderRow).serial.toLowerCase() }
  const file = await answerTo(order, [small], 'ok')
  expect(await takes(order, file.replaceAll('\n', '\r\n'))).toMatchObject({
    value: { rows: [{ verdict: 'accepted' }] },
  })
})

test('spoiled in stock takes the card along, and undoing it gives the card back', async () => {
  await receive(office, 1, 1)
  const { order } = expectDone(await orders(1))
  const [row] = (await orderRows(office.store.database, order)) as [OrderRow]
  await takes(order, await answerTo(order, [row], 'ok'))
  await takeOut(office, [row.serial])
  const moves = (act: 'spoil' | 'undoSpoil' | 'destroy', reason: string) =>
    acting(office.store.database, (it) => moveStock(it, { act, serials: [row.serial], reason }), {
      actor: SUPERVISOR,
    })
  expectDone(await moves('spoil', 'misprint'))
  expect(await stateOf(row.printed)).toBe('spoiled')
  expectDone(await moves('undoSpoil', 'mistake'))
  expect(await stateOf(row.printed)).toBe('ready')
  expectDone(await moves('spoil', 'damaged'))
  expectDone(await moves('destroy', 'cut'))
  expect(await stateOf(row.printed)).toBe('destroyed')
})

describe('a plan', () => {
  const plan = {
    product: 'adult',
    issuer: '02005840FFFFFFFF',
    prefix: '310584099999999',
    digits: 16,
    keyVersion: 1,
    algorithm: 0 as const,
    cardKind: 1,
  }
  const sets = (change: object, seen: number) =>
    acting(office.store.database, (act) => setPlan(act, { ...plan, ...change }, seen), {
      actor: ADMINISTRATOR,
    })

  test('is changed by who has seen it last', async () => {
    expect(await sets({}, 0)).toMatchObject({ refused: 'version-changed' })
    expect(await sets({}, 1)).toMatchObject({ value: { version: 2 } })
    expect(await sets({}, 1)).toMatchObject({ refused: 'version-changed' })
    expect(await planOf(office.store.database, 'adult')).toMatchObject({ version: 2, ...plan })
  })

  test.each([
    [{ issuer: 'xyz' }, 'issuer'],
    [{ prefix: '12' }, 'prefix'],
    [{ prefix: '9999', digits: 19 }, 'prefix'],
    [{ digits: 20 }, 'digits'],
  ])('that cannot be is refused: %j', async (change, field) => {
    expect(await sets(change, 1)).toMatchObject({ refused: 'plan-malformed', field })
  })

  test('of a product that does not exist is refused', async () => {
    expect(await sets({ product: 'none' }, 0)).toMatchObject({ refused: 'product-unknown' })
  })

  test('runs out of numbers, and steps over numbers that are taken', async () => {
    await receive(office, 1, 30)
    expectDone(await sets({}, 1))
    expect(await orders(11)).toMatchObject({ refused: 'numbers-used-up' })
    const { order } = expectDone(await orders(5))
    const rows = await orderRows(office.store.database, order)
    expect(rows.map(({ printed }) => printed.slice(-1))).toEqual(['1', '2', '3', '4', '5'])
    expectDone(await sets({ prefix: '310584099999998' }, 2))
    expectDone(await sets({}, 3))
    // Back at the old prefix the running number begins anew, and what is taken is stepped over.
    const again = expectDone(await orders(2))
    const more = await orderRows(office.store.database, again.order)
    expect(more.map(({ printed }) => printed.slice(-1))).toEqual(['6', '7'])
  })
})

test('another maker answers no order, and a maker file is no answer', async () => {
  await receive(office, 1, 1)
  const { order } = expectDone(await orders(1))
  const rows = await orderRows(office.store.database, order)
  expect(await takes(order, await answerTo(order, rows, 'ok', 'press-2'))).toMatchObject({
    refused: 'return-file-mac-wrong',
  })
  const sent = expectDone(await makerFileOf(office.store.database, office.vault, order))
  expect(sent).toMatch(/\nE\|1\|[0-9a-f]{64}\|[0-9A-F]{16}\n$/)
  expect(await takes(order, sent)).toMatchObject({ refused: 'return-file-malformed' })
  expect(await stateOf(rows[0]?.printed as string)).toBe('blank')
})
