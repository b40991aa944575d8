import {
  businessDateOf,
  idFrom,
  maskCardNumber,
  ok,
  refuse,
  type Act,
  type BusinessDate,
  type CardNumber,
  type Result,
  type Sql,
} from '../base'
import { entriesOf } from '../citizens'
import {
  cardFacts,
  cardKey,
  changeCardState,
  holderAt,
  type CardActRefusal,
  type CardReason,
} from '../registry'
import { rulesAt, workingDayAfter } from '../rules'
import { borneOf, type BorneTold } from './give-back'
import { releaseCard, stopCard } from './stop'
import { confirmLoss, endLoss, insertLoss, lossesLapsed, lossNow, type LossReport } from './store'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

export type LossRefusal =
  | 'card-unknown'
  | 'card-anonymous'
  | 'card-not-yours'
  | 'holder-differs'
  | 'found-too-late'
  | CardActRefusal

/** A loss report as it is told to whoever made it. */
export interface ToldLoss extends LossReport {
  readonly replacementFrom: BusinessDate
  /** The last day on which the card may be taken back into use when it is found. */
  readonly findUntil: BusinessDate
}

/**
 * A holder reports a card lost: from this instant the card is stopped. By phone (`oral`) the report lapses unless it
 * is confirmed in person in time (rule oral-loss-hours); in person, or by a holder who signed in, it stands. A
 * formal report on one made by phone confirms it, and the instant of the first one counts. An anonymous card has
 * nobody who could report it (domain 2.3).
 *
 * @param given.person whose card it is, as the clerk has seen it; must be the holder in the registry, under any entry
 */
export async function reportLoss(
  act: Act,
  given: {
    readonly card: CardNumber
    readonly kind: 'oral' | 'formal'
    readonly person: string
    readonly reason: 'lost' | 'stolen'
  },
): Promise<Result<ToldLoss, LossRefusal>> {
  const { card, kind } = given
  const holder = await holdsCard(act, given)
  if (!holder.ok) return holder
  const known = await lossNow(act.tx, card)
  if (known?.kind === 'oral' && known.confirmedAt === null && kind === 'formal') {
    const stepped = await changeCardState(act, { card, act: 'reportLost', reason: 'confirmed' })
    if (!stepped.ok) return stepped
    await confirmLoss(act.tx, card, stepped.value.at)
    return ok(await toldLoss(act.tx, { ...known, confirmedAt: stepped.value.at }))
  }
  const stepped = await changeCardState(act, {
    card,
    act: kind === 'oral' ? 'reportLostOrally' : 'reportLost',
    reason: given.reason,
  })
  if (!stepped.ok) return stepped
  const at = stepped.value.at
  const hours = await rulesAt(
    act.tx,
    ['loss-liability-hours', 'oral-loss-hours'],
    businessDateOf(at, 0),
  )
  const loss = {
    card,
    kind,
    report: idFrom('loss', act.reference),
    person: given.person,
    reportedAt: at,
    holderBearsUntil: later(at, hours['loss-liability-hours']),
    lapsesAt: kind === 'oral' ? later(at, hours['oral-loss-hours']) : null,
  }
  await insertLoss(act.tx, { ...loss, actor: act.actor.id, reference: act.reference })
  await stopCard(act, { card, at, cause: 'lost', holderBearsUntil: loss.holderBearsUntil })
  return ok(await toldLoss(act.tx, { ...loss, confirmedAt: null, endedAt: null, endedHow: null }))
}

const later = (at: Date, hours: bigint): Date => new Date(at.getTime() + Number(hours) * HOUR_MS)

/**
 * Whether this person holds the card, and may speak for it: clerks for whom they serve, citizens for themselves.
 * Entries that turned out to be one person count as one; cards keep the entry they were issued under, and that one
 * is answered.
 */
export async function holdsCard(
  act: Act,
  of: {
    readonly card: CardNumber
    readonly person: string
  },
): Promise<
  Result<string, 'card-unknown' | 'card-anonymous' | 'card-not-yours' | 'holder-differs'>
