import { bcd, fen, hex } from '../../src/base'
import {
  askLockProof,
  debitForUnlock,
  greyLock,
  holdSync,
  type Conversation,
  type GreyLocked,
} from '../../src/card'
import { emptyPurse, type VirtualCard } from '../../terminals/virtual'
import { City, ISSUER, NUMBER, selectOf } from './city'

const order = {
  purse: 'EP',
  card: { issuer: hex(ISSUER), card: bcd(NUMBER, 10).subarray(2) },
  keyIndex: 1,
  terminal: hex('518000000101'),
  at: '20240116100000',
} as const

function pump(): {
  city: City
  card: VirtualCard
  say: <Value>(conversation: Conversation<Value>) => Value
} {
  const city = new City()
  const card = city.issue(NUMBER, { ep: { ...emptyPurse, balanceFen: 30_000, offlineCounter: 9 } })
  card.transmit(selectOf('tunion'))
  const say = <Value>(conversation: Conversation<Value>): Value =>
    holdSync(conversation, (question) => {
      if (question.to === 'vault') throw new Error('a pump has no vault')
      return question.to === 'card'
        ? card.transmit(question.apdu)
        : city.sam.transmit(question.apdu)
    })
  return { city, card, say }
}

function locked(made: ReturnType<typeof pump>): GreyLocked {
  const lock = made.say(greyLock(order))
  if (!lock.ok) throw new Error(lock.refused)
  return lock.value
}

test('a purse locked before the pump pays the true amount afterwards, even after a power cut', () => {
  const made = pump()
  const { city, card, say } = made
  const lock = locked(made)
  card.powerCut()
  city.sam.powerCut()
  card.transmit(selectOf('tunion'))
  city.sam.transmit(hex('00A40000021001'))
  expect(say(askLockProof())).toMatchObject({
    value: { state: 'locked', terminal: order.terminal },
  })
  expect(city.tap(card)).toMatchObject({ told: 'refused', refused: 'purse-not-available' })
  expect(say(debitForUnlock(lock, fen(20_000))).ok).toBe(true)
  expect(card.memory.ep).toMatchObject({ balanceFen: 10_000, offlineCounter: 10 })
  expect(say(askLockProof(true))).toMatchObject({ value: { state: 'tac-unread' } })
  expect(say(askLockProof())).toMatchObject({ value: { state: 'free' } })
  expect(say(debitForUnlock(lock, fen(1)))).toMatchObject({ refused: 'purse-not-locked' })
})

test('a lock opens only for its own transaction, and three wrong codes block the application', () => {
  const made = pump()
  const { card, say } = made
  const lock = locked(made)
  const other = { ...lock, samNumber: hex('00000099') }
  expect(say(debitForUnlock(other, fen(100)))).toMatchObject({
    refused: 'lock-of-other-transaction',
  })
  const forged = hex(
    `E07E08021B00000064${lock.opening.counterBytes.toString('hex')}` +
      `518000000101${lock.samNumber.toString('hex')}2024011610000000000000`,
  )
  for (let wrong = 0; wrong < 3; wrong++) {
    expect(card.transmit(forged).toString('hex')).toBe('9302')
  }
  expect(say(debitForUnlock(lock, fen(100)))).toMatchObject({ refused: 'application-blocked' })
  expect(card.memory.ep.balanceFen).toBe(30_000)
  expect(card.memory.greyLock).toBeDefined()
})

test('more than the purse holds is refused, and it stays locked', () => {
  const made = pump()
  const lock = locked(made)
  expect(made.say(debitForUnlock(lock, fen(30_001)))).toMatchObject({ refused: 'purse-short' })
  expect(made.card.memory.greyLock).toBeDefined()
})
