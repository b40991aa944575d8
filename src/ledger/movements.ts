import { minus, invariant, NO_FEN, type BusinessDate, type Fen, type OperatorId } from '../base'
import * as account from './account'
import type { Account } from './account'
import type { Movement, MovementKind, Posting } from './movement'

/*
 * Every way money may move, one function each. An auditor who has read this file has seen them all: nothing
 * else in the house names a debit and a credit. Amounts are fen; a posting of zero is left out.
 */

/** What an act has in common: its own key and when it happened. */
interface Act {
  readonly reference: string
  readonly amount: Fen
  readonly at: Date
}

/** A discount somebody else bears: 'concession', 'transfer' or 'card'. */
export interface Subsidy {
  readonly kind: string
  readonly amount: Fen
  readonly taps?: number
}

/** A batch of accepted taps: riders' value becomes debt to the operator, and the city owes its discounts. */
export const takings = (batch: {
  readonly batch: string
  readonly operator: OperatorId
  readonly chargedFen: Fen
  readonly taps: number
  readonly subsidies: readonly Subsidy[]
  readonly evidence: Buffer
  readonly at: Date
}): Movement => ({
  reference: `takings:${batch.batch}`,
  kind: 'takings',
  postings: takingsPostings(batch),
  effectiveAt: batch.at,
  evidence: batch.evidence,
})

/** A later ruling on taps: amounts are signed, and a negative one goes back the way it came. */
export const takingsRuled = (ruling: {
  readonly ruling: string
  readonly operator: OperatorId
  readonly chargedFen: Fen
  readonly taps: number
  readonly subsidies: readonly Subsidy[]
  readonly evidence: Buffer
  readonly at: Date
  readonly corrects?: string
}): Movement => ({
  reference: `ruling:${ruling.ruling}`,
  kind: 'takings-ruled',
  postings: takingsPostings(ruling),
  effectiveAt: ruling.at,
  evidence: ruling.evidence,
  ...(ruling.corrects === undefined ? {} : { corrects: ruling.corrects }),
})

/** The centre's fee on an operator's day, by contract; kept back from what is owed to the operator. */
export const commission = (charge: {
  readonly operator: OperatorId
  readonly day: BusinessDate
  readonly contract: string
  readonly fee: Fen
  readonly at: Date
}): Movement =>
  single(
    'commission',
    {
      reference: `commission:${charge.day}:${charge.operator}:${charge.contract}`,
      amount: charge.fee,
      at: charge.at,
    },
    { debit: account.operatorPayable(charge.operator), credit: account.OPERATOR_COMMISSION },
  )

/** Money onto a purse (圈存), paid from cash, a bank, an agent's prepayment or the online account. */
export const load = (act: Act & { readonly funding: Account }): Movement =>
  single('load', act, { debit: act.funding, credit: account.CARDHOLDER_VALUE })

/** A card is told to take money (圈存): until it says that it did, the money is nobody's. */
export const loadAuthorised = (act: Act & { readonly funding: Account }): Movement =>
  single('load-authorised', act, { debit: act.funding, credit: account.LOADS_IN_DOUBT })

/** The card took the money it was told to take: it has become value on a card. */
export const loadConfirmed = (act: Act): Movement =>
  single('load', act, { debit: account.LOADS_IN_DOUBT, credit: account.CARDHOLDER_VALUE })

/** The card did not take it: the money goes back, to where it came from or over a counter. */
export const loadRefunded = (act: Act & { readonly to: Account }): Movement =>
  single('load-refunded', act, { debit: account.LOADS_IN_DOUBT, credit: act.to })

/** The card gave money up (圈提): it is owed to the holder until it is paid out. */
export const unloadConfirmed = (act: Act): Movement =>
  single('unload', act, { debit: account.CARDHOLDER_VALUE, credit: account.UNLOADS_OWED })

/** What a card gave up is paid out, less the fee on a refund (0: none). */
export const unloadPaid = (act: Act & { readonly to: Account; readonly fee: Fen }): Movement => ({
  reference: act.reference,
  kind: 'unload-paid',
  postings: [
    ...oneWay({
      debit: account.UNLOADS_OWED,
      credit: act.to,
      amount: minus(act.amount, act.fee),
      count: 1,
    }),
    ...oneWay({
      debit: account.UNLOADS_OWED,
      credit: account.HANDLING_FEES,
      amount: act.fee,
      count: 1,
    }),
  ],
  effectiveAt: act.at,
})

