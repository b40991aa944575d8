import { fen, ok, refuse, type Act, type Fen, type Result, type Sql } from '../base'
import {
  balanceOf,
  closedCardValue,
  holderReceivable,
  movements,
  postAct,
  type PostRefusal,
} from '../ledger'
import { paidAccount, payingAccount, type Funding, type FundingRefusal } from '../tills'
import { closingNamed, type Closing } from './store'

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
  if (closing === undefined) return refuse('closing-unknown', { field: 'closing' })
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

/** Pays all that is owed for a closed card to its holder: cash out of the clerk's till, or the online account. */
export async function payOutClosing(
  act: Act,
  given: { readonly closing: string; readonly to: Funding },
): Promise<Result<{ readonly closing: string; readonly paidFen: Fen }, PayClosingRefusal>> {
  const { closing, to } = given
  const stands = await closingStands(act.tx, closing)
  if (!stands.ok) return stands
  if (stands.value.settledAt === null) {
    return refuse('closing-not-settled', {
      field: 'closing',
      detail: `its value is given on ${stands.value.dueOn}`,
    })
  }
  if (stands.value.owedFen <= 0n) return refuse('closing-empty', { field: 'closing' })
  const amount = fen(stands.value.owedFen)
  const account = await paidAccount(act, to, amount)
  if (!account.ok) return account
  const reference = `${act.reference}:paid-out`
  const posted = await postAct(act, [
    movements.closedCardPaidOut({ reference, amount, at: act.at, closing, to: account.value }),
  ])
  if (!posted.ok) return posted
  await act.trail({
    act: 'closing.paid-out',
    subject: `card:${stands.value.card}`,
    detail: { closing, paidFen: Number(amount) },
  })
  return ok({ closing, paidFen: amount })
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
  const account = await payingAccount(act, from, amount)
  if (!account.ok) return account
  const reference = `${act.reference}:repaid`
  const posted = await postAct(act, [
    movements.holderRepaid({ reference, amount, at: act.at, closing, funding: account.value }),
  ])
  if (!posted.ok) return posted
  await act.trail({
    act: 'closing.repaid',
    subject: `card:${stands.value.card}`,
    detail: { closing, paidFen: Number(amount) },
  })
  return ok({ closing, leftFen: fen(owed - amount) })
}
