import {
  type Act,
  businessDateOf,
  type CardNumber,
  type Fen,
  maskCardNumber,
  NO_FEN,
  ok,
  plus,
  refuse,
  type Result,
  type Sql,
} from '../base'
import { movements, postAct, type PostRefusal } from '../ledger'
import {
  type ApplicationRefusal,
  cardFacts,
  cardKey,
  cardProducts,
  type CardReason,
  changeApplicationState,
  changeCardState,
  giveCardTo,
  productApplications,
} from '../registry'
import { type Funding, type FundingRefusal, payingAccount } from '../tills'
import { type DepositRefusal, takeDeposit } from './deposit'
import { cardKindOf, lockChipOfCard, writeMoves } from './store-stock'

export interface IssueOrder {
  readonly card: CardNumber
  /** Whose card it becomes; nobody's name when left out. */
  readonly person?: string
  readonly reason: CardReason<'issue'>
  /** Pays deposit and fee; needed where there is anything to pay. */
  readonly funding?: Funding
  /** What the holder pays for the card besides the deposit (a replacement); none when left out. */
  readonly fee?: Fen
  /** Applications to put on at once. */
  readonly applications?: readonly string[]
  /** A concession to be granted in the same act. */
  readonly concession?: AskedConcession
}

export interface AskedConcession {
  /** "student", "senior"… */
  readonly kind: string
  /** What was seen that entitles to it; kept sealed. */
  readonly evidence: string
  readonly validTo?: string | undefined
}

export interface IssuedCard {
  readonly card: CardNumber
  readonly state: 'active'
  readonly person: string | null
  readonly depositFen: Fen
  readonly feeFen: Fen
  readonly validTo: string
  /** The concession the person has with this card, and the last day before it has to be verified. */
  readonly concession: IssuedConcession | null
}

export interface IssuedConcession {
  readonly concession: string
  readonly kind: string
  readonly verifiedUntil: string
}

export type IssueRefusal =
  | 'card-unknown'
  | 'state-forbids'
  | 'reason-unknown'
  | 'person-unknown'
  | 'person-not-eligible'
  | 'application-unknown'
  | 'card-held-already'
  | 'stock-not-yours'
  | 'product-ended'
  | 'card-expired'
  | 'funding-missing'
  | ConcessionRefusal
  | DepositRefusal
  | FundingRefusal
  | PostRefusal
  | ApplicationRefusal

/**
 * Who knows persons: handed in, so that issuing does not read them itself. Answers undefined for somebody unknown,
 * otherwise how the person stands; only who is `alive` is given a card.
 */
export type PersonStanding = (sql: Sql, person: string) => Promise<string | undefined>

export type ConcessionRefusal =
  | 'concession-kind-unknown'
  | 'concession-missing'
  | 'concession-overlaps'
  | 'card-kind-differs'
  | 'person-merged'
  | 'person-not-alive'
  | 'birth-date-missing'
  | 'age-too-low'
  | 'date-malformed'
  | 'dates-reversed'

/**
 * Who knows concessions: handed in like `PersonStanding`. Grants what was asked for, or answers what stands already, and
 * refuses where that is not what the chip was written for.
 */
export type ConcessionAtIssue = (
  act: Act,
  given: {
    readonly person: string | undefined
    /** Written on the chip; undefined where the card was not made here. */
    readonly cardKind: number | undefined
    readonly asked: AskedConcession | undefined
  },
) => Promise<Result<IssuedConcession | undefined, ConcessionRefusal | 'person-unknown'>>

/** What is asked of the district that knows people. */
export interface IssuePeople {
  readonly personStanding: PersonStanding
  readonly concessionAtIssue: ConcessionAtIssue
}

/**
 * Hands a ready card to its holder: the clerk must have it in hand, its product must still be issued and its own
 * dates must cover today. Deposit and fee are paid first; then the card is active, its holder, concession and
 * applications are kept, and it has left the stock: all of it, or nothing.
 */
