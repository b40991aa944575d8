import {
  addDays,
  businessDateOf,
  cardFactor,
  fenInJson,
  idFrom,
  invariant,
  maskCardNumber,
  ok,
  refuse,
  toHex,
  type Act,
  type BusinessDate,
  type CardNumber,
  type Fen,
  type Result,
  type Sql,
} from '../base'
import { cardKeyIndex, vaultDoor, type VaultQuestion } from '../card'
import { isSamePerson } from '../citizens'
import type { KeyVault } from '../keys'
import { movements, postAct, type Movement, type PostRefusal } from '../ledger'
import {
  cardFacts,
  cardKey,
  changeCardState,
  extendValidity,
  holderAt,
  type CardFacts,
} from '../registry'
import { sessionOf, type CardWork, type JsonObject } from '../remote-reader'
import { rulesAt } from '../rules'
import { givenBackAccount, payingAccount, type Funding, type FundingRefusal } from '../tills'
import { renewOnChip, type RenewOrder } from './renew-on-chip'
import {
  insertRenewal,
  lockRenewal,
  openRenewalOf,
  selectRenewal,
  writeRenewalState,
  type Renewal,
} from './store-renewals'
import { yearsLater } from './plan'

export type RenewRefusal =
  | 'card-unknown'
  | 'state-forbids'
  | 'renewal-too-early'
  | 'holder-differs'
  | 'funding-missing'
  | FundingRefusal
  | PostRefusal

/**
 * Begins to extend the dates of a card on its own chip, so that nobody needs a new one (domain 2.3: the issuer extends
 * or reactivates). For an expired card, or in the last days of the rule renewal-before-days; its holder, where it has
 * one. The fee of the rule renewal-fee-fen is taken now and goes back when the renewal is given up. Begun again it is
 * the same renewal: that is how one that broke off goes on.
 */
export async function beginRenewal(
  act: Act,
  asked: {
    readonly card: CardNumber
    readonly person?: string | undefined
    readonly feeFrom?: Funding | undefined
  },
): Promise<Result<Renewal, RenewRefusal>> {
  const { card } = asked
  const facts = await renewable(act, asked)
  if (!facts.ok) return facts
  const open = await openRenewalOf(act.tx, card)
  if (open !== undefined) return ok(open)
  const today = businessDateOf(act.at, 0)
  const rules = await rulesAt(act.tx, ['card-years', 'renewal-fee-fen'], today)
  const fee = rules['renewal-fee-fen'] as Fen
  const paid = await feeAccount(act, { ...asked, fee })
  if (!paid.ok) return paid
  const { validTo } = facts.value
  const renewal: Renewal = {
    renewal: idFrom('ren', act.reference),
    card,
    validTo,
    extendTo: yearsLater(today, Number(rules['card-years'])),
    feeFen: fee,
    funding: fee > 0n ? (asked.feeFrom ?? null) : null,
    account: paid.value,
    state: 'open',
    begunAt: act.at,
    begunBy: act.actor.id,
  }
  if (!(await insertRenewal(act, renewal))) {
    // Somebody else began one in this very moment: theirs it is, and this fee is not taken.
    return refuse('state-forbids', { field: 'card', detail: 'the card is being renewed already' })
  }
  const charged = await postAct(act, feeOf(renewal))
  if (!charged.ok) return charged
  await act.trail({
    act: 'card.renewal-begun',
    subject: `card:${card}`,
    detail: { renewal: renewal.renewal, extendTo: renewal.extendTo, feeFen: Number(fee) },
  })
  return ok(renewal)
}

