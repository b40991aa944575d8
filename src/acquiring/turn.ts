import { businessDateOf, invariant, type Tx } from '../base'
import { dayForPosting, post, type Movement, type PostOutcome } from '../ledger'
import { answerTo, maskedCard, sent } from './answers'
import { codes, type Code } from './codes.table'
import type { AcquiringDesk } from './desk'
import type { PosAnswer, PosQuestion } from './face'
import { handlers, type Handled } from './handlers'
import { openItem } from './items'
import { keyText, type KeptMessage, type MessageKey } from './message'
import { prove } from './prove'
import { fingerprintOf, type Asked } from './question'
import type { RulesOfTurns } from './rules-of-turn'
import { referenceNamed } from './follow-up'
import { MessagesInHand } from './in-hand'
import { salesOf } from './sell'
import { insertMessages, messagesUnder } from './store-messages'
import { lockTerminals, writeBatchBegun, writeBatchState } from './store-terminals'
import { batchAfter, type TerminalAtWork } from './terminal'
import type { Turn, Verdict, Work } from './turn-context'
import { mustStand } from './undo'

/** A question that names a terminal which may speak over its line. */
export interface Waiting {
  readonly question: PosQuestion
  readonly asked: Asked
}

/** The answer, and whether a right message code has shown who is at the other end of the line. */
export interface Answered {
  readonly answer: PosAnswer
  readonly proved: boolean
}

/**
 * Answers some questions, each of another terminal, in one transaction: who asks, whether it was asked before, what
 * it means for money, and what is said. A message, its money and its answer stand or fall together.
 */
export async function takeTurn(
  desk: AcquiringDesk,
  tx: Tx,
  given: {
    readonly waiting: readonly Waiting[]
    readonly rules: RulesOfTurns
    readonly provedLines: ProvedLines
  },
): Promise<Answered[]> {
  const { waiting } = given
  const at = desk.clock.now()
  const today = businessDateOf(at, desk.cutOffMinutes)
  const locked = await lockTerminals(
    tx,
    waiting.map(({ asked }) => asked.terminal),
    businessDateOf(at, 0),
  )
  const rules = await given.rules.at(tx, at)
  const day = await dayForPosting(tx, businessDateOf(at, 0))
  const messages = new MessagesInHand(tx)
  const turn: Turn = { desk, tx, at, today, day, rules, messages, toBook: [], pinTries: new Map() }
  const repeats = await repeatsOf(turn, waiting)
  const answered: (Answered | undefined)[] = []
  const toDo: { readonly work: Work; readonly index: number }[] = []
  for (const [index, one] of waiting.entries()) {
    const found = locked.get(one.asked.terminal)
    invariant(found !== undefined, 'every question of a turn has its number')
    const admitted = await admit(turn, { ...one, ...found, repeats })
    if ('answered' in admitted) answered[index] = admitted.answered
    else toDo.push({ work: admitted.work, index })
  }
  const works = toDo.map(({ work }) => work)
  const handled = await handleAll(turn, works, given.provedLines)
  const kept: KeptMessage[] = []
  for (const [nth, { work, index }] of toDo.entries()) {
    const { answer, rows } = finished(turn, work, handled[nth] as Handled)
    kept.push(...rows)
    answered[index] = { answer, proved: work.keys !== null }
  }
  await insertMessages(tx, kept)
  return answered.map((one) => {
    invariant(one !== undefined, 'every question gets an answer')
    return one
  })
}

/**
 * What each question means. Purchases wait for the end of the turn, when everything that is to be booked is booked in
 * one posting: accounts are locked once, all in one order, and written once.
 */
