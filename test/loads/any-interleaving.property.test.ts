import fc from 'fast-check'
import { fen, hex, type Act } from '../../src/base'
import { balanceOf, CARDHOLDER_VALUE, LOADS_IN_DOUBT, UNLOADS_OWED } from '../../src/ledger'
import {
  beginLoad,
  beginLook,
  beginUnload,
  giveUpSilent,
  isOwed,
  ordersOf,
  resolveByTaps,
} from '../../src/loads'
import { interruptSession, replyToTurn, type TurnOrEnd } from '../../src/remote-reader'
import type { VirtualCard } from '../../terminals/virtual'
import { leavingAt } from '../terminals/city'
import { BUS, cardNumber, LOADED_FEN } from '../support/clearing-city'
import { loadsCity, NOON, surely, type LoadsCity } from '../support/loads-city'
import type { TapRecord } from '../../src/messages'

/*
 * Loads and unloads torn at any exchange, looks, taps that arrive late or never in order, and a centre that dies
 * after any request: at every moment the value of cards in the books, their shadows and the money in suspense agree
 * with the orders, and when everything has been looked at they agree with the chips.
 */

const CARDS = 3
const RUNS = 12

let it: LoadsCity
let nextCard = 1
let fileNo = 0
let termSeq = 0
beforeAll(async () => {
  it = await loadsCity({ cards: CARDS * RUNS + 2 })
})
afterAll(() => it.close())

type Step =
  | { readonly act: 'load' | 'unload'; readonly card: number; readonly torn: Torn }
  | { readonly act: 'look' | 'tap'; readonly card: number; readonly torn: Torn }
  | { readonly act: 'deliver' | 'give-up'; readonly card: number; readonly torn: Torn }

/** At which exchange something happens, and what: the card leaves before or after it acts, or the centre dies. */
interface Torn {
  readonly at: number
  readonly how: 'before' | 'after' | 'dead'
}

const torn = fc.record({
  at: fc.integer({ min: 1, max: 7 }),
  how: fc.constantFrom('before' as const, 'after' as const, 'dead' as const),
})
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(
    'load' as const,
    'load' as const,
    'unload' as const,
    'look' as const,
    'tap' as const,
    'tap' as const,
    'deliver' as const,
    'give-up' as const,
  ),
  card: fc.nat(CARDS - 1),
  torn,
})

test('any interleaving of loads, unloads, torn cards, late taps and deaths keeps the books true', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const first = nextCard
      nextCard = first + CARDS > CARDS * RUNS ? 1 : first + CARDS
      // Each run has cards of its own, and the same day.
      it.at = NOON
      const late: TapRecord[] = []
      for (const [index, one] of steps.entries()) {
        // Every request a little later: cards and terminals tell the order by their clocks too.
        it.at = new Date(it.at.getTime() + 90_000 + index)
        it.city.clock.set(it.at)
        await take(one, first + one.card, late)
      }
      await settleAll(first, late)
      expect(await it.unsound()).toEqual([])
      await expectBooksToBeChips(first)
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
})

async function take({ act, torn: fate }: Step, card: number, late: TapRecord[]): Promise<void> {
  const chip = it.chip(card)
  switch (act) {
    case 'load':
      return through(
        (doing) =>
          beginLoad(doing, it.counter, {
            card: cardNumber(card),
            amountFen: fen(3_000),
            funding: { kind: 'bank', channel: 'ccb', payment: doing.reference },
          }),
        chip,
        fate,
      )
    case 'unload':
      return through(
        (doing) =>
          beginUnload(doing, it.counter, {
            card: cardNumber(card),
            amountFen: fen(1_000),
            payTo: { kind: 'bank', channel: 'ccb', payment: doing.reference },
          }),
        chip,
        fate,
      )
    case 'look':
      return through(
        (doing) => beginLook(doing, it.counter, { card: cardNumber(card) }),
        chip,
        fate,
      )
    case 'tap':
      late.push(await ride(card))
      return
    case 'deliver': {
      // The newest comes first: files are late in any order.
      const record = late.pop()
      if (record !== undefined) await it.city.upload(BUS, ++fileNo, [record])
      await it.ask((doing) => surely(resolveByTaps(doing, { afterCard: -1n, limit: 500 })))
      return
    }
    case 'give-up':
      it.at = new Date(it.at.getTime() + 20 * 60_000)
      it.city.clock.set(it.at)
      await it.ask((doing) => surely(giveUpSilent(doing, it.works, 100)))
  }
}