async function renewable(
  act: Act,
  { card, person }: { readonly card: CardNumber; readonly person?: string | undefined },
): Promise<Result<CardFacts, RenewRefusal>> {
  const key = cardKey(card)
  const facts = (await cardFacts(act.tx, [key])).get(key)
  if (facts === undefined) {
    return refuse('card-unknown', { field: 'card', detail: `no card ${maskCardNumber(card)}` })
  }
  if (!RENEWABLE.has(facts.state)) {
    return refuse('state-forbids', { field: 'card', detail: `a card that is ${facts.state}` })
  }
  const holder = await holderAt(act.tx, card, act.at)
  if (holder !== undefined && !(await isSamePerson(act.tx, holder, person))) {
    return refuse('holder-differs', { field: 'person', detail: 'the card is in another name' })
  }
  const today = businessDateOf(act.at, 0)
  const { 'renewal-before-days': days } = await rulesAt(act.tx, ['renewal-before-days'], today)
  const from = addDays(facts.validTo as BusinessDate, -Number(days))
  return today < from
    ? refuse('renewal-too-early', { field: 'card', detail: `it can be renewed from ${from} on` })
    : ok(facts)
}
const RENEWABLE: ReadonlySet<string> = new Set(['active', 'expired'])

async function feeAccount(
  act: Act,
  of: {
    readonly card: CardNumber
    readonly fee: Fen
    readonly feeFrom?: Funding | undefined
  },
): Promise<Result<Renewal['account'], RenewRefusal>> {
  const { card, fee, feeFrom } = of
  if (fee === 0n) return ok(null)
  if (feeFrom === undefined) {
    return refuse('funding-missing', { field: 'feeFrom', detail: `the fee is ${fee} fen` })
  }
  const person = await holderAt(act.tx, card, act.at)
  return payingAccount(act, feeFrom, { amount: fee, person })
}

const feeOf = ({ renewal, feeFen, account, begunAt }: Renewal): Movement[] =>
  account === null
    ? []
    : [
        movements.handlingFee({
          reference: `${renewal}:fee`,
          amount: feeFen,
          at: begunAt,
          funding: account,
        }),
      ]

export type RenewalRefusal = 'renewal-unknown' | 'renewal-ended'

/** What to open a reader session with, to write the chip or to see what it did. */
export async function sessionOfRenewal(
  act: Act,
  name: string,
): Promise<
  Result<
    { readonly kind: 'renew'; readonly order: RenewOrder; readonly subject: string },
    RenewalRefusal
  >
> {
  const renewal = await goesOn(act, name)
  if (!renewal.ok) return renewal
  const { card, extendTo } = renewal.value
  const facts = (await cardFacts(act.tx, [cardKey(card)])).get(cardKey(card))
  invariant(facts !== undefined, 'a card that is renewed is registered')
  const { keyVersion, algorithm, issuer } = facts
  const drawn = BigInt(`0x${sessionOf(act).slice(4)}`) % 1_000_000_000_000n
  const order: RenewOrder = {
    renewal: name,
    card,
    profile: facts.profile === 't-union' ? 'tunion' : (facts.profile as 'pboc' | 'mohurd'),
    issuer,
    factor: toHex(cardFactor(card)),
    keyIndex: cardKeyIndex(keyVersion, algorithm),
    keyVersion,
    algorithm,
    terminal: drawn.toString().padStart(12, '0'),
    expiry: extendTo.replaceAll('-', ''),
  }
  return ok({ kind: 'renew', order, subject: `card:${card}` })
}

async function goesOn(act: Act, name: string): Promise<Result<Renewal, RenewalRefusal>> {
  const renewal = await lockRenewal(act.tx, name)
  if (renewal === undefined) return noRenewal()
  return renewal.state === 'open' || renewal.state === 'told'
    ? ok(renewal)
    : refuse('renewal-ended', { field: 'renewal', detail: `it is ${renewal.state}` })
}

/**
 * Extending dates with a card in a reader elsewhere. Before the chip gets its command the renewal is kept as `told`;
 * the registry follows in the transaction of the reply that shows the new day on the chip. Pulled at any command, the
 * card is what it was or renewed, and the next session of the same renewal finds out which.
 */
