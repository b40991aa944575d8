import { join } from 'node:path'
import { bcd, fen, hex, type SamNumber } from '../../src/base'
import {
  blockApplication,
  cardKey,
  hold,
  load,
  reloadPin,
  unblockPin,
  unload,
  updateBinary,
  vaultDoor,
  verifyPin,
  type Conversation,
} from '../../src/card'
import { openSoftVault, type KeyPurpose, type SoftVault } from '../../src/keys'
import { emptyPurse, type VirtualCard } from '../../terminals/virtual'
import { City, ISSUER, NUMBER, selectOf } from '../terminals/city'

let vault: SoftVault

beforeAll(async () => {
  const keysFile = join(__dirname, '../../keys-dev/hierarchy.json')
  const opened = await openSoftVault({ keysFile, production: false })
  if (!opened.ok) throw new Error(opened.refused)
  vault = opened.value
})

afterAll(() => vault.close())

const factors = { issuer: hex(ISSUER), card: bcd(NUMBER, 10).subarray(2) }
const named = (purpose: KeyPurpose, version = 1) =>
  cardKey(factors, { purpose, version, algorithm: 0 })

const order = {
  card: factors,
  keyIndex: 1,
  amount: fen(5_000),
  terminal: '518000000001' as SamNumber,
  at: '20240115093000',
}

function cardInField(): VirtualCard {
  const card = new City().issue(NUMBER, {
    ed: { ...emptyPurse, balanceFen: 9_000 },
    pin: { value: hex('1234'), triesLeft: 0 },
  })
  card.transmit(selectOf('tunion'))
  return card
}

const held = <Value>(card: VirtualCard, conversation: Conversation<Value>): Promise<Value> => {
  const ask = vaultDoor(vault, 2)
  return hold(conversation, (question) => {
    if (question.to === 'sam') throw new Error('the centre has no SAM')
    return question.to === 'card' ? card.transmit(question.apdu) : ask(question.asks)
  })
}

test('the centre loads and unloads a card without ever holding a key', async () => {
  const card = cardInField()
  expect(await held(card, load({ ...order, purse: 'EP' }))).toMatchObject({
    ok: true,
    value: { balanceAfter: 5_000n, counter: 0, type: 2, tacGenuine: true },
  })
  expect(await held(card, reloadPin('4321', named('pin-reload')))).toMatchObject({ ok: true })
  expect(await held(card, verifyPin('4321'))).toMatchObject({ ok: true })
  expect(await held(card, unload(order))).toMatchObject({
    ok: true,
    value: { balanceAfter: 4_000n, mac3Genuine: true },
  })
})

test('the centre unblocks a PIN, changes a file and blocks an application', async () => {
  const card = cardInField()
  expect(await held(card, verifyPin('1234'))).toMatchObject({ refused: 'pin-locked' })
  expect(await held(card, unblockPin('1234', named('pin-unblock')))).toMatchObject({ ok: true })
  expect(await held(card, verifyPin('1234'))).toMatchObject({ ok: true })
  const key = named('application-maintenance')
  const place = { sfi: 0x15, offset: 24 }
  expect(await held(card, updateBinary(place, hex('20401231'), key))).toMatchObject({ ok: true })
  const blocking = named('application-block')
  expect(await held(card, blockApplication(blocking, 'for-a-time'))).toMatchObject({ ok: true })
  expect(card.memory.application).toBe('blocked')
})

test('a key that the vault does not have is a refusal, not a fault', async () => {
  const card = cardInField()
  const key = named('application-maintenance', 9)
  expect(await held(card, blockApplication(key, 'for-a-time'))).toMatchObject({
    refused: 'key-unknown',
  })
})
