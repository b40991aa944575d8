import { bcd, cardFactor, Fault, hex, SeededChance } from '../../src/base'
import {
  cardKeyRecords,
  holdSync,
  numberDigitsMax,
  personalise,
  personalFiles,
  type PersonaliseOrder,
  profiles,
  type ProfileName,
  readIdentity,
} from '../../src/card'
import type { Algorithm } from '../../src/keys'
import {
  blankCard,
  CardKeyPress,
  publicFile,
  type VirtualCard,
  VirtualHost,
} from '../../terminals/virtual'
import { City, factory, ISSUER, NUMBER, selectOf } from '../terminals/city'

const CHIP = hex('0A0B000012340001')

const orderOf = (profile: ProfileName, algorithm: Algorithm = '3des'): PersonaliseOrder => {
  const number = (profile === 'mohurd' ? '5180000000000017' : NUMBER) as PersonaliseOrder['number']
  return {
    profile: profiles[profile],
    number,
    issuer: hex(profile === 'mohurd' ? '5180FF0000000000' : ISSUER),
    start: '20200101',
    expiry: '20391231',
    cardKind: 1,
    chip: CHIP,
    keyVersion: 1,
    algorithm: algorithm === 'sm4' ? 4 : 0,
  }
}

function blank(
  profile: ProfileName,
  algorithm: Algorithm = '3des',
  serial = CHIP,
  made = serial,
): VirtualCard {
  const key = factory.key({ purpose: 'transport', version: 1, algorithm }, [made])
  if (!key.ok) throw new Error(key.refused)
  const transport = { index: 0, version: 1, algorithm, key: key.value }
  return blankCard({ profile, serial, transport, chance: new SeededChance(3) })
}

const host = new VirtualHost(factory, 2)

/** Counts what is said to the card, and takes it away at one exchange. */
function reader(card: VirtualCard, breakAt = 0, when: 'before' | 'after' = 'before') {
  let said = 0
  return {
    said: () => said,
    hold: (order: PersonaliseOrder) =>
      holdSync(personalise(order), (question) => {
        if (question.to === 'vault') return host.answer(question.asks)
        if (question.to === 'sam') throw new Error('no SAM is asked here')
        if (++said !== breakAt) return card.transmit(question.apdu)
        if (when === 'after') card.transmit(question.apdu)
        card.powerCut()
        throw new Fault('card', 'the card left the field', false)
      }),
  }
}

const families = [
  ['tunion', '3des'],
  ['tunion', 'sm4'],
  ['pboc', '3des'],
  ['mohurd', '3des'],
] as const

/** The chip holds exactly what the order says: every key as the tree derives it, and every file. */
function expectOurs(card: VirtualCard, order: PersonaliseOrder, algorithm: Algorithm): void {
  const { chip } = card.memory
  expect(chip?.transport).toBeUndefined()
  const press = new CardKeyPress(factory, order.issuer)
  const index = algorithm === 'sm4' ? 0x41 : 1
  const expected = cardKeyRecords.map(({ purpose }) => [
    purpose,
    press.cardKey(purpose, index, cardFactor(order.number))?.key.toString('hex'),
  ])
  const held = chip?.keys.map(({ purpose, key }) => [purpose, key.toString('hex')])
  expect([...(held ?? [])].sort()).toEqual([...expected].sort())
  card.transmit(selectOf(order.profile.name))
  const file = card.transmit(hex('00B095001E')).subarray(0, -2)
  expect(readIdentity(order.profile, file)).toMatchObject({
    value: {
      number: order.number,
      issuer: order.issuer,
      start: order.start,
      expiry: order.expiry,
      enabled: true,
    },
  })
}

describe.each(families)('a blank %s chip with %s keys', (profile, algorithm) => {
  test('becomes a card that loads, and its keys are those of the tree', () => {
    const order = orderOf(profile, algorithm)
    const card = blank(profile, algorithm)
    expect(reader(card).hold(order)).toEqual({
      ok: true,
      value: { openingCounter: 0, onlineCounter: 0, foundDone: false },
    })
    expectOurs(card, order, algorithm)
    const city = new City(profile, algorithm === 'sm4' ? 0x41 : 1)
    const proof = city.load(card, order.number, 5_000)
    expect(proof).toMatchObject({ balanceAfter: 5_000n, tacGenuine: true })
  })

  test('broken at any exchange, before it or after, the next try makes the same card of it', () => {
    const order = orderOf(profile, algorithm)
    const whole = reader(blank(profile, algorithm))
    expect(whole.hold(order).ok).toBe(true)
    for (let exchange = 1; exchange <= whole.said(); exchange++) {
      for (const when of ['before', 'after'] as const) {
        const card = blank(profile, algorithm)
        expect(() => reader(card, exchange, when).hold(order)).toThrow(Fault)
        const again = reader(card).hold(order)
        expect([exchange, when, again.ok ? 'done' : again]).toEqual([exchange, when, 'done'])
        expectOurs(card, order, algorithm)
        expect(card.memory.maintenanceTriesLeft).toBe(3)
      }
    }
  })
})

