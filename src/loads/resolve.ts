import {
  businessDateOf,
  cityInstant,
  fen,
  fenInJson,
  invariant,
  ok,
  type Act,
  type Fen,
  type Result,
} from '../base'
import { noteCardsChanged } from '../clearing'
import {
  dayForPosting,
  hold,
  movements,
  postAct,
  postHold,
  voidHold,
  type Account,
  type Movement,
} from '../ledger'
import { registerIn } from '../registry'
import type { LoadOrder } from './order'
import { orderLifecycle, type Evidence, type OrderAct, type OrderState } from './order-lifecycle'
import { writeStep } from './store'

/** The name under which the money of a load is held, and then posted. */
const heldAs = (load: string): string => `${load}:held`

/** What the ledger knows of an order's money. */
const moneyOf = (act: Act, { load, amountFen }: LoadOrder, part: string) => ({
  reference: `${load}:${part}`,
  amount: amountFen,
  at: act.at,
})

/** Holds the money of a load before its card is touched; only a floor may say no. */
export async function holdFunds(
  act: Act,
  order: Pick<LoadOrder, 'load' | 'amountFen' | 'account' | 'heldUntil'>,
): Promise<Result<unknown, 'funds-not-enough'>> {
  const day = await dayForPosting(act.tx, businessDateOf(act.at, 0))
  const movement = movements.loadAuthorised({
    reference: heldAs(order.load),
    amount: order.amountFen,
    at: act.at,
    funding: order.account,
  })
  const held = await hold(act.tx, movement, { day, at: act.at, expiresAt: order.heldUntil })
  if (held.ok) return held
  invariant(held.refused === 'account-floor', 'a load can be held unless money is missing', {
    refused: held.refused,
  })
  return {
    ok: false,
    refused: 'funds-not-enough',
    ...(held.detail === undefined ? {} : { detail: held.detail }),
  }
}

/** Books what was held: from here the money is in doubt until the card's act is known. */
export async function postHeld(
  act: Act,
  order: LoadOrder,
): Promise<Result<unknown, 'load-lapsed'>> {
  const day = await dayForPosting(act.tx, businessDateOf(act.at, 0))
  const name = heldAs(order.load)
  const posted = await postHold(act.tx, { hold: name, reference: name }, { day, at: act.at })
  if (posted.ok) return posted
  const { refused } = posted
  invariant(refused === 'hold-expired', 'what is held for a load can be booked', { refused })
  return { ok: false, refused: 'load-lapsed', detail: 'the load waited too long; begin again' }
}

export interface Known {
  readonly done: boolean
  readonly evidence: Evidence
  /** So much of a load has paid back an overdraft of the chip. */
  readonly overdraftFen?: Fen
  /** Who has to get money stands at the counter: cash changes hands now, from the order's own account. */
  readonly atTheCounter?: boolean
  /** The drawer out of which cash is handed over instead; money of an account goes back to that account. */
  readonly handTo?: Account
}

/**
 * What a card did has become known. Value on cards, the books and the card's history change together; money
 * that somebody has to get goes back to its account, or stays visible as owed while it is cash.
 */
export async function resolve(act: Act, order: LoadOrder, known: Known): Promise<OrderState> {
  const to = after(order, known.done ? 'confirm' : 'refute')
  const settledTo = payeeOf(order, known)
  const lines: Movement[] = []
  if (known.done) {
    const confirmed = moneyOf(act, order, 'confirmed')
    lines.push(
      order.way === 'load'
        ? movements.loadConfirmed(confirmed)
        : movements.unloadConfirmed(confirmed),
    )
  }
  if (settledTo !== undefined) lines.push(settlement(act, order, settledTo))
  await mustPost(act, lines)
  if (known.done) await changeCardValue(act, order)
  await writeStep(act, order, {
    act: known.done ? 'confirm' : 'refute',
    to,
    evidence: known.evidence,
    ...(known.overdraftFen === undefined ? {} : { overdraftFen: known.overdraftFen }),
    ...(settledTo === undefined ? {} : { settledTo }),
  })
  await act.trail({
    act: known.done ? `${order.way}.confirmed` : `${order.way}.not-done`,
    subject: `card:${order.number}`,
    detail: {
      load: order.load,
      amountFen: fenInJson(order.amountFen),
      evidence: known.evidence,
      ...(known.done && order.feeFen > 0n ? { feeFen: fenInJson(order.feeFen) } : {}),
    },
  })
  return to
}

