import {
  fen,
  fenInJson,
  invariant,
  NO_FEN,
  ok,
  refuse,
  type Act,
  type Fen,
  type Result,
} from '../base'
import { vaultDoor, type VaultQuestion } from '../card'
import type { CardWork, JsonObject, WorkSession } from '../remote-reader'
import {
  doneBy,
  lookAgain,
  moveMoney,
  type CardOrder,
  type Found,
  type MoneyOrder,
} from './conversation'
import type { LoadsDesk } from './desk'
import { cardFacts } from '../registry'
import { cashExpected, ownTill } from '../tills'
import { isRefund, statesFor, type LoadOrder } from './order'
import { refundFeeOf } from './refund-fee'
import { drop, goOn, lose, postHeld, resolve, type Known } from './resolve'
import { counterTaken, lockDoubtOf, lockOrder, writeStep } from './store'

/** Cards of this house have keys of two levels: issuer, then card (card-protocol §1.1). */
const KEY_LEVELS = 2

type Hook = Result<unknown, string>

/** Who looks again has money to hand out or not, and where from. */
export interface LookOrder extends CardOrder {
  /** The account that pays what turns out to be owed; empty where nobody is there to take it. */
  readonly handTo: string
  /** The till of that account, where it is a drawer; empty otherwise. */
  readonly handTill: string
}

/** A load or an unload with a card in a reader elsewhere. */
export const moneyWork = (
  desk: LoadsDesk,
  kind: 'load' | 'unload',
): CardWork<MoneyOrder, Found> => {
  const vault = vaultDoor(desk.vault, KEY_LEVELS)
  return {
    kind,
    converse: moveMoney,
    vault,
    before: (act, session, asks, answer) => weigh(act, session, { asks, answer }),
    finish: finishMoney,
    interrupted: async (act, session) => {
      const own = await lockOwn(act, session.order)
      if (own.state === 'requested') await drop(act, own)
      else await lose(act, own)
    },
  }
}

/** Finds out what a card did with the code it was given before. */
export const lookWork = (desk: LoadsDesk): CardWork<LookOrder, Found> => ({
  kind: 'look-again',
  converse: lookAgain,
  vault: vaultDoor(desk.vault, KEY_LEVELS),
  before: (act, session, asks, answer) => weigh(act, session, { asks, answer }),
  finish: async (act, session, outcome) => {
    if (!outcome.ok) return outcome
    const { doubt } = session.order
    invariant(doubt !== null, 'a look looks for something')
    const order = await lockOrder(act.tx, { card: BigInt(session.order.card), load: doubt.load })
    invariant(order !== undefined, 'what is in doubt is kept', { load: doubt.load })
    return ok(told(order))
  },
  // Nothing was changed by looking: the order is in doubt as before.
  interrupted: async () => undefined,
})

/** The questions of the shape that an act belongs to. */
type Asking<Name extends VaultQuestion['act']> = VaultQuestion extends infer Each
  ? Each extends { readonly act: infer Acts }
    ? Name extends Acts
      ? Each
      : never
    : never
  : never

interface Weighed {
  readonly asks: VaultQuestion
  readonly answer: Buffer
}

/** What the vault's answer means for the books, before the card or anybody else hears of it. */
async function weigh(
  act: Act,
  session: WorkSession<CardOrder | MoneyOrder | LookOrder>,
  { asks, answer }: Weighed,
): Promise<Hook> {
  const { order } = session
  const yes = answer.length === 1 && answer[0] === 1
  const counterIn = ({ onlineSequence }: { readonly onlineSequence: Uint8Array }) =>
    Buffer.from(onlineSequence).readUInt16BE(0)
  switch (asks.act) {
    case 'make-load-mac2':
    case 'make-unload-mac2':
      return answer.length === 4 ? authorise(act, order as MoneyOrder, asks) : goOn
    case 'check-load-mac1': {
      if (!yes) return goOn
      const looked = lookedAt(order, Buffer.from(asks.facts.terminal).toString('hex'))
      if (looked === undefined) return withinLimit(order as MoneyOrder, asks)
      const counter = counterIn(asks.facts)
      return foundOut(
        act,
        session,
        ({ load }) => load === looked,
        (doubt) => ({
          done: doubt.opening !== null && doneBy(counter, doubt.opening) === 'done',
          evidence: 'counter',
        }),
      )
    }
    case 'check-load-tac':
    case 'check-unload-mac3':
      return yes
        ? foundOut(
            act,
            session,
            ({ opening }) => opening?.counter === counterIn(asks.facts),
            (doubt) => ({
              done: true,
              evidence: doubt.load === order['load'] ? 'answer' : 'proof',
              overdraftFen: overdraftOf(doubt, asks.facts.newBalance),
            }),
          )
        : goOn
    // The openings of unloads change no limit, and this work asks nothing else.
    case 'check-unload-mac1':
    case 'answer-challenge':
    case 'make-command-mac':
    case 'make-protected-command':
    case 'make-reload-pin-mac':
    case 'wrap-key':
      return goOn
  }
}

