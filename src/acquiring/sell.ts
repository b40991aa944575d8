import { invariant } from '../base'
import {
  balanceOf,
  hold,
  movements,
  onlineAccount,
  type Movement,
  type PostOutcome,
} from '../ledger'
import { payersOf } from './facts'
import { authorisationOf, holdOf, movementOf } from './message'
import { amountFits, payerOf, pinShown, type Payer } from './payer'
import { declined, type Turn, type Verdict, type Work } from './turn-context'

/** A card in order, a will shown and an amount that fits: or why not. */
type Asking = { readonly payer: Payer } | { readonly no: Verdict }

/** A purchase on its way: declined already, or what is to be booked and what its outcome means. */
export type Sale =
  | { readonly no: Verdict }
  | { readonly movement: Movement; readonly sold: (outcome: PostOutcome) => Verdict }

/**
 * Purchases of many terminals at once: what is known of their cards is read together. Their money moves in the one
 * posting at the end of the turn, in which each stands for itself.
 */
export async function salesOf(turn: Turn, works: readonly Work[]): Promise<Sale[]> {
  const asking = await payersAsking(turn, works)
  return asking.map((asks, index): Sale => {
    const work = works[index]
    if ('no' in asks || work === undefined)
      return 'no' in asks ? asks : { no: declined('system-error') }
    const { payer } = asks
    return {
      movement: saleOf(turn, work, payer),
      sold: (outcome) => soldOr(outcome, work, payer),
    }
  })
}

function soldOr(outcome: PostOutcome, work: Work, payer: Payer): Verdict {
  if (!outcome.ok) return declined(codeOf(outcome), payer)
  return {
    ...payer,
    code: 'approved',
    state: 'approved',
    amountFen: work.asked.amountFen,
    contract: work.terminal.contract as string,
    bookedFen: work.asked.amountFen,
    bookedCount: 1,
    fields: { 38: authorisationOf(work.message) },
  }
}

/** Only a floor may say no to a sale; everything else would be our own error. */
function codeOf(outcome: Extract<PostOutcome, { ok: false }>): 'funds-not-enough' {
  const { refused, field } = outcome
  invariant(refused === 'account-floor', 'only missing money refuses a sale', { refused, field })
  return 'funds-not-enough'
}

const saleOf = ({ at }: Turn, { asked, message, terminal }: Work, { person }: Payer) =>
  movements.posSale({
    reference: movementOf(message),
    amount: asked.amountFen,
    at,
    person,
    operator: terminal.operator,
  })

async function payersAsking(turn: Turn, works: readonly Work[]): Promise<Asking[]> {
  const known = await payersOf(
    turn.tx,
    works.map(({ asked }) => asked.card),
  )
  const asking: Asking[] = []
  for (const work of works) {
    const facts = known.get(work.asked.card)
    const fits = amountFits(turn, work)
    const payer = payerOf(facts, turn.at)
    if (!fits.ok) asking.push({ no: declined(fits.refused) })
    else if (!payer.ok || facts === undefined) {
      asking.push({ no: declined(payer.ok ? 'card-unknown' : payer.refused, cardIn(facts)) })
    } else {
      const shown = await pinShown(turn, work, facts, turn.rules.noPinMaxFen)
      asking.push(shown.ok ? { payer: payer.value } : { no: declined(shown.refused, payer.value) })
    }
  }
  return asking
}

const cardIn = (facts: { readonly card: bigint } | undefined): Partial<Verdict> =>
  facts === undefined ? {} : { card: facts.card }

const DAY_MS = 86_400_000

/** Money is held until the sale is completed, taken back, or too old. */
export async function preAuthorise(turn: Turn, work: Work): Promise<Verdict> {
  const [asks] = await payersAsking(turn, [work])
  invariant(asks !== undefined, 'every question is looked at')
  if ('no' in asks) return asks.no
  const name = holdOf(work.message)
  const heldUntil = new Date(turn.at.getTime() + Number(turn.rules.preAuthorisationDays) * DAY_MS)
  const held = await hold(
    turn.tx,
    { ...saleOf(turn, work, asks.payer), reference: name },
    { day: turn.day, at: turn.at, expiresAt: heldUntil },
  )
  if (!held.ok) return declined(codeOf(held), asks.payer)
  return {
    ...asks.payer,
    code: 'approved',
    state: 'held',
    amountFen: work.asked.amountFen,
    hold: name,
    heldUntil,
    fields: { 38: authorisationOf(work.message) },
  }
}

/** What is on the account and not held; the PIN is asked for, whatever the amount. */
export async function tellBalance(turn: Turn, work: Work): Promise<Verdict> {
  const facts = (await payersOf(turn.tx, [work.asked.card])).get(work.asked.card)
  const payer = payerOf(facts, turn.at)
  if (!payer.ok || facts === undefined) {
    return declined(payer.ok ? 'card-unknown' : payer.refused, cardIn(facts))
  }
  const shown = await pinShown(turn, work, facts, -1n)
  if (!shown.ok) return declined(shown.refused, payer.value)
  const stands = await balanceOf(turn.tx, onlineAccount(payer.value.person))
  const free = stands.balanceFen - stands.pendingDebitsFen
  return {
    ...payer.value,
    code: 'approved',
    state: 'approved',
    fields: { 54: balanceField(free) },
  }
}

const AMOUNT_DIGITS = 12

/** f54: account type 00, available balance (02), currency 156, sign, amount. */
const balanceField = (fen: bigint): string =>
  `0002156${fen < 0n ? 'D' : 'C'}${(fen < 0n ? -fen : fen).toString().padStart(AMOUNT_DIGITS, '0')}`