export const renewWork = (vault: KeyVault): CardWork<RenewOrder, 'renewed'> => ({
  kind: 'renew',
  converse: renewOnChip,
  vault: vaultDoor(vault, 2),
  before: async (act, { order }, asks: VaultQuestion) => {
    if (asks.act !== 'make-command-mac') return ok(undefined)
    const renewal = await goesOn(act, order.renewal)
    if (!renewal.ok) return renewal
    // Reported lost or blocked since it began: it is not made good for years.
    const key = cardKey(renewal.value.card)
    const state = (await cardFacts(act.tx, [key])).get(key)?.state ?? ''
    if (!RENEWABLE.has(state)) return refuse('state-forbids', { detail: `the card is ${state}` })
    await writeRenewalState(act, renewal.value, 'told')
    return ok(undefined)
  },
  finish: async (act, { order }, outcome) => {
    const renewal = await goesOn(act, order.renewal)
    if (!renewal.ok) return renewal
    if (outcome.ok) return finishRenewal(act, renewal.value)
    // The chip was read after it was told, and says the old day.
    if (outcome.refused === 'renewal-not-written') {
      await writeRenewalState(act, renewal.value, 'open')
    }
    return outcome
  },
  interrupted: async () => undefined,
})

async function finishRenewal(act: Act, renewal: Renewal): Promise<Result<JsonObject, string>> {
  const { card, extendTo } = renewal
  const facts = (await cardFacts(act.tx, [cardKey(card)])).get(cardKey(card))
  if (facts?.state === 'expired') {
    const stepped = await changeCardState(act, {
      card,
      act: 'renew',
      reason: 'extended',
      ...(renewal.feeFen === 0n ? {} : { fee: renewal.feeFen }),
    })
    if (!stepped.ok) return stepped
  } else if (facts?.state !== 'active') {
    return refuse('state-forbids', { detail: `the card is ${String(facts?.state)}` })
  }
  await extendValidity(act, { card, validTo: extendTo })
  await writeRenewalState(act, renewal, 'done')
  return ok({ renewal: renewal.renewal, card, state: 'done', validTo: extendTo })
}

/**
 * Gives a renewal up: the card stays as it is, and the fee goes back to what paid it (cash out of the own drawer). Not
 * while the chip may have been written and nobody has read it since.
 */
export async function giveUpRenewal(
  act: Act,
  given: { readonly renewal: string; readonly payTo?: Funding | undefined },
): Promise<
  Result<
    Renewal,
    RenewalRefusal | 'renewal-in-doubt' | 'funding-not-yours' | FundingRefusal | PostRefusal
  >
> {
  const found = await goesOn(act, given.renewal)
  if (!found.ok) return found
  const renewal = found.value
  if (renewal.state === 'told') {
    return refuse('renewal-in-doubt', {
      field: 'renewal',
      detail: 'the chip may say the new day already: show the card once more first',
    })
  }
  if (renewal.account !== null && renewal.funding !== null) {
    const back = given.payTo ?? renewal.funding
    const account = await givenBackAccount(act, back, renewal.feeFen)
    if (!account.ok) return account
    if (
      account.value !== renewal.account &&
      (back.kind !== 'cash' || renewal.funding.kind !== 'cash')
    ) {
      return refuse('funding-not-yours', { detail: 'the fee goes back to where it came from' })
    }
    const [fee] = feeOf({ ...renewal, account: account.value })
    invariant(fee !== undefined, 'a fee that was paid was booked', { renewal: given.renewal })
    const posted = await postAct(act, [
      movements.reversal(fee, { reference: `${given.renewal}:fee-back`, at: act.at }),
    ])
    if (!posted.ok) return posted
  }
  await writeRenewalState(act, renewal, 'given-up')
  await act.trail({
    act: 'card.renewal-given-up',
    subject: `card:${renewal.card}`,
    detail: { renewal: given.renewal, feeFen: fenInJson(renewal.feeFen) },
  })
  return ok({ ...renewal, state: 'given-up' })
}

/** A renewal as it stands. */
export async function renewalOf(
  sql: Sql,
  name: string,
): Promise<Result<Renewal, 'renewal-unknown'>> {
  const renewal = await selectRenewal(sql, name)
  return renewal === undefined ? noRenewal() : ok(renewal)
}

const noRenewal = (): Result<never, 'renewal-unknown'> =>
  refuse('renewal-unknown', { field: 'renewal', detail: 'no such renewal' })
