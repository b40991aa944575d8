import fc from 'fast-check'
import { fen, hex } from '../../src/base'
import { hold, profiles, readLog, type Question } from '../../src/card'
import { purseTac } from '../../src/keys'
import { encodeRecord, type TapRecord } from '../../src/messages'
import { MemoryJournal, meetCard, noLists, mayRide } from '../../terminals/bus-validator'
import { emptyPurse } from '../../terminals/virtual'
import { aRide, City, factory, ISSUER, leavingAt, NUMBER, selectOf } from './city'

/** The TAC as the centre would compute it from the record alone. */
function tacOf(record: TapRecord): string {
  const label = { purpose: 'tac', version: record.keyVersion, algorithm: '3des' } as const
  const key = factory.key(label, [hex(record.issuer), hex(record.card.slice(-16))])
  if (!key.ok) throw new Error(key.refused)
  return purseTac('3des', 'purchase', key.value, {
    amount: bytes(record.amount, 4),
    type: Buffer.of(record.type),
    terminal: hex(record.sam),
    terminalSequence: bytes(BigInt(record.termSeq), 4),
    dateTime: hex(record.at),
  })
    .toString('hex')
    .toUpperCase()
}

const bytes = (value: bigint, size: number): Buffer =>
  hex(value.toString(16).padStart(size * 2, '0'))

describe('a rider taps', () => {
  test('the card pays, and its record can be proved by the centre and uploaded', () => {
    const city = new City()
    const card = city.issue()
    expect(city.load(card, NUMBER, 10_000)).toMatchObject({ tacGenuine: true, counter: 0 })
    const outcome = city.tap(card)
    expect(outcome).toMatchObject({ told: 'paid', cardGenuine: true, earlier: [] })
    const [record] = city.journal.takeConfirmed()
    expect(record).toMatchObject({
      card: NUMBER,
      issuer: ISSUER,
      type: 9,
      counter: 0,
      balanceBefore: 10_000n,
      amount: 200n,
      listFare: 250n,
      sam: '518000000101',
      termSeq: 1,
      state: 0,
      uploadSeq: 1,
      keyVersion: 1,
      algorithm: 0,
    })
    expect(record?.tac).toBe(record === undefined ? '' : tacOf(record))
    if (record !== undefined) expect(encodeRecord('text', record)).toMatchObject({ ok: true })
    expect(card.memory.ep).toMatchObject({ balanceFen: 9_800, offlineCounter: 1 })
  })

  test.each(['pboc', 'mohurd', 'tunion'] as const)(
    'entry, exit and a plain purchase on %s',
    (name) => {
      const city = new City(name)
      const card = city.issue()
      const number = name === 'mohurd' ? '5180000000000017' : NUMBER
      city.load(card, number, 1_000)
      const entry = { stage: 'entry', amount: fen(0), listFare: fen(0), mode: 'metro' } as const
      expect(city.tap(card, entry)).toMatchObject({ told: 'paid', cardGenuine: true })
      expect(city.tap(card, { mode: 'metro' })).toMatchObject({ told: 'paid', cardGenuine: true })
      expect(city.tap(card, { as: 'purchase' })).toMatchObject({ told: 'paid', cardGenuine: true })
      const records = city.journal.takeConfirmed()
      expect(records.map(({ type, counter, amount }) => [type, counter, amount])).toEqual([
        [9, 0, 0n],
        [9, 1, 200n],
        [6, 2, 200n],
      ])
      expect(card.memory.ep).toMatchObject({ balanceFen: 600, offlineCounter: 3 })
    },
  )

  test('an SM4 card pays with key index 41', () => {
    const city = new City('tunion', 0x41)
    const card = city.issue()
    city.load(card, NUMBER, 1_000)
    expect(city.tap(card)).toMatchObject({
      told: 'paid',
      cardGenuine: true,
      record: { algorithm: 4, keyVersion: 1 },
    })
  })

  test('the journey and the trip log are written with the money', () => {
    const city = new City()
    const card = city.issue()
    city.load(card, NUMBER, 1_000)
    city.tap(card)
    card.transmit(selectOf('tunion'))
    const bus = card.transmit(hex('00B202D480'))
    expect(bus.toString('hex', 0, 3)).toBe('27027d')
    expect(bus.readUInt32BE(96)).toBe(200)
    const trip = card.transmit(hex('00B201F430'))
    expect(trip.readUInt32BE(17)).toBe(200)
    expect(trip.readUInt32BE(21)).toBe(800)
  })

  test('the conversations can also be held over a reader that needs time', async () => {
    const city = new City()
    const card = city.issue()
    city.load(card, NUMBER, 700)
    const slowly = async (question: Question): Promise<Buffer> => {
      await Promise.resolve()
      if (question.to !== 'card') throw new Error('only the card is asked')
      return card.transmit(question.apdu)
    }
    const facts = await hold(meetCard(profiles.tunion), slowly)
    expect(facts).toMatchObject({ ok: true, value: { balance: 700n, cardKind: 1, locked: false } })
    const log = await hold(readLog(0x18), slowly)
    expect(log).toMatchObject({ ok: true, value: [{ counter: 1, amount: 700n, type: 2 }] })
  })
})

