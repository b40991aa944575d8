import { addDays, fen, invariant, parseOperatorId, plus, type Fen, type OperatorId } from '../base'
import {
  hold,
  movements,
  post,
  postHold,
  voidHold,
  type Movement,
  type PostOutcome,
} from '../ledger'
import { stepped, type MessageStep } from './lifecycle'
import { holdOf, movementOf, type KeptMessage } from './message'
import type { Turn } from './turn-context'

/** What taking a message back, or bringing it back, means for the merchant. */
export interface Booked {
  readonly bookedFen: bigint
  readonly bookedCount: number
}

const NOTHING: Booked = { bookedFen: 0n, bookedCount: 0 }

/** The sales of the books: what has moved money from an account to a merchant's operator. */
export const isSale = ({ kind }: Pick<KeptMessage, 'kind'>): boolean =>
  kind === 'purchase' ||
  kind === 'completion' ||
  kind === 'completion-notice' ||
  kind === 'offline-sale'

/**
 * Takes back what a message did; `by` is the message that does it and names the movement. A completion that is taken
 * back holds the money of its pre-authorisation again, as long as that has time left.
 */
export async function takeBack(
  turn: Turn,
  kept: KeptMessage,
  by: { readonly message: bigint; readonly step: 'void' | 'reverse' },
): Promise<Booked> {
  if (kept.kind === 'pre-authorisation') {
    await release(turn, kept)
    step(turn, kept, by.step)
    return NOTHING
  }
  if (isSale(kept)) {
    const undone = movements.posSaleUndone({
      ...saleAct(turn, kept, by.message),
      corrects: movementOf(kept.message),
    })
    step(turn, kept, by.step)
    if (kept.kind === 'purchase' || kept.original === null) turn.toBook.push(undone)
    else {
      // The money must be back before it can be held again.
      await mustPost(turn, undone)
      await holdAgain(turn, kept, by.message)
    }
    return { bookedFen: 0n - kept.amountFen, bookedCount: -1 }
  }
  // A void, a balance: nothing of its own was booked.
  step(turn, kept, by.step)
  return NOTHING
}

/**
 * A void is itself taken back: what it took back stands again. False when the money has gone elsewhere meanwhile,
 * so that people have to look.
 */
export async function bringBack(
  turn: Turn,
  original: KeptMessage,
  by: { readonly message: bigint },
): Promise<Booked | undefined> {
  if (original.kind === 'pre-authorisation') {
    await reopen(turn, original, { ...by, step: 'reopen' })
    return NOTHING
  }
  const pre = original.original === null ? undefined : await turn.messages.lock(original.original)
  if (pre?.state === 'held') await release(turn, pre)
  const [posted] = await post(
    turn.tx,
    [movements.posSale(saleAct(turn, original, by.message))],
    turn,
  )
  invariant(posted !== undefined, 'each movement gets an answer')
  if (!posted.ok) {
    invariant(posted.refused === 'account-floor', 'only missing money refuses a sale', {
      refused: posted.refused,
    })
    if (pre?.state === 'held') await reopen(turn, pre, { ...by, step: undefined })
    return undefined
  }
  step(turn, original, 'restore')
  if (pre?.state === 'held') step(turn, pre, 'complete')
  return { bookedFen: original.amountFen, bookedCount: 1 }
}

/** Books a sale out of what is held for it, and lets the rest go. False when the hold is over. */
export async function complete(
  turn: Turn,
  pre: KeptMessage,
  by: { readonly message: bigint; readonly amountFen: Fen },
): Promise<boolean> {
  invariant(pre.hold !== null, 'a pre-authorisation has a hold', { message: pre.message })
  const posted = await postHold(
    turn.tx,
    { hold: pre.hold, reference: movementOf(by.message), amount: by.amountFen },
    turn,
  )
  if (posted.ok) {
    step(turn, pre, 'complete')
    return true
  }
  const { refused } = posted
  invariant(refused === 'hold-expired', 'what is held can be booked', { refused })
  await expire(turn, pre)
  return false
}

