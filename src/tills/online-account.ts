import {
  fenInJson,
  NO_FEN,
  ok,
  plus,
  refuse,
  type Act,
  type Fen,
  type OperatorId,
  type Result,
  type Sql,
} from '../base'
import {
  balanceOf,
  movements,
  onlineAccount,
  postAct,
  type Movement,
  type PostRefusal,
} from '../ledger'
import { ruleAt } from '../rules'
import { cityDate } from './city-date'
import {
  holderAgrees,
  paidAccount,
  payingAccount,
  type Funding,
  type FundingRefusal,
} from './funding'
import { oneAccount, operatorWorks } from './parties'
import { onlineEntries, type OnlineEntry } from './store'

export type OnlineRefusal =
  | 'balance-over-limit'
  | 'funds-not-enough'
  | 'amount-not-positive'
  | 'operator-unknown'
  | FundingRefusal

export interface OnlineStanding {
  readonly person: string
  readonly balanceFen: Fen
  /** Held for payments and loads under way; not to be spent again. */
  readonly heldFen: Fen
}

/** How a person's online account 联机账户 stands, with what still stands under `entries` of the same person. */
export async function onlineStanding(
  sql: Sql,
  person: string,
  entries: readonly string[] = [],
): Promise<OnlineStanding> {
  let balanceFen = NO_FEN
  let heldFen = NO_FEN
  for (const entry of new Set([person, ...entries])) {
    const stands = await balanceOf(sql, onlineAccount(entry))
    balanceFen = plus(balanceFen, stands.balanceFen)
    heldFen = plus(heldFen, stands.pendingDebitsFen)
  }
  return { person, balanceFen, heldFen }
}

/**
 * The newest lines of an online account and of `entries` of the same person, at most `limit`, before the line
 * `before` (exclusive). What moved between those is no line.
 */
export const onlineHistory = (
  sql: Sql,
  of: {
    readonly person: string
    readonly entries?: readonly string[]
    readonly limit: number
    readonly before?: bigint
  },
): Promise<readonly OnlineEntry[]> =>
  onlineEntries(sql, {
    ...of,
    accounts: [...new Set([of.person, ...(of.entries ?? [])])].map(onlineAccount),
  })

/**
 * Money into the account; the balance may not pass "registered-balance-max-fen". What is owed for a closed card is paid
 * out to the account instead (card-care), where the fee on a refund is looked at.
 */
export async function topUpOnline(
  act: Act,
  order: { readonly person: string; readonly amountFen: Fen; readonly funding: Funding },
): Promise<Result<OnlineStanding, OnlineRefusal>> {
  const { amountFen, funding } = order
  if (amountFen <= NO_FEN) return notPositive()
  const one = await oneAccount(act, order.person)
  if (!one.ok) return one
  const { person } = one.value
  if (funding.kind === 'closed-card') {
    return refuse('not-your-account', {
      field: 'funding',
      detail: 'what is owed for a closed card is paid out to its person: pay out the closing',
    })
  }
  const paying = await payingAccount(act, funding, { amount: amountFen, person })
  if (!paying.ok) return paying
  const reference = `${act.reference}:top-up`
  const done = await book(act, person, [
    movements.topUpOnline({
      reference,
      amount: amountFen,
      at: act.at,
      person,
      funding: paying.value,
    }),
  ])
  if (!done.ok) return done
  const most = await ruleAt(act.tx, 'registered-balance-max-fen', cityDate(act.at))
  if (done.value.balanceFen > most) {
    return refuse('balance-over-limit', {
      field: 'amountFen',
      detail: `an online account holds at most ${most} fen`,
    })
  }
  await act.trail({
    act: 'online-account.topped-up',
    subject: `citizen:${person}`,
    detail: { amountFen: fenInJson(amountFen), funding: funding.kind },
  })
  return done
}

/**
 * Money out of the account, in cash or back to a channel. Staff pay it out to whom the account belongs: its holder
 * has `shown` the document, or a second person agreed.
 */
export async function withdrawOnline(
  act: Act,
  order: {
    readonly person: string
    readonly amountFen: Fen
    readonly to: Funding
    readonly shown?: boolean
  },
): Promise<Result<OnlineStanding, OnlineRefusal>> {
  const { amountFen, to } = order
  if (amountFen <= NO_FEN) return notPositive()
  const one = await oneAccount(act, order.person)
  if (!one.ok) return one
  const { person } = one.value
  const agreed = await holderAgrees(act, order, undefined)
  if (!agreed.ok) return agreed
  const paid = await paidAccount(act, to, { amount: amountFen, person })
  if (!paid.ok) return paid
  const reference = `${act.reference}:withdrawal`
  const done = await book(act, person, [
    movements.withdrawOnline({ reference, amount: amountFen, at: act.at, person, to: paid.value }),
  ])
  if (!done.ok) return done
  await act.trail({
    act: 'online-account.withdrawn',
    subject: `citizen:${person}`,
    detail: { amountFen: fenInJson(amountFen), to: to.kind },
  })
  return done
}

/** Pays an operator who works today out of the account. For staff the same holds as for a withdrawal. */
export async function payOnline(
  act: Act,
  order: {
    readonly person: string
    readonly amountFen: Fen
    readonly operator: OperatorId
    readonly shown?: boolean
  },
): Promise<Result<OnlineStanding, OnlineRefusal>> {
  const { amountFen, operator } = order
  if (amountFen <= NO_FEN) return notPositive()
  const one = await oneAccount(act, order.person)
  if (!one.ok) return one
  const { person } = one.value
  const works = await operatorWorks(act.tx, operator, act.at)
  if (!works.ok) return works
  const agreed = await holderAgrees(act, order, undefined)
  if (!agreed.ok) return agreed
  const reference = `${act.reference}:payment`
  const done = await book(act, person, [
    movements.payOnline({ reference, amount: amountFen, at: act.at, person, operator }),
  ])
  if (!done.ok) return done
  await act.trail({
    act: 'online-account.paid',
    subject: `citizen:${person}`,
    detail: { amountFen: fenInJson(amountFen), operator },
  })
  return done
}

async function book(
  act: Act,
  person: string,
  movement: readonly Movement[],
): Promise<Result<OnlineStanding, 'funds-not-enough' | PostRefusal>> {
  const posted = await postAct(act, movement)
  if (posted.ok) return ok(await onlineStanding(act.tx, person))
  return posted.refused === 'account-floor'
    ? refuse('funds-not-enough', {
        field: 'amountFen',
        detail: 'more than what is there and not held',
      })
    : posted
}

const notPositive = (): Result<never, 'amount-not-positive'> =>
  refuse('amount-not-positive', { field: 'amountFen', detail: 'an amount is above zero' })