/** The order an opening under this terminal number is evidence of; undefined where it is no look. */
function lookedAt(order: CardOrder, terminal: string): string | undefined {
  if (terminal === order['lookAfter']) return order['load'] as string
  return terminal === order.look ? order.doubt?.load : undefined
}

/** The purse would hold more than this card may. */
function withinLimit(order: MoneyOrder, { facts }: Asking<'check-load-mac1'>): Hook {
  const holds = Buffer.from(facts.oldBalance).readUInt32BE(0)
  const would = BigInt(holds) + BigInt(order.amountFen)
  const most = BigInt(order.balanceMaxFen)
  return would <= most
    ? goOn
    : refuse('balance-over-limit', {
        field: 'amountFen',
        detail: `the card may hold ${most} fen and would hold ${would}`,
      })
}

/** The card gets its code: what was held is booked, and what the card said is kept as it was signed. */
async function authorise(
  act: Act,
  order: MoneyOrder,
  { facts, key }: Asking<'make-load-mac2'>,
): Promise<Hook> {
  const own = await lockOwn(act, order)
  if (own.state !== 'requested') {
    return refuse('load-lapsed', { detail: `the order is ${own.state}; begin again` })
  }
  const counter = Buffer.from(facts.onlineSequence).readUInt16BE(0)
  if ((await lockDoubtOf(act.tx, own.card)) !== undefined) {
    return refuse('load-in-doubt', { detail: 'another load of the card is in doubt' })
  }
  if (await counterTaken(act.tx, { card: own.card, counter })) {
    return refuse('card-counter-taken', {
      detail: 'the card shows an online counter it has used before; it may be a copy',
    })
  }
  // Reported lost, closed or blocked since this began: no value goes onto it, and none off it beside its closing.
  const state = (await cardFacts(act.tx, [own.card])).get(own.card)?.state
  if (state === undefined || !statesFor(own.cause).includes(state)) {
    return refuse('card-not-active', { field: 'card', detail: `the card is ${String(state)}` })
  }
  // Who asked for all of it named no amount that a second person could have agreed to.
  const amount = BigInt(Buffer.from(facts.amount).readUInt32BE(0))
  // A drawer counted and closed meanwhile takes and gives nothing; it stays open until what follows is booked.
  const fee = isRefund(own)
    ? await refundFeeOf(act.tx, { card: own.number, value: amount, at: act.at })
    : undefined
  if (own.funding.kind === 'cash') {
    const gives = own.way === 'unload' ? amount - (fee?.feeFen ?? 0n) : 0n
    const drawer = await drawerHas(act, own.funding.till, gives)
    if (!drawer.ok) return drawer
  }
  if (order.amountFen === '0' && amount >= BigInt(order.secondFromFen)) {
    return refuse('second-person-needed', {
      field: 'amountFen',
      detail: `the purse holds ${amount} fen; ask for that amount, and let a second person agree`,
    })
  }
  if (own.way === 'load') {
    const held = await postHeld(act, own)
    if (!held.ok) return held
  }
  await writeStep(act, own, {
    act: 'authorise',
    to: 'authorised',
    opening: {
      counter,
      oldBalanceFen: fen(Buffer.from(oldBalanceOf(facts)).readUInt32BE(0)),
      keyVersion: key.version,
      algorithm: key.algorithm,
      random: Buffer.from(facts.random),
      amountFen: amount,
    },
    ...(fee === undefined || fee.feeFen === 0n ? {} : { fee }),
  })
  await act.trail({
    act: `${own.way}.authorised`,
    subject: `card:${own.number}`,
    detail: { load: own.load, amountFen: Number(amount), counter },
  })
  return goOn
}

