import { cardRoutes } from '../../src/gateways/http/routes/cards'
import { loadRoutes } from '../../src/gateways/http/routes/loads'
import { readerRoutes } from '../../src/gateways/http/routes/readers'
import { writeWork } from '../../src/issuing'
import { cardWorks, ReaderBell } from '../../src/remote-reader'
import { VirtualReaders } from '../../terminals/virtual'
import { chipOf, openOffice, receive, serialOf, takeOut } from '../issuing/office'
import { cardNumber } from '../support/clearing-city'
import { openDesk, PullingHand, type CounterDesk } from '../support/counter-desk'
import { testFrame } from '../support/frame'
import { loadsCity, type LoadsCity } from '../support/loads-city'

/*
 * The card is pulled at every single command of a conversation, before it has heard it and after it has acted on it,
 * through the counter terminal over real HTTP. Put back, money and state are right.
 */

const READER = 'virtual'
const CLERK_ID = 'staff_clerk'
const WHEN = ['before', 'after'] as const

describe('loads and unloads', () => {
  let it: LoadsCity
  let desk: CounterDesk
  const bell = new ReaderBell()
  const readers = new VirtualReaders([READER])

  beforeAll(async () => {
    it = await loadsCity({ cards: 8 })
    const desks = { bell, works: it.works, loads: it.counter.desk }
    const frame = testFrame(it.city.store.database, [...readerRoutes, ...loadRoutes], {
      clock: it.city.clock,
      desks,
    })
    desk = await openDesk(frame, { readers, reader: READER, clerk: CLERK_ID })
  })
  afterAll(async () => {
    bell.close()
    await desk.close()
    await readers.close()
    await it.close()
  })

  const stands = async (load: string): Promise<string> =>
    (await desk.act('loads.get', { params: { load } })).state

  describe.each([
    ['load', 1],
    ['unload', 3],
  ] as const)('%s', (kind, first) => {
    test.each(WHEN)('pulled %s the card acts, at every command', async (when) => {
      const index = first + WHEN.indexOf(when)
      const card = cardNumber(index)
      const chip = it.chip(index)
      const hand = new PullingHand(chip)
      readers.insert(READER, hand)
      await desk.lies(true)
      const step = 1_000
      let places = 0
      const found = new Set<string>()
      for (;;) {
        const before = chip.memory.ep.balanceFen
        const paid = { kind: 'bank', channel: 'icbc', payment: `back-${when}-${places}` } as const
        const { session, load = '' } = await desk.act('card-sessions.open', {
          body:
            kind === 'load'
              ? { kind, card, amountFen: step, funding: { kind: 'cash', till: it.till } }
              : { kind, card, amountFen: step, payTo: paid },
        })
        hand.pullAt(places + 1, when)
        const end = await desk.through(session)
        hand.pullAt(0)
        if (end.state === 'done') break
        places++
        expect(end).toMatchObject({ state: 'interrupted' })
        if ((await stands(load)) === 'unknown') {
          const body = { kind: 'look-again', card } as const
          const looking = await desk.act('card-sessions.open', { body })
          expect(await desk.through(looking.session)).toMatchObject({ state: 'done' })
        }
        const state = await stands(load)
        const moved = Math.abs(chip.memory.ep.balanceFen - before)
        expect([state, moved]).toEqual([state, state === 'confirmed' ? step : 0])
        expect(['confirmed', 'not-done', 'dropped']).toContain(state)
        found.add(state)
      }
      expect(places).toBeGreaterThanOrEqual(3)
      expect(found.has('confirmed')).toBe(when === 'after')
      readers.remove(READER)
      await desk.lies(false)
      expect(await it.unsound()).toEqual([])
    })
  })
})

test('personalisation, pulled at every command, becomes one good card', async () => {
  const office = await openOffice()
  const bell = new ReaderBell()
  const readers = new VirtualReaders([READER])
  const works = cardWorks(writeWork(office.vault))
  const issuing = {
    vault: office.vault,
    personStanding: async () => undefined,
    concessionAtIssue: async () => ({ ok: true, value: undefined }) as const,
  }
  const frame = testFrame(office.store.database, [...readerRoutes, ...cardRoutes, ...loadRoutes], {
    desks: { bell, works, issuing },
  })
  const desk = await openDesk(frame, { readers, reader: READER, clerk: CLERK_ID })
  try {
    await receive(office, 1, 1)
    await takeOut(office, [serialOf(1)])
    const hand = new PullingHand(chipOf(office, serialOf(1)))
    readers.insert(READER, hand)
    await desk.lies(true)
    const begun = { body: { product: 'adult', serial: serialOf(1) } }
    const { writing, card } = await desk.act('card-writings.begin', begun)
    let places = 0
    for (;;) {
      const { session } = await desk.act('card-writings.session', { params: { writing } })
      // Before the chip has heard it, and the next time after it has acted on it.
      hand.pullAt(places + 1, WHEN[places % 2])
      const end = await desk.through(session)
      hand.pullAt(0)
      if (end.state === 'done') {
        expect(end).toMatchObject({ answer: { card, state: 'ready' } })
        break
      }
      expect(end).toMatchObject({ state: 'interrupted' })
      places++
    }
    expect(places).toBeGreaterThan(3)
    const seen = await desk.act('card-writings.get', { params: { writing } })
    expect(seen).toMatchObject({ state: 'done', card })
    readers.remove(READER)
    readers.insert(READER, hand)
    await desk.shows(card)
  } finally {
    bell.close()
    await desk.close()
    await readers.close()
    await office.close()
  }
}, 300_000)
