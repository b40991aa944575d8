import {
  MERCHANT_NUMBER,
  number6,
  person,
  PIN,
  posCity,
  posNumber,
  RICH_FEN,
  type PosCity,
} from '../support/pos-city'

let city: PosCity
beforeAll(async () => {
  city = await posCity()
})
afterAll(() => city.close())

const minute = 60_000
const later = (minutes: number): void => {
  city.at = new Date(city.at.getTime() + minutes * minute)
}

test('a POS signs in, sells with PIN, and is told the balance; the operator is owed the sale', async () => {
  const pos = city.pos(1)
  const signedIn = await pos.signIn()
  expect(signedIn).toMatchObject({
    mti: '0810',
    fields: { 39: '00', 60: '00000001003', 41: posNumber(1), 42: MERCHANT_NUMBER },
  })
  const before = await city.owed()
  const sold = await pos.buy(1, 20_000n, PIN)
  expect(sold).toMatchObject({ mti: '0210', fields: { 39: '00', 4: '000000020000' } })
  expect(sold.fields[37]).toMatch(/^\d{12}$/)
  expect(sold.fields[38]).toMatch(/^\d{6}$/)
  expect(await city.balance(person(1))).toBe(RICH_FEN - 20_000n)
  expect((await city.owed()) - before).toBe(20_000n)
  const told = await pos.send(
    '0200',
    pos.fields({ card: 1, amountFen: 0n, processing: '310000', type: '01', pin: PIN }),
  )
  expect(told.fields[54]).toBe('0002156C000000030000')
  expect(await city.unsound()).toEqual([])
})

test('small amounts need no PIN when the card was read; large ones and wrong PINs are refused', async () => {
  const pos = city.pos(2)
  await pos.signIn()
  const codes = [
    (await pos.buy(2, 10_000n)).fields[39],
    (await pos.buy(2, 10_001n)).fields[39],
    (await pos.send('0200', { ...pos.fields({ card: 2, amountFen: 100n }), 22: '012' })).fields[39],
    (await pos.buy(2, 40_001n, PIN)).fields[39],
    (await pos.buy(2, 500_001n, PIN)).fields[39],
    (await pos.buy(2, 0n, PIN)).fields[39],
    (await pos.buy(2, 100n, '999999')).fields[39],
    (await pos.buy(2, 100n, '999999')).fields[39],
    (await pos.buy(2, 100n, PIN)).fields[39],
    (await pos.buy(2, 100n, '111111')).fields[39],
    (await pos.buy(2, 100n, '111111')).fields[39],
    (await pos.buy(2, 100n, '111111')).fields[39],
    (await pos.buy(2, 100n, PIN)).fields[39],
    (
      await pos.send('0200', {
        ...pos.fields({ card: 1, amountFen: 100n }),
        2: '3104403999999999999',
      })
    ).fields[39],
  ]
  expect(codes).toEqual([
    '00',
    '55',
    '55',
    '51',
    '61',
    '13',
    '55',
    '55',
    '00',
    '55',
    '55',
    '75',
    '75',
    '14',
  ])
})

describe('a message under one key', () => {
  test('is carried out once, and answered the same, under the keys of today', async () => {
    const pos = city.pos(1)
    await pos.signIn()
    const fields = pos.fields({ card: 1, amountFen: 500n })
    const first = await pos.send('0200', fields)
    const money = await city.balance(person(1))
    await pos.signIn()
    const again = await pos.send('0200', fields)
    expect(again).toEqual(first)
    expect(await city.balance(person(1))).toBe(money)
  })

  test('is one message when it comes twice at the same moment', async () => {
    const pos = city.pos(1)
    await pos.signIn()
    const fields = pos.fields({ card: 1, amountFen: 300n })
    const money = await city.balance(person(1))
    const [one, other] = await Promise.all([pos.send('0200', fields), pos.send('0200', fields)])
    expect(one).toEqual(other)
    expect(await city.balance(person(1))).toBe(money - 300n)
  })

  test('with another content is refused, and people hear of it', async () => {
    const pos = city.pos(1)
    await pos.signIn()
    const fields = pos.fields({ card: 1, amountFen: 300n })
    await pos.send('0200', fields)
    const money = await city.balance(person(1))
    const other = await pos.send('0200', { ...fields, 4: '000000000400' })
    expect(other.fields[39]).toBe('94')
    expect(await city.balance(person(1))).toBe(money)
    const items = await city.city.store.database.query<{ kind: string }>(
      `select kind from acquiring_item where kind = 'trace-used'`,
    )
    expect(items.rows).toHaveLength(1)
  })
})

