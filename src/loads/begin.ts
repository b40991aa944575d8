import {
  businessDateOf,
  cardFactor,
  cityDateTime,
  fen,
  fenInJson,
  idFrom,
  invariant,
  minus,
  ok,
  refuse,
  toHex,
  type Act,
  type CardNumber,
  type Fen,
  type Result,
  type SamNumber,
} from '../base'
import type { ProfileName } from '../card'
import type { Account } from '../ledger'
import { cardKey, holderAt, type CardFacts, type CardState } from '../registry'
import {
  openSession,
  sessionOf,
  type CardWorks,
  type SessionOrder,
  type TurnOrEnd,
} from '../remote-reader'
import { givenBackAccount, paidAccount, payingAccount, type Funding } from '../tills'
import { cardInOrder, cardKnown } from './card-in-order'
import type { LookOrder } from './card-works'
import type { DoubtOrder, MoneyOrder } from './conversation'
import type { LoadsDesk } from './desk'
import type { LoadAsked, LoadRefusal, UnloadAsked } from './load-asked'
import { agentAllowed, amountAllowed, loadLimits } from './load-limits'
import { goesBackTo, statesFor, type Cause, type LoadOrder, type Way } from './order'
import { holdFunds } from './resolve'
import { doubtOf, insertOrder, lockNamed } from './store'
import { lockWaitingAuto, writeAutoEnd } from './store-auto'

/** An order that has begun, and what the card is to be asked first. */
export interface Begun {
  readonly load: string
  readonly turn: TurnOrEnd
}

/** What the desk and all kinds of card work are needed for, together. */
export interface LoadsCounter {
  readonly desk: LoadsDesk
  readonly works: CardWorks
}

/**
 * Begins a load 圈存: checks the limits, holds the money and opens the conversation with the card. The money is
 * booked when the card gets its code, and becomes value when the card proves that it took it.
 */
export async function beginLoad(
  act: Act,
  counter: LoadsCounter,
  asked: LoadAsked,
  cause: Cause = 'counter',
): Promise<Result<Begun, LoadRefusal>> {
  const card = await cardInOrder(act, asked.card, statesFor(cause))
  if (!card.ok) return card
  const limits = await loadLimits(act, card.value)
  const amount = await amountAllowed(act, { asked, card: card.value, limits })
  if (!amount.ok) return amount
  const person = await holderAt(act.tx, asked.card, act.at)
  const account = await payingAccount(act, asked.funding, { amount: asked.amountFen, person })
  if (!account.ok) return account
  const agent = await agentAllowed(act, { asked, account: account.value, limits })
  if (!agent.ok) return agent
  const begun = await begin(act, counter, {
    way: 'load',
    cause,
    original: null,
    card: card.value,
    amountFen: asked.amountFen,
    funding: asked.funding,
    account: account.value,
    terminal: asked.terminal ?? counter.desk.terminal,
    heldUntil: new Date(act.at.getTime() + Number(limits.holdMinutes) * 60_000),
    balanceMaxFen: limits.balanceMaxFen,
    secondFromFen: limits.secondFromFen,
  })
  if (!begun.ok) return begun
  // Asked again while the books keep the agent's account locked for us: several at once cannot all have room.
  const still = await agentAllowed(act, {
    asked: { ...asked, amountFen: fen(0) },
    account: account.value,
    limits,
  })
  return still.ok ? begun : still
}

/**
 * Begins an unload 圈提: nothing is booked before the card proves that the money has left it. Value that leaves the
 * card as money may cost the fee on a refund (`refund-fee.ts`). For a `return` the card may be expired, reported lost
 * and found again, or blocked (then a second person agrees); its value goes into its own closing and nowhere else.
 */
export async function beginUnload(
  act: Act,
  counter: LoadsCounter,
  asked: UnloadAsked,
  of: { readonly cause: Cause; readonly original: string | null } = {
    cause: asked.cause ?? 'counter',
    original: null,
  },
): Promise<Result<Begun, LoadRefusal>> {
  const card = await cardInOrder(act, asked.card, statesFor(of.cause))
  if (!card.ok) return card
  const lawful = returnsLawfully(act, { asked, cause: of.cause, state: card.value.state })
  if (!lawful.ok) return lawful
  const amount = asked.amountFen ?? fen(0)
  const person = await holderAt(act.tx, asked.card, act.at)
  const account = await (of.cause === 'void'
    ? givenBackAccount(act, asked.payTo, amount)
    : paidAccount(act, asked.payTo, { amount, person, card: asked.card }))
  if (!account.ok) return account
  const limits = await loadLimits(act, card.value)
  return begin(act, counter, {
    way: 'unload',
    cause: of.cause,
    original: of.original,
    card: card.value,
    amountFen: asked.amountFen ?? fen(0),
    funding: asked.payTo,
    account: account.value,
    terminal: asked.terminal ?? counter.desk.terminal,
    heldUntil: new Date(act.at.getTime() + Number(limits.holdMinutes) * 60_000),
    balanceMaxFen: limits.balanceMaxFen,
    secondFromFen: limits.secondFromFen,
  })
}

