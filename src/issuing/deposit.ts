import { type Act, type CardNumber, type Fen, ok, refuse, type Result, type Sql } from '../base'
import { type Account, movements, postAct, type PostRefusal } from '../ledger'
import { cardKey } from '../registry'
import { endDeposit, heldDeposit, insertDeposit } from './store-deposits'

/** What was paid for the plastic of a card, and is still held. */
export interface HeldDeposit {
  readonly card: CardNumber
  readonly amountFen: Fen
  readonly takenAt: Date
}

export type DepositRefusal = 'deposit-held-already' | PostRefusal

/** The deposit of a card that is held now; undefined where none was paid, or it was given back or kept. */
export const depositOf = (sql: Sql, card: CardNumber): Promise<HeldDeposit | undefined> =>
  heldDeposit(sql, card)

/**
 * Takes the deposit of a card out of an account (of a funding, or what a closed card is owed). One deposit is held for
 * a card at a time.
 */
export async function takeDeposit(
  act: Act,
  taken: { readonly card: CardNumber; readonly amount: Fen; readonly from: Account },
): Promise<Result<HeldDeposit, DepositRefusal>> {
  const { card, amount } = taken
  const reference = `${act.reference}:deposit`
  const posted = await postAct(act, [
    movements.depositTaken({ reference, amount, at: act.at, funding: taken.from }),
  ])
  if (!posted.ok) return posted
  const fresh = await insertDeposit(act.tx, { card: cardKey(card), reference, amount, at: act.at })
  return fresh
    ? ok({ card, amountFen: amount, takenAt: act.at })
    : refuse('deposit-held-already', { detail: 'a deposit is held for this card already' })
}

/** Gives the deposit back into an account (a drawer, an online account, what a closed card is owed). */
export async function giveBackDeposit(
  act: Act,
  given: { readonly card: CardNumber; readonly to: Account },
): Promise<Result<Fen, 'deposit-none' | PostRefusal>> {
  const ended = await endDeposit(act.tx, cardKey(given.card), {
    state: 'given-back',
    at: act.at,
    reference: act.reference,
  })
  if (ended === undefined) return none()
  const posted = await postAct(act, [
    movements.depositReturned({
      reference: `${act.reference}:deposit-back`,
      amount: ended,
      at: act.at,
      to: given.to,
    }),
  ])
  return posted.ok ? ok(ended) : posted
}

/** Keeps the deposit: the card came back damaged, or not at all. */
export async function keepDeposit(
  act: Act,
  card: CardNumber,
): Promise<Result<Fen, 'deposit-none' | PostRefusal>> {
  const ended = await endDeposit(act.tx, cardKey(card), {
    state: 'kept',
    at: act.at,
    reference: act.reference,
  })
  if (ended === undefined) return none()
  const posted = await postAct(act, [
    movements.depositKept({
      reference: `${act.reference}:deposit-kept`,
      amount: ended,
      at: act.at,
    }),
  ])
  return posted.ok ? ok(ended) : posted
}

const none = (): Result<never, 'deposit-none'> =>
  refuse('deposit-none', { detail: 'no deposit is held for this card' })