describe('a reversal', () => {
  test('after its original gives the money back, once however often it comes', async () => {
    const pos = city.pos(1)
    await pos.signIn()
    const money = await city.balance(person(1))
    const owed = await city.owed()
    const fields = pos.fields({ card: 1, amountFen: 700n })
    await pos.send('0200', fields)
    const reversal = { card: 1, amountFen: 700n, trace: fields[11] as string }
    expect((await pos.reverse(reversal)).fields[39]).toBe('00')
    expect((await pos.reverse(reversal)).fields[39]).toBe('00')
    expect(await city.balance(person(1))).toBe(money)
    expect(await city.owed()).toBe(owed)
    const late = await pos.send('0200', fields)
    expect(late.fields[39]).toBe('00')
    expect(await city.balance(person(1))).toBe(money)
  })

  test('before its original makes that be refused without touching money', async () => {
    const pos = city.pos(1)
    await pos.signIn()
    const money = await city.balance(person(1))
    const fields = pos.fields({ card: 1, amountFen: 700n })
    const reversal = { card: 1, amountFen: 700n, trace: fields[11] as string }
    expect((await pos.reverse(reversal)).fields[39]).toBe('00')
    expect((await pos.send('0200', fields)).fields[39]).toBe('12')
    expect(await city.balance(person(1))).toBe(money)
  })

  test('while its original is at work waits for it, whichever comes first', async () => {
    const pos = city.pos(1)
    await pos.signIn()
    const money = await city.balance(person(1))
    for (let round = 0; round < 4; round++) {
      const fields = pos.fields({ card: 1, amountFen: 700n })
      const reversal = { card: 1, amountFen: 700n, trace: fields[11] as string }
      const both = [() => pos.send('0200', fields), () => pos.reverse(reversal)]
      const [one, other] = round % 2 === 0 ? both : [...both].reverse()
      await Promise.all([one?.(), other?.()])
    }
    expect(await city.balance(person(1))).toBe(money)
  })

  test('of another amount, or of a sale partly refunded, is for people', async () => {
    const pos = city.pos(1)
    await pos.signIn()
    const fields = pos.fields({ card: 1, amountFen: 700n })
    const sold = await pos.send('0200', fields)
    const reversal = { card: 1, amountFen: 701n, trace: fields[11] as string }
    expect((await pos.reverse(reversal)).fields[39]).toBe('12')
    const refund = pos.fields({
      card: 1,
      amountFen: 100n,
      processing: '200000',
      type: '25',
      more: {
        37: sold.fields[37] as string,
        61: `${number6(pos.batch)}${fields[11]}0302`,
        63: 'CUP',
      },
    })
    expect((await pos.send('0220', refund)).fields[39]).toBe('00')
  })
})

test('voids take back the whole sale of the same batch; refunds give back parts up to the sum', async () => {
  const pos = city.pos(1)
  await pos.signIn()
  const money = await city.balance(person(1))
  const fields = pos.fields({ card: 1, amountFen: 900n })
  const sold = await pos.send('0200', fields)
  const about = { 37: sold.fields[37] as string, 61: `${number6(pos.batch)}${fields[11]}0302` }
  const ask = async (mti: string, type: string, amountFen: bigint): Promise<unknown> =>
    (
      await pos.send(
        mti,
        pos.fields({
          card: 1,
          amountFen,
          processing: '200000',
          type,
          more: { ...about, 63: 'CUP' },
        }),
      )
    ).fields[39]
  expect(await ask('0200', '23', 899n)).toBe('64')
  expect(await ask('0220', '25', 400n)).toBe('00')
  expect(await ask('0200', '23', 900n)).toBe('12')
  expect(await ask('0220', '25', 501n)).toBe('64')
  expect(await ask('0220', '25', 500n)).toBe('00')
  expect(await ask('0220', '25', 1n)).toBe('64')
  expect(await city.balance(person(1))).toBe(money)

  const second = pos.fields({ card: 1, amountFen: 800n })
  const secondSold = await pos.send('0200', second)
  const voiding = pos.fields({
    card: 1,
    amountFen: 800n,
    processing: '200000',
    type: '23',
    more: { 37: secondSold.fields[37] as string, 61: `${number6(pos.batch)}${second[11]}` },
  })
  expect((await pos.send('0200', voiding)).fields[39]).toBe('00')
  expect(await city.balance(person(1))).toBe(money)
  // The void is itself taken back: the sale stands again.
  const back = await pos.reverse({
    card: 1,
    amountFen: 800n,
    trace: voiding[11] as string,
    processing: '200000',
    type: '23',
  })
  expect(back.fields[39]).toBe('00')
  expect(await city.balance(person(1))).toBe(money - 800n)
  expect(await city.unsound()).toEqual([])
})

