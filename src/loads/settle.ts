import { fenInJson, invariant, minus, ok, refuse, type Act, type Fen, type Result } from '../base'
import { movements, postAct, SHORTAGE, SURPLUS, type PostRefusal } from '../ledger'
import { givenBackAccount, type Funding, type FundingRefusal } from '../tills'
import { goesBackTo, isOwed, type LoadOrder } from './order'
import { settle } from './resolve'
import { lockNamed } from './store'

export type SettleRefusal = 'load-unknown' | 'nothing-owed' | 'funding-not-yours' | FundingRefusal

/**
 * Hands over money that evidence has shown to be owed: of a load that was not done, or of an unload that was.
 * It is handed over once: cash out of the own drawer, and money of an account back to that account.
 */
export async function handOver(
  act: Act,
  asked: { readonly load: string; readonly payTo: Funding },
): Promise<Result<LoadOrder, SettleRefusal>> {
  const order = await lockNamed(act.tx, asked.load)
  if (order === undefined) return unknown(asked.load)
  if (!isOwed(order)) {
    return refuse('nothing-owed', {
      detail:
        order.settledAt === null
          ? `a ${order.way} that is ${order.state} leaves nothing to hand over`
          : 'the money has been handed over already',
    })
  }
  const amount = minus(order.amountFen, order.feeFen)
  const account = await givenBackAccount(act, asked.payTo, amount)
  if (!account.ok) return account
  const back = await goesBackTo(act.tx, order, { funding: asked.payTo, account: account.value })
  if (!back.ok) return back
  await settle(act, order, account.value)
  return ok({ ...order, settledAccount: account.value, settledAt: act.at })
}

export type CorrectRefusal =
  'load-unknown' | 'load-not-confirmed' | 'second-person-needed' | PostRefusal

/**
 * Corrects what was taken or given for a load that stands: the drawer or account differs from the card. Two
 * people agree, and the movement names the one it corrects; the load itself stays as it was.
 */
export async function correctLoad(
  act: Act,
  asked: {
    readonly load: string
    readonly amountFen: Fen
    /** `taken-too-little`: less money came in than went onto the card. */
    readonly what: 'taken-too-little' | 'taken-too-much'
    readonly reason: string
    /** SHA-256 of the paper that shows it. */
    readonly evidence: Buffer
  },
): Promise<Result<{ readonly movement: string }, CorrectRefusal>> {
  if (act.approvedBy === undefined) {
    return refuse('second-person-needed', { detail: 'a correction is made by two people' })
  }
  invariant(act.approvedBy.id !== act.actor.id, 'nobody approves the own act')
  const order = await lockNamed(act.tx, asked.load)
  if (order === undefined) return unknown(asked.load)
  if (order.state !== 'confirmed') {
    return refuse('load-not-confirmed', {
      detail: `a ${order.way} that is ${order.state} has nothing to correct`,
    })
  }
  const reference = `${order.load}:corrected:${act.reference}`
  const little = asked.what === 'taken-too-little'
  const posted = await postAct(act, [
    movements.adjustment({
      reference,
      amount: asked.amountFen,
      at: act.at,
      debit: little ? SHORTAGE : order.account,
      credit: little ? order.account : SURPLUS,
      corrects: `${order.load}:confirmed`,
      evidence: asked.evidence,
    }),
  ])
  if (!posted.ok) return posted
  await act.trail({
    act: 'load.corrected',
    subject: `card:${order.number}`,
    reason: asked.reason,
    detail: { load: order.load, amountFen: fenInJson(asked.amountFen), what: asked.what },
  })
  return ok({ movement: reference })
}

const unknown = (load: string): Result<never, 'load-unknown'> =>
  refuse('load-unknown', { field: 'load', detail: `no load ${load.slice(0, 40)}` })