export async function issueCard(
  act: Act,
  order: IssueOrder,
  { personStanding, concessionAtIssue }: IssuePeople,
): Promise<Result<IssuedCard, IssueRefusal>> {
  const { card, reason } = order
  const key = cardKey(card)
  // The step comes first: it locks the card, and says best why a card that is not ready cannot be issued.
  const fee = order.fee ?? NO_FEN
  const stepped = await changeCardState(act, { card, act: 'issue', reason, fee })
  if (!stepped.ok) return stepped
  const chip = await lockChipOfCard(act.tx, key)
  if (chip?.state !== 'with-clerk' || chip.holder !== act.actor.id) {
    return refuse('stock-not-yours', {
      field: 'card',
      detail: `card ${maskCardNumber(card)} is not among the cards this clerk took out`,
    })
  }
  const facts = await issuable(act, order)
  if (!facts.ok) return facts
  const { depositFen, validTo } = facts.value
  const paid = await pay(act, order, { depositFen, fee })
  if (!paid.ok) return paid
  if (order.person !== undefined) {
    const standing = await personStanding(act.tx, order.person)
    if (standing === undefined) {
      return refuse('person-unknown', { field: 'person', detail: 'this person is not registered' })
    }
    if (standing !== 'alive') {
      return refuse('person-not-eligible', {
        field: 'person',
        detail: `the population register says of this person: ${standing}; a card is given to the living who live here`,
      })
    }
    const given = await giveCardTo(act, { card, person: order.person })
    if (!given.ok) return given
  }
  const granted = await concessionAtIssue(act, {
    person: order.person,
    cardKind: await cardKindOf(act.tx, key),
    asked: order.concession,
  })
  if (!granted.ok) return granted
  for (const application of order.applications ?? []) {
    const opened = await changeApplicationState(act, {
      card,
      application,
      act: 'open',
      reason: 'issued',
    })
    if (!opened.ok) return opened
  }
  await writeMoves(act, { chips: [chip], act: 'issue', to: 'issued', holder: null, reason })
  const person = order.person ?? null
  const concession = shownConcession(granted.value)
  return ok({ card, state: 'active', person, depositFen, feeFen: fee, validTo, concession })
}

const shownConcession = (granted: IssuedConcession | undefined): IssuedConcession | null =>
  granted === undefined
    ? null
    : {
        concession: granted.concession,
        kind: granted.kind,
        verifiedUntil: granted.verifiedUntil,
      }

/** What the card's product asks, where the card may be issued today with the applications asked for. */
async function issuable(
  act: Act,
  { card, applications = [] }: Pick<IssueOrder, 'card' | 'applications'>,
): Promise<Result<{ depositFen: Fen; validTo: string }, IssueRefusal>> {
  const facts = (await cardFacts(act.tx, [cardKey(card)])).get(cardKey(card))
  if (facts === undefined) return refuse('card-unknown')
  const product = (await cardProducts(act.tx)).find(
    (one) => one.product === facts.product && one.version === facts.productVersion,
  )
  const today = businessDateOf(act.at, 0)
  if (product === undefined || (product.validTo !== null && product.validTo < today)) {
    return refuse('product-ended', {
      detail: `version ${facts.productVersion} of ${facts.product} is issued no more`,
    })
  }
  if (facts.validTo < today || facts.validFrom > today) {
    return refuse('card-expired', {
      detail: `the card is valid from ${facts.validFrom} to ${facts.validTo}`,
    })
  }
  const { product: name, version } = product
  const carried = await productApplications(act.tx, { product: name, version })
  const strange = applications.findIndex(
    (asked) => !carried.some(({ application }) => application === asked),
  )
  if (strange >= 0) {
    return refuse('application-unknown', {
      field: `applications.${strange}`,
      detail: `version ${version} of ${name} carries ${carried.map((one) => one.application).join(', ') || 'none'}`,
    })
  }
  return ok({ depositFen: product.depositFen, validTo: facts.validTo })
}

async function pay(
  act: Act,
  { card, funding, person }: IssueOrder,
  due: { readonly depositFen: Fen; readonly fee: Fen },
): Promise<Result<unknown, IssueRefusal>> {
  const total = plus(due.depositFen, due.fee)
  if (total === NO_FEN) return ok(undefined)
  if (funding === undefined) {
    return refuse('funding-missing', {
      field: 'funding',
      detail: `a deposit of ${due.depositFen} fen and a fee of ${due.fee} fen are to be paid`,
    })
  }
  const from = await payingAccount(act, funding, { amount: total, person })
  if (!from.ok) return from
  if (due.depositFen > 0n) {
    const taken = await takeDeposit(act, { card, amount: due.depositFen, from: from.value })
    if (!taken.ok) return taken
  }
  if (due.fee === NO_FEN) return ok(undefined)
  return postAct(act, [
    movements.handlingFee({
      reference: `${act.reference}:fee`,
      amount: due.fee,
      at: act.at,
      funding: from.value,
    }),
  ])
}
