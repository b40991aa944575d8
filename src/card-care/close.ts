import {
  businessDateOf,
  invariant,
  ok,
  refuse,
  type Act,
  type BusinessDate,
  type CardNumber,
  type Fen,
  type Result,
  type Sql,
} from '../base'
import { cardStandings } from '../clearing'
import { depositOf, giveBackDeposit, keepDeposit } from '../issuing'
import { closedCardValue, movements, postAct, type PostRefusal } from '../ledger'
import { lastUnload } from '../loads'
import {
  cardFacts,
  cardKey,
  changeCardState,
  holderAt,
  takeCardFromHolder,
  type CardActRefusal,
  type CardReason,
} from '../registry'
import { rulesAt, workingDayAfter } from '../rules'
import { closingOfCard, payingAccount, type Funding, type FundingRefusal } from '../tills'
import { holdsCard, isRegistered, lossAt, noCard } from './loss'
import { settleClosing, standingOf, type SettleRefusal } from './settle'
import { stopCard } from './stop'
import { dueFor } from './closing'
import {
  closingNamed,
  endLoss,
  givenBackFor,
  insertClosing,
  writeDepositOwed,
  type Closing,
} from './store'

export { closingOfCard }

export type CloseRefusal =
  | 'card-unknown'
  | 'card-anonymous'
  | 'card-not-yours'
  | 'holder-differs'
  | 'loss-not-effective-yet'
  | 'purse-not-unloaded'
  | 'fee-funding-needed'
  | 'records-being-cleared'
  | CardActRefusal
  | SettleRefusal
  | FundingRefusal
  | PostRefusal

/** Where the value of a card that is to be replaced stands, and from when it can be given. */
export interface Eligibility {
  readonly card: CardNumber
  readonly reason: CardReason<'replace'>
  /** The first day on which the value can be given. */
  readonly from: BusinessDate
  readonly eligible: boolean
  /** By the records so far; taps still on their way make it less. */
  readonly valueFen: bigint
  readonly feeFen: bigint
}

/** Holders pay for a new card where they lost or spoiled the old one. */
const OWN_FAULT: ReadonlySet<string> = new Set(['lost', 'damaged-by-holder'])

/** What a replacement would give, when and for what fee. A lost card waits from its report, another from today. */
export async function replacementOf(
  sql: Sql,
  asked: {
    readonly card: CardNumber
    readonly reason: CardReason<'replace'>
    readonly at: Date
  },
): Promise<Result<Eligibility, 'card-unknown'>> {
  const { card, reason, at } = asked
  const [standing] = await cardStandings(sql, [cardKey(card)])
  if (standing === undefined) return refuse('card-unknown', { field: 'card' })
  const due = dueFor(standing, false, await givenBackFor(sql, cardKey(card)))
  const today = businessDateOf(at, 0)
  const loss = await lossAt(sql, card)
  const rules = await rulesAt(sql, ['replacement-fee-fen', 'replacement-wait-days'], today)
  const from =
    loss?.replacementFrom ??
    (await workingDayAfter(sql, today, Number(rules['replacement-wait-days'])))
  return ok({
    card,
    reason,
    from,
    eligible: today >= from,
    valueFen: due.purseFen + due.shortageFen,
    feeFen: OWN_FAULT.has(reason) ? rules['replacement-fee-fen'] : 0n,
  })
}

/**
 * Closes a card in favour of another. A lost one not before its waiting time is over, when late taps are in
 * (`loss-not-effective-yet` says the day); its value is given at once. One that is broken, of an old generation or
 * past its dates is closed now; was its chip `emptied` into the closing before, the rest is settled at once, otherwise
 * its value is given after the waiting time. The value stays owed under the closing until it is loaded onto a card
 * (funding "closed-card") or paid out. The fee is paid by `feeFrom`, or kept back from a value given at once.
 */
