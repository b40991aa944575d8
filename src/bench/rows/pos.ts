import { fenInJson, invariant } from '../../base'
import { SHOP_NUMBER, shopTerminal } from '../../simulation'
import type { Bench, Experiment, Samples } from '../bench'
import { Callers, type Called } from '../callers'
import { singleInsertRate } from '../floors/single-inserts'
import { dayOver } from './days'
import type { Sample } from '../figure'
import { cardAt, openPosShop, TERMINALS, type PosShop } from '../pos-shop'

/** Purchases for every so many records of the bench. */
const RECORDS_PER_SALE = 25
const SALES_MIN = 16
/** How far beyond what it can do the host is asked. */
const OVERLOAD = 2
const FLOOD_SECONDS_MAX = 2
/** At a large count a flood lasts its full time, at a small one no longer than that takes. */
const SALES_PER_FLOOD_SECOND = 2_000
const HOSTILE_LINES = 60
const HONEST = 16
/** More than one terminal uses in a round. */
const TRACES_A_ROUND = 60_000

/** Purchases over real lines, real codes and a real commit, at so many terminals; then too many; then among enemies. */
async function pos({ city, records, round }: Bench): Promise<Samples> {
  const shop = await openPosShop(city, round === 0)
  const callers = Callers.start()
  try {
    const before = await shop.booked()
    const first = await callers.follow({
      do: 'sign-in',
      port: shop.port,
      merchant: SHOP_NUMBER,
      traceAfter: round * TRACES_A_ROUND,
      terminals: Array.from({ length: TERMINALS }, (_, nth) => [shopTerminal(nth), cardAt(nth)]),
    })
    const sales = Math.max(SALES_MIN, Math.ceil(records / RECORDS_PER_SALE))
    const sell = async (terminals: number, count = sales): Promise<Called> => {
      const each = Math.max(1, Math.ceil(count / terminals))
      const called = await callers.follow({ do: 'sell', terminals, each })
      invariant(called.approved === called.asked, 'every purchase of the bench is approved', {
        ...called.otherCodes,
        wrong: called.wrong,
      })
      return called
    }
    const warm = await sell(HONEST, Math.ceil(sales / 4))
    const single = await singleInsertRate(city, sales)
    const [one, few, many, all] = [
      await sell(1, Math.ceil(sales / 8)),
      await sell(HONEST, Math.ceil(sales / 2)),
      await sell(64),
      await sell(256),
    ]
    const flood = await callers.follow({
      do: 'flood',
      perSecond: OVERLOAD * rateOf(all),
      seconds: Math.min(FLOOD_SECONDS_MAX, sales / SALES_PER_FLOOD_SECOND),
    })
    await callers.follow({ do: 'be-hostile', lines: HOSTILE_LINES, port: shop.port })
    const amongEnemies = await sell(HONEST, Math.ceil(sales / 2))
    await callers.follow({ do: 'stop-being-hostile' })
    const approved = [first, warm, one, few, many, all, flood, amongEnemies].reduce(
      (sum, called) => sum + called.approved,
      0,
    )
    return {
      'pos-1': through(one, single),
      'pos-16': through(few, single),
      'pos-64': through(many, single),
      'pos-64-p99': { measured: many.p99 },
      'pos-256': through(all, single),
      ...(await overloaded(shop, { flood, all, before, approved })),
      'pos-hostile-p99': { measured: amongEnemies.p99, floor: few.p99 },
    }
  } finally {
    await callers.leave()
    await shop.close()
    await dayOver(city)
  }
}

const rateOf = ({ approved, seconds }: Called): number => approved / seconds

const through = (called: Called, floor: number): Sample => ({
  measured: rateOf(called),
  floor,
  extra: { p50Ms: called.p50, p99Ms: called.p99, p999Ms: called.p999 },
})

async function overloaded(
  shop: PosShop,
  of: {
    readonly flood: Called
    readonly all: Called
    readonly before: Awaited<ReturnType<PosShop['booked']>>
    /** What the terminals have been told was approved, over the whole round. */
    readonly approved: number
  },
): Promise<Samples> {
  const { flood, all, before, approved } = of
  const after = await shop.booked()
  const shed = flood.otherCodes['96'] ?? 0
  const owed = fenInJson(after.owedFen - before.owedFen)
  const spent = fenInJson(after.spentFen - before.spentFen)
  const each = flood.approved === 0 ? 0 : flood.approvedFen / flood.approved
  return {
    'pos-overload': {
      measured: rateOf(flood),
      floor: rateOf(all),
      extra: {
        askedPerSecond: flood.asked / flood.seconds,
        shedPerSecond: shed / flood.seconds,
        otherwiseDeclined: flood.asked - flood.approved - shed - flood.wrong,
      },
    },
    'pos-overload-p99': {
      measured: flood.p99,
      floor: all.p99,
      extra: { p50Ms: flood.p50, p999Ms: flood.p999 },
    },
    'pos-overload-lost': {
      measured:
        Math.abs(after.sales - before.sales - approved) +
        flood.wrong +
        Math.abs(owed - approved * each) +
        Math.abs(spent - approved * each),
    },
  }
}

export const posExperiments: readonly Experiment[] = [
  {
    rows: [
      'pos-1',
      'pos-16',
      'pos-64',
      'pos-64-p99',
      'pos-256',
      'pos-overload',
      'pos-overload-p99',
      'pos-overload-lost',
      'pos-hostile-p99',
    ],
    when: 'round',
    run: pos,
  },
]
