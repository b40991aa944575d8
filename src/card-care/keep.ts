import {
  businessDateOf,
  CENTRE,
  type Act,
  type Actor,
  type Clock,
  type Database,
  type Tx,
} from '../base'
import {
  cardsPastDates,
  changeCardState,
  makeHotlist,
  newestFullHotlist,
  newestHotlist,
} from '../registry'
import { rulesAt } from '../rules'
import { giveBackStoppedTaps } from './give-back'
import { lapseReports } from './loss'
import { correctClosings, settleDueClosings } from './settle'

/** What keeping up needs: acts of the centre come with their trail, which is another district's. */
export interface CareKeeping {
  readonly database: Database
  readonly clock: Clock
  readonly actOf: (
    tx: Tx,
    of: { readonly actor: Actor; readonly at: Date; readonly reference: string },
  ) => Act
}

/** What one round of keeping up did. */
export interface CareKept {
  readonly lapsed: number
  readonly expired: number
  readonly settled: number
  readonly corrected: number
  /** Cards in use again whose holders got back what others bear. */
  readonly givenBack: number
  /** The hotlist that was due, if there was something to tell. */
  readonly hotlist: bigint | undefined
}

const MINUTE_MS = 60_000
const EXPIRED_AT_ONCE = 500

/**
 * What days and records that pass ask for: reports by phone lapse, cards pass their dates, closings become due or are
 * corrected, hotlists are made at their hours (rules hotlist-full-hour and hotlist-increment-minutes). Each in a
 * transaction of its own; repeating it does no harm. To be run every minute or so.
 */
export async function keepCare(keeping: CareKeeping): Promise<CareKept> {
  const at = keeping.clock.now()
  const inAct = <Value>(part: string, work: (act: Act) => Promise<Value>): Promise<Value> =>
    keeping.database.transaction((tx) =>
      work(keeping.actOf(tx, { actor: CENTRE, at, reference: `care_${part}_${at.getTime()}` })),
    )
  const lapsed = await inAct('lapse', (act) => lapseReports(act))
  const kind = await hotlistDue(keeping.database, at)
  // Once a day is often enough for dates, and the whole list of that day then knows of them.
  const expired = kind === 'full' ? await inAct('expire', (act) => expireCards(act)) : 0
  const settled = await inAct('settle', (act) => settleDueClosings(act))
  let corrected = 0
  for (let after: bigint | undefined = 0n; after !== undefined;) {
    const from: bigint = after
    const turn = await inAct(`correct-${from}`, (act) => correctClosings(act, { after: from }))
    corrected += turn.corrected
    after = turn.next
  }
  let givenBack = 0
  for (let after: bigint | undefined = 0n; after !== undefined;) {
    const from: bigint = after
    const turn = await inAct(`give-back-${from}`, (act) =>
      giveBackStoppedTaps(act, { after: from }),
    )
    givenBack += turn.given
    after = turn.next
  }
  const made = kind && (await inAct('hotlist', (act) => makeHotlist(act, kind)))
  return { lapsed, expired, settled, corrected, givenBack, hotlist: made?.version }
}

/** Which hotlist is due: the whole one at its hour each day, changes as often as the rule says. */
async function hotlistDue(
  database: Database,
  at: Date,
): Promise<'full' | 'incremental' | undefined> {
  const today = businessDateOf(at, 0)
  const rules = await rulesAt(database, ['hotlist-full-hour', 'hotlist-increment-minutes'], today)
  const hour = String(rules['hotlist-full-hour']).padStart(2, '0')
  const dueAt = new Date(`${today}T${hour}:00:00+08:00`)
  const full = await newestFullHotlist(database)
  if (full === undefined || (full < dueAt && dueAt <= at)) return 'full'
  const newest = await newestHotlist(database)
  const minutes = Number(rules['hotlist-increment-minutes'])
  return newest === undefined || at.getTime() - newest.madeAt.getTime() >= minutes * MINUTE_MS
    ? 'incremental'
    : undefined
}

/** Cards whose last day has passed; what is on them is still owed to their holders. Answers how many. */
export async function expireCards(act: Act, limit = EXPIRED_AT_ONCE): Promise<number> {
  let expired = 0
  for (const card of await cardsPastDates(act.tx, businessDateOf(act.at, 0), limit)) {
    const stepped = await changeCardState(act, { card, act: 'expire', reason: 'dates-passed' })
    if (stepped.ok) expired++
  }
  return expired
}