async function handleAll(
  turn: Turn,
  works: readonly Work[],
  provedLines: ProvedLines,
): Promise<Handled[]> {
  const buying = works.filter(({ asked }) => asked.kind === 'purchase')
  const sales = new Map((await salesOf(turn, buying)).map((sale, nth) => [buying[nth], sale]))
  await turn.messages.lockAll(works.flatMap(({ asked }) => referenceNamed(asked) ?? []))
  const handled = new Map<Work, Handled>()
  for (const work of works) {
    const { kind } = work.asked
    if (kind === 'purchase') continue
    const isProved = work.keys !== null || provedLines.has(work)
    handled.set(work, await handlers[kind](turn, work, { isProved }))
  }
  const paid = await book(
    turn,
    [...sales.values()].flatMap((sale) => ('no' in sale ? [] : [sale.movement])),
  )
  await turn.messages.write()
  return works.map((work) => {
    const sale = sales.get(work)
    if (sale === undefined) return handled.get(work) as Handled
    return { verdict: 'no' in sale ? sale.no : sale.sold(paid.next().value as PostOutcome) }
  })
}

/** Books what nothing can refuse and then the sales, and says how the sales turned out, in their order. */
async function book(turn: Turn, sales: readonly Movement[]): Promise<Iterator<PostOutcome>> {
  const { toBook } = turn
  const outcomes = await post(turn.tx, [...toBook, ...sales], turn)
  toBook.forEach((movement, nth) => mustStand(movement, outcomes[nth]))
  return outcomes.slice(toBook.length).values()
}

/** Which lines have shown by a right code, or by their certificate, whose they are. */
export interface ProvedLines {
  has(work: Pick<Work, 'question' | 'asked'>): boolean
}

const keyOf = ({ terminal, batch, trace, class: register }: Asked): MessageKey | undefined =>
  register === undefined ? undefined : { terminal, batch, trace, class: register }

async function repeatsOf(
  { tx, today }: Turn,
  waiting: readonly Waiting[],
): Promise<ReadonlyMap<string, KeptMessage>> {
  const keys = waiting.flatMap(({ asked }) => keyOf(asked) ?? [])
  if (keys.length === 0) return new Map()
  const found = await messagesUnder(tx, keys, today)
  return new Map(found.map((kept) => [keyText(kept), kept]))
}

interface Admission extends Waiting {
  readonly terminal: TerminalAtWork | undefined
  readonly message: bigint
  readonly repeats: ReadonlyMap<string, KeptMessage>
}

type Admitted = { readonly answered: Answered } | { readonly work: Work }

/** Everything before a message may mean anything: terminal, merchant, message code, repetition, batch. */
async function admit(turn: Turn, one: Admission): Promise<Admitted> {
  const { question, asked, terminal, message } = one
  const no = (code: Code): Admitted => ({
    answered: {
      answer: { message: answerTo(asked, { code, at: turn.at, message }) },
      proved: false,
    },
  })
  if (terminal === undefined || terminal.takenOutAt !== null) return no('terminal-unknown')
  if (terminal.merchantNumber !== asked.merchant) return no('merchant-invalid')
  if (!asked.mac) return { work: { question, asked, terminal, keys: null, message } }
  const proof = await prove(turn, turn.desk, { question, asked, terminal, rules: turn.rules })
  if (!proof.ok) return no('mac-wrong')
  const work: Work = { question, asked, terminal: proof.terminal, keys: proof.keys, message }
  const key = keyOf(asked)
  const before = key === undefined ? undefined : one.repeats.get(keyText(key))
  if (before !== undefined) return { answered: await again(turn, work, before) }
  const batch = await inBatch(turn, work)
  if (batch === undefined) return no('batch-differs')
  return { work: { ...work, terminal: batch } }
}

/** The same message again gets the same answer; another one under the same key is refused, and people hear of it. */
async function again(turn: Turn, work: Work, before: KeptMessage): Promise<Answered> {
  const { asked, terminal, keys } = work
  const send = (answer: PosAnswer['message']): Answered => ({
    answer: sent(answer, { asked, terminal, keys }),
    proved: true,
  })
  if (before.state === 'forestalled') {
    return send(answerTo(asked, { code: 'not-possible', at: turn.at, message: before.message }))
  }
  if (before.fingerprint?.equals(fingerprintOf(asked)) === true) {
    turn.desk.observe?.({ what: 'repeat', kind: before.kind })
    const answer = await handlers.repeated(turn, work, before)
    return send(answer)
  }
  turn.desk.observe?.({ what: 'trace-used', terminal: terminal.terminal })
  await openItem(turn.tx, turn.at, {
    name: `${before.message}:${fingerprintOf(asked).toString('hex')}`,
    kind: 'trace-used',
    terminal: terminal.terminal,
    operator: terminal.operator,
    message: before.message,
    amountFen: asked.amountFen,
  })
  return send(answerTo(asked, { code: 'trace-used', at: turn.at, message: before.message }))
}

