import { type Act, type CardNumber, ok, type Result, SeededChance } from '../../src/base'
import { cardFacts, cardInForceAt, cardLife, judgedCards } from '../../src/registry'
import {
  beginWriting,
  chipWithMoves,
  giveUpWriting,
  moveStock,
  sessionOfWriting,
  type Writing,
  writeWork,
  writingOf,
} from '../../src/issuing'
import {
  cardWorks,
  interruptSession,
  openSession,
  replyToTurn,
  type Turn,
  type TurnOrEnd,
} from '../../src/remote-reader'
import type { VirtualCard } from '../../terminals/virtual'
import { acting, CLERK, expectDone, SUPERVISOR } from '../support/act'
import { chipOf, type Office, openOffice, receive, takeOut } from './office'

let office: Office
let serials: readonly string[]
beforeAll(async () => {
  office = await openOffice()
  serials = await receive(office, 1, 200)
  await takeOut(office, serials)
})
afterAll(() => office.close())

let next = 0
const aSerial = (): string => serials[next++] as string
const works = () => cardWorks(writeWork(office.vault))
const inAct = <Value, Refused extends string>(
  work: (act: Act) => Promise<Result<Value, Refused>>,
  actor = CLERK,
) => acting(office.store.database, work, { actor })

const begin = async (serial: string, product = 'adult'): Promise<Writing> =>
  expectDone(await inAct((act) => beginWriting(act, { product, serial })))

/** Opens a session for a writing, as the counter does. */
const open = (act: Act, writing: string): Promise<Result<TurnOrEnd, string>> =>
  sessionOfWriting(act, writing).then(async (order) =>
    order.ok ? ok(await openSession(act, works(), order.value)) : order,
  )

/**
 * Relays between the centre and the chip in one transaction of many turns (each turn is an act of its own otherwise;
 * the centre keeps the replies either way). The chip leaves the reader at an exchange: before the command comes to
 * it, or when it has acted and its answer is on the way.
 */
async function relay(
  act: Act,
  chip: VirtualCard,
  first: TurnOrEnd,
  leaves: { readonly at: number; readonly when: 'before' | 'after' } = { at: 0, when: 'after' },
): Promise<{ readonly end: TurnOrEnd; readonly exchanges: number; readonly open?: Turn }> {
  let turn = first
  for (let exchange = 1; turn.state === 'open'; exchange++) {
    if (exchange === leaves.at && leaves.when === 'before') {
      chip.powerCut()
      return { end: turn, exchanges: exchange, open: turn }
    }
    const reply = chip.transmit(Buffer.from(turn.apdu, 'hex'))
    if (exchange === leaves.at) {
      chip.powerCut()
      return { end: turn, exchanges: exchange, open: turn }
    }
    const answered: Result<TurnOrEnd> = await replyToTurn(act, works(), {
      session: turn.session,
      turn: turn.turn,
      reply,
    })
    turn = expectDone(answered)
    if (turn.state !== 'open') return { end: turn, exchanges: exchange }
  }
  return { end: turn, exchanges: 0 }
}

const writeWhole = async (writing: Writing, chip: VirtualCard) =>
  expectDone(
    await inAct(async (act) => {
      const first = expectDone(await open(act, writing.writing))
      return ok(await relay(act, chip, first))
    }),
  )

const stateOf = async (card: CardNumber): Promise<string | undefined> =>
  (await cardFacts(office.store.database, [BigInt(card)])).get(BigInt(card))?.state

test('a blank chip becomes a ready card over the remote reader', async () => {
  const serial = aSerial()
  const writing = await begin(serial)
  expect(await stateOf(writing.card)).toBe('blank')
  expect(writing.card).toMatch(/^3105840\d{12}$/)
  const chip = chipOf(office, serial)
  const { end } = await writeWhole(writing, chip)
  expect(end).toMatchObject({
    state: 'done',
    answer: { card: writing.card, state: 'ready', serial },
  })
  expect(
    (await cardLife(office.store.database, writing.card)).map(({ act, to }) => [act, to]),
  ).toEqual([
    ['personalise', 'personalised'],
    ['check', 'ready'],
  ])
  expect((await writingOf(office.store.database, writing.writing))?.state).toBe('done')
  const found = await chipWithMoves(office.store.database, serial)
  expect(found?.chip).toMatchObject({
    state: 'with-clerk',
    card: { number: BigInt(writing.card), digits: 19 },
  })
})

/**
 * "Before exchange n" finds chip and centre as "after exchange n − 1" leaves them, but for the reply that had come in;
 * replies are all the centre keeps. So every exchange is broken after it, and the first and the last before it too.
 */
test('broken at every exchange and taken up again, it ends in one ready card and was never half one', async () => {
  const probe = aSerial()
  const { exchanges } = await writeWhole(await begin(probe), chipOf(office, probe))
  const breaks = [
    { at: 1, when: 'before' as const },
    ...Array.from({ length: exchanges }, (_, index) => ({ at: index + 1, when: 'after' as const })),
    { at: exchanges, when: 'before' as const },
  ]
  for (const broken of breaks) {
    const serial = aSerial()
    const writing = await begin(serial)
    const chip = chipOf(office, serial)
    const left = expectDone(
      await inAct(async (act) => {
        const first = expectDone(await open(act, writing.writing))
        const far = await relay(act, chip, first, broken)
        const turn = far.open as Turn
        expectDone(await interruptSession(act, works(), { session: turn.session, turn: turn.turn }))
        return ok(far)
      }),
    )
    expect(left.end.state).toBe('open')
    expect([broken, await stateOf(writing.card)]).toEqual([broken, 'blank'])
    const asked = Buffer.alloc(8)
    asked.writeBigInt64BE(BigInt(writing.card))
    const judged = (await judgedCards(office.store.database, asked)).at(0)
    expect(cardInForceAt(judged, new Date('2027-01-01T00:00:00Z'))).toBe(false)
    const again = await begin(serial)
    expect(again).toEqual(writing)
    const { end } = await writeWhole(again, chip)
    expect([broken, end.state]).toEqual([broken, 'done'])
    expect(await stateOf(writing.card)).toBe('ready')
    expect(chip.memory.chip?.transport).toBeUndefined()
    expect(await cardLife(office.store.database, writing.card)).toHaveLength(2)
  }
}, 400_000)

