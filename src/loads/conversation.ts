import { fen, hex, ok, refuse, type Fen, type Result, type SamNumber } from '../base'
import {
  amountBytes,
  askBalance,
  askCard,
  askProof,
  askVault,
  cardKey,
  creditForLoad,
  creditStatus,
  dateTimeBytes,
  debitForUnload,
  expectData,
  initialiseLoad,
  initialiseUnload,
  loadInitStatus,
  profiles,
  readLoadOpening,
  tellCard,
  terminalBytes,
  transactionType,
  unloadDebitStatus,
  unloadInitStatus,
  vaultAgrees,
  type CardFactors,
  type Conversation,
  type LoadOpening,
  type ProfileName,
  type VaultQuestion,
} from '../card'
import { meetCard } from '../remote-reader'
import type { Way } from './order'

/** Which card is expected in the reader, and what is not known of it yet. It is kept, so it is plain JSON. */
export interface CardOrder {
  readonly [name: string]: string | number | DoubtOrder | null
  readonly card: string
  readonly profile: ProfileName
  /** Issuer factor in hex. */
  readonly issuer: string
  readonly factor: string
  readonly keyIndex: number
  /**
   * A terminal number nobody could guess, for looks at the counter: the card's MAC1 covers it, so an answer
   * that was recorded earlier does not fit.
   */
  readonly look: string
  readonly doubt: DoubtOrder | null
}

/** A transaction the card was given the code for. Amounts are whole fen as text. */
export interface TransactionOrder {
  readonly [name: string]: string | number
  readonly load: string
  readonly way: Way
  readonly amountFen: string
  readonly terminal: string
  readonly at: string
}

export interface DoubtOrder extends TransactionOrder {
  readonly counter: number
  readonly oldBalanceFen: string
  readonly keyVersion: number
  readonly algorithm: number
  readonly random: string
}

export interface MoneyOrder extends CardOrder {
  readonly load: string
  readonly way: Way
  /** "0" for an unload of everything. */
  readonly amountFen: string
  readonly terminal: string
  readonly at: string
  /** The most the purse may hold after it. */
  readonly balanceMaxFen: string
  /**
   * As `look`, for the look at what this order itself did. A number of its own: the reader has heard the first one
   * before the card gets its code, and an answer under it, given earlier, would say that nothing was done.
   */
  readonly lookAfter: string
  /** An unload of everything that comes to this much needs a second person, who has to be told the amount. Fen. */
  readonly secondFromFen: string
}

/** What a look at the card came to. */
export type Found = 'done' | 'not-done' | 'undecided'

/** How loads and unloads differ on the wire. */
const ways = {
  load: {
    type: transactionType.purseLoad,
    initialise: initialiseLoad,
    initStatus: loadInitStatus,
    check: 'check-load-mac1',
    make: 'make-load-mac2',
    tell: creditForLoad,
    tellStatus: creditStatus,
  },
  unload: {
    type: transactionType.depositUnload,
    initialise: initialiseUnload,
    initStatus: unloadInitStatus,
    check: 'check-unload-mac1',
    make: 'make-unload-mac2',
    tell: debitForUnload,
    tellStatus: unloadDebitStatus,
  },
} as const

/**
 * Money onto the card or off it. First what is in doubt on this card is found out; then it is opened, given
 * the code, and its receipt checked. A card that does not answer with its code is looked at in the same
 * breath: its status words are not signed, so they prove nothing.
 */
