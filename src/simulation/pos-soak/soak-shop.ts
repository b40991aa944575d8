import { setPin } from '../../acquiring'
import {
  CENTRE,
  fen,
  invariant,
  parseCardNumber,
  parseOperatorId,
  type CardNumber,
  type OperatorId,
} from '../../base'
import type { City } from '../../city'
import { onlineAccount, balanceOf } from '../../ledger'
import { actOf } from '../../oversight'
import { registerIn, type Registration } from '../../registry'
import { simpleCard, simpleProduct } from '../simple-city'
import {
  registerTills,
  richCustomer,
  SHOP_NUMBER,
  shopTerminal,
  simpleShop,
  type Doing,
} from '../simple-shop'

/** Somebody with a card and money on the online account. */
export interface SoakHolder {
  readonly person: string
  readonly card: CardNumber
}

/** A shop with its POS, and people who buy there. */
export interface SoakShop {
  readonly operator: OperatorId
  readonly merchantNumber: string
  /** f41 of each POS. */
  readonly terminals: readonly string[]
  readonly holders: readonly SoakHolder[]
  readonly pin: string
  /** What is on the online accounts of all holders together. */
  onAccounts(): Promise<bigint>
}

const MERCHANT = 'mer_soak'
const PIN = '135790'
const RICH_FEN = fen(500_000_000n)
const OPENED = new Date('2026-01-01T00:00:00+08:00')
const ISSUER = '0200755100000001'

/** Registers everything the soak needs, through the verbs of the centre. */
export async function openShop(
  city: City,
  of: { readonly terminals: number; readonly holders: number },
): Promise<SoakShop> {
  const { database } = city.store
  const operator = parseOperatorId('op_soak')
  invariant(operator.ok, 'the shop has an id')
  let acts = 0
  const doing: Doing = (work) =>
    database.transaction(async (tx) => {
      const reference = `soak_${++acts}`
      const done = await work(
        actOf(tx, { actor: CENTRE, at: city.acquiring.clock.now(), reference }),
      )
      invariant(done.ok, 'the shop can be opened', {
        refused: done.ok ? undefined : done.refused,
        detail: done.ok ? undefined : done.detail,
      })
      return done.value
    })
  const cards = Array.from({ length: of.holders }, (_, index) => cardOf(index))
  const devices = Array.from({ length: of.terminals }, (_, index) => `soak_${index + 1}`)
  await doing(({ tx }) => registerIn(tx, entriesOf(operator.value, { devices, cards })))
  await registerTills(doing, { merchant: MERCHANT, devices })
  const holders: SoakHolder[] = []
  for (const [index, card] of cards.entries()) {
    const person = await richCustomer(doing, city.vault, { index, card, amount: RICH_FEN })
    await doing((act) => setPin(act, city.vault, { person, pin: PIN }))
    holders.push({ person, card })
  }
  return {
    operator: operator.value,
    merchantNumber: SHOP_NUMBER,
    terminals: devices.map((_, index) => shopTerminal(index)),
    holders,
    pin: PIN,
    onAccounts: async () => {
      let sum = 0n
      for (const { person } of holders) {
        sum += (await balanceOf(database, onlineAccount(person))).balanceFen
      }
      return sum
    },
  }
}

const entriesOf = (
  operator: OperatorId,
  of: { readonly devices: readonly string[]; readonly cards: readonly CardNumber[] },
): Registration => ({
  ...simpleShop({
    operator,
    merchant: MERCHANT,
    name: '压力测试商户',
    contract: 'sales-soak',
    devices: of.devices,
    opened: OPENED,
  }),
  cardProducts: [simpleProduct('soak-card', 'Soak card')],
  cards: of.cards.map((card) =>
    simpleCard(card, { product: 'soak-card', issuer: ISSUER, issuedAt: OPENED }),
  ),
})

function cardOf(index: number): CardNumber {
  const number = parseCardNumber(`3104964${String(index + 1).padStart(12, '0')}`)
  invariant(number.ok, 'a card of the soak has a number')
  return number.value
}