test('a silent reader and a second session: the newer one goes on, the older is over', async () => {
  const serial = aSerial()
  const writing = await begin(serial)
  const chip = chipOf(office, serial)
  const first = expectDone(await inAct((act) => open(act, writing.writing)))
  const second = expectDone(await inAct((act) => open(act, writing.writing)))
  expect(second.session).not.toBe(first.session)
  const reply = chip.transmit(Buffer.from((first as Turn).apdu, 'hex'))
  expect(
    await inAct((act) => replyToTurn(act, works(), { session: first.session, turn: 1, reply })),
  ).toMatchObject({ refused: 'session-ended' })
  const { end } = expectDone(await inAct(async (act) => ok(await relay(act, chip, second))))
  expect(end.state).toBe('done')
})

test('another chip in the reader is refused, and the writing waits for its own', async () => {
  const [serial, other] = [aSerial(), aSerial()]
  const writing = await begin(serial)
  const { end } = await writeWhole(writing, chipOf(office, other))
  expect(end).toMatchObject({ state: 'refused', refused: 'chip-other' })
  expect(await stateOf(writing.card)).toBe('blank')
  expect((await writeWhole(writing, chipOf(office, serial))).end.state).toBe('done')
})

test('given up half-way: the card is destroyed, the chip is scrap, and neither comes back', async () => {
  const serial = aSerial()
  const writing = await begin(serial)
  const chip = chipOf(office, serial)
  const chance = new SeededChance(2)
  const half = expectDone(
    await inAct(async (act) => {
      const first = expectDone(await open(act, writing.writing))
      return ok(await relay(act, chip, first, { at: 20 + chance.below(20), when: 'after' }))
    }),
  )
  const gaveUp = await inAct((act) =>
    giveUpWriting(act, { writing: writing.writing, reason: 'half-written' }),
  )
  expect(gaveUp).toMatchObject({ value: { state: 'given-up' } })
  expect(await stateOf(writing.card)).toBe('destroyed')
  expect((await chipWithMoves(office.store.database, serial))?.chip.state).toBe('scrapped')
  // The session was still open; what comes in now changes nothing.
  const turn = half.open as Turn
  const late = expectDone(
    await inAct(async (act) => {
      const reply = chip.transmit(Buffer.from(turn.apdu, 'hex'))
      return replyToTurn(act, works(), { session: turn.session, turn: turn.turn, reply })
    }),
  )
  expect(late.state).not.toBe('done')
  expect(await inAct((act) => open(act, writing.writing))).toMatchObject({
    refused: 'writing-ended',
  })
  expect(
    await inAct((act) => giveUpWriting(act, { writing: writing.writing, reason: 'chip-fault' })),
  ).toMatchObject({ refused: 'writing-ended' })
  expect(await inAct((act) => beginWriting(act, { product: 'adult', serial }))).toMatchObject({
    refused: 'stock-state-forbids',
  })
})

test('given up while the last replies are on the way: the card stays destroyed', async () => {
  const serial = aSerial()
  const writing = await begin(serial)
  const chip = chipOf(office, serial)
  const answer = await inAct(async (act) => {
    const first = expectDone(await open(act, writing.writing))
    expectDone(await giveUpWriting(act, { writing: writing.writing, reason: 'half-written' }))
    return ok(await relay(act, chip, first))
  })
  expect(expectDone(answer).end).toMatchObject({ state: 'refused', refused: 'writing-ended' })
  expect(await stateOf(writing.card)).toBe('destroyed')
})

test('only chips in the own hand are written, each for one product, and not when they are cards', async () => {
  const serial = aSerial()
  const asked = (given: { product?: string; serial?: string }, actor = CLERK) =>
    inAct((act) => beginWriting(act, { product: 'adult', serial, ...given }), actor)
  expect(await asked({ serial: 'FFFFFFFFFFFFFFFF' })).toMatchObject({ refused: 'serial-unknown' })
  expect(await asked({}, SUPERVISOR)).toMatchObject({ refused: 'stock-not-yours' })
  expect(await asked({ product: 'none' })).toMatchObject({ refused: 'product-unknown' })
  const writing = await begin(serial)
  expect(await asked({ product: 'other' })).toMatchObject({ refused: 'chip-not-blank' })
  expect(
    await inAct((act) => moveStock(act, { act: 'spoil', serials: [serial], reason: 'damaged' })),
  ).toMatchObject({ refused: 'stock-state-forbids' })
  await writeWhole(writing, chipOf(office, serial))
  expect(await asked({})).toMatchObject({ refused: 'chip-not-blank' })
  expect(await inAct((act) => open(act, 'wri_none'))).toMatchObject({ refused: 'writing-unknown' })
})