/**
 * Whether a message belongs to the batch its terminal is in. A batch that was only reported, over a line nobody has
 * proved, is closed by the first right message of the next one, and goes on by one of its own. Reversals and notices
 * are taken of any batch.
 */
async function inBatch(turn: Turn, { asked, terminal }: Work): Promise<TerminalAtWork | undefined> {
  if (asked.class !== 'request') return terminal
  const next = batchAfter(terminal.batch)
  const isReported = terminal.batchState === 'reported'
  if (asked.batch === terminal.batch) {
    if (!isReported) return terminal
    await writeBatchState(turn.tx, terminal, { state: 'open', closedAt: null })
    return { ...terminal, batchState: 'open' }
  }
  if (!isReported || asked.batch !== next) return undefined
  await writeBatchState(turn.tx, terminal, { state: 'closed', closedAt: turn.at })
  await writeBatchBegun(turn.tx, { terminal: terminal.terminal, batch: next, at: turn.at })
  return { ...terminal, batch: next, batchState: 'open', batchOpenedAt: turn.at }
}

/** The answer, and what is kept of the message: nothing where it is under no key. */
function finished(
  turn: Turn,
  work: Work,
  handled: Handled,
): { readonly answer: PosAnswer; readonly rows: readonly KeptMessage[] } {
  const { asked, terminal, keys } = work
  const { verdict } = handled
  const answer = answerTo(asked, {
    code: verdict.code,
    at: turn.at,
    message: work.message,
    ...(verdict.fields === undefined ? {} : { fields: verdict.fields }),
  })
  turn.desk.observe?.({ what: 'message', kind: asked.kind, response: codes[verdict.code] })
  const out = sent(
    { mti: answer.mti, fields: { ...answer.fields, ...handled.unkept } },
    { asked, terminal, keys },
  )
  const register = asked.class
  if (register === undefined) return { answer: out, rows: [] }
  const row = keptOf(turn, work, { verdict, answer, register })
  return { answer: out, rows: [row, ...(handled.also?.map((also) => ({ ...row, ...also })) ?? [])] }
}

function keptOf(
  turn: Turn,
  { asked, terminal, message }: Work,
  said: {
    readonly verdict: Verdict
    readonly answer: PosAnswer['message']
    readonly register: NonNullable<Asked['class']>
  },
): KeptMessage {
  const { verdict } = said
  const bookedFen = verdict.bookedFen ?? 0n
  const bookedCount = verdict.bookedCount ?? 0
  const isBooked = bookedFen !== 0n || bookedCount !== 0
  invariant(!isBooked || verdict.contract !== undefined, 'what is booked is under a contract', {
    message,
  })
  return {
    message,
    terminal: terminal.terminal,
    merchantNumber: terminal.merchantNumber,
    batch: asked.batch,
    trace: asked.trace,
    class: said.register,
    businessDate: turn.today,
    fingerprint: fingerprintOf(asked),
    kind: asked.kind,
    state: verdict.state,
    response: codes[verdict.code],
    answer: said.answer,
    amountFen: verdict.amountFen ?? asked.amountFen,
    card: verdict.card ?? null,
    cardMasked: maskedCard(asked.card),
    person: verdict.person ?? null,
    operator: terminal.operator,
    merchant: terminal.merchant,
    contract: verdict.contract ?? terminal.contract,
    original: verdict.original ?? null,
    day: isBooked ? turn.day : null,
    bookedFen,
    bookedCount,
    refundedFen: 0n as KeptMessage['refundedFen'],
    hold: verdict.hold ?? null,
    heldUntil: verdict.heldUntil ?? null,
    load: verdict.load ?? null,
    arrivedAt: turn.at,
  }
}
