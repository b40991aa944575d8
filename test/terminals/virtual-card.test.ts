import fc from 'fast-check'
import { fen, hex, type SamNumber } from '../../src/base'
import {
  blockApplication,
  blockCard,
  cardKey,
  holdSync,
  readBinary,
  selectByName,
  unblockApplication,
  unload,
  updateBinary,
  verifyPin,
  profiles,
  type Conversation,
  type VaultQuestion,
} from '../../src/card'
import { commandMac, purseMac, purseTac, sessionKey } from '../../src/keys'
import { emptyPurse, type VirtualCard } from '../../terminals/virtual'
import { City, NUMBER, selectOf } from './city'
import { cardOf, say, selectPurse, toldChance, vectorKeys } from './chips'

/** A host that holds the vector card's own keys. */
function hostAnswer(asks: VaultQuestion): Buffer {
  const held = vectorKeys.byAlgorithm(asks.key.purpose, '3des')
  if (held === undefined) return Buffer.alloc(0)
  const { key } = held
  const yes = (made: Buffer, code: Buffer): Buffer => Buffer.of(made.equals(code) ? 1 : 0)
  const session = (facts: { random: Uint8Array; onlineSequence: Uint8Array }): Buffer =>
    sessionKey('3des', 'unload', key, facts)
  switch (asks.act) {
    case 'check-unload-mac1':
      return yes(purseMac('3des', 'unload-mac1', session(asks.facts), asks.facts), asks.code)
    case 'make-unload-mac2':
      return purseMac('3des', 'unload-mac2', session(asks.facts), asks.facts)
    case 'check-unload-mac3':
      return yes(purseMac('3des', 'unload-mac3', session(asks.facts), asks.facts), asks.code)
    case 'check-load-tac':
      return yes(purseTac('3des', 'load', key, asks.facts), asks.code)
    case 'make-command-mac':
      return commandMac('3des', key, asks)
    case 'check-load-mac1':
    case 'make-load-mac2':
    case 'make-protected-command':
    case 'make-reload-pin-mac':
    case 'answer-challenge':
    case 'wrap-key':
      throw new Error(`${asks.act} is not asked here`)
  }
}

const held = <Value>(card: VirtualCard, conversation: Conversation<Value>): Value =>
  holdSync(conversation, (question) => {
    if (question.to === 'card') return card.transmit(question.apdu)
    if (question.to === 'vault') return hostAnswer(question.asks)
    throw new Error('no SAM is asked here')
  })

const factors = { issuer: hex('9990FF0000000000'), card: hex('9990000000000001') }
const maintenance = cardKey(factors, {
  purpose: 'application-maintenance',
  version: 1,
  algorithm: 0,
})