test('a pre-authorisation holds money, a completion books part of it, taking that back holds it again', async () => {
  const pos = city.pos(1)
  await pos.signIn()
  const held = async (): Promise<bigint> => {
    const { rows } = await city.city.store.database.query<{ fen: bigint }>(
      `select coalesce(sum(amount_fen), 0)::int8 as fen from ledger_hold_open_view`,
    )
    return rows[0]?.fen ?? -1n
  }
  const money = await city.balance(person(1))
  const pre = pos.fields({
    card: 1,
    amountFen: 3_000n,
    processing: '030000',
    condition: '06',
    type: '10',
    pin: PIN,
  })
  const authorised = await pos.send('0100', pre)
  expect(authorised.fields[39]).toBe('00')
  expect(await held()).toBe(3_000n)
  const about = { 38: authorised.fields[38] as string, 61: `${number6(pos.batch)}${pre[11]}0302` }
  const tooMuch = pos.fields({
    card: 1,
    amountFen: 3_001n,
    condition: '06',
    type: '20',
    more: about,
  })
  expect((await pos.send('0200', tooMuch)).fields[39]).toBe('61')
  const complete = pos.fields({
    card: 1,
    amountFen: 2_000n,
    condition: '06',
    type: '20',
    more: about,
  })
  expect((await pos.send('0200', complete)).fields[39]).toBe('00')
  expect([await held(), await city.balance(person(1))]).toEqual([0n, money - 2_000n])
  const reversed = await pos.reverse({
    card: 1,
    amountFen: 2_000n,
    trace: complete[11] as string,
    condition: '06',
    type: '20',
  })
  expect(reversed.fields[39]).toBe('00')
  expect([await held(), await city.balance(person(1))]).toEqual([3_000n, money])
  const voiding = pos.fields({
    card: 1,
    amountFen: 3_000n,
    processing: '200000',
    condition: '06',
    type: '11',
    more: about,
  })
  expect((await pos.send('0100', voiding)).fields[39]).toBe('00')
  expect(await held()).toBe(0n)
  expect(await city.unsound()).toEqual([])
})

describe('message codes', () => {
  test('a stranger’s sign-in takes nothing from the terminal; its keys come into force by a right code', async () => {
    const pos = city.pos(3)
    await pos.signIn()
    expect((await pos.buy(3, 100n)).fields[39]).toBe('00')
    await city.another(3).signIn()
    expect((await pos.buy(3, 100n)).fields[39]).toBe('00')
  })

  test('keys from before a sign-in are good for reversals and notices for a while, not for sales', async () => {
    const pos = city.pos(3)
    await pos.signIn()
    const fields = pos.fields({ card: 3, amountFen: 100n })
    await pos.send('0200', fields)
    const old = { ...pos.keys }
    await pos.signIn()
    expect((await pos.buy(3, 100n)).fields[39]).toBe('00')
    const fresh = { ...pos.keys }
    pos.keys = old
    expect((await pos.buy(3, 100n)).fields[39]).toBe('A0')
    later(4)
    const reversal = { card: 3, amountFen: 100n, trace: fields[11] as string }
    expect((await pos.reverse(reversal)).fields[39]).toBe('00')
    later(2)
    expect((await pos.reverse(reversal)).fields[39]).toBe('A0')
    pos.keys = fresh
    expect((await pos.reverse(reversal)).fields[39]).toBe('00')
  })

  test('five wrong ones in a row lock the terminal until it signs in', async () => {
    const pos = city.pos(3)
    await pos.signIn()
    expect((await pos.buy(3, 100n)).fields[39]).toBe('00')
    for (let nth = 0; nth < 5; nth++) {
      const wrong = await pos.send('0200', pos.fields({ card: 3, amountFen: 100n }), {
        wrongMac: true,
      })
      expect(wrong.fields[39]).toBe('A0')
    }
    expect((await pos.buy(3, 100n)).fields[39]).toBe('A0')
    await pos.signIn()
    expect((await pos.buy(3, 100n)).fields[39]).toBe('00')
  })

  test('a wrong batch, an unknown terminal and another merchant are told so', async () => {
    const pos = city.pos(3)
    await pos.signIn()
    pos.batch = 7
    expect((await pos.buy(3, 100n)).fields[39]).toBe('77')
    const stranger = city.pos(9)
    expect((await stranger.signIn()).fields[39]).toBe('97')
    const other = await pos.send(
      '0820',
      { 42: '000000000000000', 60: '00000001301' },
      { mac: false },
    )
    expect(other.fields[39]).toBe('00')
  })
})