export function* moveMoney(order: MoneyOrder): Conversation<Result<Found, string>> {
  const met = yield* meetExpected(order)
  if (!met.ok) return met
  if (order.doubt !== null && (yield* findOut(order, order.doubt, order.look)) === 'undecided') {
    return refuse('load-in-doubt', {
      detail: 'what the card did last time could not be found out; try again',
    })
  }
  const amount = yield* amountOf(order)
  if (!amount.ok) return amount
  const way = ways[order.way]
  const wire = {
    purse: 'EP',
    card: factorsOf(order),
    keyIndex: order.keyIndex,
    amount: amount.value,
    terminal: order.terminal as SamNumber,
    at: order.at,
  } as const
  const opened = readLoadOpening<string>(
    expectData(yield* askCard(way.initialise(wire)), way.initStatus, 16),
  )
  if (!opened.ok) return opened
  const opening = opened.value
  const facts = openingFacts(order.way, { ...wire, opening })
  const key = cardKey(wire.card, { purpose: order.way, ...versionOf(opening) })
  const genuine = yield* vaultAgrees({ act: way.check, key, facts, code: opening.bytes.mac1 })
  if (!genuine) return refuse('card-not-genuine', { detail: 'MAC1 of the card is wrong' })
  const dateTime = dateTimeBytes(order.at)
  const mac2 = yield* askVault({ act: way.make, key, facts: { ...facts, dateTime } })
  if (mac2.length !== 4) return refuse('key-unknown', { detail: 'the vault has no such key' })
  const told = expectData(yield* tellCard(way.tell(dateTime, mac2)), way.tellStatus, 4)
  const done = doubtOf(order, amount.value, opening)
  if (told.ok && (yield* isReceipt(order, done, told.value))) return ok('done')
  const found = yield* findOut(order, done, order.lookAfter)
  if (found === 'done') return ok('done')
  return found === 'not-done'
    ? refuse('card-did-not-change', {
        detail: told.ok ? 'its code was wrong' : (told.detail ?? ''),
      })
    : refuse('load-in-doubt', { detail: 'the card did not say what it did' })
}

/** Only finds out what the card did the last time. */
export function* lookAgain(order: CardOrder): Conversation<Result<Found, string>> {
  const met = yield* meetExpected(order)
  if (!met.ok) return met
  const found = order.doubt === null ? 'undecided' : yield* findOut(order, order.doubt, order.look)
  return found === 'undecided'
    ? refuse('load-in-doubt', { detail: 'the card did not say what it did; try again' })
    : ok(found)
}

/**
 * What a card did after it was given a code and did not answer: its proof first; where it keeps none, its
 * online counter, in an opening that changes nothing and answers under a number just drawn.
 */
function* findOut(order: CardOrder, doubt: DoubtOrder, number: string): Conversation<Found> {
  const type = ways[doubt.way].type
  const proof = yield* askProof({ type, counterBefore: doubt.counter })
  if (proof.ok) {
    const code = doubt.way === 'load' ? proof.value.tac : proof.value.mac
    if (yield* isReceipt(order, doubt, code)) return 'done'
  }
  const look = {
    purse: 'EP',
    card: factorsOf(order),
    keyIndex: order.keyIndex,
    amount: LOOK_AMOUNT,
    terminal: number as SamNumber,
    at: doubt.at,
  } as const
  const opened = readLoadOpening<string>(
    expectData(yield* askCard(initialiseLoad(look)), loadInitStatus, 16),
  )
  if (!opened.ok) return 'undecided'
  const genuine = yield* vaultAgrees({
    act: 'check-load-mac1',
    key: cardKey(look.card, { purpose: 'load', ...versionOf(opened.value) }),
    facts: openingFacts('load', { ...look, opening: opened.value }),
    code: opened.value.bytes.mac1,
  })
  if (!genuine) return 'undecided'
  return doneBy(opened.value.counter, doubt)
}

/** A card opened for this much and left so: nothing changes. One fen fits every purse that is not full. */
const LOOK_AMOUNT = fen(1)

/**
 * What the online counter says. The code was good for one number of it only, and no other code was given for
 * this number, so a counter that went on went on by this transaction.
 */
export const doneBy = (
  counter: number,
  doubt: Pick<DoubtOrder, 'counter'>,
): Exclude<Found, 'undecided'> => (counter > doubt.counter ? 'done' : 'not-done')