describe('whatever is said to a card', () => {
  const instruction = fc.constantFrom(
    ...['A4', 'B0', 'B2', '84', 'D6', '20', '82', '88', '16', '18', '1E', '24', '5E'],
    ...['50', '52', '54', '58', '5A', '5C', 'CA', 'DC', '7A', '7C', '7E', 'FF'],
  )
  const byteOf = (...common: number[]): fc.Arbitrary<number> =>
    fc.oneof(fc.constantFrom(...common), fc.integer({ min: 0, max: 255 }))
  const noise = fc
    .record({
      cla: fc.constantFrom(0x00, 0x04, 0x80, 0x84, 0xe0, 0x99),
      ins: instruction,
      p1: byteOf(0, 1, 2, 3, 8, 9, 0x95),
      p2: byteOf(0, 1, 2, 4, 0xc4),
      data: fc.oneof(
        fc.constant(hex('01000000649990000001010F').subarray(0, 11)),
        fc.constant(hex('0001E240202401151015303E2A83B5')),
        fc.uint8Array({ maxLength: 40 }),
      ),
      le: fc.option(fc.integer({ min: 0, max: 255 })),
    })
    .map(({ cla, ins, p1, p2, data, le }) =>
      Buffer.concat([
        Buffer.of(cla, parseInt(ins, 16), p1, p2),
        ...(data.length > 0 ? [Buffer.of(data.length), data] : []),
        ...(le === null ? [] : [Buffer.of(le)]),
      ]),
    )
  const step = fc.oneof(
    { weight: 8, arbitrary: noise.map((bytes) => ({ do: 'say', bytes }) as const) },
    fc.constant({ do: 'tap' } as const),
    fc.constant({ do: 'load' } as const),
    fc.constant({ do: 'select' } as const),
    fc.constant({ do: 'lose power' } as const),
  )

  test('money moves only by a verified debit or credit, and counters never go back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const city = new City()
        const card = city.issue()
        for (const now of steps) {
          const before = card.memory
          const usable = before.application === 'active' && before.card === 'active'
          let movedFen = 0
          if (now.do === 'say') {
            const answer = card.transmit(now.bytes)
            expect(answer.length).toBeGreaterThanOrEqual(2)
          } else if (now.do === 'select') card.transmit(selectOf('tunion'))
          else if (now.do === 'lose power') card.powerCut()
          else if (now.do === 'load' && usable) {
            city.load(card, NUMBER, 500)
            movedFen = 500
          } else if (now.do === 'tap' && city.tap(card).told === 'paid') movedFen = -200
          const after = card.memory
          expect(after.ep.balanceFen).toBe(before.ep.balanceFen + movedFen)
          expect(after.ep.onlineCounter).toBe(before.ep.onlineCounter + (movedFen > 0 ? 1 : 0))
          expect(after.ep.offlineCounter).toBe(before.ep.offlineCounter + (movedFen < 0 ? 1 : 0))
          expect(after.ed).toEqual(before.ed)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('INITIALIZE changes nothing that outlives the power', () => {
    const card = cardOf({ state: { ep: { ...emptyPurse, balanceFen: 500 } } })
    const before = card.memory
    say(card, '805000020B010000271099900000000110')
    say(card, '805001020B01000000C89990000001010F')
    say(card, '805003020B01000000C89990000001010F')
    expect(card.memory).toBe(before)
  })
})

describe('an opened transaction', () => {
  const holding = { ep: { ...emptyPurse, balanceFen: 10_000, offlineCounter: 7 } }
  const open = '805001020B01000000C89990000001010F'
  const pay = '805401000F0001E240202401151015303E2A83B508'
  const opened = (personal = {}): VirtualCard => {
    const card = cardOf({ chance: toldChance('0A1B2C3D'), state: holding, personal })
    say(card, open)
    return card
  }

  test.each([
    ['a select', selectPurse().toString('hex')],
    ['another INITIALIZE', '805000020B010000271099900000000110'],
    ['an INITIALIZE that is refused', '805001020BFF000000C89990000001010F'],
    ['a wrong PIN', '00200000021234'],
    ['the payment itself', pay],
  ])('is forgotten after %s', (_what, apdu) => {
    const card = opened({ pin: '9999' })
    say(card, apdu)
    const before = card.memory
    expect(say(card, pay)).toBe('6985')
    expect(card.memory).toBe(before)
  })

  test.each([
    ['a challenge', '0084000004'],
    ['a look at the balance', '805C000204'],
  ])('survives %s', (_what, apdu) => {
    const card = opened()
    say(card, apdu)
    expect(say(card, pay)).toBe('AEEC3552A8EABB8B9000')
  })

  test('records are written only by the DEBIT', () => {
    const card = cardOf({ profile: 'tunion', state: holding })
    const record = `2702${'7D'}${'AB'.repeat(125)}`
    expect(say(card, `80DC02D080${record}`)).toBe('6985')
    say(card, '805003020B01000000C89990000001010F')
    expect(say(card, `80DC02D080${record}`)).toBe('9000')
    expect(say(card, `80DC02D0802703${record.slice(4)}`)).toBe('6A80')
    expect(say(card, '00B202D480')).not.toContain('ABAB')
    expect(say(card, '80DC09D0022709')).toBe('6A83')
  })

  test('an unknown key index, an empty purse and an unknown P1 are told apart', () => {
    const card = cardOf()
    expect(say(card, '805001020B05000000C89990000001010F')).toBe('9403')
    expect(say(card, open)).toBe('9401')
    expect(say(card, '805009020B01000000C89990000001010F')).toBe('6A86')
    expect(say(card, '805001020A01000000C899900000010F')).toBe('6700')
  })
})

describe('the files of a card', () => {
  test.each(['pboc', 'mohurd', 'tunion'] as const)('can be found and read on %s', (profile) => {
    const card = cardOf({ profile })
    const name = hex(profiles[profile].applicationName)
    const fci = held(card, selectByName(profiles[profile].applicationName))
    if (!fci.ok) throw new Error(fci.refused)
    expect(fci.value.subarray(4, 4 + name.length)).toEqual(name)
    const file = held(card, readBinary(0x15, 0x1e))
    if (!file.ok) throw new Error(file.refused)
    expect(fci.value.includes(file.value)).toBe(true)
    expect(say(card, '00B095F000')).toBe('6B00')
    expect(say(card, '00B0951450')).toBe('6C0A')
    expect(say(card, '00B0980004')).toBe('6981')
    expect(say(card, '00B09F0004')).toBe('6A82')
    say(card, '00A4000000')
    say(card, '00A40000020015')
    expect(say(card, '00B0000002')).toMatch(/9000$/)
  })

  test('the directory names the application', () => {
    const card = cardOf({ profile: 'tunion' })
    const name = hex(profiles.tunion.environmentName)
    card.transmit(Buffer.concat([hex('00A40400'), Buffer.of(name.length), name]))
    expect(say(card, '00B2010C00')).toContain(profiles.tunion.applicationName)
  })

  test('are changed only with a MAC, and three wrong ones end the application', () => {
    const card = cardOf({ chance: toldChance('11223344') })
    expect(say(card, '00D695140401020304')).toBe('6987')
    expect(say(card, '04D6951408010203040A0B0C0D')).toBe('6984')
    expect(
      held(card, updateBinary({ sfi: 0x15, offset: 24 }, hex('20451231'), maintenance)),
    ).toEqual({ ok: true, value: undefined })
    expect(say(card, '00B0951804')).toBe('204512319000')
    for (const answered of ['6988', '6988', '9303']) {
      say(card, '0084000004')
      expect(say(card, '04D6951808204512310A0B0C0D')).toBe(answered)
    }
    expect(say(card, '805C000204')).toBe('9303')
    expect(held(card, unblockApplication(maintenance))).toMatchObject({
      refused: 'application-locked-for-good',
    })
  })

  test('T-Union tells the parts of a balance by P1', () => {
    const ep = { ...emptyPurse, balanceFen: 300, overdraftLimitFen: 500, overdraftUsedFen: 100 }
    const card = cardOf({ profile: 'tunion', state: { ep } })
    const part = (p1: string): number => parseInt(say(card, `805C${p1}0204`).slice(0, 8), 16)
    expect(['00', '01', '02', '03'].map(part)).toEqual([700, 500, 100, 300])
    expect(say(cardOf(), '805C030204')).toBe('6A86')
  })
})

describe('a blocked card', () => {
  test.each([
    ['pboc', '6A81'],
    ['mohurd', '6283'],
  ] as const)(
    'of profile %s answers SELECT with %s, and conversations refuse it',
    (profile, sw) => {
      const card = cardOf({ profile })
      expect(held(card, blockApplication(maintenance, 'for-a-time')).ok).toBe(true)
      expect(say(card, selectPurse(profile).toString('hex')).slice(-4)).toBe(sw)
      expect(held(card, selectByName(profiles[profile].applicationName))).toMatchObject({
        refused: 'application-blocked',
      })
      expect(held(card, unblockApplication(maintenance)).ok).toBe(true)
      expect(say(card, '805C000204')).toBe('000000009000')
    },
  )

  test('blocked for good stays so', () => {
    const card = cardOf()
    held(card, blockApplication(maintenance, 'for-good'))
    expect(held(card, unblockApplication(maintenance))).toMatchObject({ ok: false })
  })

  test('a blocked chip answers nothing but challenges', () => {
    const card = cardOf()
    const key = cardKey(factors, { purpose: 'card-maintenance', version: 1, algorithm: 0 })
    expect(held(card, blockCard(key)).ok).toBe(true)
    expect(say(card, selectPurse().toString('hex'))).toBe('6A81')
    expect(say(card, '0084000004')).toMatch(/9000$/)
  })
})

describe('the deposit of a card with a PIN', () => {
  const card = cardOf({
    personal: { pin: '123456' },
    state: { ed: { ...emptyPurse, balanceFen: 10_000 } },
  })
  const order = {
    card: factors,
    keyIndex: 1,
    amount: fen(4_000),
    terminal: '999000000001' as SamNumber,
    at: '20240116080000',
  }

  test('shows and gives its money only to its holder', () => {
    expect(held(card, unload(order))).toMatchObject({ refused: 'pin-not-verified' })
    expect(held(card, verifyPin('654321'))).toMatchObject({ refused: 'pin-wrong' })
    expect(held(card, verifyPin('12'))).toMatchObject({ refused: 'pin-malformed' })
    expect(held(card, verifyPin('123456')).ok).toBe(true)
    expect(held(card, unload(order))).toMatchObject({
      ok: true,
      value: { balanceAfter: 6_000n, counter: 0, mac3Genuine: true },
    })
    expect(held(card, unload({ ...order, amount: fen(6_001) }))).toMatchObject({
      refused: 'purse-short',
    })
  })
})

test('a card torn in a load is loaded exactly when it can prove it', () => {
  for (const tear of ['before-write', 'after-write'] as const) {
    const city = new City()
    const card = city.issue()
    card.tearAtNextWrite(tear)
    expect(() => city.load(card, NUMBER, 1_000)).toThrow('card')
    card.transmit(selectOf('tunion'))
    const proved = say(card, '805A000202000108')
    expect(proved.endsWith('9000')).toBe(tear === 'after-write')
    expect(card.memory.ep.balanceFen).toBe(tear === 'after-write' ? 1_000 : 0)
    expect(card.memory.ep.onlineCounter).toBe(tear === 'after-write' ? 1 : 0)
  }
})