/** The card never got the code. Nothing happened to it, and what was held is let go. */
export async function drop(act: Act, order: LoadOrder): Promise<OrderState> {
  if (order.way === 'load') {
    const ended = await voidHold(act.tx, { hold: heldAs(order.load) }, { at: act.at })
    invariant(
      ended.ok || ended.refused === 'hold-already-ended' || ended.refused === 'hold-expired',
      'what is held for a load can be let go',
      { load: order.load },
    )
    // The bank's customer has paid already: that is said in the books, and that it goes back.
    if (order.funding.kind === 'bank') return refutePaid(act, order)
  }
  const to = after(order, 'drop')
  await writeStep(act, order, { act: 'drop', to })
  await act.trail({
    act: `${order.way}.dropped`,
    subject: `card:${order.number}`,
    detail: { load: order.load, amountFen: fenInJson(order.amountFen) },
  })
  return to
}

async function refutePaid(act: Act, order: LoadOrder): Promise<OrderState> {
  const to = after(order, 'refute')
  await mustPost(act, [
    movements.loadAuthorised({ ...moneyOf(act, order, 'taken'), funding: order.account }),
    settlement(act, order, order.account),
  ])
  await writeStep(act, order, {
    act: 'refute',
    to,
    evidence: 'never-opened',
    settledTo: order.account,
  })
  await act.trail({
    act: `${order.way}.not-done`,
    subject: `card:${order.number}`,
    detail: {
      load: order.load,
      amountFen: fenInJson(order.amountFen),
      evidence: 'never-opened',
      refunded: true,
    },
  })
  return to
}

/** Nobody knows what the card did. */
export async function lose(act: Act, order: LoadOrder): Promise<OrderState> {
  if (order.state !== 'authorised') return order.state
  const to = after(order, 'lose')
  await writeStep(act, order, { act: 'lose', to })
  await act.trail({
    act: `${order.way}.unknown`,
    subject: `card:${order.number}`,
    detail: { load: order.load, amountFen: fenInJson(order.amountFen) },
  })
  return to
}

/** Money that was owed changes hands. */
export async function settle(act: Act, order: LoadOrder, to: Account): Promise<void> {
  await mustPost(act, [settlement(act, order, to)])
  await writeStep(act, order, { act: 'settle', to: order.state, settledTo: to })
  await act.trail({
    act: order.way === 'load' ? 'load.refunded' : 'unload.paid-out',
    subject: `card:${order.number}`,
    detail: { load: order.load, amountFen: fenInJson(order.amountFen) },
  })
}

function payeeOf(order: LoadOrder, known: Known): Account | undefined {
  const owed = order.way === 'load' ? !known.done : known.done
  if (!owed) return undefined
  if (order.funding.kind !== 'cash') return order.account
  return known.handTo ?? (known.atTheCounter === true ? order.account : undefined)
}

const settlement = (act: Act, order: LoadOrder, to: Account): Movement =>
  order.way === 'load'
    ? movements.loadRefunded({ ...moneyOf(act, order, 'settled'), to })
    : movements.unloadPaid({ ...moneyOf(act, order, 'settled'), to, fee: order.feeFen })

async function mustPost(act: Act, lines: readonly Movement[]): Promise<void> {
  if (lines.length === 0) return
  const posted = await postAct(act, lines)
  invariant(posted.ok, 'what a card did can be booked', {
    refused: posted.ok ? undefined : posted.refused,
  })
}

/** The card's history of value, and a note for its chain. */
async function changeCardValue(act: Act, order: LoadOrder): Promise<void> {
  const { opening, number, way, amountFen } = order
  const loadedAt = cityInstant(order.cityTime)
  invariant(opening !== null && loadedAt.ok, 'what a card did was opened', { load: order.load })
  const entered = await registerIn(act.tx, {
    cardLoads: [
      {
        card: number,
        onlineSeq: opening.counter,
        amountFen: way === 'load' ? amountFen : fen(0n - amountFen),
        loadedAt: loadedAt.value,
      },
    ],
  })
  invariant(entered.ok, 'one number of an online counter is one load', { load: order.load })
  await noteCardsChanged(act.tx, [order.card])
}

function after(order: LoadOrder, step: OrderAct): OrderState {
  const to = orderLifecycle.after(order.state, step)
  invariant(to.ok, 'an order takes the steps of its life only', {
    load: order.load,
    state: order.state,
    step,
  })
  return to.value
}

/** Nothing to say: for hooks that let a conversation go on. */
export const goOn = ok(undefined)