describe('a tap is refused', () => {
  const city = new City()
  const card = city.issue()
  city.load(card, NUMBER, 100)

  test('when the purse is short, and nothing is sent up', () => {
    expect(city.tap(card)).toMatchObject({ told: 'refused', refused: 'purse-short' })
    expect(city.journal.takeConfirmed()).toEqual([])
  })

  test.each([
    ['card-out-of-date', { at: '20410101000000' }],
    ['card-not-valid-yet', { at: '20190101000000' }],
  ] as const)('%s', (refused, ride) => {
    expect(city.tap(card, { ...ride, amount: fen(0) })).toMatchObject({ told: 'refused', refused })
  })

  test('a stranger outranks a hotlisted card, and that outranks an empty purse', async () => {
    const facts = await hold(meetCard(profiles.tunion), (question) =>
      question.to === 'card' ? card.transmit(question.apdu) : Buffer.alloc(0),
    )
    if (!facts.ok) throw new Error(facts.refused)
    const asked = { facts: facts.value, ride: aRide }
    const hit = { ...noLists, hotlisted: () => true }
    const strange = { ...hit, issuerServed: () => false }
    expect(mayRide({ ...asked, lists: strange })).toMatchObject({ refused: 'issuer-not-served' })
    expect(mayRide({ ...asked, lists: hit })).toMatchObject({ refused: 'card-hotlisted' })
    expect(mayRide({ ...asked, lists: noLists })).toMatchObject({ refused: 'purse-short' })
  })

  test('at FFFF the counter has reached its end; at FFFE the card still pays', () => {
    const old = new City()
    const worn = old.issue(NUMBER, {
      ep: { ...emptyPurse, balanceFen: 500, offlineCounter: 0xfffe },
    })
    expect(old.tap(worn)).toMatchObject({ told: 'paid', record: { counter: 0xfffe } })
    expect(old.tap(worn)).toMatchObject({ told: 'refused', refused: 'counter-at-end' })
    expect(worn.memory.ep).toMatchObject({ balanceFen: 300, offlineCounter: 0xffff })
  })
})

