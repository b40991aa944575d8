import {
  businessDateOf,
  fen,
  fenInJson,
  invariant,
  ok,
  refuse,
  type Act,
  type Result,
} from '../base'
import { cardStandings, type CardStanding } from '../clearing'
import {
  balanceOf,
  closedCardValue,
  holderReceivable,
  movements,
  postAct,
  type Account,
  type Movement,
  type PostRefusal,
} from '../ledger'
import { cardKey } from '../registry'
import { refundFeeOf, type RefundFee } from '../loads'
import { correctionOf, dueFor, type Due } from './closing'
import {
  bookedFor,
  closingsDue,
  givenBackFor,
  givenBackForAll,
  insertStep,
  lockClosing,
  markSettled,
  settledClosings,
  writeRefund,
  type Closing,
} from './store'

export type SettleRefusal =
  'closing-unknown' | 'closing-not-due' | 'records-being-cleared' | 'overdraft-open' | PostRefusal

/**
 * Gives a closed card's value to its holder: what the books say it is worth now becomes what is owed to the
 * holder (account 2202 of the closing), less the fee on a refund of a card handed back: with what was unloaded of it in
 * the days of the rule refund-window-days before. Once; asked again it answers
 * what was given. Before its day it is refused with the day.
 */
export async function settleClosing(
  act: Act,
  name: string,
): Promise<Result<Closing, SettleRefusal>> {
  const closing = await lockClosing(act.tx, name)
  if (closing === undefined) return refuse('closing-unknown', { field: 'closing' })
  if (closing.settledAt !== null) return ok(closing)
  const today = businessDateOf(act.at, 0)
  if (today < closing.dueOn) {
    return refuse('closing-not-due', {
      field: 'closing',
      detail: `the value is known and can be given from ${closing.dueOn} on`,
    })
  }
  const standing = await standingOf(act, closing)
  if (!standing.ok) return standing
  const due = await dueNow(act, closing, standing.value)
  const worthFen = due.purseFen + due.shortageFen
  // Whoever has the card in hand repays first; of a lost one the holder owes it from now on.
  if (worthFen < 0n && closing.cause !== 'lost') {
    return refuse('overdraft-open', {
      field: 'card',
      detail: `the card was overdrawn by ${-worthFen} fen, which are to be repaid first`,
    })
  }
  const givenFen = worthFen < 0n ? 0n : worthFen
  const step = { ...due, receivableFen: givenFen - worthFen, payableFen: givenFen }
  const moves = due.purseFen !== 0n || due.shortageFen !== 0n
  const posted = await postAct(
    act,
    moves ? [movementOf(closing, { ...step, step: 0, at: act.at })] : [],
  )
  if (!posted.ok) return posted
  await insertStep(act.tx, { ...step, closing, step: 0, at: act.at })
  let feeFen = 0n
  if (closing.cause === 'returned') {
    // What came off its chip into the closing, or what the books gave.
    const refunded = closing.emptied
      ? (await balanceOf(act.tx, closedCardValue(closing.closing))).balanceFen
      : givenFen
    const charged = await chargeRefundFee(act, closing, refunded)
    if (!charged.ok) return charged
    feeFen = charged.value.feeFen
  }
  await markSettled(act.tx, { closing: closing.closing, at: act.at, givenFen })
  await act.trail({
    act: 'closing.settled',
    subject: `card:${closing.card}`,
    detail: { closing: closing.closing, givenFen: fenInJson(givenFen), feeFen: fenInJson(feeFen) },
  })
  const settled = await lockClosing(act.tx, name)
  invariant(settled !== undefined, 'a closing that was settled is there', { closing: name })
  return ok(settled)
}

/**
 * Keeps the fee on so much of a closing's value leaving in money, and remembers both, so that a later part of it costs
 * what the whole would.
 */
export async function chargeRefundFee(
  act: Act,
  closing: Closing,
  refundedFen: bigint,
): Promise<Result<RefundFee, PostRefusal>> {
  const { card, closing: name } = closing
  const fee = await refundFeeOf(act.tx, { card, value: refundedFen, at: act.at, more: closing })
  if (fee.feeFen > 0n) {
    const posted = await postAct(act, [
      movements.handlingFee({
        reference: `${name}:fee:${act.reference}`,
        amount: fee.feeFen,
        at: act.at,
        funding: closedCardValue(name),
      }),
    ])
    if (!posted.ok) return posted
  }
  await writeRefund(act.tx, { closing: name, refundedFen, ...fee })
  return ok(fee)
}

/** What a holder is due by the records so far, less what was given back before the card was closed. */
async function dueNow(act: Act, closing: Closing, standing: CardStanding): Promise<Due> {
  return dueFor(standing, closing.emptied, await givenBackFor(act.tx, cardKey(closing.card)))
}