function* meetExpected(order: CardOrder): Conversation<Result<unknown, string>> {
  const met = yield* meetCard(profiles[order.profile])
  if (!met.ok || met.value.number === order.card) return met
  return refuse('card-is-another', { field: 'card', detail: 'another card lies on the reader' })
}

function* amountOf(order: MoneyOrder): Conversation<Result<Fen, string>> {
  if (order.amountFen !== '0') return ok(fen(BigInt(order.amountFen)))
  const balance = yield* askBalance('EP', order.profile === 'tunion' ? 'own' : 'available')
  if (!balance.ok) return balance
  return balance.value > 0n ? balance : refuse('purse-empty', { detail: 'the purse holds nothing' })
}

export const factorsOf = ({ issuer, factor }: CardOrder): CardFactors => ({
  issuer: hex(issuer),
  card: hex(factor),
})

const openingFacts = (
  way: Way,
  of: { readonly amount: Fen; readonly terminal: SamNumber; readonly opening: LoadOpening },
) => ({
  random: of.opening.bytes.random,
  onlineSequence: of.opening.bytes.counter,
  oldBalance: of.opening.bytes.balance,
  amount: amountBytes(of.amount),
  type: Buffer.of(ways[way].type),
  terminal: terminalBytes(of.terminal),
})

const versionOf = ({ keyVersion: version, algorithm }: LoadOpening) => ({ version, algorithm })

const doubtOf = (order: MoneyOrder, amount: Fen, opening: LoadOpening): DoubtOrder => ({
  load: order.load,
  way: order.way,
  amountFen: String(amount),
  terminal: order.terminal,
  at: order.at,
  counter: opening.counter,
  oldBalanceFen: String(opening.oldBalance),
  keyVersion: opening.keyVersion,
  algorithm: opening.algorithm,
  random: opening.bytes.random.toString('hex'),
})

/**
 * Is this code the card's receipt for this transaction? TAC of a load, MAC3 of an unload. A load pays back first what
 * the card has overdrawn, which its opening does not say: where the code does not fit the whole amount, the card is
 * asked what it holds, and the code says whether that is true.
 */
function* isReceipt(order: CardOrder, doubt: DoubtOrder, code: Buffer): Conversation<boolean> {
  const amountFen = BigInt(doubt.amountFen)
  const oldBalance = BigInt(doubt.oldBalanceFen)
  const whole = doubt.way === 'load' ? oldBalance + amountFen : oldBalance - amountFen
  if (yield* vaultAgrees(receiptQuestion(order, doubt, { code, after: whole }))) return true
  if (doubt.way !== 'load' || !profiles[order.profile].balanceParts) return false
  const holds = yield* askBalance('EP', 'own')
  if (!holds.ok || holds.value < oldBalance || holds.value >= whole) return false
  return yield* vaultAgrees(receiptQuestion(order, doubt, { code, after: holds.value }))
}

function receiptQuestion(
  order: CardOrder,
  doubt: DoubtOrder,
  { code, after }: { readonly code: Buffer; readonly after: bigint },
): VaultQuestion {
  const { way, keyVersion: version, algorithm } = doubt
  const amountFen = BigInt(doubt.amountFen)
  const counter = Buffer.alloc(2)
  counter.writeUInt16BE(doubt.counter)
  const facts = {
    newBalance: amountBytes(fen(after)),
    onlineSequence: counter,
    amount: amountBytes(fen(amountFen)),
    type: Buffer.of(ways[way].type),
    terminal: terminalBytes(doubt.terminal as SamNumber),
    dateTime: dateTimeBytes(doubt.at),
  }
  const card = factorsOf(order)
  return way === 'load'
    ? {
        act: 'check-load-tac',
        key: cardKey(card, { purpose: 'tac', version, algorithm }),
        facts,
        code,
      }
    : {
        act: 'check-unload-mac3',
        key: cardKey(card, { purpose: 'unload', version, algorithm }),
        facts: { ...facts, random: hex(doubt.random) },
        code,
      }
}