describe('a card is torn away', () => {
  /** How many commands a tap says to the card. */
  function exchanges(): number {
    const city = new City()
    const card = city.issue()
    city.load(card, NUMBER, 1_000)
    const counted = leavingAt(card, -1, 'before')
    city.tap(counted)
    return counted.said()
  }

  test('debit done and answer lost: the record is proved when the card comes again', () => {
    const city = new City()
    const card = city.issue()
    city.load(card, NUMBER, 1_000)
    card.tearAtNextWrite('after-write')
    const torn = city.tap(card)
    expect(torn).toMatchObject({ told: 'torn', record: { state: 1, tac: '00000000' } })
    expect(card.memory.ep.balanceFen).toBe(800)
    expect(city.tap(card)).toMatchObject({ told: 'paid', earlier: ['proved'] })
    const records = city.journal.takeConfirmed()
    expect(records.map(({ counter, state }) => [counter, state])).toEqual([
      [0, 0],
      [1, 0],
    ])
    for (const record of records) expect(record.tac).toBe(tacOf(record))
    expect(card.memory.ep.balanceFen).toBe(600)
  })

  test('torn before the write: the record is dropped, and the rider pays once', () => {
    const city = new City()
    const card = city.issue()
    city.load(card, NUMBER, 1_000)
    card.tearAtNextWrite('before-write')
    expect(city.tap(card).told).toBe('torn')
    expect(city.tap(card)).toMatchObject({ told: 'paid', earlier: ['never-happened'] })
    expect(city.journal.takeConfirmed()).toMatchObject([{ counter: 0, termSeq: 2 }])
    expect(card.memory.ep.balanceFen).toBe(800)
  })

  test('a torn entry of nothing is proved although the balance tells nothing', () => {
    const city = new City()
    const card = city.issue()
    city.load(card, NUMBER, 1_000)
    card.tearAtNextWrite('after-write')
    const entry = { stage: 'entry', amount: fen(0) } as const
    expect(city.tap(card, entry).told).toBe('torn')
    expect(city.tap(card)).toMatchObject({ told: 'paid', earlier: ['proved'] })
  })

  test('when the card paid elsewhere since, nobody knows: the record goes up without TAC', () => {
    const city = new City()
    const card = city.issue()
    city.load(card, NUMBER, 1_000)
    card.tearAtNextWrite('after-write')
    city.tap(card)
    city.tap(card, {}, city.validatorWith(new MemoryJournal(100)))
    expect(city.tap(card)).toMatchObject({ told: 'paid', earlier: ['unknown'] })
    expect(city.journal.giveUpOpen()).toMatchObject([
      { counter: 0, state: 1, tac: '00000000', balanceBefore: 1_000n },
    ])
  })

  test('whenever it leaves, the fare is taken exactly when a record says so', () => {
    const most = exchanges()
    expect(most).toBeGreaterThan(6)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: most }),
        fc.constantFrom('before' as const, 'after' as const),
        fc.constantFrom(0, 200),
        (exchange, when, amountFen) => {
          const city = new City()
          const card = city.issue()
          city.load(card, NUMBER, 1_000)
          const ride = { amount: fen(amountFen) }
          city.tap(leavingAt(card, exchange, when), ride)
          const again = city.tap(card, ride)
          expect(again.told).toBe('paid')
          expect(again.earlier).not.toContain('unknown')
          const records = city.journal.takeConfirmed()
          const paidFen = records.reduce((sum, { amount }) => sum + amount, 0n)
          expect(BigInt(card.memory.ep.balanceFen)).toBe(1_000n - paidFen)
          expect(card.memory.ep.offlineCounter).toBe(records.length)
          expect(city.journal.giveUpOpen()).toEqual([])
          for (const record of records) expect(record.tac).toBe(tacOf(record))
        },
      ),
    )
  })
})

test('a cloned chip leaves a second genuine record with the same counter', () => {
  const city = new City()
  const card = city.issue()
  city.load(card, NUMBER, 1_000)
  const clone = card.clone()
  const elsewhere = new City('tunion', 1, '518000000202')
  city.tap(card)
  elsewhere.tap(clone)
  const [first] = city.journal.takeConfirmed()
  const [second] = elsewhere.journal.takeConfirmed()
  if (first === undefined || second === undefined) throw new Error('both chips pay')
  expect([second.card, second.counter]).toEqual([first.card, first.counter])
  for (const record of [first, second]) expect(record.tac).toBe(tacOf(record))
  expect(second.tac).not.toBe(first.tac)
})