test('until its master key stands, a chip with all other keys takes no part in money', () => {
  const order = orderOf('tunion')
  const whole = reader(blank('tunion'))
  whole.hold(order)
  for (let exchange = 1; exchange <= whole.said(); exchange++) {
    const card = blank('tunion')
    expect(() => reader(card, exchange, 'before').hold(order)).toThrow(Fault)
    card.transmit(selectOf('tunion'))
    const opened = card.transmit(hex('805000020B010000006451800000000110'))
    const isOurs = card.memory.chip?.transport === undefined
    expect(opened.readUInt16BE(opened.length - 2) === 0x9000).toBe(isOurs)
  }
})

test('broken twice, at two exchanges, it still ends in the same card', () => {
  const order = orderOf('tunion')
  const whole = reader(blank('tunion'))
  whole.hold(order)
  const chance = new SeededChance(11)
  for (let round = 0; round < 60; round++) {
    const card = blank('tunion')
    for (const when of ['after', 'before', 'after'] as const) {
      const breakAt = 1 + chance.below(whole.said())
      try {
        reader(card, breakAt, when).hold(order)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Fault)
      }
    }
    expect(reader(card).hold(order).ok).toBe(true)
    expectOurs(card, order, '3des')
  }
})

test('a card that is done is only read back', () => {
  const order = orderOf('tunion')
  const card = blank('tunion')
  reader(card).hold(order)
  const before = card.memory
  expect(reader(card).hold(order)).toMatchObject({ value: { foundDone: true } })
  expect(card.memory).toBe(before)
})

describe('a chip is refused, and stays as it is,', () => {
  test('when it is not the one that was taken', () => {
    const card = blank('tunion', '3des', hex('0A0B000012340002'))
    expect(reader(card).hold(orderOf('tunion'))).toMatchObject({ refused: 'chip-other' })
    expect(card.memory.chip?.keys).toEqual([])
  })

  test('when it is another card already', () => {
    const card = blank('tunion')
    reader(card).hold(orderOf('tunion'))
    const before = card.memory
    const other = { ...orderOf('tunion'), number: '3105840000000000025' as never }
    expect(reader(card).hold(other)).toMatchObject({ refused: 'chip-not-blank' })
    expect(card.memory).toBe(before)
  })

  test('when it is from another maker: one wrong try, and no key', () => {
    const card = blank('tunion', '3des', CHIP, hex('FFFFFFFFFFFFFFFF'))
    expect(reader(card).hold(orderOf('tunion'))).toMatchObject({ refused: 'chip-refuses-us' })
    expect(card.memory.chip?.keys).toEqual([])
    expect(card.memory.maintenanceTriesLeft).toBe(2)
    expect(reader(card).hold(orderOf('tunion'))).toMatchObject({ refused: 'chip-refuses-us' })
    expect(reader(card).hold(orderOf('tunion'))).toMatchObject({ refused: 'chip-locked' })
  })

  test('when it is no chip to be written at all', () => {
    const card = new City('tunion').issue()
    expect(reader(card).hold(orderOf('tunion'))).toMatchObject({ refused: 'chip-without-serial' })
  })

  test('when the vault has no such generation of keys', () => {
    const card = blank('tunion')
    const order = { ...orderOf('tunion'), keyVersion: 9 }
    expect(reader(card).hold(order)).toMatchObject({ refused: 'key-unknown' })
    expect(card.memory.chip?.transport).toBeDefined()
  })
})

test('WRITE KEY wants the proof of the centre, a challenge, its MAC and a record that can be', () => {
  const card = blank('tunion')
  const say = (apdu: string): string => card.transmit(hex(apdu)).toString('hex').slice(-4)
  expect(say(`84D401011C${'00'.repeat(28)}`)).toBe('6982')
  const order = orderOf('tunion')
  reader(card).hold(order)
  // Ours now, and nobody has proved himself since the power came back.
  card.powerCut()
  expect(say(`84D401011C${'00'.repeat(28)}`)).toBe('6982')
  expect(new City('tunion').issue().transmit(hex('84D4010100')).toString('hex')).toBe('6d00')
})

test.each(['tunion', 'pboc', 'mohurd'] as const)(
  'file 0015 of a %s card is the one a card made whole has',
  (profile) => {
    const order = orderOf(profile)
    const [file] = personalFiles(order).filter(({ fid }) => fid === 0x0015)
    const made = publicFile(profiles[profile], {
      number: order.number,
      issuer: order.issuer.toString('hex'),
      start: order.start,
      expiry: order.expiry,
    })
    const mine = readIdentity(profiles[profile], file?.image as Buffer)
    expect(mine).toEqual(readIdentity(profiles[profile], made))
    expect(mine.ok && mine.value.card).toEqual(bcd(order.number, 10).subarray(2))
    expect(order.number.length).toBeLessThanOrEqual(numberDigitsMax(profiles[profile]))
  },
)