/**
 * Taps of a stopped time that others bear are given back to the holder of a card that is in use again, by signed
 * amounts: `purse` was taken off the chip and paid to nobody, `shortage` was paid to an operator and is borne by the
 * centre, `receivable` is owed by the holder who was given too much; together they go onto the online account.
 */
export const stoppedTapsGivenBack = (act: {
  readonly reference: string
  readonly purse: Fen
  readonly shortage: Fen
  readonly receivable: Fen
  readonly person: string
  /** Under which the holder owes. */
  readonly closing: string
  readonly at: Date
}): Movement => {
  const given = (act.purse + act.shortage + act.receivable) as Fen
  const value = account.CARDHOLDER_VALUE
  const to = account.onlineAccount(act.person)
  const owed = account.holderReceivable(act.closing)
  return {
    reference: act.reference,
    kind: 'stopped-taps-given-back',
    postings: [
      ...oneWay({ debit: value, credit: to, amount: given, count: 1 }),
      ...oneWay({ debit: account.SHORTAGE, credit: value, amount: act.shortage, count: 1 }),
      ...oneWay({ debit: owed, credit: value, amount: act.receivable, count: 1 }),
    ],
    effectiveAt: act.at,
  }
}

/** Money off a purse (圈提), paid out to where `to` says. */
export const unload = (act: Act & { readonly to: Account }): Movement =>
  single('unload', act, { debit: account.CARDHOLDER_VALUE, credit: act.to })

export const depositTaken = (act: Act & { readonly funding: Account }): Movement =>
  single('deposit-taken', act, { debit: act.funding, credit: account.CARD_DEPOSITS })

export const depositReturned = (act: Act & { readonly to: Account }): Movement =>
  single('deposit-returned', act, { debit: account.CARD_DEPOSITS, credit: act.to })

/** The deposit of a card that came back damaged pays for the card. */
export const depositKept = (act: Act): Movement =>
  single('deposit-kept', act, { debit: account.CARD_DEPOSITS, credit: account.CARD_COST_INCOME })

export const topUpOnline = (
  act: Act & { readonly person: string; readonly funding: Account },
): Movement =>
  single('online-top-up', act, { debit: act.funding, credit: account.onlineAccount(act.person) })

/** A person pays an operator from the online account; held first when the terminal asks in two steps. */
export const payOnline = (
  act: Act & { readonly person: string; readonly operator: OperatorId },
): Movement =>
  single('online-payment', act, {
    debit: account.onlineAccount(act.person),
    credit: account.operatorPayable(act.operator),
  })

/** A sale at a POS: a person pays a merchant's operator from the online account. Held first for a pre-authorisation. */
export const posSale = (
  act: Act & { readonly person: string; readonly operator: OperatorId },
): Movement => single('pos-sale', act, posSaleWay(act))

/** A sale at a POS is taken back whole: reversed or voided before anybody was paid for it. */
export const posSaleUndone = (
  act: Act & { readonly person: string; readonly operator: OperatorId; readonly corrects: string },
): Movement => ({
  ...single('pos-sale-undone', act, swappedWay(posSaleWay(act))),
  corrects: act.corrects,
})

/** A merchant gives back a sale or a part of it. */
export const posRefund = (
  act: Act & { readonly person: string; readonly operator: OperatorId; readonly corrects: string },
): Movement => ({
  ...single('pos-refund', act, swappedWay(posSaleWay(act))),
  corrects: act.corrects,
})

/**
 * A merchant says that it sold offline, and the account cannot pay or is not known: the claim stands on both sides
 * of suspense, and nobody is paid, until people have decided it.
 */
export const posClaim = (act: Act & { readonly operator: OperatorId }): Movement =>
  single('pos-claim', act, {
    debit: account.POS_CLAIMS_UNPAID,
    credit: account.posClaimOf(act.operator),
  })

/** A claim stands: the merchant's operator gets it, and the centre bears it until somebody pays. */
export const posClaimUpheld = (
  act: Act & { readonly operator: OperatorId; readonly corrects: string },
): Movement => ({
  ...single('pos-claim-upheld', act, {
    debit: account.posClaimOf(act.operator),
    credit: account.operatorPayable(act.operator),
  }),
  corrects: act.corrects,
})

/** A claim falls. */
export const posClaimRejected = (
  act: Act & { readonly operator: OperatorId; readonly corrects: string },
): Movement => ({
  ...single('pos-claim-rejected', act, {
    debit: account.posClaimOf(act.operator),
    credit: account.POS_CLAIMS_UNPAID,
  }),
  corrects: act.corrects,
})

