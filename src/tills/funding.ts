import { ok, refuse, type Act, type CardNumber, type Fen, type Result } from '../base'
import { isSamePerson } from '../citizens'
import {
  agentPrepayment,
  cashAt,
  closedCardValue,
  inTransit,
  onlineAccount,
  type Account,
} from '../ledger'
import { closedCard, closingOfCard, type ClosedCardRefusal } from './closed-card'
import { agentWorks, oneAccount, type PartyRefusal } from './parties'
import { insertBankPayment } from './store'
import { cashExpected, ownTill, type TillRefusal } from './till'

/** Where the money of an act at a counter comes from, or goes to. */
export type Funding =
  | { readonly kind: 'cash'; readonly till: string }
  /** Taken by a payment channel (bank card, wallet) under the channel's own number. */
  | { readonly kind: 'bank'; readonly channel: string; readonly payment: string }
  | {
      readonly kind: 'online'
      readonly person: string
      /** A door has compared the document on the desk with the one this person is registered by. */
      readonly shown?: boolean | undefined
    }
  | { readonly kind: 'agent'; readonly agent: string }
  /** What is owed for a card that was closed: lost, replaced or handed back. */
  | { readonly kind: 'closed-card'; readonly closing: string }

export type FundingRefusal =
  | TillRefusal
  | PartyRefusal
  | ClosedCardRefusal
  | 'channel-malformed'
  | 'payment-already-used'
  | 'not-your-account'
  | 'holder-not-shown'

/** What an act costs or gives, and for whom it is done. */
export interface DoneFor {
  readonly amount: Fen
  /** Who holds the card or account the act is for, under any entry; undefined where it is in nobody's name. */
  readonly person: string | undefined
  /** The card whose own closing may be paid with its value. */
  readonly card?: CardNumber
}

/**
 * The account that pays. Cash comes out of the actor's own open till; a payment of a channel pays for one act
 * only; an agent who works today pays with the own prepayment. An online account pays for its holder's own cards;
 * for anybody else's only when the holder's document was shown or a second person agreed; citizens pay with their
 * own, whomever for. A closed card pays once it is settled, and for its person only. Floors are the ledger's.
 */
export async function payingAccount(
  act: Act,
  funding: Funding,
  { amount, person }: DoneFor,
): Promise<Result<Account, FundingRefusal>> {
  switch (funding.kind) {
    case 'cash':
      return drawerOf(act, funding.till)
    case 'bank': {
      const { channel, payment } = funding
      if (!isChannel(channel)) return malformedChannel()
      const usedFor = act.reference
      const fresh = await insertBankPayment(act.tx, {
        channel,
        payment,
        amount,
        usedFor,
        at: act.at,
      })
      return fresh
        ? ok(inTransit(channel))
        : refuse('payment-already-used', {
            field: 'payment',
            detail: 'this payment of the channel has paid for another act',
          })
    }
    case 'online': {
      const may = await holderAgrees(act, funding, person)
      return may.ok ? onlineAccountOf(act, funding.person) : may
    }
    case 'agent':
      return agentAccount(act, funding.agent)
    case 'closed-card': {
      const closed = await closedCard(act.tx, funding.closing)
      if (!closed.ok) return closed
      if (closed.value.settledAt === null) {
        return refuse('closing-not-settled', {
          field: 'closing',
          detail: 'the card is not settled yet: what it is worth and the fee on it are not known',
        })
      }
      const owner = closed.value.person
      // An anonymous card was its bearer's, and so is what is owed for it.
      return owner === null || (await isSamePerson(act.tx, owner, person))
        ? ok(closedCardValue(funding.closing))
        : refuse('not-your-account', {
            field: 'closing',
            detail: 'what is owed for that card is somebody else’s',
          })
    }
  }
}

/**
 * The account that is paid with value of somebody's card or account. A drawer cannot give what does not lie in it;
 * an online account or a closing takes the value of its own person's cards only.
 */