> {
  const { card } = of
  const same = new Set(await entriesOf(act.tx, of.person))
  if (act.actor.kind === 'citizen' && !same.has(act.actor.person ?? '')) {
    return refuse('card-not-yours', { detail: 'citizens speak for their own cards' })
  }
  const holder = await holderAt(act.tx, card, act.at)
  if (holder === undefined) {
    // Whether there is such a card is not told to strangers.
    if (act.actor.kind === 'citizen') {
      return refuse('card-not-yours', { detail: 'citizens speak for their own cards' })
    }
    return (await isRegistered(act.tx, card))
      ? refuse('card-anonymous', {
          field: 'card',
          detail: `card ${maskCardNumber(card)} is in nobody’s name: whoever holds it owns its value`,
        })
      : noCard()
  }
  if (same.has(holder)) return ok(holder)
  return act.actor.kind === 'citizen'
    ? refuse('card-not-yours', { detail: 'citizens speak for their own cards' })
    : refuse('holder-differs', { field: 'person', detail: 'the card is in another name' })
}

export const isRegistered = async (sql: Sql, card: CardNumber): Promise<boolean> =>
  (await cardFacts(sql, [cardKey(card)])).size > 0

export const noCard = (): Result<never, 'card-unknown'> =>
  refuse('card-unknown', { field: 'card', detail: 'no such card' })

async function toldLoss(sql: Sql, loss: LossReport): Promise<ToldLoss> {
  const date = businessDateOf(loss.reportedAt, 0)
  const days = await rulesAt(sql, ['replacement-wait-days', 'found-within-days'], date)
  return {
    ...loss,
    replacementFrom: await workingDayAfter(sql, date, Number(days['replacement-wait-days'])),
    findUntil: lastDayToFind(loss.reportedAt, days['found-within-days']),
  }
}

const lastDayToFind = (reportedAt: Date, days: bigint): BusinessDate =>
  businessDateOf(new Date(reportedAt.getTime() + Number(days) * DAY_MS), 0)

/** The report a card is lost by, with the days that follow from it. */
export async function lossAt(sql: Sql, card: CardNumber): Promise<ToldLoss | undefined> {
  const loss = await lossNow(sql, card)
  return loss && toldLoss(sql, loss)
}

/** A card that is in use again, and who bears what was tapped with it meanwhile. */
export interface FoundCard {
  readonly card: CardNumber
  readonly at: Date
  readonly borne: BorneTold
}

/**
 * The holder has the card again: it is in order from now on, and the next hotlist takes it off. Who bears the taps made
 * before stays as it was (`give-back.ts` gives the holder what others bear). After the days of the rule found-within-days it is
 * too late: a lost card then can only be replaced.
 */
export async function findCard(
  act: Act,
  given: {
    readonly card: CardNumber
    readonly person: string
    readonly reason: CardReason<'find'>
  },
): Promise<Result<FoundCard, LossRefusal>> {
  const { card, reason } = given
  const holder = await holdsCard(act, given)
  if (!holder.ok) return holder
  const loss = await lossNow(act.tx, card)
  const stepped = await changeCardState(act, { card, act: 'find', reason })
  if (!stepped.ok) return stepped
  if (loss !== undefined) {
    const { findUntil } = await toldLoss(act.tx, loss)
    if (businessDateOf(act.at, 0) > findUntil) {
      return refuse('found-too-late', {
        field: 'card',
        detail: `a lost card could be taken back until ${findUntil}; now it can only be replaced`,
      })
    }
  }
  await endLoss(act.tx, card, { at: stepped.value.at, how: 'found' })
  await releaseCard(act, card, stepped.value.at)
  return ok({ card, at: stepped.value.at, borne: await borneOf(act.tx, card) })
}

/** Ends the reports by phone that nobody confirmed in time; answers how many. To be run now and then. */
export async function lapseReports(act: Act, limit = 200): Promise<number> {
  let lapsed = 0
  for (const { card } of await lossesLapsed(act.tx, act.at, limit)) {
    const stepped = await changeCardState(act, { card, act: 'lapse', reason: 'not-confirmed' })
    // Confirmed or found in this very moment: then there is nothing left to lapse.
    if (!stepped.ok) continue
    await endLoss(act.tx, card, { at: stepped.value.at, how: 'lapsed' })
    await releaseCard(act, card, stepped.value.at)
    lapsed++
  }
  return lapsed
}