/** Value of a card that is out of order comes off its chip only to be given by the books. */
function returnsLawfully(
  act: Act,
  of: { readonly asked: UnloadAsked; readonly cause: Cause; readonly state: CardState },
): Result<undefined, 'return-needs-closing' | 'second-person-needed'> {
  if (of.cause !== 'return') return ok(undefined)
  if (of.asked.payTo.kind !== 'closed-card' || of.asked.amountFen !== undefined) {
    return refuse('return-needs-closing', {
      field: 'payTo',
      detail:
        'all of a card that is returned goes into its closing, which pays once the card is back',
    })
  }
  return of.state === 'blocked' && act.approvedBy === undefined
    ? refuse('second-person-needed', { detail: 'a blocked card is emptied by two people' })
    : ok(undefined)
}

/**
 * Takes a load back while the card is still there 撤销: on the same day, by who made it or a supervisor, as an
 * unload that names the load it takes back. The money goes where it came from.
 */
export async function beginVoid(
  act: Act,
  counter: LoadsCounter,
  asked: { readonly load: string; readonly payTo?: Funding; readonly terminal?: SamNumber },
): Promise<Result<Begun, LoadRefusal>> {
  const original = await lockNamed(act.tx, asked.load)
  if (original === undefined || original.way !== 'load') return unknownLoad(asked.load)
  if (original.state !== 'confirmed') {
    return refuse('load-not-confirmed', {
      detail: `a load that is ${original.state} is not taken back`,
    })
  }
  if (businessDateOf(original.requestedAt, 0) !== businessDateOf(act.at, 0)) {
    return refuse('void-too-late', { detail: 'a load is taken back on its own day only' })
  }
  const supervisor = act.actor.roles.includes('counter-supervisor')
  if (original.requestedBy !== act.actor.id && !supervisor) {
    return refuse('void-not-yours', { detail: 'who made the load takes it back, or a supervisor' })
  }
  const payTo = asked.payTo ?? original.funding
  const account = await givenBackAccount(act, payTo, original.amountFen)
  if (!account.ok) return account
  const back = await goesBackTo(act.tx, original, { funding: payTo, account: account.value })
  if (!back.ok) return back
  return beginUnload(
    act,
    counter,
    {
      card: original.number,
      amountFen: original.amountFen,
      payTo,
      ...(asked.terminal === undefined ? {} : { terminal: asked.terminal }),
    },
    { cause: 'void', original: original.load },
  )
}

/**
 * Looks what a card did the last time. Cash that turns out to be owed is handed over at once out of `handTo`, the
 * holder being there with the card; money of an account goes back to that account.
 */
export async function beginLook(
  act: Act,
  { desk, works }: LoadsCounter,
  asked: { readonly card: CardNumber; readonly handTo?: Funding },
): Promise<Result<Begun, LoadRefusal>> {
  const card = await cardKnown(act, asked.card)
  if (!card.ok) return card
  const subject = subjectOf(card.value)
  const doubt = await doubtOf(act.tx, card.value.card)
  if (doubt === undefined) {
    return refuse('nothing-in-doubt', { detail: 'every load of this card is known' })
  }
  let handTo = ''
  const handTill = asked.handTo?.kind === 'cash' ? asked.handTo.till : ''
  if (asked.handTo !== undefined) {
    const owed = minus(doubt.amountFen, doubt.feeFen)
    const account = await givenBackAccount(act, asked.handTo, owed)
    if (!account.ok) return account
    const back = await goesBackTo(act.tx, doubt, { funding: asked.handTo, account: account.value })
    if (!back.ok) return back
    handTo = account.value
  }
  const order: LookOrder = {
    ...cardOrderOf(desk, card.value, doubtOrderOf(doubt)),
    handTo,
    handTill,
  }
  const turn = await openSession(act, works, { kind: 'look-again', order, subject })
  return ok({ load: doubt.load, turn })
}

