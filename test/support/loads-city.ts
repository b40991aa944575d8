import {
  cardFactor,
  Fault,
  fen,
  hex,
  invariant,
  ok,
  SeededChance,
  type Act,
  type Actor,
  type Result,
  type SamNumber,
} from '../../src/base'
import type { Chip } from '../../src/card'
import { drainNotedCards } from '../../src/clearing'
import { auditBooks } from '../../src/audit-books'
import { renewWork } from '../../src/issuing'
import {
  lookWork,
  moneyWork,
  orderNamed,
  type Begun,
  type LoadOrder,
  type LoadRefusal,
  type LoadsCounter,
} from '../../src/loads'
import {
  cardWorks,
  interruptSession,
  replyToTurn,
  type CardWorks,
  type TurnOrEnd,
} from '../../src/remote-reader'
import { openTill } from '../../src/tills'
import { CardKeyPress, freshState, VirtualCard, type CardState } from '../../terminals/virtual'
import { acting, CLERK, expectDone } from './act'
import { cardNumber, clearingCity, ISSUER, LOADED_FEN, type ClearingCity } from './clearing-city'

export const NOON = new Date('2026-03-02T12:00:00+08:00')

/** A clearing city whose cards have chips, with a counter that loads them. */
export interface LoadsCity {
  readonly city: ClearingCity
  readonly counter: LoadsCounter
  readonly works: CardWorks
  /** The till of the clerk. */
  readonly till: string
  /** What stands for time: every request is made at it. */
  at: Date
  chip(index: number): VirtualCard
  /** The chip of a card that is handed out later: nothing is on it, and nothing was done with it. */
  freshChip(index: number): VirtualCard
  /** The chip pays a fare offline; what it keeps changes as a purchase would change it. */
  spend(index: number, fareFen: number): void
  /** The chip has paid more than it held, as a transit purse may once: its own money is gone, and so much besides. */
  overdraw(index: number, usedFen: number): void
  /** One request. */
  ask<Value, Refused extends string>(
    work: (act: Act) => Promise<Result<Value, Refused>>,
    actor?: Actor,
  ): Promise<Result<Value, Refused>>
  /** Relays commands between centre and chip until the end; a chip that is gone interrupts the session. */
  relay(first: TurnOrEnd, chip: Chip, actor?: Actor): Promise<TurnOrEnd>
  /** Begins and relays. */
  through(
    begin: (act: Act) => Promise<Result<Begun, LoadRefusal>>,
    chip: Chip,
    actor?: Actor,
  ): Promise<{ readonly order: LoadOrder; readonly end: TurnOrEnd }>
  order(load: string): Promise<LoadOrder>
  /** Names of the audits that fail. */
  unsound(): Promise<string[]>
  close(): Promise<void>
}

export async function loadsCity(options: { readonly cards?: number } = {}): Promise<LoadsCity> {
  const city = await clearingCity(options)
  const database = city.store.database
  const desk = {
    vault: city.vault,
    chance: new SeededChance(4_711),
    terminal: '900000000001' as SamNumber,
  }
  const works = cardWorks(
    moneyWork(desk, 'load'),
    moneyWork(desk, 'unload'),
    lookWork(desk),
    renewWork(city.vault),
  )
  const press = new CardKeyPress(city.factory, hex(ISSUER))
  const chips = new Map<number, VirtualCard>()
  const { till } = expectDone(
    await acting(database, (act) => openTill(act, { desk: 'desk-1', floatFen: fen(0) }), {
      at: NOON,
    }),
  )

  const it: LoadsCity = {
    city,
    counter: { desk, works },
    works,
    till,
    at: NOON,
    chip: (index) => {
      const known = chips.get(index) ?? chipOf(press, index)
      chips.set(index, known)
      return known
    },
    freshChip: (index) => {
      const fresh = chipOf(press, index, {})
      chips.set(index, fresh)
      return fresh
    },
    spend: (index, fareFen) => {
      const { memory } = it.chip(index)
      const { ep } = memory
      const after = {
        ...ep,
        balanceFen: ep.balanceFen - fareFen,
        offlineCounter: ep.offlineCounter + 1,
      }
      chips.set(index, chipOf(press, index, { ...memory, ep: after }))
    },
    overdraw: (index, usedFen) => {
      const { memory } = it.chip(index)
      const after = {
        ...memory.ep,
        balanceFen: 0,
        offlineCounter: memory.ep.offlineCounter + 1,
        overdraftLimitFen: 800,
        overdraftUsedFen: usedFen,
      }
      chips.set(index, chipOf(press, index, { ...memory, ep: after }))
    },
    ask: (work, actor = CLERK) => acting(database, work, { at: it.at, actor }),
    relay: async (first, chip, actor = CLERK) => {
      let now = first
      while (now.state === 'open') {
        const { session, turn, apdu } = now
        const reply = heard(chip, hex(apdu))
        const next: Result<TurnOrEnd> =
          reply === undefined
            ? await it.ask((act) => interruptSession(act, works, { session, turn }), actor)
            : await it.ask((act) => replyToTurn(act, works, { session, turn, reply }), actor)
        now = expectDone(next)
      }
      return now
    },
    through: async (begin, chip, actor = CLERK) => {
      const begun = expectDone(await it.ask(begin, actor))
      const end = await it.relay(begun.turn, chip, actor)
      return { order: await it.order(begun.load), end }
    },
    order: async (load) => {
      const order = await orderNamed(database, load)
      invariant(order !== undefined, 'an order that began is kept', { load })
      return order
    },
    unsound: async () => {
      await drainNotedCards(city.desk)
      const findings = await auditBooks(database)
      return findings.filter((one) => !one.ok).map(({ check, where }) => `${check}: ${where ?? ''}`)
    },
    close: () => city.close(),
  }
  return it
}

/** The chip of a card that was loaded once before, as the registry of the city says. */
function chipOf(
  press: CardKeyPress,
  index: number,
  state: Partial<CardState> = {
    ep: { ...freshState.ep, balanceFen: Number(LOADED_FEN), onlineCounter: 1 },
  },
): VirtualCard {
  const number = cardNumber(index)
  return new VirtualCard({
    profile: 'tunion',
    personal: { number, issuer: ISSUER, start: '20260101', expiry: '20360101' },
    keys: press.keysFor(cardFactor(number)),
    // Challenges go on from where the counters stand, so that a chip put together again repeats none.
    chance: new SeededChance(index * 1_000 + (state.ep?.offlineCounter ?? 0)),
    state,
  })
}

/** The chip's reply; undefined when it is gone. */
function heard(chip: Chip, apdu: Buffer): Buffer | undefined {
  try {
    return chip.transmit(apdu)
  } catch (error) {
    if (error instanceof Fault) return undefined
    throw error
  }
}

/** A request that cannot be refused, as one that can. */
export const surely = async <Value>(work: Promise<Value>): Promise<Result<Value, never>> =>
  ok(await work)
