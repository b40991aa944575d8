import {
  MERCHANT_NUMBER,
  PIN,
  person,
  posCity,
  posNumber,
  RICH_FEN,
  type PosCity,
} from '../../support/pos-city'
import { cardNumber } from '../../support/clearing-city'
import { dial, testGateway, TestPos, type TestGateway } from './pos-line'

let under: PosCity
let door: TestGateway
beforeAll(async () => {
  under = await posCity()
  door = await testGateway(under.host, under.city.vault, {
    parts: {
      clock: under.city.clock,
    },
  })
})
afterAll(async () => {
  await door.stop()
  await under.close()
})

test('a sale over the line: signed in, PIN checked, booked once, also when it is sent twice', async () => {
  const pos = new TestPos(posNumber(1), 'unionpay-ecb', MERCHANT_NUMBER)
  const line = await dial(door.port)
  const signedIn = await line.ask(pos.signIn())
  expect(signedIn.message.fields[39]).toBe('00')
  pos.signedIn(signedIn)
  const card = String(cardNumber(1))
  const sale = pos.purchase({ 2: card, 22: '021', ...pos.pin(PIN, card) })
  const first = await line.ask(sale)
  expect(first.message.fields[39]).toBe('00')
  expect(pos.believes(first)).toBe(true)
  const again = await line.ask(sale)
  expect(pos.believes(again)).toBe(true)
  expect(again.message.fields[37]).toBe(first.message.fields[37])
  expect(await under.balance(person(1))).toBe(RICH_FEN - 240n)
  expect(await under.unsound()).toEqual([])
})

test('a wrong PIN is no sale, and a wrong code is A0', async () => {
  const pos = new TestPos(posNumber(2), 'unionpay-ecb', MERCHANT_NUMBER)
  const line = await dial(door.port)
  pos.signedIn(await line.ask(pos.signIn()))
  const card = String(cardNumber(2))
  const wrongPin = pos.purchase({ 2: card, 22: '021', ...pos.pin('999999', card) })
  expect((await line.ask(wrongPin)).message.fields[39]).toBe('55')
  const wrongCode = pos.purchase({ 2: card, 22: '021', ...pos.pin(PIN, card) })
  wrongCode.writeUInt8(wrongCode.readUInt8(wrongCode.length - 1) ^ 1, wrongCode.length - 1)
  expect((await line.ask(wrongCode)).message.fields[39]).toBe('A0')
  expect(await under.balance(person(2))).toBe(RICH_FEN)
})
