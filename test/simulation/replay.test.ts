import { faultKinds } from '../../src/simulation'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { HEADER, MadeFiles, rowText, smallCity, type MadeRow } from './city-file'
import { played, replayIn, settled } from './replay-in'

const files = new MadeFiles()
const opened: FreshDatabase[] = []
const books = async (): Promise<FreshDatabase> => {
  const fresh = await freshDatabase()
  opened.push(fresh)
  return fresh
}
afterAll(async () => {
  files.remove()
  for (const one of opened) await one.drop()
})

/** What anybody can count: distinct rows, list fares and charges by operator. */
function counted(rows: readonly MadeRow[]) {
  const distinct = new Map(rows.map((row) => [rowText(row), row]))
  const sums = new Map<string, { taps: number; listFareFen: number; chargedFen: number }>()
  for (const row of distinct.values()) {
    const name = row.operator ?? '巴士集团'
    const sum = sums.get(name) ?? { taps: 0, listFareFen: 0, chargedFen: 0 }
    sums.set(name, {
      taps: sum.taps + 1,
      listFareFen: sum.listFareFen + Number(row.list ?? 200),
      chargedFen: sum.chargedFen + Number(row.paid ?? 160),
    })
  }
  return [...sums]
    .map(([operator, sum]) => ({ operator, ...sum }))
    .sort((left, right) => (left.operator < right.operator ? -1 : 1))
}

test('a city of one tap is settled', async () => {
  const { database } = await books()
  const result = await played(database, files.rows([{}]))
  expect(result).toMatchObject({
    sound: true,
    settledTaps: 1,
    verdicts: { accepted: 1, duplicate: 0, suspect: 0, rejected: 0 },
    operators: [
      { operator: '巴士集团', taps: 1, listFareFen: 200, chargedFen: 160, cardDiscountFen: 40 },
    ],
    days: [{ date: '2018-09-01', taps: 1 }],
    ledger: { balanced: true },
    audit: { ok: true },
    expected: { differences: [] },
  })
})

test.each([1, 2])('two days of a small city equal its rows (seed %d)', async (seed) => {
  const { database } = await books()
  const rows = [...smallCity(seed), { ...smallCity(seed)[0] }]
  const result = await played(database, files.rows(rows))
  expect(result.sound).toBe(true)
  expect(settled(result)).toMatchObject(counted(rows))
  expect(result.reasons['seen-before']).toBe(1)
  expect(result.days.map(({ date }) => date)).toEqual(['2018-09-01', '2018-09-02'])
  expect(result.faults).toBeUndefined()
})

test.each([3, 7, 11])(
  'with faults (seed %d) every one is found and nobody is paid more or less',
  async (seed) => {
    const rows = [...smallCity(5, 90), { ...smallCity(5, 90)[0] }]
    const file = files.rows(rows)
    const [whole, faulty] = [await books(), await books()]
    const without = await played(whole.database, file)
    const result = await played(faulty.database, file, { faultsSeed: seed })
    expect(result.faults?.found).toEqual(result.faults?.injected)
    for (const kind of faultKinds)
      expect([kind, result.faults?.injected[kind]]).not.toEqual([kind, 0])
    expect(settled(result)).toEqual(settled(without))
    expect(result.sound).toBe(true)
  },
)

test('what a file may hold beside ordinary rows: huge fares, charges above the list, one card everywhere', async () => {
  const { database } = await books()
  const rows: MadeRow[] = [
    { list: 4_294_967_295, paid: 4_294_967_295 },
    { list: 4_294_967_295, paid: 4_294_967_295, at: '2018-09-01 08:00:01', terminal: 'X-7' },
    { list: 100, paid: 300, at: '2018-09-01 08:00:02', operator: 'City Bus | Ltd.' },
    { list: 0, paid: 0, at: '2018-09-01 08:00:02', operator: '地铁一号线', type: '地铁入站' },
    {
      at: '2020-02-29 23:59:59',
      station: '一个名字很长很长很长很长很长很长的车站|"二"',
      card: '卡',
    },
    { at: '1999-12-31 00:00:00', card: '12345678901234567890123' },
  ]
  const lines = rows.map((row) =>
    rowText({ ...row, ...(row.station === undefined ? {} : { station: '"一个|站"' }) }),
  )
  const result = await played(database, files.write([HEADER, ...lines].join('\n')))
  expect(result.sound).toBe(true)
  expect(result.settledTaps).toBe(6)
  expect(settled(result)).toMatchObject(counted(rows))
  expect(result.days).toHaveLength(3)
})

test('what no chip can do is left out and told', async () => {
  const { database } = await books()
  const most = { list: 4_294_967_295, paid: 4_294_967_295 }
  const rows = [most, { ...most, terminal: '8' }, { card: 'B' }]
  const result = await played(database, files.rows(rows))
  expect(result).toMatchObject({
    sound: true,
    settledTaps: 1,
    skipped: [{ reason: 'more-than-a-card-can-do', count: 2, firstRows: [1, 2] }],
  })
})

test('run again on the same books it answers what it answered, and changes nothing', async () => {
  const { database } = await books()
  const file = files.rows(smallCity(9, 30))
  const first = await played(database, file)
  const before = await database.query('select count(*) as movements from ledger_movement_view')
  expect(await played(database, file)).toEqual(first)
  const after = await database.query('select count(*) as movements from ledger_movement_view')
  expect(after.rows).toEqual(before.rows)
})

test.each(['upload', 'close', 'audit'])(
  'a replay interrupted while %s is finished by running it again, to the same books',
  async (stop) => {
    const file = files.rows(smallCity(4, 60))
    const expected = await played((await books()).database, file)
    const { database } = await books()
    let seen = 0
    const interrupted = played(database, file, {
      onProgress: ({ stage }) => {
        if (stage === stop && ++seen > 1) throw new Error('the power went')
      },
    })
    await expect(interrupted).rejects.toThrow('the power went')
    const result = await played(database, file)
    expect(result.sound).toBe(true)
    expect(settled(result)).toEqual(settled(expected))
    expect(result.days).toEqual(expected.days)
  },
)

test.each([2, 6, 12, 20])(
  'a replay whose books failed at their question no. %d is finished by running it again',
  async (failing) => {
    const file = files.rows(smallCity(4, 60))
    const { database } = await books()
    let asked = 0
    const failAt = <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
      ++asked === failing ? Promise.reject(new Error('the power went')) : ask()
    const weak = {
      query: <Row>(...args: Parameters<typeof database.query>) =>
        failAt(() => database.query<Row>(...args)),
      transaction: <Value>(...args: Parameters<typeof database.transaction<Value>>) =>
        failAt(() => database.transaction<Value>(...args)),
      stream: database.stream.bind(database),
      connections: database.connections.bind(database),
      close: async () => undefined,
    }
    await played(weak, file).catch(() => undefined)
    const result = await played(database, file)
    expect(result.sound).toBe(true)
    expect(settled(result)).toMatchObject(counted(smallCity(4, 60)))
  },
)

test('books with another history are left alone, and it is said why', async () => {
  const { database } = await books()
  await played(database, files.rows([{}]))
  const other = await replayIn(database, files.rows([{ card: 'B' }]))
  expect(other).toMatchObject({ ok: false, refused: 'books-hold-another-history' })
  expect(other.ok ? '' : other.detail).toContain('--fresh')
})

test('virtual cards are not made in production', async () => {
  const { database } = await books()
  const answer = await replayIn(database, files.rows([{}]), { production: true })
  expect(answer).toMatchObject({ ok: false, refused: 'virtual-keys-in-production' })
})
