import { cardFactor, fen, hex, SeededChance, type SamNumber } from '../../src/base'
import { holdSync, profiles } from '../../src/card'
import { openTerminal } from '../../terminals/bus-validator'
import { Pos, PurseDesk } from '../../terminals/pos'
import {
  CardKeyPress,
  freshState,
  samKeysFrom,
  VirtualCard,
  VirtualPinPad,
  VirtualSam,
} from '../../terminals/virtual'
import { cardNumber, ISSUER, LOADED_FEN } from '../support/clearing-city'
import {
  MERCHANT_NUMBER,
  person,
  PIN,
  posCity,
  posNumber,
  posSam,
  RICH_FEN,
  type PosCity,
} from '../support/pos-city'
import { HostLine } from './pos-line'
import { PowerCutFolder } from './power-cut-folder'

let shop: PosCity

beforeAll(async () => {
  shop = await posCity({ terminals: 6, persons: 6 })
})
afterAll(() => shop.close())

const AT = '20260302220000'
const LABEL = { purpose: 'terminal-master', version: 1, algorithm: '3des' } as const

function chip(index: number, overdraftUsedFen = 0): VirtualCard {
  const number = cardNumber(index)
  return new VirtualCard({
    profile: 'tunion',
    personal: { number, issuer: ISSUER, start: '20260101', expiry: '20360101' },
    keys: new CardKeyPress(shop.city.factory, hex(ISSUER)).keysFor(cardFactor(number)),
    chance: new SeededChance(index),
    state: {
      ep: {
        ...freshState.ep,
        balanceFen: overdraftUsedFen > 0 ? 0 : Number(LOADED_FEN),
        onlineCounter: 1,
        overdraftLimitFen: overdraftUsedFen,
        overdraftUsedFen,
      },
    },
  })
}

function desk(index: number) {
  const { factory, vault } = shop.city
  const sam: SamNumber = posSam(index)
  const psam = new VirtualSam({
    terminal: sam,
    serial: sam.padStart(20, '0'),
    acceptor: '00000000000000A1',
    issuer: ISSUER,
    start: '20260101',
    expiry: '20360101',
    keyIndex: 1,
    keys: samKeysFrom(factory),
    chance: new SeededChance(index),
  })
  const opened = holdSync(openTerminal({ today: '20260302' }), (question) => {
    if (question.to !== 'sam') throw new Error('a terminal starts with its SAM')
    return psam.transmit(question.apdu)
  })
  if (!opened.ok) throw new Error(opened.refused)
  const folder = new PowerCutFolder()
  const line = new HostLine(shop.host, vault.pos, `purse-${index}`)
  const pos = new Pos({
    terminal: posNumber(index),
    merchant: MERCHANT_NUMBER,
    folder,
    pad: new VirtualPinPad(factory, {
      terminal: posNumber(index),
      label: LABEL,
      mac: 'unionpay-ecb',
    }),
    line,
  })
  const purse = new PurseDesk({
    pos,
    folder,
    sam: psam,
    terminal: opened.value,
    device: { device: `pos-${index}`, program: '1.0', test: 0 },
    profile: profiles.tunion,
    levels: 2,
  })
  return { pos, purse, line }
}

const held = async (index: number): Promise<bigint> =>
  RICH_FEN - (await shop.balance(person(index)))

test('a sale from the purse is paid by the chip and goes up once, and the batch balances with it', async () => {
  const { pos, purse, line } = desk(1)
  expect(await pos.signIn()).toBe(true)
  const card = chip(1)
  expect(purse.sell(card, fen(320), AT)).toMatchObject({ told: 'paid', cardGenuine: true })
  expect(card.memory.ep.balanceFen).toBe(Number(LOADED_FEN) - 320)
  line.fate = () => 'answer-lost'
  expect(await pos.clearDoubts()).toBe(false)
  line.fate = () => 'through'
  expect(await pos.settle()).toMatchObject({
    settled: 'balanced',
    totals: { debitFen: 320n, debits: 1 },
  })
  const { rows } = await shop.city.store.database.query<{ amount: bigint }>(
    `select amount_fen as amount from acquiring_purse_sale where card = $1`,
    [BigInt(cardNumber(1))],
  )
  expect(rows).toEqual([{ amount: 320n }])
})

test('a load out of the holder’s account: the chip holds it, the account has paid it', async () => {
  const { purse } = desk(2)
  const card = chip(2)
  const told = await purse.load(card, {
    amount: fen(5_000),
    funds: { from: 'account', pin: PIN },
    at: AT,
  })
  expect(told).toMatchObject({ told: 'loaded', balance: LOADED_FEN + 5_000n })
  expect(card.memory.ep.balanceFen).toBe(Number(LOADED_FEN) + 5_000)
  expect(await held(2)).toBe(5_000n)
  expect(await stateOfLoads(2)).toEqual(['confirmed'])
})

test.each([
  ['before-write', 3],
  ['after-write', 4],
] as const)(
  'a card pulled %s is in doubt until it comes again; then it is known what it did',
  async (when, index) => {
    const { pos, purse } = desk(index)
    const card = chip(index)
    const { balanceFen } = card.memory.ep
    card.tearAtNextWrite(when)
    const asked = {
      amount: fen(1_000),
      funds: { from: 'account', pin: PIN },
      at: AT,
    } as const
    expect(await purse.load(card, asked)).toMatchObject({ told: 'card-in-doubt' })
    card.powerCut()
    const spent = await held(index)
    const has = card.memory.ep.balanceFen
    expect(has).toBe(balanceFen + (when === 'after-write' ? 1_000 : 0))
    await purse.load(card, asked)
    await pos.clearDoubts()
    const [first] = pos.book.records.filter(({ kind }) => kind === 'load')
    expect(first?.state).toBe(when === 'after-write' ? 'proved' : 'reversed')
    expect(await held(index)).toBeGreaterThanOrEqual(spent - 1_000n)
    expect(await shop.unsound()).toEqual([])
  },
)

test('a load that first pays back an overdraft is confirmed for what the chip holds then', async () => {
  const { pos, purse } = desk(5)
  const card = chip(5, 300)
  const asked = { amount: fen(1_000), funds: { from: 'account', pin: PIN }, at: AT } as const
  expect(await purse.load(card, asked)).toMatchObject({ told: 'loaded', balance: 700n })
  expect(card.memory.ep).toMatchObject({ balanceFen: 700, overdraftUsedFen: 0 })
  expect(await paidBack(5)).toEqual([{ state: 'confirmed', paid: 300n }])
  // Pulled after it took the load, and asked for its proof when it comes again.
  const other = chip(6, 400)
  other.tearAtNextWrite('after-write')
  expect(await purse.load(other, asked)).toMatchObject({ told: 'card-in-doubt' })
  other.powerCut()
  await purse.load(other, asked)
  await pos.clearDoubts()
  expect(await paidBack(6)).toEqual([
    { state: 'confirmed', paid: 400n },
    { state: 'confirmed', paid: 0n },
  ])
  expect(await shop.unsound()).toEqual([])
})

const paidBack = async (index: number) =>
  (
    await shop.city.store.database.query<{ state: string; paid: bigint }>(
      `select state, overdraft_fen as paid from loads_order where card = $1 order by requested_at, counter`,
      [BigInt(cardNumber(index))],
    )
  ).rows

const stateOfLoads = async (index: number): Promise<string[]> => {
  const { rows } = await shop.city.store.database.query<{ state: string }>(
    `select state from loads_order where card = $1 order by requested_at`,
    [BigInt(cardNumber(index))],
  )
  return rows.map(({ state }) => state)
}