/** Carries out what the holder wished for before: from the online account onto the purse, at this terminal. */
export async function beginAutoLoad(
  act: Act,
  counter: LoadsCounter,
  asked: { readonly card: CardNumber; readonly terminal?: SamNumber },
): Promise<Result<Begun, LoadRefusal>> {
  const wish = await lockWaitingAuto(act.tx, cardKey(asked.card))
  if (wish === undefined) {
    return refuse('no-auto-load', { detail: 'no automatic load waits for this card' })
  }
  const begun = await beginLoad(
    act,
    counter,
    {
      card: asked.card,
      amountFen: fen(wish.amountFen),
      funding: { kind: 'online', person: wish.person },
      ...(asked.terminal === undefined ? {} : { terminal: asked.terminal }),
    },
    'auto',
  )
  if (begun.ok) await writeAutoEnd(act, wish, { state: 'taken', load: begun.value.load })
  return begun
}

interface NewMoney {
  readonly way: Way
  readonly cause: Cause
  readonly original: string | null
  readonly card: CardFacts
  readonly amountFen: Fen
  readonly funding: Funding
  readonly account: Account
  readonly terminal: SamNumber
  readonly heldUntil: Date
  readonly balanceMaxFen: bigint
  readonly secondFromFen: bigint
}

async function begin(
  act: Act,
  { desk, works }: LoadsCounter,
  given: NewMoney,
): Promise<Result<Begun, LoadRefusal>> {
  const { way, card, amountFen, terminal } = given
  const load = idFrom(way, act.reference)
  const cityTime = cityDateTime(act.at)
  const order = {
    ...given,
    load,
    card: card.card,
    number: card.number,
    cityTime,
    session: sessionOf(act),
  }
  if (way === 'load') {
    const held = await holdFunds(act, order)
    if (!held.ok) return held
  }
  if (!(await insertOrder(act, order))) {
    return refuse('load-already-voided', { detail: 'the load is being taken back, or has been' })
  }
  await act.trail({
    act: `${way}.requested`,
    subject: `card:${card.number}`,
    detail: { load, amountFen: fenInJson(amountFen), cause: given.cause },
  })
  // Only looked at: whoever has this card in a reader now holds its session, and sessions are locked first.
  const asked = (doubt: DoubtOrder | null): SessionOrder => ({
    kind: way,
    subject: subjectOf(card),
    order: {
      ...cardOrderOf(desk, card, doubt),
      load,
      way,
      amountFen: String(amountFen),
      terminal,
      at: cityTime,
      balanceMaxFen: String(given.balanceMaxFen),
      lookAfter: drawnTerminal(desk),
      secondFromFen: String(given.secondFromFen),
    } satisfies MoneyOrder,
  })
  const doubt = await doubtOf(act.tx, card.card)
  const turn = await openSession(
    act,
    works,
    asked(doubt === undefined ? null : doubtOrderOf(doubt)),
  )
  return ok({ load, turn })
}

const subjectOf = ({ number }: CardFacts): string => `card:${number}`

/** SM4 keys carry index 41 and up, 3DES keys 01 and up (card-protocol §1.5). */
const keyIndexOf = ({ keyVersion, algorithm }: CardFacts): number =>
  algorithm === SM4 ? 0x40 | keyVersion : keyVersion
const SM4 = 4

const profileOf = ({ profile }: CardFacts): ProfileName =>
  profile === 't-union' ? 'tunion' : (profile as 'pboc' | 'mohurd')

const cardOrderOf = (desk: LoadsDesk, card: CardFacts, doubt: DoubtOrder | null) => ({
  card: card.number,
  profile: profileOf(card),
  issuer: card.issuer,
  factor: toHex(cardFactor(card.number)),
  keyIndex: keyIndexOf(card),
  look: drawnTerminal(desk),
  doubt,
})

/** Twelve decimal digits nobody can foresee, in the place of a terminal number. */
function drawnTerminal({ chance }: LoadsDesk): string {
  const drawn = chance.bytes(8).readBigUInt64BE(0) % 1_000_000_000_000n
  return drawn.toString().padStart(12, '0')
}

function doubtOrderOf(order: LoadOrder): DoubtOrder {
  const { opening } = order
  invariant(opening !== null, 'what is in doubt was opened', { load: order.load })
  return {
    load: order.load,
    way: order.way,
    amountFen: String(order.amountFen),
    terminal: order.terminal,
    at: order.cityTime,
    counter: opening.counter,
    oldBalanceFen: String(opening.oldBalanceFen),
    keyVersion: opening.keyVersion,
    algorithm: opening.algorithm,
    random: opening.random.toString('hex'),
  }
}

const unknownLoad = (load: string): Result<never, 'load-unknown'> =>
  refuse('load-unknown', { field: 'load', detail: `no load ${load.slice(0, 40)}` })