/**
 * What clearing says of a card, when it says so in peace. For a chip that was emptied only taps of a stopped time
 * count, which a later correction brings in as well: nobody is to wait for them at the counter.
 */
export async function standingOf(
  act: Pick<Act, 'tx'>,
  { card, emptied }: Pick<Closing, 'card' | 'emptied'>,
): Promise<Result<CardStanding, 'records-being-cleared'>> {
  const [standing] = await cardStandings(act.tx, [cardKey(card)])
  invariant(standing !== undefined, 'a card that is closed is registered')
  return standing.beingCleared && !emptied
    ? refuse('records-being-cleared', {
        detail: 'records of the card are being looked at this moment; ask again in a few seconds',
      })
    : ok(standing)
}

type Legs = {
  readonly purseFen: bigint
  readonly shortageFen: bigint
  readonly receivableFen: bigint
  readonly step: number
  readonly at: Date
}

const movementOf = ({ closing, givenFen }: Closing, legs: Legs): Movement =>
  movements.cardClosed({
    reference: `${closing}:${legs.step}`,
    closing,
    purse: fen(legs.purseFen),
    shortage: fen(legs.shortageFen),
    receivable: fen(legs.receivableFen),
    at: legs.at,
    ...(legs.step === 0 || givenFen === 0n ? {} : { corrects: `${closing}:0` }),
  })

/** Settles the closings whose day has come; answers how many. To be run now and then. */
export async function settleDueClosings(act: Act, limit = 100): Promise<number> {
  let settled = 0
  for (const closing of await closingsDue(act.tx, businessDateOf(act.at, 0), limit)) {
    const done = await settleClosing(act, closing)
    if (done.ok) settled++
  }
  return settled
}

/** Where the look at all closings stands; 0 begins anew. */
export interface CorrectionTurn {
  readonly corrected: number
  /** The last card looked at; undefined when all have been. */
  readonly next: bigint | undefined
}

/**
 * Books what records that arrived after a card was closed change: a tap of the holder's makes a debt of the holder,
 * one the centre bears a shortage, each by a further movement that names the first. A closing whose card is being
 * cleared is left for the next turn. To be run again and again; it looks at `limit` closings after a card.
 */
export async function correctClosings(
  act: Act,
  { after = 0n, limit = 500 }: { readonly after?: bigint; readonly limit?: number } = {},
): Promise<CorrectionTurn> {
  const closings = await settledClosings(act.tx, { after, limit })
  const standings = new Map(
    (
      await cardStandings(
        act.tx,
        closings.map(({ card }) => card),
      )
    ).map((standing) => [standing.card, standing]),
  )
  const given = await givenBackForAll(
    act.tx,
    closings.map(({ card }) => card),
  )
  let corrected = 0
  for (const closing of closings) {
    const standing = standings.get(closing.card)
    if (standing === undefined || standing.beingCleared) continue
    const due = dueFor(standing, closing.emptied, given.get(closing.card))
    const moved = due.purseFen !== closing.purseFen || due.shortageFen !== closing.shortageFen
    if (moved && (await correctClosing(act, closing.closing))) corrected++
  }
  return { corrected, next: closings.length < limit ? undefined : closings.at(-1)?.card }
}

/** Corrects one closing under its lock, from what is true then. */
async function correctClosing(act: Act, name: string): Promise<boolean> {
  const closing = await lockClosing(act.tx, name)
  invariant(closing !== undefined, 'a closing that was listed is there', { closing: name })
  const standing = await standingOf(act, closing)
  if (!standing.ok) return false
  const booked = await bookedFor(act.tx, closing)
  const correction = correctionOf(await dueNow(act, closing, standing.value), booked, {
    payableFen: await unheldOn(act, closedCardValue(name)),
    receivableFen: await unheldOn(act, holderReceivable(name)),
  })
  if (correction === undefined) return false
  const step = booked.steps
  const posted = await postAct(act, [movementOf(closing, { ...correction, step, at: act.at })])
  // Somebody fetched the value in this very moment: the next turn sees what is left.
  if (!posted.ok && posted.refused === 'account-floor') return false
  invariant(posted.ok, 'a correction can be posted', { closing: name, step })
  await insertStep(act.tx, { ...correction, closing, step, at: act.at })
  await act.trail({
    act: 'closing.corrected',
    subject: `card:${closing.card}`,
    detail: {
      closing: name,
      purseFen: fenInJson(correction.purseFen),
      shortageFen: fenInJson(correction.shortageFen),
      receivableFen: fenInJson(correction.receivableFen),
      payableFen: fenInJson(correction.payableFen),
    },
  })
  return true
}

/** What stands on an account, less what is held for others. */
async function unheldOn(act: Act, account: Account): Promise<bigint> {
  const { balanceFen, pendingDebitsFen, side } = await balanceOf(act.tx, account)
  return side === 'C' ? balanceFen - pendingDebitsFen : balanceFen
}
