import { ok } from '../../../src/base'
import { PosDownloads } from '../../../src/acquiring'
import { hotlistPage } from '../../../src/acquiring/hotlist-page'
import { acknowledgeHotlist, stopCard } from '../../../src/card-care'
import { acknowledgementsOf, makeHotlist } from '../../../src/registry'
import { acting } from '../../support/act'
import { cardNumber } from '../../support/clearing-city'
import { MERCHANT_NUMBER, PIN, posCity, posNumber, type PosCity } from '../../support/pos-city'
import { dial, testGateway, TestPos, type TestGateway } from './pos-line'

let under: PosCity
let door: TestGateway
beforeAll(async () => {
  under = await posCity()
  const downloads = new PosDownloads(under.desk, under.host, acknowledgeHotlist)
  door = await testGateway(downloads, under.city.vault, {
    parts: {
      clock: under.city.clock,
      processing: (terminal) => downloads.processing(terminal),
    },
  })
})
afterAll(async () => {
  await door.stop()
  await under.close()
})

test('a newer hotlist is called for, fetched in pages and acknowledged for the device', async () => {
  const { database } = under.city.store
  const at = under.at
  const stop = { card: cardNumber(3), at, cause: 'blocked', holderBearsUntil: null } as const
  await acting(database, async (act) => ok(await stopCard(act, stop)), { at })
  await acting(database, async (act) => ok(await makeHotlist(act, 'full')), { at })
  const pos = new TestPos(posNumber(1), 'unionpay-ecb', MERCHANT_NUMBER)
  const line = await dial(door.port)
  const signedIn = await line.ask(pos.signIn())
  expect(signedIn.header.charAt(5)).toBe('7')
  pos.signedIn(signedIn)
  // The terminal has not shown its key over this line yet.
  expect((await line.ask(pos.download('0800', '390', '000'))).message.fields[39]).toBe('12')
  const card = String(cardNumber(1))
  await line.ask(pos.purchase({ 2: card, 22: '021', ...pos.pin(PIN, card) }))
  expect((await line.ask(pos.download('0800', '391'))).message.fields[39]).toBe('12')
  const page = await line.ask(pos.download('0800', '390', '000'))
  const said = Buffer.from(page.message.fields[62] ?? '', 'hex')
  expect(said.toString('latin1', 0, 6)).toBe(`1000${cardNumber(3).length}`)
  expect(said.toString('hex', 6)).toMatch(new RegExp(`^${cardNumber(3)}0+$`))
  const end = await line.ask(pos.download('0800', '391'))
  expect([end.message.fields[39], end.header.charAt(5)]).toEqual(['00', '0'])
  const given = await acknowledgementsOf(database, ['pos_1'])
  expect(given.get('pos_1')).toMatchObject([{ version: 1n }])
})

test('parameters are sent, a status is kept, and nobody else’s line may ask', async () => {
  const pos = new TestPos(posNumber(2), 'unionpay-ecb', MERCHANT_NUMBER)
  const line = await dial(door.port)
  pos.signedIn(await line.ask(pos.signIn()))
  const card = String(cardNumber(2))
  await line.ask(pos.purchase({ 2: card, 22: '021', ...pos.pin(PIN, card) }))
  const parameters = await line.ask(pos.download('0800', '360'))
  expect(Buffer.from(parameters.message.fields[62] ?? '', 'hex').toString()).toBe('1230133233')
  expect((await line.ask(pos.download('0800', '361'))).message.fields[39]).toBe('00')
  const status = await line.ask(pos.download('0820', '362', 'paper low'))
  expect(status.message).toMatchObject({ mti: '0830', fields: { 39: '00' } })
  const { rows } = await under.city.store.database.query<{ status: Buffer }>(
    'select status from acquiring_device where terminal = $1',
    [posNumber(2)],
  )
  expect(rows[0]?.status.toString()).toBe('paper low')
  const other = new TestPos(posNumber(3), 'unionpay-ecb', MERCHANT_NUMBER)
  expect((await line.ask(other.download('0820', '362', 'x'))).message.fields[39]).toBe('12')
})

test('pages follow one another by the index of the last card', () => {
  const cards = Array.from({ length: 130 }, (_, index) => cardNumber(index + 1))
  const pages = [0, 60, 120].map((from) => hotlistPage(cards, from))
  const heads = pages.map(({ field }) => Buffer.from(field, 'hex').toString('latin1', 0, 4))
  expect(heads).toEqual(['2059', '2119', '1129'])
  expect(pages.map(({ served }) => served)).toEqual([60, 120, 130])
  expect(hotlistPage([], 0)).toEqual({ field: Buffer.from('0000').toString('hex'), served: 0 })
})
