import { registerPos, setPin } from '../../acquiring'
import {
  CENTRE,
  fen,
  invariant,
  parseCardNumber,
  parseOperatorId,
  ppm,
  type Act,
  type CardNumber,
  type OperatorId,
  type Result,
  type SamNumber,
} from '../../base'
import { registerPerson } from '../../citizens'
import type { City } from '../../city'
import { inTransit, movements, onlineAccount, balanceOf, postAct } from '../../ledger'
import { actOf } from '../../oversight'
import { giveCardTo, registerIn } from '../../registry'

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

export const SOAK_MERCHANT_NUMBER = '898440354110064'
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
  const act = <Value>(work: (act: Act) => Promise<Result<Value>>): Promise<Value> =>
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
  await act(({ tx }) => registerIn(tx, entriesOf(operator.value, { ...of, cards })))
  const terminals = Array.from({ length: of.terminals }, (_, index) => String(64_000_001 + index))
  for (const [index, terminal] of terminals.entries()) {
    await act((one) =>
      registerPos(one, {
        terminal,
        merchantNumber: SOAK_MERCHANT_NUMBER,
        device: deviceOf(index),
        merchant: MERCHANT,
        sam: String(640_000_000_001 + index) as SamNumber,
      }),
    )
  }
  const holders: SoakHolder[] = []
  for (const [index, card] of cards.entries()) {
    const { person } = await act((one) =>
      registerPerson(one, city.vault, {
        name: nameOf(index),
        documents: [{ kind: 'passport', number: `S${String(index).padStart(8, '0')}` }],
      }),
    )
    await act((one) => giveCardTo(one, { card, person }))
    await act((one) => setPin(one, city.vault, { person, pin: PIN }))
    await act((one) =>
      postAct(one, [
        movements.topUpOnline({
          reference: one.reference,
          amount: RICH_FEN,
          at: one.at,
          person,
          funding: inTransit('bank-a'),
        }),
      ]),
    )
    holders.push({ person, card })
  }
  return {
    operator: operator.value,
    merchantNumber: SOAK_MERCHANT_NUMBER,
    terminals,
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

const DIGITS = '零一二三四五六七八九'

/** Everybody has another name. */
const nameOf = (index: number): string =>
  `钱${[...String(index)].map((digit) => DIGITS[Number(digit)] ?? '').join('')}`

const deviceOf = (index: number): string => `soak_${index + 1}`

function entriesOf(
  operator: OperatorId,
  of: { readonly terminals: number; readonly cards: readonly CardNumber[] },
): Parameters<typeof registerIn>[1] {
  return {
    operators: [
      { operator, name: '压力测试商户', kind: 'shop', activeFrom: '2026-01-01', activeTo: null },
    ],
    merchants: [
      {
        merchant: MERCHANT,
        operator,
        name: '压力测试商户',
        creditCode: '9144030071526726XG',
        mcc: 5411,
        activeFrom: '2026-01-01',
        activeTo: null,
      },
    ],
    partyContracts: [
      {
        contract: 'sales-soak',
        partyKind: 'merchant',
        party: MERCHANT,
        scope: 'sales',
        validFrom: '2026-01-01',
        validTo: null,
        ratePpm: ppm(6_000),
        demo: true,
        notes: '',
      },
    ],
    terminals: Array.from({ length: of.terminals }, (_, index) => ({
      terminal: deviceOf(index),
      operator,
      kind: 'pos',
      place: '',
      installedFrom: OPENED,
      installedTo: null,
    })),
    cardProducts: [
      {
        product: 'soak-card',
        version: 1,
        name: 'Soak card',
        profile: 't-union',
        validFrom: '2026-01-01',
        validTo: null,
        maxBalanceFen: fen(100_000),
        maxTapFen: fen(100_000),
        depositFen: fen(0),
      },
    ],
    cards: of.cards.map((card) => ({
      card,
      product: 'soak-card',
      productVersion: 1,
      issuer: ISSUER,
      issuedAt: OPENED,
      validFrom: '2026-01-01',
      validTo: '2036-01-01',
      openingCounter: 0,
      keyVersion: 1,
      algorithm: 0,
    })),
  }
}

function cardOf(index: number): CardNumber {
  const number = parseCardNumber(`3104964${String(index + 1).padStart(12, '0')}`)
  invariant(number.ok, 'a card of the soak has a number')
  return number.value
}
