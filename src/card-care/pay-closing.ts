import {
  fen,
  fenInJson,
  NO_FEN,
  ok,
  refuse,
  type Act,
  type Fen,
  type Result,
  type Sql,
} from '../base'
import {
  balanceOf,
  closedCardValue,
  holderReceivable,
  movements,
  postAct,
  type PostRefusal,
} from '../ledger'
import { paidAccount, payingAccount, type Funding, type FundingRefusal } from '../tills'
import type { Why } from '../loads'
import { refundCosts } from './closing'
import { chargeRefundFee } from './settle'
import { closingNamed, lockClosing, writeDepositOwed, type Closing } from './store'

/** A closing with what is open between the centre and the holder. Fen. */
export interface ClosingStands extends Closing {
  /** Owed to the holder: to be loaded onto a card or paid out. */
  readonly owedFen: bigint
  /** Owed by the holder, for taps that came in after the value was fetched. */
  readonly receivableFen: bigint
}

export async function closingStands(
  sql: Sql,
  name: string,
): Promise<Result<ClosingStands, 'closing-unknown'>> {
  const closing = await closingNamed(sql, name)
  if (closing === undefined) return noClosing()
  const owed = await balanceOf(sql, closedCardValue(name))
  const receivable = await balanceOf(sql, holderReceivable(name))
  return ok({ ...closing, owedFen: owed.balanceFen, receivableFen: receivable.balanceFen })
}

export type PayClosingRefusal =
  | 'closing-unknown'
  | 'closing-not-settled'
  | 'closing-empty'
  | 'nothing-owed'
  | FundingRefusal
  | PostRefusal

/** What was paid for a closed card, and what was kept of it. */
export interface PaidClosing {
  readonly closing: string
  readonly paidFen: Fen
  readonly feeFen: Fen
  /** The rule and the arithmetic of the fee; null where this pay-out asks none. */
  readonly feeWhy: Why | null
}

/**
 * Pays all that is owed for a closed card to its holder: cash out of the clerk's till, a bank, or the holder's own online
 * account. Value of a replaced card that goes to no other card is a refund and costs the fee on one; of a card that was
 * handed back the fee was kept when it was settled. The deposit costs nothing.
 */
export async function payOutClosing(
  act: Act,
  given: { readonly closing: string; readonly to: Funding },
): Promise<Result<PaidClosing, PayClosingRefusal>> {
  const { closing, to } = given
  if ((await lockClosing(act.tx, closing)) === undefined) return noClosing()
  const stands = await closingStands(act.tx, closing)
  if (!stands.ok) return stands
  const { settledAt, owedFen, depositFen, person, card } = stands.value
  if (settledAt === null) {
    return refuse('closing-not-settled', {
      field: 'closing',
      detail: `its value is given on ${stands.value.dueOn}`,
    })
  }
  if (owedFen <= 0n) return refuse('closing-empty', { field: 'closing' })
  if (
    to.kind === 'closed-card' ||
    to.kind === 'agent' ||
    (to.kind === 'online' && person === null)
  ) {
    return refuse('not-your-account', {
      field: 'to',
      detail: 'the value of a closed card goes to no account but its person’s',
    })
  }
  const value = owedFen - depositFen
  const costs = stands.value.cause !== 'returned' && refundCosts(stands.value) && value > 0n
  const fee = costs ? await chargeRefundFee(act, stands.value, value) : undefined
  if (fee?.ok === false) return fee
  const feeFen = fee?.value.feeFen ?? NO_FEN
  const amount = fen(owedFen - feeFen)
  const account = await paidAccount(act, to, { amount, person: person ?? undefined })
  if (!account.ok) return account
  const reference = `${act.reference}:paid-out`
  if (amount > NO_FEN) {
    const posted = await postAct(act, [
      movements.closedCardPaidOut({ reference, amount, at: act.at, closing, to: account.value }),
    ])
    if (!posted.ok) return posted
  }
  await writeDepositOwed(act.tx, { closing, depositFen: 0n })
  await act.trail({
    act: 'closing.paid-out',
    subject: `card:${card}`,
    detail: { closing, paidFen: fenInJson(amount), feeFen: fenInJson(feeFen) },
  })
  return ok({ closing, paidFen: amount, feeFen, feeWhy: fee?.value.why ?? null })
}

/** The holder pays what became due after the value of the card had been fetched; no more than that. */
export async function repayClosing(
  act: Act,
  given: { readonly closing: string; readonly amount: Fen; readonly from: Funding },
): Promise<Result<{ readonly closing: string; readonly leftFen: Fen }, PayClosingRefusal>> {
  const { closing, amount, from } = given
  const stands = await closingStands(act.tx, closing)
  if (!stands.ok) return stands
  const owed = stands.value.receivableFen
  if (owed < amount) {
    return refuse('nothing-owed', { field: 'amountFen', detail: `${owed} fen are owed` })
  }
  const person = stands.value.person ?? undefined
  const account = await payingAccount(act, from, { amount, person })
  if (!account.ok) return account
  const reference = `${act.reference}:repaid`
  const posted = await postAct(act, [
    movements.holderRepaid({ reference, amount, at: act.at, closing, funding: account.value }),
  ])
  if (!posted.ok) return posted
  await act.trail({
    act: 'closing.repaid',
    subject: `card:${stands.value.card}`,
    detail: { closing, paidFen: fenInJson(amount) },
  })
  return ok({ closing, leftFen: fen(owed - amount) })
}

const noClosing = (): Result<never, 'closing-unknown'> =>
  refuse('closing-unknown', { field: 'closing', detail: 'no card was closed under that name' })