export async function replaceCard(
  act: Act,
  given: {
    readonly card: CardNumber
    readonly reason: CardReason<'replace'>
    readonly person?: string | undefined
    readonly emptied: boolean
    readonly feeFrom?: Funding | undefined
  },
): Promise<Result<Closing, CloseRefusal>> {
  const { card, reason, emptied } = given
  const holder = await speaksFor(act, given)
  if (!holder.ok) return holder
  const eligibility = await replacementOf(act.tx, { card, reason, at: act.at })
  if (!eligibility.ok) return eligibility
  const { from, eligible, feeFen } = eligibility.value
  if (reason === 'lost' && !eligible) {
    return refuse('loss-not-effective-yet', {
      field: 'card',
      detail: `taps made before the loss may still arrive; the value can be moved from ${from} on`,
    })
  }
  const checked = await emptiedIndeed(act, given)
  if (!checked.ok) return checked
  const today = businessDateOf(act.at, 0)
  const agreed = await blockedAgreed(act, card)
  if (!agreed.ok) return agreed
  const closed = await close(act, {
    card,
    cause: reason,
    emptied,
    person: holder.value,
    dueOn: emptied || eligible ? today : from,
    step: { act: 'replace', reason },
    feeFen: feeFen as Fen,
  })
  if (!closed.ok) return closed
  const ended = await endDeposit(act, closed.value, { keep: OWN_FAULT.has(reason) })
  if (!ended.ok) return ended
  const paid = await chargeFee(act, closed.value, { amount: feeFen as Fen, from: given.feeFrom })
  return paid.ok ? ok(await closingKept(act, closed.value.closing)) : paid
}

/**
 * A holder gives a card back. Was its chip `emptied` into the closing before, all is settled now; a chip that
 * cannot be read is worth what the books say after the waiting time. What is owed is paid out of the closing.
 */
export async function handBackCard(
  act: Act,
  given: {
    readonly card: CardNumber
    readonly reason: CardReason<'handBack'>
    readonly person?: string | undefined
    readonly emptied: boolean
  },
): Promise<Result<Closing, CloseRefusal>> {
  const { card, reason, emptied } = given
  const holder = await speaksFor(act, given)
  if (!holder.ok) return holder
  const checked = await emptiedIndeed(act, given)
  if (!checked.ok) return checked
  const today = businessDateOf(act.at, 0)
  const agreed = await blockedAgreed(act, card)
  if (!agreed.ok) return agreed
  const { 'replacement-wait-days': days } = await rulesAt(act.tx, ['replacement-wait-days'], today)
  const closed = await close(act, {
    card,
    cause: 'returned',
    emptied,
    person: holder.value,
    dueOn: emptied ? today : await workingDayAfter(act.tx, today, Number(days)),
    step: { act: 'handBack', reason },
    feeFen: 0n as Fen,
  })
  if (!closed.ok) return closed
  await takeCardFromHolder(act, card)
  const ended = await endDeposit(act, closed.value, { keep: reason === 'damaged' })
  return ended.ok ? ok(await closingKept(act, closed.value.closing)) : ended
}

async function closingKept(act: Act, name: string): Promise<Closing> {
  const kept = await closingNamed(act.tx, name)
  invariant(kept !== undefined, 'a closing that was made is kept', { closing: name })
  return kept
}

/** The plastic came back in order: its deposit is owed with the value. Damaged, or not at all: it pays for the card. */
async function endDeposit(
  act: Act,
  { card, closing }: Closing,
  { keep }: { readonly keep: boolean },
): Promise<Result<unknown, CloseRefusal>> {
  const deposit = await depositOf(act.tx, card)
  if (deposit === undefined) return ok(undefined)
  const ended = keep
    ? await keepDeposit(act, card)
    : await giveBackDeposit(act, { card, to: closedCardValue(closing) })
  if (ended.ok && !keep) await writeDepositOwed(act.tx, { closing, depositFen: deposit.amountFen })
  return !ended.ok && ended.refused === 'deposit-none'
    ? ok(undefined)
    : (ended as Result<unknown, PostRefusal>)
}

/** The person a card in somebody's name is closed for; whoever brings an anonymous card may have it closed. */
async function speaksFor(
  act: Act,
  { card, person }: { readonly card: CardNumber; readonly person?: string | undefined },
): Promise<
  Result<string | null, 'card-unknown' | 'card-anonymous' | 'card-not-yours' | 'holder-differs'>
> {
  const holder = await holderAt(act.tx, card, act.at)
  if (holder === undefined) return (await isRegistered(act.tx, card)) ? ok(null) : noCard()
  return person === undefined
    ? refuse('holder-differs', {
        field: 'person',
        detail: 'the card is in somebody’s name: whose?',
      })
    : holdsCard(act, { card, person })
}

