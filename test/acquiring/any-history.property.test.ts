import fc from 'fast-check'
import { PosHost } from '../../src/acquiring'
import { writeTotals } from '../../src/acquiring/totals'
import type { Database } from '../../src/base'
import type { Message } from '../../src/messages'
import {
  MERCHANT_NUMBER,
  number6,
  person,
  Pos,
  posCity,
  posNumber,
  type PosCity,
} from '../support/pos-city'

/** Where the centre dies: before what it did is durable, after it, or not at all. */
type Death = 'no' | 'before' | 'after'

let city: PosCity
let death: Death = 'no'
beforeAll(async () => {
  city = await posCity({ terminals: 3 })
})
afterAll(() => city.close())

/** A database whose next transaction dies as said; the answer is lost either way. */
const mortal = (database: Database): Database => ({
  query: (text, params, name) => database.query(text, params, name),
  stream: (text, params, size) => database.stream(text, params, size),
  close: () => database.close(),
  transaction: async (work, options) => {
    const dies = death
    death = 'no'
    const value = await database.transaction(async (tx) => {
      const done = await work(tx)
      if (dies === 'before') throw new Error('killed before the commit')
      return done
    }, options)
    if (dies === 'after') throw new Error('killed after the commit')
    return value
  },
})

interface Sale {
  readonly pos: number
  readonly batch: number
  readonly card: number
  readonly amountFen: bigint
  readonly fields: Readonly<Record<number, string>>
  state: 'stands' | 'gone' | 'never'
  refundedFen: bigint
  reference: string
}

const deaths = fc.constantFrom<Death>('no', 'no', 'no', 'before', 'after')
const step = fc.oneof(
  fc.record({
    act: fc.constant('buy' as const),
    pos: fc.nat(1),
    card: fc.integer({ min: 1, max: 3 }),
    fen: fc.integer({ min: 1, max: 9_000 }),
    death: deaths,
  }),
  fc.record({ act: fc.constant('repeat' as const), which: fc.nat(50), death: deaths }),
  fc.record({ act: fc.constant('reverse' as const), which: fc.nat(50), death: deaths }),
  fc.record({
    act: fc.constant('overtaken' as const),
    pos: fc.nat(1),
    card: fc.integer({ min: 1, max: 3 }),
    fen: fc.integer({ min: 1, max: 9_000 }),
  }),
  fc.record({ act: fc.constant('void' as const), which: fc.nat(50), death: deaths }),
  fc.record({
    act: fc.constant('refund' as const),
    which: fc.nat(50),
    fen: fc.integer({ min: 1, max: 5_000 }),
    death: deaths,
  }),
  fc.record({ act: fc.constant('sign-in' as const), pos: fc.nat(1), death: deaths }),
  fc.record({ act: fc.constant('close' as const), pos: fc.nat(1), death: deaths }),
)