export async function paidAccount(
  act: Act,
  funding: Funding,
  { amount, person, card }: DoneFor,
): Promise<Result<Account, FundingRefusal>> {
  if (funding.kind === 'online') {
    const account = await onlineAccountOf(act, funding.person)
    if (!account.ok || person === undefined) return account
    return (await isSamePerson(act.tx, funding.person, person))
      ? account
      : refuse('not-your-account', {
          field: 'person',
          detail: 'that account is somebody else’s: value goes to no account but its person’s',
        })
  }
  if (funding.kind === 'closed-card') {
    return card !== undefined && funding.closing === closingOfCard(card)
      ? ok(closedCardValue(funding.closing))
      : refuse('not-your-account', { field: 'payTo', detail: 'that closing is of another card' })
  }
  return givenBackAccount(act, funding, amount)
}

/** The account money goes back to: whether it is the one it came from, the caller compares. */
export async function givenBackAccount(
  act: Act,
  funding: Funding,
  amount: Fen,
): Promise<Result<Account, FundingRefusal>> {
  switch (funding.kind) {
    case 'cash': {
      const till = await ownTill(act, funding.till)
      if (!till.ok) return till
      const lies = await cashExpected(act.tx, till.value.desk)
      return lies < amount
        ? refuse('till-short', { field: 'till', detail: `the till holds ${lies} fen` })
        : ok(cashAt(till.value.desk))
    }
    case 'bank':
      return isChannel(funding.channel) ? ok(inTransit(funding.channel)) : malformedChannel()
    case 'online':
      return onlineAccountOf(act, funding.person)
    case 'agent':
      return agentAccount(act, funding.agent)
    case 'closed-card': {
      const closed = await closedCard(act.tx, funding.closing)
      return closed.ok ? ok(closedCardValue(funding.closing)) : closed
    }
  }
}

/**
 * Whether the holder of an online account has agreed to what staff or a terminal does with it: it is done for a card
 * of the holder, or the holder's document was shown, or a second person stands for it. Citizens act for themselves.
 */
export async function holderAgrees(
  act: Pick<Act, 'tx' | 'actor' | 'approvedBy'>,
  account: { readonly person: string; readonly shown?: boolean | undefined },
  doneFor: string | undefined,
): Promise<Result<undefined, 'holder-not-shown'>> {
  if (act.actor.kind === 'citizen' || act.actor.kind === 'centre') return ok(undefined)
  if (account.shown === true || act.approvedBy !== undefined) return ok(undefined)
  return (await isSamePerson(act.tx, account.person, doneFor))
    ? ok(undefined)
    : refuse('holder-not-shown', {
        field: 'person',
        detail:
          'an online account pays for its holder’s own cards; for anything else its holder shows the document, or a second person agrees',
      })
}

async function onlineAccountOf(act: Act, id: string): Promise<Result<Account, PartyRefusal>> {
  const one = await oneAccount(act, id)
  return one.ok ? ok(onlineAccount(one.value.person)) : one
}

async function agentAccount(act: Act, agent: string): Promise<Result<Account, FundingRefusal>> {
  if (act.actor.roles.includes('agent') && act.actor.agent !== agent) {
    return refuse('not-your-account', { field: 'agent', detail: 'only the own account pays' })
  }
  const works = await agentWorks(act.tx, agent, act.at)
  return works.ok ? ok(agentPrepayment(agent)) : works
}

async function drawerOf(act: Act, name: string): Promise<Result<Account, TillRefusal>> {
  const till = await ownTill(act, name)
  return till.ok ? ok(cashAt(till.value.desk)) : till
}

const isChannel = (channel: string): boolean => /^[a-z0-9-]{1,40}$/.test(channel)

const malformedChannel = (): Result<never, 'channel-malformed'> =>
  refuse('channel-malformed', {
    field: 'channel',
    detail: 'a channel is 1 to 40 small letters, digits or hyphens',
  })