/** The own drawer is open, and so much cash lies in it. Fen. */
async function drawerHas(act: Act, name: string, amount: bigint): Promise<Hook> {
  const till = await ownTill(act, name)
  if (!till.ok) return till
  const lies = await cashExpected(act.tx, till.value.desk)
  return lies < amount
    ? refuse('till-short', { field: 'till', detail: `the till holds ${lies} fen` })
    : goOn
}

/** The conversation hands the old balance over with the facts of MAC2, which does not cover it itself. */
function oldBalanceOf(facts: object): Uint8Array {
  invariant('oldBalance' in facts, 'the facts of an opening hold the balance before')
  return facts.oldBalance as Uint8Array
}

/** So much of a load is missing in the new balance the card has signed: it has paid back an overdraft. */
function overdraftOf({ way, amountFen, opening }: LoadOrder, newBalance: Uint8Array): Fen {
  if (way !== 'load' || opening === null) return NO_FEN
  const after = BigInt(Buffer.from(newBalance).readUInt32BE(0))
  return fen(opening.oldBalanceFen + amountFen - after)
}

/** What was in doubt on this card is in doubt no more; evidence of another order than that says nothing. */
async function foundOut(
  act: Act,
  session: WorkSession<CardOrder>,
  isMeant: (doubt: LoadOrder) => boolean,
  judged: (doubt: LoadOrder) => {
    readonly done: boolean
    readonly evidence: 'answer' | 'proof' | 'counter'
    readonly overdraftFen?: Fen
  },
): Promise<Hook> {
  const { order } = session
  const doubt = await lockDoubtOf(act.tx, BigInt(order.card))
  if (doubt === undefined || !isMeant(doubt)) return goOn
  const { done, evidence, overdraftFen = NO_FEN } = judged(doubt)
  const owed = doubt.way === 'load' ? !done : done
  const paid = owed ? await paidNow(act, session, doubt) : {}
  await resolve(act, doubt, {
    done,
    evidence: doubt.way === 'load' && paid.handTo !== undefined ? 'refund' : evidence,
    overdraftFen,
    ...paid,
  })
  return goOn
}

/**
 * How money that is owed changes hands in this act. A drawer that was closed since, or in which too little lies,
 * pays nothing: the money stays owed.
 */
async function paidNow(
  act: Act,
  { order }: WorkSession<CardOrder>,
  doubt: LoadOrder,
): Promise<Pick<Known, 'atTheCounter' | 'handTo'>> {
  const handTo = (order['handTo'] as string | undefined) ?? ''
  const atTheCounter = doubt.load === order['load']
  const { funding } = doubt
  const given = handTo === '' ? { atTheCounter } : { handTo: handTo as LoadOrder['account'] }
  if (funding.kind !== 'cash' || (handTo === '' && !atTheCounter)) return given
  const till = handTo === '' ? funding.till : ((order['handTill'] as string | undefined) ?? '')
  return (await drawerHas(act, till, doubt.amountFen - doubt.feeFen)).ok ? given : {}
}

async function finishMoney(
  act: Act,
  session: WorkSession<MoneyOrder>,
  outcome: Result<Found, string>,
): Promise<Result<JsonObject, string>> {
  const own = await lockOwn(act, session.order)
  if (own.state === 'requested') await drop(act, own)
  if (own.state === 'authorised') await lose(act, own)
  if (own.state === 'confirmed') return ok(told(own))
  return outcome.ok ? refuse('load-in-doubt') : outcome
}

async function lockOwn(act: Act, { card, load }: MoneyOrder): Promise<LoadOrder> {
  const own = await lockOrder(act.tx, { card: BigInt(card), load })
  invariant(own !== undefined, 'a session was opened for its order', { load })
  return own
}

/** What the counter is told of an order. */
export function told(order: LoadOrder): JsonObject {
  const { opening, amountFen, way } = order
  const before = opening?.oldBalanceFen
  const done = order.state === 'confirmed'
  const signed = way === 'load' ? amountFen - order.overdraftFen : 0n - amountFen
  return {
    load: order.load,
    state: order.state,
    amountFen: fenInJson(amountFen),
    evidence: order.evidence,
    balanceFen: before === undefined ? null : Number(done ? before + signed : before),
    settledTo: order.settledAccount,
    ...(order.overdraftFen > 0n ? { overdraftFen: fenInJson(order.overdraftFen) } : {}),
    ...(way === 'unload'
      ? {
          feeFen: fenInJson(order.feeFen),
          paidFen: fenInJson(amountFen - order.feeFen),
          feeWhy: order.feeWhy === null ? null : { ...order.feeWhy },
        }
      : {}),
  }
}
