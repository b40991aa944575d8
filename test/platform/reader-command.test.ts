import { counterTerminal } from '../../src/commands/counter-terminal'
import { readerCard, readerList } from '../../src/commands/reader'

/* What `citycard reader` says of the card of the demonstration, which needs no hardware. */

test('lists the reader in software and what lies in it', async () => {
  const { data, exit } = await readerList({ virtual: true })
  expect(exit).toBe(0)
  expect(data).toEqual({
    readers: [{ reader: 'Citycard virtual reader', atr: '3b88800143495459434152441a' }],
  })
})

test('tells a card in words, records newest first', async () => {
  const { data, text, exit } = await readerCard({ virtual: true })
  expect(exit).toBe(0)
  expect(data).toMatchObject({
    layout: 'tunion',
    number: '3104403000000000001',
    blank: false,
    validFrom: '20260101',
    validTo: '20360101',
    balanceFen: 8_635n,
    records: [
      { type: 9, amount: 215n, at: '20260302181204', terminal: '518000000101' },
      { type: 6, amount: 350n, at: '20260302121530' },
      { type: 9, amount: 190n, at: '20260302081103' },
      { type: 2, amount: 5_000n, at: '20260301100000' },
    ],
  })
  for (const words of ['3104403000000000001', '86.35 元', '2026-01-01 … 2036-01-01', '50.00 元']) {
    expect(text).toContain(words)
  }
})

test('says which layouts there are, and that a card has none of the one asked for', async () => {
  expect(await readerCard({ virtual: true, layout: 'paper' })).toMatchObject({ exit: 2 })
  expect(await readerCard({ virtual: true, layout: 'mohurd' })).toMatchObject({
    exit: 1,
    data: { refused: 'layout-unknown' },
  })
})

describe('a counter terminal that lacks something says what', () => {
  const given = { url: 'http://127.0.0.1:1', virtual: true }
  test.each([
    ['an address', { ...given, url: 'nowhere', login: 'clerk' }, '--url'],
    ['a good name', { ...given, name: 'Desk 1', login: 'clerk' }, '--name'],
    ['somebody to sign in', { ...given, name: 'rdr_desk-1' }, '--login'],
  ])('%s', async (_what, options, named) => {
    const { exit, text } = await counterTerminal(options)
    expect(exit).toBe(2)
    expect(text).toContain(named)
  })
})

test('a counter terminal says where no centre answers', async () => {
  process.env['CITYCARD_PASSWORD'] = 'not-asked-for'
  const options = { url: 'http://127.0.0.1:1', virtual: true, name: 'rdr_desk-1', login: 'clerk' }
  await expect(counterTerminal(options)).rejects.toThrow('no centre answers at http://127.0.0.1:1')
  delete process.env['CITYCARD_PASSWORD']
})