test('whatever is repeated, overtaken, lost, killed or closed: every approved sale is booked once, every reversal honoured', async () => {
  const host = new PosHost({ ...city.desk, database: mortal(city.desk.database) })
  const devices = [1, 2].map(
    (index) => new Pos(host, city.city, { terminal: posNumber(index), merchant: MERCHANT_NUMBER }),
  )
  for (const pos of devices) await pos.signIn()
  const standing = new Map<number, bigint>()
  for (const card of [1, 2, 3]) standing.set(card, await city.balance(person(card)))
  const sales: Sale[] = []
  /** What the POS have given back in the batch they are in. */
  const refunds = devices.map((): bigint[] => [])
  const isOpen = (sale: Sale): boolean => sale.batch === (devices[sale.pos] as Pos).batch

  /** Sends until somebody answers: a terminal whose answer was lost asks again. */
  const sure = async (dies: Death, ask: () => Promise<Message>): Promise<Message> => {
    death = dies
    const first = await ask().catch(() => undefined)
    death = 'no'
    return first ?? ask()
  }
  const moved = (card: number, amountFen: bigint): void => {
    standing.set(card, (standing.get(card) ?? 0n) + amountFen)
  }
  const reverse = (sale: Sale, dies: Death): Promise<Message> => {
    const pos = devices[sale.pos] as Pos
    const { card, amountFen } = sale
    const fields = {
      ...pos.fields({ card, amountFen, trace: sale.fields[11] as string }),
      39: '98',
      // Also when its batch is over: a reversal names that of its original.
      60: sale.fields[60] as string,
    }
    return sure(dies, () => pos.send('0400', fields))
  }
  const about = (sale: Sale) => ({
    37: sale.reference,
    61: `${number6(sale.batch)}${sale.fields[11]}`,
    63: 'CUP',
  })

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
      for (const one of steps) {
        if (one.act === 'sign-in') {
          // A sign-in whose answer was lost leaves the terminal with the keys it had.
          await sure(one.death, () => (devices[one.pos] as Pos).signIn())
        } else if (one.act === 'close') {
          const pos = devices[one.pos] as Pos
          const standing = sales.filter(
            (sale) => sale.pos === one.pos && sale.state === 'stands' && isOpen(sale),
          )
          const given = refunds[one.pos] as bigint[]
          const sum = (of: readonly bigint[]): bigint => of.reduce((all, fen) => all + fen, 0n)
          const own = {
            debitFen: sum(standing.map(({ amountFen }) => amountFen)),
            debits: standing.length,
            creditFen: sum(given),
            credits: given.length,
          }
          const none = { debitFen: 0n, debits: 0, creditFen: 0n, credits: 0 }
          const count = {
            11: pos.nextTrace(),
            48: writeTotals(own, none, { own: '0', foreign: '0' }),
            49: '156',
            60: `00${number6(pos.batch)}201`,
            63: '01 ',
          }
          const before = pos.batch
          const told = await sure(one.death, () => pos.send('0500', count, { mac: false }))
          expect({ own, told: told.fields[48]?.[30] }).toEqual({ own, told: '1' })
          await pos.signIn()
          expect(pos.batch).toBe(before + 1)
          given.length = 0
        } else if (one.act === 'buy' || one.act === 'overtaken') {
          const pos = devices[one.pos] as Pos
          const amountFen = BigInt(one.fen)
          const fields = pos.fields({ card: one.card, amountFen })
          const sale: Sale = {
            pos: one.pos,
            batch: pos.batch,
            card: one.card,
            amountFen,
            fields,
            state: 'never',
            refundedFen: 0n,
            reference: '',
          }
          sales.push(sale)
          if (one.act === 'overtaken') {
            expect((await reverse(sale, 'no')).fields[39]).toBe('00')
            expect((await pos.send('0200', fields)).fields[39]).toBe('12')
            continue
          }
          const answer = await sure(one.death, () => pos.send('0200', fields))
          const pays = (standing.get(one.card) ?? 0n) >= amountFen
          expect(answer.fields[39]).toBe(pays ? '00' : '51')
          sale.reference = answer.fields[37] ?? ''
          if (!pays) continue
          sale.state = 'stands'
          moved(one.card, -amountFen)
        } else if (sales.length > 0) {
          const sale = sales[one.which % sales.length] as Sale
          const pos = devices[sale.pos] as Pos
          if (one.act === 'repeat') {
            const answer = await sure(one.death, () => pos.send('0200', sale.fields))
            if (sale.state === 'stands') expect(answer.fields[39]).toBe('00')
          } else if (one.act === 'reverse') {
            const answer = await reverse(sale, one.death)
            if (sale.state !== 'stands') continue
            // What is settled or refunded is not undone silently: people hear of it.
            const may = sale.refundedFen === 0n && isOpen(sale)
            expect(answer.fields[39]).toBe(may ? '00' : '12')
            if (!may) continue
            sale.state = 'gone'
            moved(sale.card, sale.amountFen)
          } else if (sale.reference !== '') {
            const amountFen = one.act === 'void' ? sale.amountFen : BigInt(one.fen)
            const type = one.act === 'void' ? '23' : '25'
            const fields = pos.fields({
              card: sale.card,
              amountFen,
              processing: '200000',
              type,
              more: about(sale),
            })
            const mti = one.act === 'void' ? '0200' : '0220'
            const answer = await sure(one.death, () => pos.send(mti, fields))
            const may =
              sale.state === 'stands' &&
              (one.act === 'void'
                ? sale.refundedFen === 0n && isOpen(sale)
                : sale.refundedFen + amountFen <= sale.amountFen)
            expect(answer.fields[39] === '00').toBe(may)
            if (!may) continue
            moved(sale.card, amountFen)
            if (one.act === 'void') sale.state = 'gone'
            else {
              sale.refundedFen += amountFen
              refunds[sale.pos]?.push(amountFen)
            }
          }
        }
      }
      for (const [card, fen] of standing) expect(await city.balance(person(card))).toBe(fen)
      expect(await city.unsound()).toEqual([])
    }),
    { numRuns: 12, seed: 20_260_302 },
  )
  await host.close()
}, 120_000)
