import {
  businessDateOf,
  fenInJson,
  idFrom,
  ok,
  refuse,
  type Act,
  type CardNumber,
  type Fen,
  type Result,
} from '../base'
import { isSamePerson, onePerson } from '../citizens'
import { cardKey, holderAt } from '../registry'
import { ruleAt } from '../rules'
import { insertAuto, lockWaitingAuto, writeAutoEnd, type AutoOrder } from './store-auto'

export type AutoRefusal =
  'not-your-card' | 'amount-not-a-step' | 'auto-load-waiting' | 'no-auto-load'

/**
 * The holder wishes that the card be loaded from the online account at the next terminal. Nothing is held for
 * it: whether the account can pay is looked at when a terminal carries it out.
 */
export async function placeAutoLoad(
  act: Act,
  wish: { readonly card: CardNumber; readonly person: string; readonly amountFen: Fen },
): Promise<Result<{ readonly auto: string }, AutoRefusal>> {
  const one = await onePerson(act.tx, wish.person)
  const holder = await holderAt(act.tx, wish.card, act.at)
  if (one === undefined || holder === undefined || !one.entries.includes(holder)) {
    return refuse('not-your-card', { field: 'card', detail: 'the card belongs to somebody else' })
  }
  const step = await ruleAt(act.tx, 'load-step-fen', businessDateOf(act.at, 0))
  if (wish.amountFen <= 0n || wish.amountFen % step !== 0n) {
    return refuse('amount-not-a-step', {
      field: 'amountFen',
      detail: `loads are whole multiples of ${step} fen`,
    })
  }
  const auto = idFrom('auto', act.reference)
  const placed = await insertAuto(act, {
    ...wish,
    person: one.person,
    auto,
    card: cardKey(wish.card),
  })
  if (!placed) {
    return refuse('auto-load-waiting', { detail: 'an automatic load waits for this card already' })
  }
  await act.trail({
    act: 'auto-load.placed',
    subject: `card:${wish.card}`,
    detail: { auto, amountFen: fenInJson(wish.amountFen) },
  })
  return ok({ auto })
}

/** Takes the wish back, as long as no terminal has carried it out. */
export async function withdrawAutoLoad(
  act: Act,
  of: { readonly card: CardNumber; readonly person: string },
): Promise<Result<AutoOrder, AutoRefusal>> {
  const wish = await lockWaitingAuto(act.tx, cardKey(of.card))
  if (wish === undefined || !(await isSamePerson(act.tx, wish.person, of.person))) {
    return refuse('no-auto-load', { detail: 'no automatic load waits for this card' })
  }
  await writeAutoEnd(act, wish, { state: 'withdrawn', load: null })
  await act.trail({
    act: 'auto-load.withdrawn',
    subject: `card:${of.card}`,
    detail: { auto: wish.auto },
  })
  return ok({ ...wish, state: 'withdrawn' })
}
