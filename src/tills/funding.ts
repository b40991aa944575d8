import { ok, refuse, type Act, type Fen, type Result } from '../base'
import {
  agentPrepayment,
  cashAt,
  closedCardValue,
  inTransit,
  onlineAccount,
  type Account,
} from '../ledger'
import { insertBankPayment } from './store'
import { cashExpected, ownTill, type TillRefusal } from './till'

/** Where the money of an act at a counter comes from, or goes to. */
export type Funding =
  | { readonly kind: 'cash'; readonly till: string }
  /** Taken by a payment channel (bank card, wallet) under the channel's own number. */
  | { readonly kind: 'bank'; readonly channel: string; readonly payment: string }
  | { readonly kind: 'online'; readonly person: string }
  | { readonly kind: 'agent'; readonly agent: string }
  /** What is owed for a card that was closed: lost, replaced or handed back. */
  | { readonly kind: 'closed-card'; readonly closing: string }

export type FundingRefusal =
  TillRefusal | 'channel-malformed' | 'payment-already-used' | 'not-your-account'

/**
 * The account that pays. Cash comes out of the actor's own open till; a payment of a channel pays for one act
 * only; an agent pays with the own prepayment, a citizen with the own account. Floors are the ledger's.
 */
export async function payingAccount(
  act: Act,
  funding: Funding,
  amount: Fen,
): Promise<Result<Account, FundingRefusal>> {
  if (funding.kind !== 'bank') return accountOf(act, funding)
  const account = await accountOf(act, funding)
  if (!account.ok) return account
  const { channel, payment } = funding
  const fresh = await insertBankPayment(act.tx, {
    channel,
    payment,
    amount,
    usedFor: act.reference,
    at: act.at,
  })
  return fresh
    ? account
    : refuse('payment-already-used', {
        field: 'payment',
        detail: 'this payment of the channel has paid for another act',
      })
}

/** The account that is paid; a drawer cannot give what does not lie in it. */
export async function paidAccount(
  act: Act,
  funding: Funding,
  amount: Fen,
): Promise<Result<Account, FundingRefusal>> {
  if (funding.kind !== 'cash') return accountOf(act, funding)
  const till = await ownTill(act, funding.till)
  if (!till.ok) return till
  const lies = await cashExpected(act.tx, till.value.desk)
  return lies < amount
    ? refuse('till-short', { field: 'till', detail: `the till holds ${lies} fen` })
    : ok(cashAt(till.value.desk))
}

async function accountOf(act: Act, funding: Funding): Promise<Result<Account, FundingRefusal>> {
  switch (funding.kind) {
    case 'cash': {
      const till = await ownTill(act, funding.till)
      return till.ok ? ok(cashAt(till.value.desk)) : till
    }
    case 'bank':
      return /^[a-z0-9-]{1,40}$/.test(funding.channel)
        ? ok(inTransit(funding.channel))
        : refuse('channel-malformed', {
            field: 'channel',
            detail: 'a channel is 1 to 40 small letters, digits or hyphens',
          })
    case 'online':
      return act.actor.kind === 'citizen' && act.actor.person !== funding.person
        ? notYours('person')
        : ok(onlineAccount(funding.person))
    case 'agent':
      return act.actor.roles.includes('agent') && act.actor.agent !== funding.agent
        ? notYours('agent')
        : ok(agentPrepayment(funding.agent))
    case 'closed-card':
      return ok(closedCardValue(funding.closing))
  }
}

const notYours = (field: string): Result<never, 'not-your-account'> =>
  refuse('not-your-account', { field, detail: 'only the own account pays' })