export const withdrawOnline = (
  act: Act & { readonly person: string; readonly to: Account },
): Movement =>
  single('online-withdrawal', act, { debit: account.onlineAccount(act.person), credit: act.to })

/** An agent pays in advance and may load that much, and its commission on top, onto cards. */
export const agentPrepaid = (act: {
  readonly reference: string
  readonly agent: string
  readonly paidIn: Fen
  readonly commission: Fen
  readonly into: Account
  readonly at: Date
}): Movement => {
  const credit = account.agentPrepayment(act.agent)
  return {
    reference: act.reference,
    kind: 'agent-prepayment',
    postings: [
      ...oneWay({ debit: act.into, credit, amount: act.paidIn, count: 1 }),
      ...oneWay({ debit: account.AGENT_COMMISSION, credit, amount: act.commission, count: 1 }),
    ],
    effectiveAt: act.at,
  }
}

/** A rider pays for an act at a counter. */
export const handlingFee = (act: Act & { readonly funding: Account }): Movement =>
  single('handling-fee', act, { debit: act.funding, credit: account.HANDLING_FEES })

/** What is owed to an operator leaves our bank (划拨). */
export const payOut = (
  act: Act & { readonly operator: OperatorId; readonly bank: string },
): Movement =>
  single('pay-out', act, {
    debit: account.operatorPayable(act.operator),
    credit: account.bankCustody(act.bank),
  })

/** The bank could not pay an operator: the debt stands again. */
export const payOutReturned = (
  act: Act & { readonly operator: OperatorId; readonly bank: string; readonly corrects: string },
): Movement => ({
  ...single('pay-out-returned', act, {
    debit: account.bankCustody(act.bank),
    credit: account.operatorPayable(act.operator),
  }),
  corrects: act.corrects,
})

/** The city pays (part of) what it owes for one kind of discount. */
export const subsidyReceived = (
  act: Act & { readonly subsidy: string; readonly bank: string },
): Movement =>
  single('subsidy-received', act, {
    debit: account.bankCustody(act.bank),
    credit: account.subsidyReceivable(act.subsidy),
  })

/** The city has paid, so an operator's share of its subsidies goes out with the next pay-out. */
export const subsidyDue = (act: Act & { readonly operator: OperatorId }): Movement =>
  single('subsidy-due', act, {
    debit: account.operatorSubsidyPayable(act.operator),
    credit: account.operatorPayable(act.operator),
  })

/** Notes from one drawer or safe to another. */
export const cashHandedOver = (
  act: Act & { readonly from: Account; readonly to: Account },
): Movement => single('cash-handed-over', act, { debit: act.to, credit: act.from })

/**
 * What a closed card leaves to its holder, and every later correction of it, by signed amounts: `purse` out of
 * the value of all purses, `shortage` borne by the centre, `receivable` owed by the holder who was given too
 * much; together `payable`, which is owed to the holder.
 */
export const cardClosed = (closed: {
  readonly reference: string
  readonly closing: string
  readonly purse: Fen
  readonly shortage: Fen
  readonly receivable: Fen
  readonly at: Date
  /** The movement that closed the card, where this one corrects it. */
  readonly corrects?: string
}): Movement => {
  const credit = account.closedCardValue(closed.closing)
  // Seen from the purses: all legs but the payable one go against them, so that each is one posting.
  const payable = (closed.purse + closed.shortage + closed.receivable) as Fen
  const owed = account.holderReceivable(closed.closing)
  return {
    reference: closed.reference,
    kind: closed.corrects === undefined ? 'card-closed' : 'card-closing-corrected',
    postings: [
      ...oneWay({ debit: account.CARDHOLDER_VALUE, credit, amount: payable, count: 1 }),
      ...oneWay({
        debit: account.SHORTAGE,
        credit: account.CARDHOLDER_VALUE,
        amount: closed.shortage,
        count: 1,
      }),
      ...oneWay({
        debit: owed,
        credit: account.CARDHOLDER_VALUE,
        amount: closed.receivable,
        count: 1,
      }),
    ],
    effectiveAt: closed.at,
    ...(closed.corrects === undefined ? {} : { corrects: closed.corrects }),
  }
}

/** What is owed for a closed card is paid to its holder. Onto a card it goes by `load`. */
export const closedCardPaidOut = (
  act: Act & { readonly closing: string; readonly to: Account },
): Movement =>
  single('closed-card-paid-out', act, {
    debit: account.closedCardValue(act.closing),
    credit: act.to,
  })

