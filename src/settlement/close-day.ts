import { addDays, type BusinessDate, businessDateOf, ok, refuse, type Result } from '../base'
import { beginClose, type DayState, dayForPosting, dayState } from '../ledger'
import type { SettlementDesk } from './desk'
import { settleDay } from './settle-day'
import type { Sums } from './statement'
import { lastSettledDay, settledDay, type SettledDay, unclosedDays } from './store'
import { SLICES, takingsFromTaps, takingsOfDay } from './store-takings'
import { differenceOf } from './takings'

/** What a close answers, and answers again whenever the day is closed again. */
export interface ClosedDay extends Pick<
  Sums,
  'taps' | 'listFen' | 'chargedFen' | 'subsidyFen' | 'feeFen' | 'netFen'
> {
  readonly day: BusinessDate
  readonly statements: number
  /** SHA-256 of the day's bytes. */
  readonly digest: Buffer
  readonly previousDay: BusinessDate | null
  readonly closedAt: Date
}

export type CloseRefusal =
  /** The day is not in the books: it lies ahead, or never was one. */
  | 'day-not-open'
  /** It is open, but lies ahead of the calendar: nothing of it has happened yet. */
  | 'day-not-begun'
  | 'next-day-not-later'
  /** Totals and taps tell different stories: the day stays in closing until a person has looked. */
  | 'settlement-differs'

/**
 * Closes a business day, once and for all. One act that may be called any number of times, by anybody at the
 * same time, and again after a crash at any point: it goes on where it stood, and a day that is closed
 * answers what it was closed with. Uploads go on meanwhile and land in the next day. Days are settled in
 * order: an earlier one that was left half closed is finished first.
 *
 * Without `day` it closes the day that was left half closed, or else the open one; asked again on the same
 * business day it answers the close it made then.
 */
export async function closeDay(
  desk: SettlementDesk,
  day?: BusinessDate,
  next?: BusinessDate,
): Promise<Result<ClosedDay, CloseRefusal>> {
  const begun = await begin(desk, day, next)
  if (!begun.ok) return begun
  const { day: closing, due } = begun.value
  for (const one of due) {
    const settled = await settle(desk, one)
    if (!settled.ok) return settled
    if (one === closing) return ok(answerOf(settled.value))
  }
  const settled = await settledDay(desk.database, closing)
  if (settled === undefined) return notOpen(closing, await unclosedDays(desk.database))
  return ok(answerOf(settled))
}

/** Finishes every close that a crash interrupted; to be called at every start. */
export async function resumeCloses(
  desk: SettlementDesk,
): Promise<Result<readonly BusinessDate[], CloseRefusal>> {
  const finished: BusinessDate[] = []
  for (const due of await unclosedDays(desk.database)) {
    if (due.state !== 'closing') continue
    const settled = await settle(desk, due.day)
    if (!settled.ok) return settled
    finished.push(due.day)
  }
  return ok(finished)
}

/** The day that is asked for, and the days that are to be settled for it, oldest first; itself where it is not yet. */
interface Begun {
  readonly day: BusinessDate
  readonly due: readonly BusinessDate[]
}

/** The switch of days: short, and all that an upload can ever wait for. */
async function begin(
  { database, clock, cutOffMinutes = 0 }: SettlementDesk,
  asked: BusinessDate | undefined,
  next: BusinessDate | undefined,
): Promise<Result<Begun, CloseRefusal>> {
  const today = businessDateOf(clock.now(), cutOffMinutes)
  const unclosed = await unclosedDays(database)
  const first = unclosed.length === 0
  const day = asked ?? unclosed[0]?.day ?? today
  const listed = unclosed.find((one) => one.day === day)
  const state = first ? undefined : (listed?.state ?? (await dayState(database, day)))
  // A day that lies ahead is never opened by closing it: the books only go forward.
  if (state === undefined && (!first || day > today)) return notOpen(day, unclosed)
  const halfClosed = unclosed.filter((one) => one.state === 'closing').map((one) => one.day)
  const begun = (closing: BusinessDate): Begun => ({
    day: closing,
    due: halfClosed.filter((one) => one <= closing),
  })
  if (state === 'closing' || state === 'closed') return ok(begun(day))
  if (asked === undefined && day >= today) {
    // Whoever asks again on the day of a close, without naming a day, has not heard the answer to the first.
    const last = await lastSettledDay(database)
    if (last !== undefined && businessDateOf(last.closedAt, cutOffMinutes) === today) {
      return ok(begun(last.day))
    }
  }
  if (day > today) {
    const detail = `${day} has not begun; today is the business day ${today}`
    return refuse('day-not-begun', { field: 'day', detail })
  }
  if (first) await database.transaction((tx) => dayForPosting(tx, day))
  // Of a switch that a crash takes back nothing is left to undo: whatever was posted in the next day went with it.
  const change = await database.transaction((tx) => beginClose(tx, day, next ?? addDays(day, 1)), {
    durableLater: true,
  })
  if (change.ok) return ok({ day, due: [...begun(day).due, day] })
  const { refused, ...about } = change
  return refused === 'day-unknown' ? notOpen(day, unclosed) : { ...about, refused }
}

async function settle(
  desk: SettlementDesk,
  day: BusinessDate,
): Promise<Result<SettledDay, CloseRefusal>> {
  await desk.drainChains(day)
  const difference = desk.rederive === false ? undefined : await differenceNow(desk, day)
  if (difference !== undefined) return refuse('settlement-differs', { detail: difference })
  return settleDay(desk, day)
}

/** A day of so many taps is looked at so long that those who post meanwhile would feel it. */
const LARGE_DAY_TAPS = 50_000n
/** A rest is some four times as long as the work before it: a server sums four to six thousand taps in a millisecond. */
const TAPS_PER_MS_OF_REST = 1_000
const REST_MS_MAX = 1_000

/** Totals against taps at one moment: rulings that are booked meanwhile are in both of them or in neither. */
const differenceNow = (
  { database }: SettlementDesk,
  day: BusinessDate,
): Promise<string | undefined> =>
  database.transaction(
    async (tx) => {
      const totals = await takingsOfDay(tx, day)
      const taps = totals.reduce((sum, taken) => sum + taken.taps, 0n)
      return differenceOf(totals, await takingsFromTaps(tx, day, paceFor(taps)))
    },
    { isolation: 'repeatable read', readOnly: true },
  )

const paceFor = (taps: bigint): { readonly restMs: number } | 'at once' =>
  taps < LARGE_DAY_TAPS
    ? 'at once'
    : { restMs: Math.min(REST_MS_MAX, Number(taps) / SLICES / TAPS_PER_MS_OF_REST) }

const answerOf = (settled: SettledDay): ClosedDay => ({
  day: settled.day,
  statements: settled.statements,
  taps: settled.taps,
  listFen: settled.listFen,
  chargedFen: settled.chargedFen,
  subsidyFen: settled.subsidyFen,
  feeFen: settled.feeFen,
  netFen: settled.netFen,
  digest: settled.digest,
  previousDay: settled.previousDay,
  closedAt: settled.closedAt,
})

function notOpen(
  day: BusinessDate,
  unclosed: readonly { readonly day: BusinessDate; readonly state: DayState }[],
): Result<never, 'day-not-open'> {
  const open = unclosed.find(({ state }) => state === 'open')
  return refuse('day-not-open', {
    field: 'day',
    detail:
      open === undefined
        ? `${day} is not a day of the books, which have none yet`
        : `${day} is not a day of the books; the open day is ${open.day}`,
  })
}
