import { setTimeout as pause } from 'node:timers/promises'
import { invariant, type BusinessDate, type Sql } from '../../base'
import { chainStep, openGaps, samGaps, type JudgedPart } from '../../clearing'
import { closeDay, verifyDay } from '../../settlement'
import { atRest } from '../at-rest'
import type { Bench, Experiment, Samples } from '../bench'
import type { BenchCity } from '../bench-city'
import { median, seconds } from '../figure'
import { bookAll, drain, judgedParts } from './posting'

/** The large day has this many times the records of one measurement: a city's day is one of a million taps. */
const LARGER = 10
/** The small day has this part of the records of one measurement. */
const SMALLER = 5
const SMALL_DAYS = 3

interface ClosedBench {
  readonly day: BusinessDate
  readonly taps: number
  /** Seconds. */
  readonly took: number
}

/** A large day and one of few taps, both closed from their totals; the large one is recomputed too. */
async function days({ city, records }: Bench): Promise<Samples> {
  const large = await dayOf(city, records, LARGER)
  const floor = await countOfDay(city, large.day)
  const audit = await seconds(async () => {
    const finding = await verifyDay(city.database, large.day)
    invariant(finding.ok, 'a day of the bench follows from its taps', { finding })
  })
  const small = await smallDays(city, records)
  const [largeMs, smallMs] = [large.took * 1000, small.took * 1000]
  return {
    close: { measured: largeMs, floor, extra: { tapsOfDay: large.taps } },
    'close-growth': { measured: largeMs, floor: smallMs, extra: { tapsOfSmallDay: small.taps } },
    audit: { measured: audit * 1000, floor },
  }
}

/** The middle of a few small days: a close of some milliseconds varies by as much as it takes. */
async function smallDays(city: BenchCity, records: number): Promise<ClosedBench> {
  const days: ClosedBench[] = []
  for (let nth = 0; nth < SMALL_DAYS; nth++) {
    days.push(await dayOf(city, Math.ceil(records / SMALLER)))
  }
  const took = median(days.map((day) => day.took))
  const middle = days.find((day) => day.took === took)
  invariant(middle !== undefined, 'of an odd number of days one is in the middle')
  return middle
}

/** Books some taps, so many times over, and closes the open day. */
async function dayOf(city: BenchCity, records: number, times = 1): Promise<ClosedBench> {
  for (let nth = 0; nth < times; nth++) {
    await bookAll(city, await judgedParts(city, { operator: 11, records }))
    await drain(city)
  }
  // A terminal's file is receipted when its records are on the disk: no close pays for the writing of them.
  await city.owner.query(`select pg_logical_emit_message(true, 'bench', 'receipted')`)
  await atRest()
  return closed(city)
}

/** Closes the open day from its totals alone. */
async function closed(city: BenchCity): Promise<ClosedBench> {
  let day: Pick<ClosedBench, 'day' | 'taps'> | undefined
  const took = await seconds(async () => {
    const answer = await closeDay({ ...city.settlement, rederive: false })
    invariant(answer.ok, 'a day of the bench is closed', { answer })
    day = { day: answer.value.day, taps: Number(answer.value.taps) }
  })
  invariant(day !== undefined, 'a close names its day')
  return { ...day, took }
}

/** S: count(*) over the day's taps, as if they had a table to themselves; milliseconds. */
async function countOfDay({ owner }: BenchCity, day: BusinessDate): Promise<number> {
  await owner.query('drop table if exists bench_day')
  await owner.query(
    `create table bench_day as select tap.* from clearing_tap tap join clearing_batch batch using (batch)
      where batch.settle_date = '${day}'`,
  )
  await owner.query('vacuum analyze bench_day')
  return countMs(owner, 'bench_day')
}

const COUNTS = 5

async function countMs(sql: Sql, table: string): Promise<number> {
  const took: number[] = []
  for (let nth = 0; nth < COUNTS; nth++) {
    took.push(await seconds(() => sql.query(`select count(*) from ${table}`)))
  }
  return median(took.slice(1)) * 1000
}

async function gaps({ city }: Bench): Promise<Samples> {
  const floor = await countMs(city.owner, 'clearing_tap')
  const took = await seconds(async () => {
    await openGaps(city.database, 100)
    await samGaps(city.database, 100)
  })
  return { gaps: { measured: took * 1000, floor } }
}

/** Small parts, so that a short close is seen in their times. */
const LIVE_PART_RECORDS = 1_000

/**
 * Posting goes on while the day is closed and re-derived from its taps. Chains are followed beside it before and
 * during the close, as in a centre they are at all times.
 */
async function postingInClose({ city, records }: Bench): Promise<Samples> {
  const parts = await judgedParts(city, { operator: 13, records, batch: LIVE_PART_RECORDS })
  const half = parts.slice(0, parts.length >> 1)
  const [before, during, left] = await withChains(city, async () => {
    const took = await seconds(() => bookAll(city, half))
    let open = true
    const closing = closeDay(city.settlement).finally(() => (open = false))
    const { rate, booked } = await bookWhile(city, parts.slice(half.length), () => open)
    const answer = await closing
    invariant(answer.ok, 'a day is closed while posting goes on', { answer })
    return [half.length / took, rate, parts.slice(half.length + booked)] as const
  })
  // A card whose tap never came has a gap, and every row that follows would pay for looking at its history.
  await bookAll(city, left)
  await drain(city)
  return {
    'posting-in-close': {
      measured: during * LIVE_PART_RECORDS,
      floor: before * LIVE_PART_RECORDS,
    },
  }
}

/** Does something while the chains of what is booked are followed. */
async function withChains<Value>(city: BenchCity, work: () => Promise<Value>): Promise<Value> {
  let goesOn = true
  const following = (async () => {
    while (goesOn) if ((await chainStep(city.desk)) === 0) await pause(1)
  })()
  try {
    return await work()
  } finally {
    goesOn = false
    await following
  }
}

/** Books parts for as long as something goes on: how many, and how many a second. */
async function bookWhile(
  city: BenchCity,
  parts: readonly JudgedPart[],
  goesOn: () => boolean,
): Promise<{ readonly rate: number; readonly booked: number }> {
  let booked = 0
  const took = await seconds(async () => {
    for (const part of parts) {
      if (!goesOn() && booked > 0) break
      await bookAll(city, [part])
      booked++
    }
  })
  return { rate: booked / took, booked }
}

/** Closes the open day unmeasured, so that the next is one of taps alone. */
export const dayOver = async (city: BenchCity): Promise<void> => void (await closed(city))

export const dayExperiments: readonly Experiment[] = [
  { rows: ['gaps'], when: 'round', run: gaps },
  { rows: ['posting-in-close'], when: 'round', run: postingInClose },
  // A centre closes a day each night; it is not started anew for it.
  { rows: ['close', 'close-growth', 'audit'], when: 'late-round', runIn: true, run: days },
]