/** Begins and relays until the fate of this step: the card leaves, or the centre dies with the reply in its hands. */
async function through(
  begin: (act: Act) => ReturnType<typeof beginLoad>,
  chip: VirtualCard,
  fate: Torn,
): Promise<void> {
  const begun = await it.ask(begin)
  // A limit, nothing in doubt: the trade may say no.
  if (!begun.ok) return
  if (fate.how !== 'dead') {
    await it.relay(begun.value.turn, leavingAt(chip, fate.at, fate.how))
    return
  }
  let now: TurnOrEnd = begun.value.turn
  for (let exchange = 1; now.state === 'open'; exchange++) {
    const { session, turn, apdu } = now
    const reply = chip.transmit(hex(apdu))
    if (exchange === fate.at) {
      // Killed before it commits: rolled back, and nobody ever repeats the reply.
      await it
        .ask(async (act) => {
          await replyToTurn(act, it.works, { session, turn, reply })
          throw new Error('killed')
        })
        .catch((error: unknown) => expect(String(error)).toContain('killed'))
      chip.powerCut()
      return
    }
    const next = await it.ask((act) => replyToTurn(act, it.works, { session, turn, reply }))
    if (!next.ok) {
      await it.ask((act) => interruptSession(act, it.works, { session, turn }))
      return
    }
    now = next.value
  }
}

/** The chip pays a fare of 2 yuan; the record goes wherever records wait. */
async function ride(card: number): Promise<TapRecord> {
  const chip = it.chip(card)
  const { ep } = chip.memory
  const record = it.city.tap({
    of: card,
    counter: ep.offlineCounter,
    balanceBefore: BigInt(ep.balanceFen),
    termSeq: ++termSeq,
    time: cityTime().slice(8),
  })
  it.spend(card, 200)
  return record
}

const cityTime = (): string =>
  new Date(it.at.getTime() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14)

/** All late files arrive, every reader falls silent, and every card is shown once more. */
async function settleAll(first: number, late: readonly TapRecord[]): Promise<void> {
  if (late.length > 0) await it.city.upload(BUS, ++fileNo, late)
  it.at = new Date(it.at.getTime() + 30 * 60_000)
  it.city.clock.set(it.at)
  await it.ask((doing) => surely(giveUpSilent(doing, it.works, 500)))
  await it.ask((doing) => surely(resolveByTaps(doing, { afterCard: -1n, limit: 500 })))
  for (let card = first; card < first + CARDS; card++) {
    const chip = it.chip(card)
    await through((act) => beginLook(act, it.counter, { card: cardNumber(card) }), chip, {
      at: 99,
      how: 'before',
    })
  }
}

async function expectBooksToBeChips(first: number): Promise<void> {
  const sql = it.city.store.database
  const all = await ordersOf(sql, { limit: 10_000 })
  const inDoubt = all.filter(({ state }) => state === 'authorised' || state === 'unknown')
  expect(inDoubt).toEqual([])
  const owed = (way: string): bigint =>
    all
      .filter((one) => one.way === way && isOwed(one))
      .reduce((sum, one) => sum + one.amountFen, 0n)
  expect((await balanceOf(sql, LOADS_IN_DOUBT)).balanceFen).toBe(owed('load'))
  expect((await balanceOf(sql, UNLOADS_OWED)).balanceFen).toBe(owed('unload'))
  const { rows } = await sql.query<{ card: bigint; balance: bigint }>(
    `select card, balance_fen as balance from clearing_card_shadow where purse = 2`,
  )
  const shadows = new Map(rows.map(({ card, balance }) => [card, balance]))
  for (let card = first; card < first + CARDS; card++) {
    const held = BigInt(it.chip(card).memory.ep.balanceFen)
    const shadow = shadows.get(BigInt(cardNumber(card)))
    // A card nobody has used has no shadow yet.
    expect([card, shadow ?? LOADED_FEN]).toEqual([card, held])
  }
  const value = (await balanceOf(sql, CARDHOLDER_VALUE)).balanceFen
  let onChips = 0n
  for (let card = 1; card <= CARDS * RUNS + 2; card++) {
    onChips += BigInt(it.chip(card).memory.ep.balanceFen)
  }
  expect(value).toBe(onChips)
}