/**
 * A chip counts as emptied when the last value that moved on it was an unload of today that left nothing, as its
 * signed opening says; or when the books see nothing on it. Closed otherwise, what is left on it would be nobody's.
 */
async function emptiedIndeed(
  act: Act,
  { card, emptied }: { readonly card: CardNumber; readonly emptied: boolean },
): Promise<Result<undefined, 'purse-not-unloaded' | 'records-being-cleared'>> {
  if (!emptied) return ok(undefined)
  const last = await lastUnload(act.tx, card)
  if (last !== undefined && last.leftFen > 0n) {
    return refuse('purse-not-unloaded', {
      field: 'emptied',
      detail: `the last unload left ${last.leftFen} fen on the chip; unload all of it`,
    })
  }
  const today = new Date(`${businessDateOf(act.at, 0)}T00:00:00+08:00`)
  if (last !== undefined && last.at >= today) return ok(undefined)
  const standing = await standingOf(act, { card, emptied: false })
  if (!standing.ok) return standing
  return standing.value.mirrorFen === 0n
    ? ok(undefined)
    : refuse('purse-not-unloaded', {
        field: 'emptied',
        detail: 'unload the purse into the closing first, or hand the card in as unreadable',
      })
}

/** A blocked card is stopped for a cause: one person alone neither opens it again nor gives its value away. */
async function blockedAgreed(
  act: Act,
  card: CardNumber,
): Promise<Result<undefined, 'second-person-needed'>> {
  if (act.approvedBy !== undefined && act.approvedBy.id !== act.actor.id) return ok(undefined)
  const facts = (await cardFacts(act.tx, [cardKey(card)])).get(cardKey(card))
  return facts?.state === 'blocked'
    ? refuse('second-person-needed', { detail: 'a blocked card is closed by two people' })
    : ok(undefined)
}

async function close(
  act: Act,
  of: Pick<Closing, 'card' | 'cause' | 'emptied' | 'person' | 'dueOn'> & {
    readonly step:
      | { readonly act: 'replace'; readonly reason: CardReason<'replace'> }
      | { readonly act: 'handBack'; readonly reason: CardReason<'handBack'> }
    readonly feeFen: Fen
  },
): Promise<Result<Closing, CloseRefusal>> {
  const { step, feeFen, ...about } = of
  const stepped = await changeCardState(act, {
    card: of.card,
    ...step,
    ...(feeFen === 0n ? {} : { fee: feeFen }),
  })
  if (!stepped.ok) return stepped
  const { at } = stepped.value
  const closing = { ...about, closing: closingOfCard(of.card), closedAt: at }
  await insertClosing(act.tx, { ...closing, actor: act.actor.id, reference: act.reference })
  if (of.cause === 'lost') await endLoss(act.tx, of.card, { at, how: 'replaced' })
  const settled =
    of.dueOn > businessDateOf(act.at, 0)
      ? ok(await closingKept(act, closing.closing))
      : await settleClosing(act, closing.closing)
  // Nothing more is to be taken off the chip; a card that is lost or blocked is stopped since then.
  await stopCard(act, { card: of.card, at, cause: 'closed', holderBearsUntil: null })
  return settled
}

async function chargeFee(
  act: Act,
  closing: Closing,
  fee: { readonly amount: Fen; readonly from?: Funding | undefined },
): Promise<Result<undefined, CloseRefusal>> {
  const { amount, from } = fee
  if (amount === 0n) return ok(undefined)
  if (from === undefined && (closing.givenFen ?? 0n) < amount) {
    return refuse('fee-funding-needed', {
      field: 'feeFrom',
      detail: `the fee of ${amount} fen is more than is given now: say what pays it`,
    })
  }
  const account =
    from === undefined
      ? ok(closedCardValue(closing.closing))
      : await payingAccount(act, from, { amount, person: closing.person ?? undefined })
  if (!account.ok) return account
  const posted = await postAct(act, [
    movements.handlingFee({
      reference: `${act.reference}:fee`,
      amount,
      at: act.at,
      funding: account.value,
    }),
  ])
  return posted.ok ? ok(undefined) : posted
}