/** A holder gives back what was given too much for a closed card. */
export const holderRepaid = (
  act: Act & { readonly closing: string; readonly funding: Account },
): Movement =>
  single('holder-repaid', act, {
    debit: act.funding,
    credit: account.holderReceivable(act.closing),
  })

/** Cash carried to the bank, or a payment channel that settles with us. */
export const moneyBanked = (
  act: Act & { readonly from: Account; readonly bank: string },
): Movement =>
  single('money-banked', act, { debit: account.bankCustody(act.bank), credit: act.from })

/** More was found than the books say. */
export const surplusFound = (act: Act & { readonly where: Account }): Movement =>
  single('surplus', act, { debit: act.where, credit: account.SURPLUS })

/** Less was found than the books say. */
export const shortageFound = (act: Act & { readonly where: Account }): Movement =>
  single('shortage', act, { debit: account.SHORTAGE, credit: act.where })

/** A correction decided by people, tied to the movement it corrects and to the hash of its file. */
export const adjustment = (
  act: Act & {
    readonly debit: Account
    readonly credit: Account
    readonly corrects: string
    readonly evidence: Buffer
  },
): Movement => ({
  ...single('adjustment', act, act),
  corrects: act.corrects,
  evidence: act.evidence,
})

/**
 * An adjustment for an upheld dispute: its holder gets onto the online account what a record took wrongly. Out of what
 * is owed to the operator who charged it, or out of the centre's own pocket where no operator bears it.
 */
export const disputeRemedied = (
  act: Act & {
    readonly person: string
    readonly operator: OperatorId | undefined
    /** The movement that booked the record, where one stands for it. */
    readonly corrects: string | undefined
    readonly evidence: Buffer
  },
): Movement => ({
  ...single('dispute-remedied', act, {
    debit:
      act.operator === undefined ? account.DISPUTE_REMEDIES : account.operatorPayable(act.operator),
    credit: account.onlineAccount(act.person),
  }),
  evidence: act.evidence,
  ...(act.corrects === undefined ? {} : { corrects: act.corrects }),
})

/** Takes a movement back: the same lines, the other way. Nothing is ever erased. */
export const reversal = (
  of: Movement,
  act: { readonly reference: string; readonly at: Date },
): Movement => ({
  reference: act.reference,
  kind: 'reversal',
  postings: of.postings.map(swapped),
  effectiveAt: act.at,
  corrects: of.reference,
  ...(of.evidence === undefined ? {} : { evidence: of.evidence }),
})

function takingsPostings(taken: {
  readonly operator: OperatorId
  readonly chargedFen: Fen
  readonly taps: number
  readonly subsidies: readonly Subsidy[]
}): Posting[] {
  const subsidies = taken.subsidies.flatMap(({ kind, amount, taps }) =>
    oneWay({
      debit: account.subsidyReceivable(kind),
      credit: account.operatorSubsidyPayable(taken.operator),
      amount,
      count: Math.abs(taps ?? 0),
    }),
  )
  const charged = oneWay({
    debit: account.CARDHOLDER_VALUE,
    credit: account.operatorPayable(taken.operator),
    amount: taken.chargedFen,
    count: Math.abs(taken.taps),
  })
  return [...charged, ...subsidies]
}

const posSaleWay = (sale: { readonly person: string; readonly operator: OperatorId }) => ({
  debit: account.onlineAccount(sale.person),
  credit: account.operatorPayable(sale.operator),
})

const swappedWay = (way: { readonly debit: Account; readonly credit: Account }) => ({
  debit: way.credit,
  credit: way.debit,
})

function single(
  kind: MovementKind,
  act: Act,
  way: { readonly debit: Account; readonly credit: Account },
): Movement {
  invariant(act.amount > NO_FEN, 'a movement moves more than zero', {
    kind,
    reference: act.reference,
  })
  const { debit, credit } = way
  return {
    reference: act.reference,
    kind,
    postings: [{ debit, credit, amount: act.amount, count: 1 }],
    effectiveAt: act.at,
  }
}

/** A posting of a signed amount: none when it is zero, the other way round when it is negative. */
function oneWay(posting: Posting): Posting[] {
  if (posting.amount === NO_FEN) return []
  return posting.amount > NO_FEN
    ? [posting]
    : [swapped({ ...posting, amount: minus(NO_FEN, posting.amount) })]
}

const swapped = (posting: Posting): Posting => ({
  ...posting,
  debit: posting.credit,
  credit: posting.debit,
})
