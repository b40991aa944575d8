import {
  bigEndian,
  cardFactor,
  cityDateTime,
  fen,
  fenInJson,
  hex,
  idFrom,
  invariant,
  ok,
  refuse,
  type Act,
  type CardNumber,
  type Fen,
  type Result,
  type SamNumber,
} from '../base'
import {
  amountBytes,
  cardKey,
  dateTimeBytes,
  terminalBytes,
  transactionType,
  vaultDoor,
  type VaultQuestion,
} from '../card'
import { lockAccount } from '../ledger'
import { cardFacts, holderAt, type CardFacts } from '../registry'
import { payingAccount, type Funding } from '../tills'
import { cardInOrder } from './card-in-order'
import type { LoadRefusal } from './load-asked'
import { agentAllowed, amountAllowed, loadLimits } from './load-limits'
import type { LoadsDesk } from './desk'
import { statesFor, type LoadOrder } from './order'
import { holdFunds, lose, postHeld, resolve } from './resolve'
import { counterTaken, insertOrder, lockDoubtOf, lockNamed, lockOrder, writeStep } from './store'

/*
 * A load at a terminal that speaks with the card itself and tells us what it said. Request and code are one act here:
 * the card is open already when we hear of it. The rest of its life is that of every load.
 */

export type TerminalLoadRefusal =
  | LoadRefusal
  | 'card-not-genuine'
  | 'balance-over-limit'
  | 'card-counter-taken'
  | 'load-in-doubt'
  | 'key-unknown'

/** What the card said when the terminal opened it for a load, under its MAC1. */
export interface OpenedAtTerminal {
  readonly card: CardNumber
  readonly amountFen: Fen
  readonly funding: Extract<Funding, { kind: 'online' | 'agent' }>
  /** Terminal number under the codes. */
  readonly terminal: SamNumber
  readonly random: Buffer
  readonly counter: number
  readonly oldBalanceFen: Fen
  readonly keyVersion: number
  readonly mac1: Buffer
}

/** What the terminal gives the card: the code, and the time under it. */
export interface CodeForCard {
  readonly load: string
  readonly mac2: Buffer
  /** YYYYMMDDHHMMSS, in the city. */
  readonly cityTime: string
}

const KEY_LEVELS = 2

/**
 * Checks the card and the limits, books the money out of the funding and makes the code with which the card adds it.
 * A load of the card that is in doubt is done when the card has gone on since; otherwise a counter has to look at the
 * card, because an opening under a terminal's own number may have been recorded before.
 */
export async function authoriseAtTerminal(
  act: Act,
  desk: LoadsDesk,
  opened: OpenedAtTerminal,
): Promise<Result<CodeForCard, TerminalLoadRefusal>> {
  const card = await cardInOrder(act, opened.card, statesFor('counter'))
  if (!card.ok) return card
  const limits = await loadLimits(act, card.value)
  const allowed = await amountAllowed(act, { asked: opened, card: card.value, limits })
  if (!allowed.ok) return allowed
  if (opened.oldBalanceFen + opened.amountFen > limits.balanceMaxFen) {
    return refuse('balance-over-limit', {
      field: 'amountFen',
      detail: `the card may hold ${limits.balanceMaxFen} fen`,
    })
  }
  const account = await payingAccount(act, opened.funding, {
    amount: opened.amountFen,
    person: await holderAt(act.tx, opened.card, act.at),
  })
  if (!account.ok) return account
  const ask = vaultDoor(desk.vault, KEY_LEVELS)
  const genuine = await ask({
    ...openingQuestion(card.value, opened),
    act: 'check-load-mac1',
    code: opened.mac1,
  })
  if (genuine.length === 0) return refuse('key-unknown', { detail: 'the vault has no such key' })
  if (genuine[0] !== 1) return refuse('card-not-genuine', { detail: 'MAC1 of the card is wrong' })
  const doubt = await lockDoubtOf(act.tx, card.value.card)
  if (doubt !== undefined) {
    if (doubt.opening === null || opened.counter <= doubt.opening.counter) {
      return refuse('load-in-doubt', { detail: 'a counter has to look at the card first' })
    }
    await resolve(act, doubt, { done: true, evidence: 'counter' })
  }
  if (await counterTaken(act.tx, { card: card.value.card, counter: opened.counter })) {
    return refuse('card-counter-taken', {
      detail: 'the card shows an online counter it has used before; it may be a copy',
    })
  }
  // Several at once cannot all have room; orders are locked before accounts, as everywhere.
  if (opened.funding.kind === 'agent') await lockAccount(act.tx, account.value)
  const agent = await agentAllowed(act, { asked: opened, account: account.value, limits })
  if (!agent.ok) return agent
  const load = idFrom('load', act.reference)
  const order = {
    load,
    card: card.value.card,
    number: card.value.number,
    way: 'load',
    cause: 'counter',
    original: null,
    amountFen: opened.amountFen,
    funding: opened.funding,
    account: account.value,
    terminal: opened.terminal,
    cityTime: cityDateTime(act.at),
    session: null,
    heldUntil: new Date(act.at.getTime() + Number(limits.holdMinutes) * 60_000),
  } as const
  const held = await holdFunds(act, order)
  if (!held.ok) return held
  await insertOrder(act, order)
  const own = await lockOrder(act.tx, order)
  invariant(own !== undefined, 'an order that was written is there', { load })
  const booked = await postHeld(act, own)
  invariant(booked.ok, 'what was held just now can be booked', { load })
  await writeStep(act, own, {
    act: 'authorise',
    to: 'authorised',
    opening: {
      counter: opened.counter,
      oldBalanceFen: opened.oldBalanceFen,
      keyVersion: opened.keyVersion,
      algorithm: card.value.algorithm,
      random: opened.random,
      amountFen: opened.amountFen,
    },
  })
  await act.trail({
    act: 'load.requested',
    subject: `card:${card.value.number}`,
    detail: { load, amountFen: fenInJson(opened.amountFen), cause: 'counter' },
  })
  const mac2 = await ask({
    ...openingQuestion(card.value, opened, order.cityTime),
    act: 'make-load-mac2',
  })
  invariant(mac2.length === 4, 'a key that checked MAC1 makes MAC2', { load })
  return ok({ load, mac2, cityTime: order.cityTime })
}

