import {
  bcd,
  businessDateOf,
  fen,
  hex,
  invariant,
  parseCardNumber,
  parseOperatorId,
  SeededChance,
  type CardNumber,
  type Chance,
  type Database,
  type OperatorId,
  type SamNumber,
  type Tx,
} from '../../base'
import type { VirtualKeyFactory } from '../../keys'
import { bankCustody, dayForPosting, movements, post } from '../../ledger'
import { registerIn } from '../../registry'
import { CardKeyPress, freshState, VirtualCard } from '../../../terminals/virtual'
import { simpleCard, simpleContract, simpleProduct, simpleTerminal } from '../simple-city'

/** How a card comes back after it was torn. */
export type Return = 'look' | 'next-load' | 'refund' | 'tap'

/** A card of the run; `load` is the order under which it was torn. */
export interface TornCard {
  readonly number: CardNumber
  readonly chip: VirtualCard
  readonly back: Return
  load: string
}

export const ISSUER = '0200755100000001'
export const SAM = '200000000001' as SamNumber
export const OPERATOR = operatorNamed('op_torn')
const OPENED = new Date('2026-01-01T00:00:00+08:00')
/** On every card before the day begins. */
const ON_CARD_FEN = 2_000
const CARDS_A_REGISTRATION = 2_000

/** Cards with a little money on them, each with the way in which it will come back. */
export function makeCards(count: number, keys: VirtualKeyFactory, chance: Chance): TornCard[] {
  const press = new CardKeyPress(keys, hex(ISSUER))
  return Array.from({ length: count }, (_, index): TornCard => {
    const number = numberOf(index)
    return {
      number,
      back: drawReturn(chance),
      load: '',
      chip: new VirtualCard({
        profile: 'tunion',
        personal: { number, issuer: ISSUER, start: '20260101', expiry: '20360101' },
        keys: press.keysFor(bcd(number, 10).subarray(2)),
        chance: new SeededChance(index),
        state: { ep: { ...freshState.ep, balanceFen: ON_CARD_FEN, onlineCounter: 1 } },
      }),
    }
  })
}

/** Registers the cards and books what is on them. */
export async function registerCards(
  database: Database,
  cards: readonly TornCard[],
  at: Date,
): Promise<void> {
  for (let from = 0; from < Math.max(1, cards.length); from += CARDS_A_REGISTRATION) {
    const some = cards.slice(from, from + CARDS_A_REGISTRATION)
    await database.transaction((tx) => register(tx, some, at))
  }
}

/** Operator, bus and cards, and what is on them, with the money for it in the bank. */
async function register(tx: Tx, cards: readonly TornCard[], at: Date): Promise<void> {
  const operator = OPERATOR
  const registered = await registerIn(tx, {
    operators: [{ operator, name: 'Torn', kind: 'bus', activeFrom: '2026-01-01', activeTo: null }],
    contracts: [simpleContract({ contract: 'contract_torn', operator })],
    terminals: [simpleTerminal('term_torn', operator, { installedFrom: OPENED })],
    samBindings: [
      {
        sam: SAM,
        boundFrom: OPENED,
        boundTo: null,
        operator,
        terminal: 'term_torn',
        blockedFrom: null,
      },
    ],
    cardProducts: [simpleProduct('torn-card', 'Torn card')],
    cards: cards.map(({ number }) =>
      simpleCard(number, { product: 'torn-card', issuer: ISSUER, issuedAt: OPENED }),
    ),
    cardLoads: cards.map(({ number }) => ({
      card: number,
      onlineSeq: 0,
      amountFen: fen(ON_CARD_FEN),
      loadedAt: OPENED,
    })),
  })
  invariant(registered.ok, 'the cards can be registered', { registered })
  if (cards.length === 0) return
  const day = await dayForPosting(tx, businessDateOf(at, 0))
  const total = fen(BigInt(ON_CARD_FEN) * BigInt(cards.length))
  const [posted] = await post(
    tx,
    [
      movements.load({
        reference: `torn:first-loads:${cards[0]?.number ?? ''}`,
        amount: total,
        at,
        funding: bankCustody('demo'),
      }),
    ],
    { day, at },
  )
  invariant(posted?.ok === true, 'the first loads are booked')
}

function drawReturn(chance: Chance): Return {
  const hundredth = chance.below(100)
  if (hundredth < 35) return 'look'
  if (hundredth < 50) return 'next-load'
  return hundredth < 65 ? 'refund' : 'tap'
}

function numberOf(index: number): CardNumber {
  const number = parseCardNumber(`3104990${String(index + 1).padStart(12, '0')}`)
  invariant(number.ok, 'a card of the run has a number')
  return number.value
}

function operatorNamed(text: string): OperatorId {
  const operator = parseOperatorId(text)
  invariant(operator.ok, 'an operator of the run has a name')
  return operator.value
}