/** A pre-authorisation is over its time: nothing is held for it any more. */
export async function expire(
  turn: Pick<Turn, 'tx' | 'at' | 'messages'>,
  pre: KeptMessage,
): Promise<void> {
  await release(turn, pre)
  step(turn, pre, 'expire')
}

/** The merchant gives back a sale or a part of it, at the present day. */
export function refund(
  turn: Turn,
  sale: KeptMessage,
  by: { readonly message: bigint; readonly amountFen: Fen },
): Booked {
  turn.toBook.push(
    movements.posRefund({
      ...saleAct(turn, { ...sale, amountFen: by.amountFen }, by.message),
      corrects: movementOf(sale.message),
    }),
  )
  turn.messages.move(sale.message, { refundedFen: plus(sale.refundedFen, by.amountFen) })
  return { bookedFen: 0n - by.amountFen, bookedCount: 0 }
}

/** Settled is what stands in a day of the books that is closed, or about to be: it is not undone silently. */
export const isSettled = (kept: KeptMessage, { day }: Pick<Turn, 'day'>): boolean =>
  kept.day !== null && kept.day !== day

export const withinRefundTime = (kept: KeptMessage, { today, rules }: Turn): boolean =>
  addDays(kept.businessDate, Number(rules.refundDays)) >= today

async function holdAgain(turn: Turn, sale: KeptMessage, by: bigint): Promise<void> {
  const pre = sale.original === null ? undefined : await turn.messages.lock(sale.original)
  if (pre?.state === 'completed') await reopen(turn, pre, { message: by, step: 'reopen' })
}

/** Holds the money of a pre-authorisation again under a new name, or lets it lapse. */
async function reopen(
  turn: Turn,
  pre: KeptMessage,
  by: { readonly message: bigint; readonly step: 'reopen' | undefined },
): Promise<void> {
  const name = holdOf(by.message)
  const inTime = pre.heldUntil !== null && turn.at < pre.heldUntil
  const held = inTime
    ? await hold(
        turn.tx,
        { ...movements.posSale(saleAct(turn, pre, by.message)), reference: name },
        { day: turn.day, at: turn.at, expiresAt: pre.heldUntil },
      )
    : undefined
  if (held?.ok === true) {
    if (by.step !== undefined) step(turn, pre, by.step)
    turn.messages.move(pre.message, { hold: name })
    return
  }
  step(turn, pre, by.step === undefined ? 'expire' : 'lapse')
}

/** Lets go of what is held; what the clock let go of already is as good. */
async function release({ tx, at }: Pick<Turn, 'tx' | 'at'>, pre: KeptMessage): Promise<void> {
  if (pre.hold === null) return
  const ended = await voidHold(tx, { hold: pre.hold }, { at })
  invariant(ended.ok || ended.refused === 'hold-expired', 'what is held can be let go', {
    message: pre.message,
    refused: ended.ok ? undefined : ended.refused,
  })
}

const step = ({ messages }: Pick<Turn, 'messages'>, kept: KeptMessage, name: MessageStep): void =>
  messages.move(kept.message, { state: stepped(kept.state, name) })

const saleAct = ({ at }: Pick<Turn, 'at'>, sale: KeptMessage, message: bigint) => {
  invariant(sale.person !== null, 'a sale has somebody who paid', { message: sale.message })
  return {
    reference: movementOf(message),
    amount: fen(sale.amountFen),
    at,
    person: sale.person,
    operator: operatorOf(sale),
  }
}

export function operatorOf({ operator }: Pick<KeptMessage, 'operator'>): OperatorId {
  const parsed = parseOperatorId(operator)
  invariant(parsed.ok, 'a message names an operator', { operator })
  return parsed.value
}

/** An operator's account has no floor, and a sale that stands can be given back: nothing refuses it. */
async function mustPost(turn: Turn, movement: Movement): Promise<void> {
  const [posted] = await post(turn.tx, [movement], turn)
  mustStand(movement, posted)
}

/** What no floor can refuse has been booked. */
export function mustStand({ reference }: Movement, outcome: PostOutcome | undefined): void {
  invariant(outcome?.ok === true, 'what a terminal did can be booked', {
    reference,
    refused: outcome?.ok === false ? outcome.refused : undefined,
  })
}