/** The same code again, for a terminal that did not hear the first answer; undefined once the card's act is known. */
export async function mac2Again(
  act: Act,
  desk: LoadsDesk,
  load: string,
): Promise<CodeForCard | undefined> {
  const order = await lockNamed(act.tx, load)
  if (order?.state !== 'authorised' || order.opening === null) return undefined
  const facts = await factsOf(act, order)
  const { opening } = order
  const mac2 = await vaultDoor(
    desk.vault,
    KEY_LEVELS,
  )({
    ...openingQuestion(
      facts,
      { ...opening, terminal: order.terminal, amountFen: order.amountFen },
      order.cityTime,
    ),
    act: 'make-load-mac2',
  })
  return mac2.length === 4 ? { load, mac2, cityTime: order.cityTime } : undefined
}

/**
 * The card says with its TAC that it took the load. False when this is not the card's own word. A card that was
 * overdrawn pays that back first and holds less afterwards than the load brought: what the terminal says it holds is
 * believed where the code covers it.
 */
export async function confirmAtTerminal(
  act: Act,
  desk: LoadsDesk,
  said: { readonly load: string; readonly tac: Buffer; readonly balanceAfterFen: Fen },
): Promise<boolean> {
  const order = await lockNamed(act.tx, said.load)
  if (order === undefined || order.opening === null) return false
  const facts = await factsOf(act, order)
  const { oldBalanceFen } = order.opening
  const whole = fen(oldBalanceFen + order.amountFen)
  const less = said.balanceAfterFen >= oldBalanceFen && said.balanceAfterFen < whole
  const ask = vaultDoor(desk.vault, KEY_LEVELS)
  for (const after of less ? [said.balanceAfterFen, whole] : [whole]) {
    const answer = await ask(receiptQuestion(facts, order, { code: said.tac, after }))
    if (answer[0] !== 1) continue
    if (order.state === 'authorised' || order.state === 'unknown') {
      const overdraftFen = fen(whole - after)
      await resolve(act, order, { done: true, evidence: 'answer', overdraftFen })
    }
    return true
  }
  return false
}

/** The terminal has not heard of the card: what it did is unknown, until evidence says it. */
export async function doubtAtTerminal(act: Act, load: string): Promise<void> {
  const order = await lockNamed(act.tx, load)
  if (order !== undefined) await lose(act, order)
}

async function factsOf(act: Act, { card }: LoadOrder): Promise<CardFacts> {
  const facts = (await cardFacts(act.tx, [card])).get(card)
  invariant(facts !== undefined, 'a card that was loaded is registered')
  return facts
}

const factorsOf = (card: CardFacts) => ({ issuer: hex(card.issuer), card: cardFactor(card.number) })

function openingQuestion(
  card: CardFacts,
  opened: Pick<
    OpenedAtTerminal,
    'random' | 'counter' | 'oldBalanceFen' | 'amountFen' | 'terminal' | 'keyVersion'
  >,
  at?: string,
) {
  const named = { version: opened.keyVersion, algorithm: card.algorithm }
  const dateTime = at === undefined ? Buffer.alloc(0) : dateTimeBytes(at)
  return {
    key: cardKey(factorsOf(card), { purpose: 'load', ...named }),
    facts: {
      random: opened.random,
      onlineSequence: bigEndian(opened.counter, 2),
      oldBalance: amountBytes(opened.oldBalanceFen),
      amount: amountBytes(opened.amountFen),
      type: Buffer.of(transactionType.purseLoad),
      terminal: terminalBytes(opened.terminal),
      dateTime,
    },
  } as const
}

function receiptQuestion(
  card: CardFacts,
  order: LoadOrder,
  { code, after }: { readonly code: Buffer; readonly after: Fen },
): VaultQuestion {
  const { opening } = order
  invariant(opening !== null, 'a load with a code was opened', { load: order.load })
  const named = { version: opening.keyVersion, algorithm: opening.algorithm }
  return {
    act: 'check-load-tac',
    key: cardKey(factorsOf(card), { purpose: 'tac', ...named }),
    facts: {
      newBalance: amountBytes(after),
      onlineSequence: bigEndian(opening.counter, 2),
      amount: amountBytes(order.amountFen),
      type: Buffer.of(transactionType.purseLoad),
      terminal: terminalBytes(order.terminal),
      dateTime: dateTimeBytes(order.cityTime),
    },
    code,
  }
}
