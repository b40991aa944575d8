import { fen, SeededChance, type Fen } from '../../src/base'
import { Pos, type Told } from '../../terminals/pos'
import { VirtualPinPad } from '../../terminals/virtual'
import { cardNumber } from '../support/clearing-city'
import {
  MERCHANT_NUMBER,
  person,
  PIN,
  posCity,
  posNumber,
  RICH_FEN,
  type PosCity,
} from '../support/pos-city'
import { PowerCut, PowerCutFolder } from './power-cut-folder'
import { HostLine, type Fate } from './pos-line'

let shop: PosCity

beforeAll(async () => {
  shop = await posCity({ terminals: 8, persons: 8 })
})
afterAll(() => shop.close())

const LABEL = { purpose: 'terminal-master', version: 1, algorithm: '3des' } as const

const padOf = (index: number): VirtualPinPad =>
  new VirtualPinPad(shop.city.factory, {
    terminal: posNumber(index),
    label: LABEL,
    mac: 'unionpay-ecb',
  })

const lineOf = (index: number, fate?: (nth: number) => Fate): HostLine =>
  new HostLine(shop.host, shop.city.vault.pos, `line-${index}`, fate)

const posOf = (
  index: number,
  given: { folder?: PowerCutFolder; line?: HostLine; pad?: VirtualPinPad } = {},
): Pos =>
  new Pos({
    terminal: posNumber(index),
    merchant: MERCHANT_NUMBER,
    folder: given.folder ?? new PowerCutFolder(),
    pad: given.pad ?? padOf(index),
    line: given.line ?? lineOf(index),
  })

const sale = (index: number, amount: number): { card: string; amount: Fen; pin: string } => ({
  card: cardNumber(index),
  amount: fen(amount),
  pin: PIN,
})

const approved = (told: Told): Extract<Told, { told: 'approved' }> => {
  if (told.told !== 'approved') throw new Error(JSON.stringify(told))
  return told
}

const spent = async (index: number): Promise<bigint> =>
  RICH_FEN - (await shop.balance(person(index)))

test('a morning at a shop: sales, a void, a refund, a balance, and a batch that balances', async () => {
  const pos = posOf(1)
  const first = approved(await pos.purchase(sale(1, 1_250)))
  const second = approved(await pos.purchase(sale(1, 300)))
  expect(await pos.balance({ card: cardNumber(1), pin: PIN })).toBe(RICH_FEN - 1_550n)
  approved(await pos.void(second.record.trace))
  const date = first.answer.fields[13] ?? ''
  approved(
    await pos.refund({
      ...sale(1, 250),
      original: {
        batch: first.record.batch,
        trace: first.record.trace,
        date,
        reference: first.record.reference ?? '',
      },
    }),
  )
  expect(await spent(1)).toBe(1_000n)
  expect(pos.totals).toEqual({ debitFen: 1_250n, debits: 1, creditFen: 250n, credits: 1 })
  expect(await pos.settle()).toMatchObject({ settled: 'balanced', batch: 1 })
  expect(pos.totals).toMatchObject({ debits: 0, credits: 0 })
  expect(pos.book.batch).toBe(2)
  expect(await pos.purchase({ ...sale(1, 100), pin: '999999' })).toMatchObject({
    told: 'declined',
    code: '55',
  })
  expect(await shop.unsound()).toEqual([])
})

test('an answer that was lost is reversed before anything new is asked', async () => {
  const line = lineOf(2)
  const pos = posOf(2, { line })
  expect(await pos.signIn()).toBe(true)
  line.fate = () => 'answer-lost'
  expect(await pos.purchase(sale(2, 700))).toMatchObject({ told: 'unknown' })
  expect(await spent(2)).toBe(700n)
  line.fate = () => 'question-lost'
  expect(await pos.purchase(sale(2, 100))).toEqual({ told: 'not-asked', because: 'no-line' })
  line.fate = () => 'through'
  approved(await pos.purchase(sale(2, 50)))
  expect(await spent(2)).toBe(50n)
  expect(pos.book.records.map(({ kind, state }) => [kind, state])).toEqual([
    ['purchase', 'reversed'],
    ['purchase', 'approved'],
  ])
})

test('a question that never arrived is reversed too, and refused when it comes after its reversal', async () => {
  const line = lineOf(3)
  const pos = posOf(3, { line })
  await pos.signIn()
  line.fate = () => 'question-lost'
  await pos.purchase(sale(3, 700))
  line.fate = () => 'through'
  expect(await pos.clearDoubts()).toBe(true)
  expect(await spent(3)).toBe(0n)
})

test('a refund whose answer was lost is said again, and given once', async () => {
  const line = lineOf(4)
  const pos = posOf(4, { line })
  const bought = approved(await pos.purchase(sale(4, 900)))
  const { batch, trace, reference = '' } = bought.record
  const original = { batch, trace, reference, date: bought.answer.fields[13] ?? '' }
  line.fate = () => 'answer-lost'
  expect(await pos.refund({ ...sale(4, 400), original })).toMatchObject({ told: 'unknown' })
  line.fate = () => 'twice'
  expect(await pos.clearDoubts()).toBe(true)
  expect(await spent(4)).toBe(500n)
  line.fate = () => 'through'
  expect(await pos.settle()).toMatchObject({ settled: 'balanced' })
})

/** What a cashier does in an hour, until the power goes. */
async function anHour(pos: Pos, index: number): Promise<void> {
  const first = await pos.purchase(sale(index, 500))
  await pos.purchase(sale(index, 200))
  if (first.told === 'approved') await pos.void(first.record.trace)
  await pos.purchase(sale(index, 30))
  await pos.settle()
  await pos.purchase(sale(index, 4))
}

test('the power may go at every write: what the book says is what was booked, and batches balance', async () => {
  const measure = new PowerCutFolder()
  const chance = new SeededChance(11)
  await anHour(posOf(5, { folder: measure }), 5)
  const size = measure.written
  const index = 6
  let standing = 0n
  for (let cutAt = 0; cutAt < size; cutAt += 1 + Math.floor(chance.below(90))) {
    const folder = new PowerCutFolder(cutAt)
    const fates: readonly Fate[] = ['through', 'through', 'through', 'answer-lost', 'question-lost']
    const line = lineOf(index, () => fates[chance.below(fates.length)] ?? 'through')
    const pad = padOf(index)
    try {
      await anHour(posOf(index, { folder, line, pad }), index)
    } catch (cut) {
      if (!(cut instanceof PowerCut)) throw cut
    }
    folder.restore()
    line.fate = () => 'through'
    const after = posOf(index, { folder, line, pad: padOf(index) })
    const before = standing
    expect(await after.signIn()).toBe(true)
    expect(await after.clearDoubts()).toBe(true)
    const settled = await after.settle()
    expect(settled.settled).toBe('balanced')
    expect(after.book.doubts).toEqual([])
    standing = await spent(index)
    expect([
      0n,
      4n,
      30n,
      34n,
      200n,
      204n,
      230n,
      234n,
      500n,
      504n,
      530n,
      534n,
      700n,
      704n,
      730n,
      734n,
    ]).toContain(standing - before)
  }
  expect(await shop.unsound()).toEqual([])
})
